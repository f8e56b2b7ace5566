import Periods
import Plan

/// What an evaluator says of one target for one unit on one run: five separate facts, and the numbers behind them.
///
/// A plain value without references, so that a nation's assessments lie packed in one array. Absent numbers are NaN
/// here and null in JSON. Ratios are fractions (0.87), never percent.
public struct Assessment: Sendable, Equatable {
    /// Index into `Plan.targets`.
    public var target: Int32
    /// Index into `Plan.units`.
    public var unit: Int32

    public var data: DataState = .missing
    public var status: Status = .noData
    public var outlook: Outlook = .none
    public var signal: Signal = .none
    public var assurance: Assurance = .notAssessable
    public var flags: Flags = []
    public var reason: Reason = .noReports

    /// The value to date (count, level, or ratio).
    public var actual = Double.nan
    /// What the pace, the comparator or the bound asks for by now, scaled to the units that reported.
    public var expected = Double.nan
    /// The aim at the end of the period for this unit.
    public var goal = Double.nan
    /// The comparator's value to date; for `grow` the starting level.
    public var baseline = Double.nan
    /// Pace index: 1.00 = exactly on pace, more is better.
    public var pace = Double.nan
    /// Relative change against the comparator (−0.26 = −26 %); absent without a base.
    public var change = Double.nan
    /// What each remaining reporting period must bring (counts) or the ratio it must hold.
    public var requiredRate = Double.nan
    /// Share of the due reports that came in, 0…1.
    public var coverage = Double.nan
    /// Numerator and denominator of a ratio.
    public var numerator = Double.nan
    public var denominator = Double.nan
    /// Wilson 95 % interval of a ratio.
    public var low = Double.nan
    public var high = Double.nan
    /// What each reporting period brought of late, and in the best stretch of the last two years (counts only).
    public var recentRate = Double.nan
    public var bestRate = Double.nan
    /// The numbers behind `outlook`.
    public var forecast = Forecast()
    /// What a linear pace would say, where another shape is used.
    public var linear = LinearPace()
    /// The chart behind `signal` and `assurance`.
    public var process = ProcessChart()
    /// The test of a change against its comparator.
    public var test = ChangeTest()
    /// The comparator to date as known today, where `baseline` is as it was known then.
    public var settledBaseline = Double.nan
    /// The four data virtues of what stands behind it.
    public var virtues = DataVirtues()

    public init(target: Int32, unit: Int32) {
        self.target = target
        self.unit = unit
    }

    public struct Flags: OptionSet, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        /// Cannot fail any more.
        public static let lockedIn = Flags(rawValue: 1)
        /// Cannot succeed any more.
        public static let unreachable = Flags(rawValue: 2)
        /// May still change: reports or the close are outstanding.
        public static let provisional = Flags(rawValue: 4)
        /// A milestone's day has passed.
        public static let overdue = Flags(rawValue: 8)
        /// A milestone was completed after its day.
        public static let late = Flags(rawValue: 16)
        /// A reduction is met by more than chance explains.
        public static let beyondChance = Flags(rawValue: 32)
        /// Something it is compared with was estimated from shares of former units.
        public static let estimated = Flags(rawValue: 64)

        /// The words used in JSON, in the order of the bits.
        public var words: [String] {
            [
                (Flags.lockedIn, "locked_in"), (.unreachable, "unreachable"), (.provisional, "provisional"),
                (.overdue, "overdue"), (.late, "late"), (.beyondChance, "beyond_chance"),
                (.estimated, "estimated"),
            ]
            .filter { contains($0.0) }.map(\.1)
        }
    }
}

/// What a pace in proportion to the days would say.
public struct LinearPace: Sendable, Equatable {
    public var expected = Double.nan
    public var pace = Double.nan
    /// nil where the pace in force is linear itself, or does not matter.
    public var status: Status?

    public init() {}
}

/// The state of the data behind an assessment.
public enum DataState: String, Sendable, CaseIterable {
    case fresh, stale, missing, provisional, disputed
}

/// Progress status (domain study, section 6).
public enum Status: String, Sendable, CaseIterable {
    case notStarted = "not_started"
    case noData = "no_data"
    /// Deliberately not judged: base too small, too early.
    case measuring
    case ahead
    case onTrack = "on_track"
    case atRisk = "at_risk"
    case offTrack = "off_track"
    case exceeded, achieved, missed, cancelled
    /// The evaluator failed; the reason says how.
    case error

    /// 0 best … 3 worst for statuses that are judged; nil for the others. Differences are "grades".
    public var grade: Int? {
        switch self {
        case .exceeded, .ahead: 0
        case .achieved, .onTrack: 1
        case .atRisk: 2
        case .offTrack, .missed: 3
        case .notStarted, .noData, .measuring, .cancelled, .error: nil
        }
    }

    public var isFinal: Bool {
        switch self {
        case .exceeded, .achieved, .missed, .cancelled: true
        default: false
        }
    }
}

/// How likely the aim will be hit.
public enum Outlook: String, Sendable, CaseIterable {
    case likely
    case tossUp = "toss_up"
    case unlikely
    case none
}

/// What a control chart or change test says of the last points.
public enum Signal: String, Sendable, CaseIterable {
    case improvement, concern, none
    case tooFew = "too_few"
}

