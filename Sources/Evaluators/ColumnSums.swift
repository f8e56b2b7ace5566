import Periods
import Plan

/// Values of units in some periods, children added into the parents of each.
///
/// Only judged units and parents have a row of their own; the others' values stand in the metric's table already.
struct ColumnSums {
    private let table: MetricTable
    private let periods: Range<Int>
    /// By unit; −1 = none.
    private var rows: [Int32]
    private var values: [Double]

    init(_ table: MetricTable, over periods: Range<Int>, judged: [Int], units: UnitTree) {
        self.table = table
        self.periods = periods
        let width = periods.count
        rows = [Int32](repeating: -1, count: units.count)
        var count: Int32 = 0
        for unit in units.children.indices where !units.children[unit].isEmpty {
            rows[unit] = count
            count += 1
        }
        for unit in judged where rows[unit] < 0 {
            rows[unit] = count
            count += 1
        }
        values = [Double](repeating: .nan, count: Int(count) * width)
        for unit in rows.indices where rows[unit] >= 0 && table.isReporter[unit] {
            let start = Int(rows[unit]) * width
            for (column, period) in periods.enumerated() { values[start + column] = table.value(unit, period) }
        }
        guard table.metric.parents == .summed else { return }
        let days = periods.map { table.metric.assignedDay($0) }
        for unit in stride(from: units.count - 1, through: 0, by: -1) where rows[unit] >= 0 || table.isReporter[unit] {
            // Of most units all columns have one parent.
            for stretch in units.hasMoved(unit) ? units.stretches(of: days) : [0..<width] where !stretch.isEmpty {
                guard let parent = units.parent(of: unit, on: days[stretch.lowerBound]), rows[parent] >= 0 else {
                    continue
                }
                add(unit, to: Int(rows[parent]) * width, stretch)
            }
        }
    }

    /// Adds a unit's values to those that begin at `start`.
    private mutating func add(_ unit: Int, to start: Int, _ columns: Range<Int>) {
        let own = rows[unit] < 0 ? nil : Int(rows[unit]) * periods.count
        let read = table.series.periods
        let reported = table.series.row(unit) + periods.lowerBound - read.lowerBound
        let isRead = read.clamped(to: periods) == periods
        values.withUnsafeMutableBufferPointer { values in
            table.series.values.withUnsafeBufferPointer { table in
                for column in columns {
                    let value: Double
                    if let own {
                        value = values[own + column]
                    } else if isRead {
                        value = table[reported + column]
                    } else {
                        value = self.table.value(unit, periods.lowerBound + column)
                    }
                    guard !value.isNaN else { continue }
                    let sum = values[start + column]
                    values[start + column] = (sum.isNaN ? 0 : sum) + value
                }
            }
        }
    }

    /// The value of a unit in the period of a column; NaN = not reported.
    func value(_ unit: Int, _ column: Int) -> Double {
        guard rows[unit] < 0 else { return values[Int(rows[unit]) * periods.count + column] }
        return table.isReporter[unit] ? table.value(unit, periods.lowerBound + column) : .nan
    }

    /// All values of a judged unit.
    func row(of unit: Int) -> ArraySlice<Double> {
        let start = Int(rows[unit]) * periods.count
        return values[start..<start + periods.count]
    }
}

extension PeriodTable {
    /// One metric's values in each of `periods` for the judged units, parents as the sum of those that reported and
    /// stood under them in the period.
    init(_ table: MetricTable, over periods: Range<Int>, judged: [Int], units: UnitTree) {
        let sums = ColumnSums(table, over: periods, judged: judged, units: units)
        var values: [Double] = []
        values.reserveCapacity(judged.count * periods.count)
        for unit in judged { values.append(contentsOf: sums.row(of: unit)) }
        self.init(windows: periods.map(table.metric.window), values: values, numerators: [], denominators: [])
        guard let former = FormerUnits(table, over: PeriodParts(periods), units) else { return }
        var exactFrom = [Int32](repeating: 0, count: judged.count)
        for (index, unit) in judged.enumerated() {
            let exact = former.replace(unit, in: &self.values[row(index)], sums: sums)
            exactFrom[index] = Int32(clamping: exact)
        }
        if exactFrom.contains(where: { $0 > 0 }) { self.exactFrom = exactFrom }
    }
}
