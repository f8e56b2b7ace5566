import Periods
import Plan

extension PeriodTable {
    /// One metric's values in each of `periods` for the judged units, parents as the sum of those that reported and
    /// stood under them in the period.
    init(_ table: MetricTable, over periods: Range<Int>, judged: [Int], units: UnitTree) {
        let width = periods.count
        var all = [Double](repeating: .nan, count: units.count * width)
        for unit in 0..<units.count where table.isReporter[unit] {
            for (column, period) in periods.enumerated() { all[unit * width + column] = table.value(unit, period) }
        }
        if table.metric.parents == .summed {
            let days = periods.map { table.metric.assignedDay($0) }
            for unit in stride(from: units.count - 1, through: 0, by: -1) {
                // Of most units all columns have one parent.
                for stretch in units.hasMoved(unit) ? units.stretches(of: days) : [0..<width] where !stretch.isEmpty {
                    guard let parent = units.parent(of: unit, on: days[stretch.lowerBound]) else { continue }
                    for column in stretch where !all[unit * width + column].isNaN {
                        let sum = all[parent * width + column]
                        all[parent * width + column] = (sum.isNaN ? 0 : sum) + all[unit * width + column]
                    }
                }
            }
        }
        var values: [Double] = []
        values.reserveCapacity(judged.count * width)
        for unit in judged { values.append(contentsOf: all[unit * width..<(unit + 1) * width]) }
        self.init(windows: periods.map(table.metric.window), values: values, numerators: [], denominators: [])
        guard let former = FormerUnits(table, over: PeriodParts(periods), units) else { return }
        var exactFrom = [Int32](repeating: 0, count: judged.count)
        for (index, unit) in judged.enumerated() {
            let exact = former.replace(unit, in: &self.values[row(index)], all: all)
            exactFrom[index] = Int32(clamping: exact)
        }
        if exactFrom.contains(where: { $0 > 0 }) { self.exactFrom = exactFrom }
    }
}