/// Whether the process as it runs will meet the aim.
public enum Assurance: String, Sendable, CaseIterable {
    case willPass = "will_pass"
    case hitAndMiss = "hit_and_miss"
    case willFail = "will_fail"
    case notAssessable = "not_assessable"
}

/// Why the status is what it is; rendered for people by `Because`.
public enum Reason: UInt8, Sendable, CaseIterable {
    case noReports, lowCoverage, notBegun, tooEarly, smallBase, noBaseline, cancelled
    case abovePace, withinPace, belowPace, farBelowPace, movedAway
    case underCap, nearCap, overPaceOfCap, capBroken
    case reducedBeyond, reducedEnough, reducedTooLittle, notReduced, noBaseStillZero, noBaseButEvents
    case surelyHolds, holds, withinNoise, recoverable, doesNotHold
    case insideRange, nearEdge, outsideNoise, outsideRange
    case allStepsEarly, stepsInTime, stepLate, stepDueSoon, stepOverdue
    case finalExceeded, finalAchieved, finalMissed, achievedEarly
    case notDefined, evaluatorFailed
    case notComparable
    /// A plugin explains it in words of its own.
    case explained
    /// The data does not carry the verdict: silent, with a gap that decides it, or disputed.
    case deadFeed, feedGap, disputedData
    /// Judged with other small units, in their pool; the pool itself, when no unit is small.
    case pooled, nothingPooled
}

/// One target's part of a run: what its assessments were judged over.
public struct TargetContext: Sendable {
    /// Index into `Plan.targets`.
    public var target: Int
    public var periodName: String
    /// The whole period.
    public var window: Window
    /// From its start to the as-of day (or its end); nil before it begins.
    public var toDate: Window?
    /// The comparator's window to date.
    public var baselineWindow: Window?
    /// Share of the total that the pace asks for by now, 0…1.
    public var paceShare: Double
    /// Share of the days elapsed, 0…1.
    public var elapsed: Double
    /// The aim in force on the as-of day.
    public var aim: Aim
    /// Range of this target's rows in `Judgements.assessments`, in the order of the units judged.
    public var rows: Range<Int>
    /// What went wrong, when the evaluator failed as a whole.
    public var failure: String?
    /// The shape of the pace; nil where the aim has none.
    public var paceShape: ShapeUse?
    /// The shape of the outlook; nil where there is none.
    public var outlookShape: ShapeUse?
    /// The comparator under each alignment, when a reduction is against the same period.
    public var alignments: [AlignedBase] = []
    /// The day from which the windows can be compared; nil when they can now, or never.
    public var comparableFrom: Day?
    /// What testing all units at once says of the flagged ones.
    public var discovery: UnitDiscovery?
    /// What the charts of all units have in common; nil where nothing was charted.
    public var charts: ChartBasis?
    /// What testing the signals of all units at once says of the flagged ones.
    public var signalDiscovery: UnitDiscovery?
    /// Reporting periods on the window's edges, and how much of them counted.
    public var straddled: [StraddledPeriod] = []
    /// Explanations that a plugin wrote, by unit.
    public var notes: [Int32: LocalText] = [:]
    /// Which knowledge of the same period counted; nil for aims without one.
    public var comparatorBasis: ComparatorBasis?
    /// The data virtues of each reported metric behind the target, at its top unit.
    public var inputs: [InputVirtues] = []
    /// Gaps of the feed in the window to date or the comparator's, in order.
    public var gaps: [Window] = []
    /// The first day on which all of the value is settled; nil where the plan says nothing of ripening.
    public var matureFrom: Day?
    /// The small units judged as one; nil where none are to be.
    public var pool: UnitPool?
    /// Why the top unit's ratio changed against the same period; nil for other metrics and without units below.
    public var mix: UnitMix?
    /// From which former units the numbers of a unit come, by unit; none of units that were always themselves.
    public var origins: [Int32: Origin] = [:]

    public init(
        target: Int, periodName: String, window: Window, toDate: Window?, baselineWindow: Window?, paceShare: Double,
        elapsed: Double, aim: Aim, rows: Range<Int>, failure: String? = nil
    ) {
        self.target = target
        self.periodName = periodName
        self.window = window
        self.toDate = toDate
        self.baselineWindow = baselineWindow
        self.paceShare = paceShare
        self.elapsed = elapsed
        self.aim = aim
        self.rows = rows
        self.failure = failure
    }

    /// The day of the tree by which the target is judged.
    public func treeDay(asOf: Day) -> Day { window.nearest(to: asOf) }

    public var daysLeft: Int {
        guard let toDate else { return window.count }
        return max(0, window.last - toDate.last)
    }
}

/// Everything one evaluation of the plan said.
public struct Judgements: Sendable {
    public var asOf: Day
    /// One for each of `Plan.targets`, in its order.
    public var contexts: [TargetContext]
    public var assessments: [Assessment]
    /// What is asked about the figures behind them.
    public var checks = IntegrityChecks()

    public init(asOf: Day, contexts: [TargetContext], assessments: [Assessment]) {
        self.asOf = asOf
        self.contexts = contexts
        self.assessments = assessments
    }

    /// The assessment of `target` for `unit`, by their indices in the plan.
    public func assessment(target: Int, unit: Int) -> Assessment? {
        guard contexts.indices.contains(target) else { return nil }
        return assessments[contexts[target].rows].first { Int($0.unit) == unit }
    }
}
