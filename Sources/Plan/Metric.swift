import CEL
import Periods

/// A declared quantity that units report, or that follows from what they report.
public struct Metric: Sendable {
    public enum Kind: Sendable {
        /// Additive events: sums over time and over units.
        case count
        /// A stock (people in care): the last value in time, summed over units.
        case level
        /// How many planned steps are complete: the last value in time.
        case milestone
        /// Sum of one count over sum of another; never a mean of percentages. Metric ids.
        case ratio(of: String, to: String)
        /// A CEL expression over other metrics of the same unit and window.
        case formula(Program, metrics: [String])
    }

    public enum Direction: String, Sendable, CaseIterable {
        case lower, higher
    }

    /// How a count is reported.
    public enum Reporting: String, Sendable, CaseIterable {
        /// Each value counts what happened in its own period.
        case increments
        /// Each value counts from the start of the calendar's year to the end of its period.
        case cumulative
    }

    /// How a parent's value comes about.
    public enum ParentValue: String, Sendable, CaseIterable {
        /// From its children's values (the default).
        case summed
        /// As the parent itself reports it.
        case reported
    }

    /// What a row that is not there means.
    public enum Zeros: String, Sendable, CaseIterable {
        /// A missing row is a missing report (the default).
        case reported
        /// The source leaves zeros out: where anyone reported a period, a missing row is a zero.
        case omitted
    }

    /// Where the value of a period belongs that lies on both sides of a window's edge.
    public enum Straddle: String, Sendable, CaseIterable {
        /// Wholly where its fourth day lies (weeks) or where it begins (longer periods), the default.
        case fourthDay = "fourth_day"
        /// To each side the share of its days that lie there; counts only.
        case prorated
    }

    /// What a unit has of the days before it existed in its present borders.
    public enum Past: String, Sendable, CaseIterable {
        /// Its shares of what the units before it reported (the default for counts).
        case split
        /// Nothing (the default for levels and milestones: half a building is no building).
        case none
    }

    public var id: String
    public var title: LocalText
    public var kind: Kind
    public var better: Direction
    public var reporting: Reporting
    /// How often units report it.
    public var grain: Grain
    public var calendar: PeriodCalendar
    /// What is counted ("cases"), for people.
    public var countedIn: LocalText
    public var parents: ParentValue
    public var zeros: Zeros
    public var straddle: Straddle
    /// Of a reported metric; the others follow their parts.
    public var succession: Past
    /// Levels of units that report it; empty = the leaves of the tree.
    public var reportedBy: [String]
    /// Whether negative values are allowed (net counts); counts refuse them otherwise.
    public var mayBeNegative: Bool
    /// Digits after the decimal point that people see.
    public var decimals: Int
    /// Whether people see it as a percentage (the default for ratios).
    public var isPercent: Bool
    /// Days after the end of a reporting period within which its reports are due; 0 = at once, and nobody is late.
    public var dueDays = 0
    /// How long its figures go on changing; nil = they are taken as settled when they come.
    public var maturity: Maturity?
    /// Ids of metrics to which what this one counts might move instead: a falling one beside a rising one is asked about.
    public var siblings: [String] = []
    /// Ids of metrics that count what was withdrawn from this one, or not taken up.
    public var reclassifiedTo: [String] = []

    public init(
        id: String, title: LocalText, kind: Kind, better: Direction, reporting: Reporting = .increments,
        grain: Grain = .week, calendar: PeriodCalendar = .civil, countedIn: LocalText = LocalText(""),
        parents: ParentValue = .summed, zeros: Zeros = .reported, straddle: Straddle = .fourthDay,
        succession: Past? = nil, reportedBy: [String] = [], mayBeNegative: Bool = false, decimals: Int = 0,
        isPercent: Bool = false
    ) {
        self.id = id
        self.title = title
        self.kind = kind
        self.better = better
        self.reporting = reporting
        self.grain = grain
        self.calendar = calendar
        self.countedIn = countedIn
        self.parents = parents
        self.zeros = zeros
        self.straddle = straddle
        self.succession = succession ?? Self.usualPast(kind)
        self.reportedBy = reportedBy
        self.mayBeNegative = mayBeNegative
        self.decimals = decimals
        self.isPercent = isPercent
    }

    static func usualPast(_ kind: Kind) -> Past {
        if case .count = kind { .split } else { .none }
    }

    /// Ids of the metrics whose reported values this one needs; itself when it is reported.
    public var inputs: [String] {
        switch kind {
        case .count, .level, .milestone: [id]
        case .ratio(let of, let to): [of, to]
        case .formula(_, let metrics): metrics
        }
    }

    /// Whether units report it, rather than it following from others.
    public var isReported: Bool {
        switch kind {
        case .count, .level, .milestone: true
        case .ratio, .formula: false
        }
    }
}
