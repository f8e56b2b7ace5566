import Periods
import Plan

/// Everything an evaluator may know of one target on one run, in columns: index i of every column is unit i.
public struct EvaluationBatch: Sendable {
    /// Index into `Plan.targets`, copied into the assessments.
    public var target: Int
    public var aim: Aim
    public var judgement: Judgement
    public var better: Metric.Direction
    /// Whether the metric is a percentage, so that "one whole event" means nothing.
    public var isPercent: Bool
    public var asOf: Day
    /// The whole period.
    public var window: Window
    /// The part of it that complete reports can cover by now.
    public var toDate: Window
    /// Share of the total that the pace asks for at the end of `toDate`.
    public var pace: Share
    /// Share of the days elapsed at the end of `toDate`.
    public var elapsed: Share
    /// Whether the period and the days allowed for late reports are over.
    public var isClosed: Bool
    /// Whether the window moves along with the as-of day, so that nothing in it is ever out of reach.
    public var isRolling = false
    /// Reporting periods still to come in the window.
    public var periodsLeft: Int

    /// Indices into `Plan.units`.
    public var units: [Int]
    /// Units that are judged on a change however small its base: those at the top of the selection.
    public var isTop: [Bool]
    /// The aim's total for each unit; NaN where it cannot be shared. Empty for aims that are no totals.
    public var goals: [Double]

    /// The metric to date.
    public var current: Measure
    /// The comparator's same stretch and its whole period; nil for aims without one.
    public var baseline: Measure?
    public var wholeBaseline: Measure?
    /// The same stretch as known today, where `baseline` is as it was known then.
    public var settledBaseline: Measure?
    /// Last values before the window, for `grow` without a declared start.
    public var starts: [Double]
    /// The metric in each reporting period: of the window to date (`range`, `milestones`) or of recent history (`maintain`).
    public var periods: PeriodTable?
    /// Names, whole series and references, for aims that plugins judge.
    public var custom: CustomInputs?

    public var count: Int { units.count }
}

/// A metric aggregated over a window, in columns.
public struct Measure: Sendable {
    public var value: [Double]
    /// Sums behind a ratio; NaN for other metrics.
    public var numerator: [Double]
    public var denominator: [Double]
    /// Reports that came in and that were due.
    public var reported: [Int32]
    public var due: [Int32]
    /// Reporters below the unit, and those whose latest due report is missing.
    public var reporters: [Int32]
    public var silent: [Int32]
    /// Which values are put together from shares of former units; empty when none is.
    public var isEstimated: [Bool] = []
    /// The variance of those of a count about what really was theirs; empty when nothing was shared.
    public var splitVariance: [Double] = []

    /// Columns of absent values.
    public init(count: Int) {
        value = [Double](repeating: .nan, count: count)
        numerator = value
        denominator = value
        reported = [Int32](repeating: 0, count: count)
        due = reported
        reporters = reported
        silent = reported
    }

    func isEstimated(_ index: Int) -> Bool { !isEstimated.isEmpty && isEstimated[index] }

    func splitVariance(_ index: Int) -> Double { splitVariance.isEmpty ? 0 : splitVariance[index] }
}

/// A metric period by period, unit-major: `values[unit * windows.count + period]`; NaN = not reported.
public struct PeriodTable: Sendable {
    public var windows: [Window]
    public var values: [Double]
    /// For ratios; empty otherwise.
    public var numerators: [Double]
    public var denominators: [Double]
    /// For each unit the first column from which on nothing is estimated from former units; empty when nothing is.
    public var exactFrom: [Int32] = []

    public init(windows: [Window], values: [Double], numerators: [Double] = [], denominators: [Double] = []) {
        self.windows = windows
        self.values = values
        self.numerators = numerators
        self.denominators = denominators
    }

    public func row(_ unit: Int) -> Range<Int> {
        unit * windows.count..<(unit + 1) * windows.count
    }

    /// The first column from which on nothing of a unit is estimated.
    public func exactFrom(_ unit: Int) -> Int { exactFrom.isEmpty ? 0 : Int(exactFrom[unit]) }
}

/// An exact share: a fraction of whole numbers, so that "exactly on pace" is decided without rounding.
public struct Share: Sendable, Hashable {
    public var part: Int64
    public var whole: Int64

    public init(_ part: Int64, of whole: Int64) {
        self.part = part
        self.whole = max(1, whole)
    }

    public var value: Double { Double(part) / Double(whole) }
}
