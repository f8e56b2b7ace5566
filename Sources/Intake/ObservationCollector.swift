import Ledger
import Periods
import Plan

/// Collects the values of one metric in columns and finds those that fall on the same unit and period.
struct ObservationCollector {
    let metric: Metric
    private(set) var units: [Int32] = []
    private(set) var days: [Int32] = []
    private(set) var values: [Double] = []
    private(set) var lines: [Int32] = []

    init(_ metric: Metric) {
        self.metric = metric
    }

    /// - Parameters:
    ///   - unit: index in the unit tree.
    ///   - day: first day of the reporting period.
    @inline(__always)
    mutating func add(unit: Int32, day: Int32, value: Double, line: Int) {
        units.append(unit)
        days.append(day)
        values.append(value)
        lines.append(Int32(clamping: line))
    }

    /// Two rows on the same unit and period.
    struct Duplicate {
        var first: Int
        var second: Int
        var unit: Int32
    }

    /// One value for each unit and period, in the order of the file; under `.error` the later rows are returned instead.
    mutating func combined(_ combination: InputMapping.Combination) -> (
        columns: ObservationColumns, duplicates: [Duplicate]
    ) {
        var duplicates: [Duplicate] = []
        var firsts = FirstRows(units: units, days: days)
        var kept: [Int] = []
        for row in values.indices {
            guard let first = firsts.first(of: row, unit: units[row], day: days[row]) else {
                kept.append(row)
                continue
            }
            switch combination {
            case .error:
                duplicates.append(
                    Duplicate(first: Int(lines[first]), second: Int(lines[row]), unit: units[row]))
            case .sum: values[first] += values[row]
            case .last: values[first] = values[row]
            }
        }
        if kept.count == values.count {
            return (ObservationColumns(metric: metric.id, units: units, days: days, values: values), [])
        }
        return (
            ObservationColumns(
                metric: metric.id, units: kept.map { units[$0] }, days: kept.map { days[$0] },
                values: kept.map { values[$0] }), duplicates
        )
    }
}

/// The first row of each unit and day: a dense table where the days and units span little, a dictionary otherwise.
private struct FirstRows {
    private static let largestTable = 1 << 26
    private var table: [Int32] = []
    private var dictionary: [Int64: Int32] = [:]
    private let firstDay: Int32
    private let width: Int

    init(units: [Int32], days: [Int32]) {
        firstDay = days.min() ?? 0
        width = Int(days.max() ?? 0) - Int(firstDay) + 1
        let height = Int(units.max() ?? 0) + 1
        let (size, overflow) = width.multipliedReportingOverflow(by: height)
        if !overflow, size <= Self.largestTable { table = [Int32](repeating: -1, count: size) }
    }

    /// The row that had this unit and day before; nil when `row` is the first.
    mutating func first(of row: Int, unit: Int32, day: Int32) -> Int? {
        if table.isEmpty {
            let key = Int64(unit) << 32 | Int64(UInt32(bitPattern: day))
            if let first = dictionary[key] { return Int(first) }
            dictionary[key] = Int32(clamping: row)
            return nil
        }
        let place = Int(unit) * width + Int(day - firstDay)
        if table[place] >= 0 { return Int(table[place]) }
        table[place] = Int32(clamping: row)
        return nil
    }
}
