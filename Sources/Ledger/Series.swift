import Periods
import Store

/// The series of one metric for some units as known at an instant: a dense table of units × reporting periods.
public struct Series: Sendable {
    /// Dense indices of the reporting periods (`PeriodCalendar.index`), one column each.
    public var periods: Range<Int>
    public var unitCount: Int
    /// `values[unit * periods.count + period - periods.lowerBound]`; NaN = not reported.
    public var values: [Double]

    public init(periods: Range<Int>, unitCount: Int, values: [Double]) {
        self.periods = periods
        self.unitCount = unitCount
        self.values = values
    }

    /// An empty series: nothing reported.
    public init(periods: Range<Int>, unitCount: Int) {
        self.init(
            periods: periods, unitCount: unitCount,
            values: [Double](repeating: .nan, count: unitCount * periods.count))
    }

    /// Position of the first value of `unit`.
    @inline(__always)
    public func row(_ unit: Int) -> Int { unit * periods.count }
}

/// How one batch contributed to a series.
public struct Contribution: Sendable, Hashable {
    public var batch: Batch
    /// Values of the batch that stand.
    public var standing: Int
    /// Values that a later batch replaced.
    public var replaced: Int
    /// Sum of the standing values.
    public var sum: Double
}

extension Ledger {
    /// Reads series in one transaction, so that all see the same ledger.
    ///
    /// - Parameters:
    ///   - requests: which metrics, in which grain and calendar, over which days; every reporting period that begins in
    ///     the days is a column.
    ///   - codes: unit codes, in the order of the rows wanted.
    ///   - knownAt: ignores batches received later; nil = all.
    public func series(
        of requests: [SeriesRequest], codes: [String], knownAt: Instant?
    ) throws(StoreFailure) -> [Series] {
        try store.read { connection in
            let rows = try Self.rowsByNumber(codes, connection)
            return try requests.map {
                try Self.series(
                    of: $0.metric, units: codes.count, rows: rows, grain: $0.grain, calendar: $0.calendar,
                    in: $0.window, knownAt: knownAt, connection)
            }
        }
    }

    /// The first day on which each metric has a value, over all batches.
    public func firstDays() throws(StoreFailure) -> [String: Day] {
        try store.read { connection in
            var days: [String: Day] = [:]
            for row in try connection.rows("SELECT metric, MIN(first_day) FROM segment GROUP BY metric") {
                if let metric = row[0].text, let day = row[1].integer {
                    days[metric] = Day(number: Int32(clamping: day))
                }
            }
            return days
        }
    }

    private static func series(
        of metric: String, units: Int, rows: [Int], grain: Grain, calendar: PeriodCalendar, in window: Window,
        knownAt: Instant?, _ connection: Connection
    ) throws -> Series {
        let periods = calendar.index(grain, of: window.first)..<(calendar.index(grain, of: window.last) + 1)
        var series = Series(periods: periods, unitCount: units)
        let columns = DayIndex(window: window, grain: grain, calendar: calendar)
        let width = periods.count
        try forEachSegment(
            metric: metric, from: columns.firstDay, to: columns.lastDay, knownAt: knownAt, connection
        ) { segment in
            series.values.withUnsafeMutableBufferPointer { values in
                for index in segment.units.indices {
                    let unit = Int(segment.units[index])
                    guard unit < rows.count, rows[unit] >= 0,
                        let period = columns[segment.days[index]]
                    else { continue }
                    values[rows[unit] * width + period] = segment.values[index]
                }
            }
        }
        return series
    }

