import Periods

/// What a target wants of its metric: the kind and the value.
///
/// The kinds and their judgement are those of the status table in Documentation/statuses.md.
public enum Aim: Sendable, Hashable {
    /// A cumulative count reaches `total` by the end of the period.
    case reach(total: Double)
    /// A level moves from one value to another; `from` nil = its last value before the period.
    case grow(from: Double?, to: Double)
    /// A cumulative count stays at or below `total`.
    case cap(total: Double)
    /// A count falls by at least `fraction` (0.2 = 20 %) against the comparator.
    case reduceBy(fraction: Double, against: Comparator)
    /// A ratio or level stays at or above (or at or below) `bound`.
    case maintain(Bound, Double)
    /// A ratio or level stays inside `low...high` in at least `share` of the periods.
    case range(low: Double, high: Double, share: Double)
    /// Named steps are complete by their days.
    case milestones([Milestone])
    /// What a plugin judges: the word it declares and the values of its parameters.
    case custom(String, PluginArguments)

    public enum Bound: String, Sendable {
        case atLeast = "at_least"
        case atMost = "at_most"
    }

    /// The word of the aim in YAML and JSON.
    public var word: String {
        switch self {
        case .reach: "reach"
        case .grow: "grow"
        case .cap: "cap"
        case .reduceBy: "reduce_by"
        case .maintain: "maintain"
        case .range: "range"
        case .milestones: "milestones"
        case .custom(let word, _): word
        }
    }

    /// What the aim is measured against: for plugins always the same period of the year before.
    public var comparator: Comparator? {
        switch self {
        case .reduceBy(_, let comparator): comparator
        case .custom: .samePeriod(.calendar, years: 1)
        case .reach, .cap, .grow, .maintain, .range, .milestones: nil
        }
    }

    /// What a plugin's aim names beside its own metric.
    public var arguments: PluginArguments? {
        if case .custom(_, let arguments) = self { arguments } else { nil }
    }

    /// Whether the aim is a total that a parent shares out among its children, so that a cascade must say how.
    public var isTotal: Bool {
        switch self {
        case .reach, .cap, .grow: true
        case .reduceBy, .maintain, .range, .milestones, .custom: false
        }
    }
}

/// What a reduction is measured against.
public enum Comparator: Sendable, Hashable {
    /// The window `years` earlier (cùng kỳ) under an alignment, as it was known then or as it is known now.
    case samePeriod(Alignment, years: Int, known: Known = .then)
    /// The equally long window just before (liền kề).
    case adjacentPeriod
    /// A frozen total for the whole period.
    case fixed(total: Double)

    /// Which knowledge of the earlier window counts.
    public enum Known: String, Sendable, CaseIterable {
        /// What the ledger knew as long after that window as it now knows after this one: like with like.
        case then
        /// Everything known today: settled figures against young ones.
        case now
    }
}

/// A planned step with its day.
public struct Milestone: Sendable, Hashable {
    public var id: String
    public var title: LocalText
    /// The last day on which it is in time.
    public var by: Day
    /// How many days before `by` an incomplete step counts as at risk.
    public var leadDays: Int
    /// The day it was completed with its evidence, when the plan itself says so.
    public var done: Completion?

    public struct Completion: Sendable, Hashable {
        public var on: Day
        public var evidence: String
        public var approver: String

        public init(on: Day, evidence: String, approver: String) {
            self.on = on
            self.evidence = evidence
            self.approver = approver
        }
    }

    public init(id: String, title: LocalText, by: Day, leadDays: Int = 14, done: Completion? = nil) {
        self.id = id
        self.title = title
        self.by = by
        self.leadDays = leadDays
        self.done = done
    }
}
