import Periods
import Plan

/// Sums of one metric over some periods for every unit of the tree: reporters' own values, then children into parents.
///
/// Values roll up; statuses never do.
struct RollUp {
    /// By index of the unit tree.
    private(set) var sum: [Double]
    private(set) var reported: [Int32]
    private(set) var due: [Int32]
    private(set) var reporters: [Int32]
    private(set) var silent: [Int32]

    /// - Parameters:
    ///   - parts: the periods to add up, those at the edges perhaps in part.
    ///   - pairedWith: the current periods, when `parts` are their counterpart of another year: a period counts only where
    ///     its counterpart was reported, so that like is compared with like.
    init(_ table: MetricTable, over parts: PeriodParts, pairedWith current: Range<Int>? = nil, units: UnitTree) {
        let periods = parts.periods
        let isWhole = parts.isWhole
        let count = units.count
        sum = [Double](repeating: 0, count: count)
        reported = [Int32](repeating: 0, count: count)
        due = reported
        reporters = reported
        silent = reported
        let firstDays = periods.map { table.metric.window(of: $0).first }
        let pairs = current.flatMap { parts.offset(to: $0) }

        for unit in 0..<count where table.isReporter[unit] {
            let bounded = units[unit].validFrom != nil || units[unit].validTo != nil
            var last = Double.nan
            var isSilent = false
            for (position, period) in periods.enumerated() {
                if bounded, !units[unit].exists(on: firstDays[position]) { continue }
                if let pairs, let current, table.value(unit, current.nearest(period + pairs)).isNaN { continue }
                due[unit] += 1
                let value = table.value(unit, period)
                isSilent = value.isNaN
                guard !isSilent else { continue }
                reported[unit] += 1
                sum[unit] += isWhole ? value : value * parts.share(at: position)
                last = value
            }
            if table.isLevel { sum[unit] = last.isNaN ? 0 : last }
            reporters[unit] = due[unit] > 0 ? 1 : 0
            silent[unit] = isSilent ? 1 : 0
            // A level is one value: it is there or it is not.
            if table.isLevel, due[unit] > 0 {
                due[unit] = 1
                reported[unit] = last.isNaN ? 0 : 1
            }
        }
        guard table.metric.parents == .summed else { return }
        for unit in stride(from: count - 1, through: 0, by: -1) {
            guard let parent = units[unit].parent else { continue }
            sum[parent] += sum[unit]
            reported[parent] += reported[unit]
            due[parent] += due[unit]
            reporters[parent] += reporters[unit]
            silent[parent] += silent[unit]
        }
    }

    /// The columns of the judged units; a unit without any report has no value.
    func measure(of judged: [Int]) -> Measure {
        var measure = Measure(count: judged.count)
        for (index, unit) in judged.enumerated() {
            if reported[unit] > 0 { measure.value[index] = sum[unit] }
            measure.reported[index] = reported[unit]
            measure.due[index] = due[unit]
            measure.reporters[index] = reporters[unit]
            measure.silent[index] = silent[unit]
        }
        return measure
    }
}

extension PeriodParts {
    /// From these periods to their counterparts; nil where they have none. Cut at their edges, windows of equally many
    /// days may touch one period more or less: then the last stand against each other.
    fileprivate func offset(to other: Range<Int>) -> Int? {
        guard !other.isEmpty, isWhole ? other.count == count : true else { return nil }
        return other.upperBound - periods.upperBound
    }
}

extension Range<Int> {
    fileprivate func nearest(_ number: Int) -> Int { Swift.min(Swift.max(number, lowerBound), upperBound - 1) }
}

extension PeriodTable {
    /// One metric's values in each of `periods` for the judged units, parents as the sum of those that reported.
    init(_ table: MetricTable, over periods: Range<Int>, judged: [Int], units: UnitTree) {
        let width = periods.count
        var all = [Double](repeating: .nan, count: units.count * width)
        for unit in 0..<units.count where table.isReporter[unit] {
            for (column, period) in periods.enumerated() { all[unit * width + column] = table.value(unit, period) }
        }
        if table.metric.parents == .summed {
            for unit in stride(from: units.count - 1, through: 0, by: -1) {
                guard let parent = units[unit].parent else { continue }
                for column in 0..<width where !all[unit * width + column].isNaN {
                    let sum = all[parent * width + column]
                    all[parent * width + column] = (sum.isNaN ? 0 : sum) + all[unit * width + column]
                }
            }
        }
        self.init(
            windows: periods.map(table.metric.window), values: judged.flatMap { all[$0 * width..<($0 + 1) * width] },
            numerators: [], denominators: [])
    }
}