    /// Which batches stand behind the values of `units` in `window`, oldest first.
    public func contributions(
        to metric: String, codes: [String], in window: Window, knownAt: Instant?
    ) throws(StoreFailure) -> [Contribution] {
        try store.read { connection in
            let rows = try Self.rowsByNumber(codes, connection)
            var latest: [Int64: (batch: Int64, value: Double)] = [:]
            var replaced: [Int64: Int] = [:]
            try Self.forEachSegment(
                metric: metric, from: window.first.number, to: window.last.number, knownAt: knownAt, connection
            ) { segment in
                for index in segment.units.indices {
                    let unit = Int(segment.units[index])
                    let day = segment.days[index]
                    guard unit < rows.count, rows[unit] >= 0, window.first.number <= day, day <= window.last.number
                    else { continue }
                    let key = Int64(unit) << 32 | Int64(UInt32(bitPattern: day))
                    if let old = latest.updateValue((segment.batch, segment.values[index]), forKey: key) {
                        replaced[old.batch, default: 0] += 1
                    }
                }
            }
            var standing: [Int64: (count: Int, sum: Double)] = [:]
            for (batch, value) in latest.values {
                standing[batch, default: (0, 0)].count += 1
                standing[batch, default: (0, 0)].sum += value
            }
            return try connection.rows("SELECT \(Self.batchColumns) FROM batch ORDER BY id").map(Self.batch)
                .filter { standing[$0.id] != nil || replaced[$0.id] != nil }
                .map { batch in
                    Contribution(
                        batch: batch, standing: standing[batch.id]?.count ?? 0, replaced: replaced[batch.id] ?? 0,
                        sum: standing[batch.id]?.sum ?? 0)
                }
        }
    }

    /// A segment unpacked.
    struct OpenSegment {
        var batch: Int64
        var units: [Int32]
        var days: [Int32]
        var values: [Double]
    }

    /// Calls `body` with each segment of `metric` that touches the days `first...last`, oldest batch first.
    static func forEachSegment(
        metric: String, from first: Int32, to last: Int32, knownAt: Instant?, receivedAfter: Instant? = nil,
        _ connection: Connection, _ body: (OpenSegment) throws -> Void
    ) throws {
        try connection.forEachRow(
            """
            SELECT segment.batch, row_count, units, days, vals FROM segment JOIN batch ON batch.id = segment.batch
            WHERE metric = ? AND first_day <= ? AND last_day >= ? AND received_at <= ? AND received_at > ?
            ORDER BY segment.batch
            """,
            [
                .text(metric), .integer(Int64(last)), .integer(Int64(first)),
                .integer(knownAt?.milliseconds ?? .max), .integer(receivedAfter?.milliseconds ?? .min),
            ]
        ) { row in
            let batch = row[0].integer ?? 0
            let count = Int(row[1].integer ?? 0)
            guard let units = row.withBlob(2, { PackedColumn.unpackInt32($0, count: count) }) ?? nil,
                let days = row.withBlob(3, { PackedColumn.unpackInt32($0, count: count) }) ?? nil,
                let values = row.withBlob(4, { PackedColumn.unpackDoubles($0, count: count) }) ?? nil,
                units.allSatisfy({ $0 >= 0 })
            else { throw LedgerError.damaged(batch: batch, metric: metric) }
            try body(OpenSegment(batch: batch, units: units, days: days, values: values))
        }
    }

    /// Row wanted for each unit number; −1 = not wanted.
    static func rowsByNumber(_ codes: [String], _ connection: Connection) throws -> [Int] {
        let numbers = try unitNumbers(connection)
        var rows = [Int](repeating: -1, count: numbers.count)
        for (row, code) in codes.enumerated() {
            if let number = numbers[code], rows.indices.contains(Int(number)) { rows[Int(number)] = row }
        }
        return rows
    }
}

/// One series wanted.
public struct SeriesRequest: Sendable, Hashable {
    public var metric: String
    public var grain: Grain
    public var calendar: PeriodCalendar
    public var window: Window

    public init(metric: String, grain: Grain, calendar: PeriodCalendar, window: Window) {
        self.metric = metric
        self.grain = grain
        self.calendar = calendar
        self.window = window
    }
}

/// Column of each day of a window, worked out once so that reading a value is one look-up.
struct DayIndex {
    let firstDay: Int32
    let lastDay: Int32
    private let columns: [Int32]

    init(window: Window, grain: Grain, calendar: PeriodCalendar) {
        let base = calendar.index(grain, of: window.first)
        // The period that holds the window's first day may begin before it.
        let start = calendar.first(grain, index: base)
        firstDay = start.number
        lastDay = window.last.number
        columns = (0..<max(0, window.last - start + 1)).map { Int32(calendar.index(grain, of: start + $0) - base) }
    }

    subscript(day: Int32) -> Int? {
        guard firstDay <= day, day <= lastDay else { return nil }
        return Int(columns[Int(day - firstDay)])
    }
}
