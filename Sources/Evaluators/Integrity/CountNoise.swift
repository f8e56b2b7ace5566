import Plan
import Statistics

/// How much the counts of a metric vary from one reporting period to the next, beyond Poisson's law: φ, at least 1.
///
/// Pooled over the units that report it, for one unit has too few; the sum of all varies more than its parts and has a φ
/// of its own, which also stands for units in between.
struct CountNoise: Sendable {
    /// Whether it is a ratio, and whether the complement of its numerator is the rarer side.
    let isRatio: Bool
    let isMirrored: Bool
    private let ofReporters: Double
    private let ofSums: Double
    private let isReporter: [Bool]

    /// So much history is enough: two years of weeks, half a year of days.
    private static let mostPeriods = 182

    /// nil for metrics that count nothing, or whose counts were not read.
    init?(_ metric: Metric, _ bank: MetricBank) {
        let inputs = bank.inputs(of: metric)
        guard let first = inputs.first, inputs.count == metric.inputs.count else { return nil }
        switch metric.kind {
        case .count: isRatio = false
        case .ratio: isRatio = true
        case .level, .milestone, .formula: return nil
        }
        isReporter = first.isReporter
        let cases = isRatio ? inputs[1] : nil
        let all = first.series.periods.suffix(Self.mostPeriods)
        let reporters = first.isReporter.indices.filter { first.isReporter[$0] }
        let sums = first.sums(reporters, over: all)
        let caseSums = cases?.sums(reporters, over: all) ?? []
        let total = sums.lazy.filter(\.isFinite).reduce(0, +)
        let isMirrored = cases != nil && total > caseSums.lazy.filter(\.isFinite).reduce(0, +) / 2
        self.isMirrored = isMirrored
        var pooled = NeighbourNoise()
        for unit in reporters {
            pooled.begin()
            if let cases, isMirrored {
                for period in all { pooled.add(cases.value(unit, period) - first.value(unit, period)) }
            } else {
                first.forEach(unit, over: all) { pooled.add($0) }
            }
        }
        ofReporters = pooled.dispersion
        var ofAll = NeighbourNoise()
        for column in sums.indices { ofAll.add(isMirrored ? caseSums[column] - sums[column] : sums[column]) }
        ofSums = max(ofAll.dispersion, pooled.dispersion)
    }

    subscript(unit: Int) -> Double { isReporter[unit] ? ofReporters : ofSums }
}

/// Σ (xᵢ₊₁ − xᵢ)² ÷ Σ (xᵢ + xᵢ₊₁) over several series, without copying them.
private struct NeighbourNoise {
    private var squares = 0.0
    private var sums = 0.0
    private var last = Double.nan

    mutating func begin() { last = .nan }

    mutating func add(_ value: Double) {
        if value.isFinite, value >= 0, last.isFinite {
            squares += (value - last) * (value - last)
            sums += value + last
        }
        last = value >= 0 ? value : .nan
    }

    var dispersion: Double { dispersionFloor(sums > 0 ? squares / sums : nil) }
}

extension MetricTable {
    /// The values of a unit in periods that were read.
    @inline(__always)
    func forEach(_ unit: Int, over periods: Range<Int>, _ body: (Double) -> Void) {
        let start = series.row(unit) + periods.lowerBound - series.periods.lowerBound
        series.values.withUnsafeBufferPointer { values in
            for position in start..<start + periods.count { body(values[position]) }
        }
    }

    /// The sums of some units in each of the periods; NaN where none of them reported.
    func sums(_ units: [Int], over periods: Range<Int>) -> [Double] {
        var sums = [Double](repeating: .nan, count: periods.count)
        sums.withUnsafeMutableBufferPointer { sums in
            series.values.withUnsafeBufferPointer { values in
                for unit in units {
                    let start = series.row(unit) + periods.lowerBound - series.periods.lowerBound
                    for column in sums.indices { sums[column].accumulate(values[start + column]) }
                }
            }
        }
        return sums
    }
}

extension Double {
    /// Adds a value to a sum that is NaN until it has one; absent values are left out.
    mutating func accumulate(_ value: Double) {
        if value.isFinite { self = isNaN ? value : self + value }
    }
}
