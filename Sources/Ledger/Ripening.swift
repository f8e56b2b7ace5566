import Periods
import Store

/// How the sum of one reporting period over all units grew as reports came in.
public struct Ripening: Sendable, Hashable {
    /// The reporting period's last day.
    public var end: Day
    /// When its first value was received.
    public var firstReceived: Day
    /// What was known so many days after its end, one for each age asked for; 0 before the first report.
    public var known: [Double]
    /// What is known now.
    public var final: Double
}

extension Ledger {
    /// Replays the batches of a metric and notes each period's sum at the ages asked for.
    ///
    /// - Parameters:
    ///   - ages: days after a period's end, ascending.
    /// - Returns: one for each period of the window that anything was reported for, oldest first.
    public func ripening(
        of request: SeriesRequest, codes: [String], ages: [Int], knownAt: Instant?
    ) throws(StoreFailure) -> [Ripening] {
        try store.read { connection in
            let table = try CellTable(request, codes: codes, connection)
            let receipts = try Self.receipts(connection)
            let width = table.periods.count
            let ends = table.periods.map { request.calendar.window(request.grain, index: $0).last.number }
            var values = [Double](repeating: .nan, count: table.count)
            var sums = [Double](repeating: 0, count: width)
            var firsts = [Int32](repeating: .max, count: width)
            var known = [[Double]](repeating: [], count: width)

            /// Notes what a period's sum was at every age that had passed before `day`.
            func note(_ column: Int, before day: Int32) {
                while known[column].count < ages.count, Int(ends[column]) + ages[known[column].count] < Int(day) {
                    known[column].append(sums[column])
                }
            }
            try table.forEachSegment(request.metric, knownAt: knownAt, connection) { segment in
                let day = receipts[segment.batch] ?? .max
                for index in segment.units.indices {
                    guard let cell = table.cell(segment.units[index], segment.days[index]) else { continue }
                    let column = cell % width
                    if firsts[column] == .max { firsts[column] = day }
                    note(column, before: day)
                    sums[column] += segment.values[index] - (values[cell].isNaN ? 0 : values[cell])
                    values[cell] = segment.values[index]
                }
            }
            return (0..<width).filter { firsts[$0] < .max }.map { column in
                note(column, before: .max)
                return Ripening(
                    end: Day(number: ends[column]), firstReceived: Day(number: firsts[column]), known: known[column],
                    final: sums[column])
            }
        }
    }
}
