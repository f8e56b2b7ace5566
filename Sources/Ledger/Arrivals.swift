import Periods
import Store

/// When each value of a series was first received, and whether it stood still once it was due to; columns as in `Series`.
public struct Arrivals: Sendable {
    public var periods: Range<Int>
    /// When the first batch with any value of the metric came.
    public var since: Int32
    /// Day numbers; `Int32.max` = never.
    public var first: [Int32]
    /// What was known when the figure should have been settled, where it changed since; NaN = it did not.
    public var settled: [Double]
    /// What is known now; NaN = nothing.
    public var values: [Double]

    /// Position of a unit's value for a period; nil outside what was read.
    @inline(__always)
    public func position(_ unit: Int, _ period: Int) -> Int? {
        guard periods.contains(period) else { return nil }
        return unit * periods.count + period - periods.lowerBound
    }
}

extension Ledger {
    /// Reads when the values of a metric came. Costs as much as reading the series.
    ///
    /// - Parameter settledAfter: days after a period's end from which its figures should stand still; nil = never.
    public func arrivals(
        of request: SeriesRequest, codes: [String], settledAfter: Int?, knownAt: Instant?
    ) throws(StoreFailure) -> Arrivals {
        let since = try firstReceipt(of: request.metric)?.day.number ?? .max
        return try store.read { connection in
            let table = try CellTable(request, codes: codes, connection)
            let receipts = try Self.receipts(connection)
            let none = [Double](repeating: .nan, count: table.count)
            var arrivals = Arrivals(
                periods: table.periods, since: since, first: [Int32](repeating: .max, count: table.count),
                settled: none, values: none)
            let width = table.periods.count
            let ends = table.periods.map { Int(request.calendar.window(request.grain, index: $0).last.number) }
            try table.forEachSegment(request.metric, knownAt: knownAt, connection) { segment in
                let day = receipts[segment.batch] ?? .max
                for index in segment.units.indices {
                    guard let cell = table.cell(segment.units[index], segment.days[index]) else { continue }
                    let before = arrivals.values[cell]
                    arrivals.values[cell] = segment.values[index]
                    if before.isNaN {
                        arrivals.first[cell] = day
                    } else if let settledAfter, before != segment.values[index], arrivals.settled[cell].isNaN,
                        Int(day) > ends[cell % width] + settledAfter
                    {
                        arrivals.settled[cell] = before
                    }
                }
            }
            return arrivals
        }
    }
}

/// Where each value of a metric lies in a dense table of units × reporting periods.
struct CellTable {
    let periods: Range<Int>
    let count: Int
    private let rows: [Int]
    private let columns: DayIndex

    init(_ request: SeriesRequest, codes: [String], _ connection: Connection) throws {
        let calendar = request.calendar
        let first = calendar.index(request.grain, of: request.window.first)
        periods = first..<max(first, calendar.index(request.grain, of: request.window.last)) + 1
        count = codes.count * periods.count
        rows = try Ledger.rowsByNumber(codes, connection)
        columns = DayIndex(window: request.window, grain: request.grain, calendar: calendar)
    }

    /// Position of a value; nil when its unit or day is not wanted.
    @inline(__always)
    func cell(_ unit: Int32, _ day: Int32) -> Int? {
        let number = Int(unit)
        guard number < rows.count, rows[number] >= 0, let column = columns[day] else { return nil }
        return rows[number] * periods.count + column
    }

    func forEachSegment(
        _ metric: String, knownAt: Instant?, _ connection: Connection, _ body: (Ledger.OpenSegment) throws -> Void
    ) throws {
        try Ledger.forEachSegment(
            metric: metric, from: columns.firstDay, to: columns.lastDay, knownAt: knownAt, connection, body)
    }
}
