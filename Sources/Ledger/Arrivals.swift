import Periods
import Store

/// When each value of a series was first received and last changed, as day numbers; columns as in `Series`.
public struct Arrivals: Sendable {
    public var periods: Range<Int>
    /// When the first batch with any value of the metric came.
    public var since: Int32
    /// `Int32.max` = never.
    public var first: [Int32]
    /// `Int32.min` = the first value stands.
    public var changed: [Int32]

    /// Position of a unit's value for a period; nil outside what was read.
    @inline(__always)
    public func position(_ unit: Int, _ period: Int) -> Int? {
        guard periods.contains(period) else { return nil }
        return unit * periods.count + period - periods.lowerBound
    }
}

extension Ledger {
    /// Reads when the values of a metric came, not what they are. Costs as much as reading the series.
    public func arrivals(
        of request: SeriesRequest, codes: [String], knownAt: Instant?
    ) throws(StoreFailure) -> Arrivals {
        let since = try firstReceipt(of: request.metric)?.day.number ?? .max
        return try store.read { connection in
            let table = try CellTable(request, codes: codes, connection)
            let receipts = try Self.receipts(connection)
            var arrivals = Arrivals(
                periods: table.periods, since: since, first: [Int32](repeating: .max, count: table.count),
                changed: [Int32](repeating: .min, count: table.count))
            var values = [Double](repeating: .nan, count: table.count)
            try table.forEachSegment(request.metric, knownAt: knownAt, connection) { segment in
                let day = receipts[segment.batch] ?? .max
                for index in segment.units.indices {
                    guard let cell = table.cell(segment.units[index], segment.days[index]) else { continue }
                    let value = segment.values[index]
                    if values[cell].isNaN {
                        arrivals.first[cell] = day
                    } else if values[cell] != value {
                        arrivals.changed[cell] = day
                    }
                    values[cell] = value
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

    /// Column of the period that begins on `day`; nil outside the table.
    func column(_ day: Int32) -> Int? { columns[day] }

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
