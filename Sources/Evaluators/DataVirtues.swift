import Periods
import Plan

/// The four data virtues of one metric for one unit over the window to date, 0…1; NaN = nothing to measure.
public struct DataVirtues: Sendable, Equatable {
    /// đúng: share of the reports that reconcile.
    public var correct = Double.nan
    /// đủ: share of the due reports that came in.
    public var sufficient = Double.nan
    /// sạch: share of the rows that were taken as they came.
    public var clean = Double.nan
    /// sống: share of the reports that came in time, from a feed that speaks.
    public var alive = Double.nan
    /// The end of the last period that anything was reported for.
    public var lastReport: Day?

    public init() {}

    public init(_ tally: VirtueTally) {
        func share(_ part: Int32, of whole: Int32) -> Double {
            whole > 0 ? min(1, max(0, Double(part) / Double(whole))) : .nan
        }
        sufficient = share(tally.reported, of: tally.due)
        correct = share(tally.reported - tally.failed, of: tally.reported)
        clean = share(tally.reported, of: tally.reported + tally.rejected)
        let heard = tally.reported + tally.silence
        alive = share(heard - tally.silence - tally.late - tally.inGap, of: heard)
        lastReport = tally.lastReport > .min ? Day(number: tally.lastReport) : nil
    }

    /// The lowest of the four; NaN without any.
    public var least: Double { [correct, sufficient, clean, alive].filter(\.isFinite).min() ?? .nan }

    /// The worse of each: what follows from two metrics is no better than either.
    func worse(_ other: DataVirtues) -> DataVirtues {
        func least(_ one: Double, _ two: Double) -> Double { one.isNaN ? two : two.isNaN ? one : min(one, two) }
        var worse = self
        worse.correct = least(correct, other.correct)
        worse.sufficient = least(sufficient, other.sufficient)
        worse.clean = least(clean, other.clean)
        worse.alive = least(alive, other.alive)
        if let mine = lastReport, let its = other.lastReport { worse.lastReport = min(mine, its) }
        return worse
    }
}

/// The counts of reports behind the four scores; those of children add up to their parent's.
public struct VirtueTally: Sendable, Hashable {
    /// Reports that were due, and that came in.
    public var due: Int32 = 0
    public var reported: Int32 = 0
    /// Reports that do not reconcile.
    public var failed: Int32 = 0
    /// Rows left out as bad.
    public var rejected: Int32 = 0
    /// Reports received after their day.
    public var late: Int32 = 0
    /// Reports in time whose period lies in a gap of the feed.
    public var inGap: Int32 = 0
    /// Due reports missing at the end, since the unit's last one.
    public var silence: Int32 = 0
    /// Units that report, and those silent for two reports and a week.
    public var reporters: Int32 = 0
    public var dead: Int32 = 0
    var lastReport = Int32.min

    public init() {}

    /// Counts another unit's or metric's reports in.
    public mutating func add(_ other: VirtueTally) {
        due &+= other.due
        reported &+= other.reported
        failed &+= other.failed
        rejected &+= other.rejected
        late &+= other.late
        inGap &+= other.inGap
        silence &+= other.silence
        reporters &+= other.reporters
        dead &+= other.dead
        lastReport = max(lastReport, other.lastReport)
    }

    /// Whether so many of the units below are silent that no verdict stands on them.
    func isDead(minimumCoverage: Double) -> Bool {
        dead > 0 && Double(dead) > Double(reporters) * (1 - minimumCoverage)
    }
}

/// The virtues of one reported metric behind a target, at the target's top unit.
public struct InputVirtues: Sendable, Hashable {
    /// Index into `Plan.metrics`.
    public var metric: Int
    public var tally: VirtueTally
    /// Gaps of the feed in the window to date or in the comparator's.
    public var gaps: [FeedGap]
    /// How the metric's figures ripen, where the plan says that they do and the ledger knows.
    public var maturity: LearntMaturity?
    /// How many days the plan, or what was learnt, gives them.
    public var maturityDays: Int?
}
