import Periods
import Store

/// The values of one metric that became known between two instants although they were due before: revised or late.
public struct Restatement: Sendable {
    public var metric: String
    /// Unit codes that the columns point into.
    public var codes: [String]
    public var units: [Int32]
    /// First days of the reporting periods.
    public var days: [Int32]
    /// What was known before; NaN = the report was late.
    public var before: [Double]
    public var after: [Double]
}

extension Ledger {
    /// Finds what batches received after `since` changed of what was known then, and what they brought late.
    ///
    /// Only batches received in between are unpacked, and older ones only where their days meet.
    ///
    /// - Parameters:
    ///   - metrics: each with the last first day of a period whose reports were due at `since`.
    /// - Returns: one for each metric with something to say, in the order given.
    public func restatements(
        of metrics: [(id: String, lastDue: Day)], since: Instant, until: Instant?
    ) throws(StoreFailure) -> [Restatement] {
        try store.read { connection in
            let codes = try connection.rows("SELECT code FROM unit_code ORDER BY id").map { $0[0].text ?? "" }
            return try metrics.compactMap { metric in
                try Self.restatement(
                    of: metric.id, lastDue: metric.lastDue.number, codes, since: since, until: until, connection)
            }
        }
    }

    private static func restatement(
        of metric: String, lastDue: Int32, _ codes: [String], since: Instant, until: Instant?, _ connection: Connection
    ) throws -> Restatement? {
        var rows: [Int64: Int] = [:]
        var found = Restatement(metric: metric, codes: codes, units: [], days: [], before: [], after: [])
        try forEachSegment(
            metric: metric, from: .min, to: lastDue, knownAt: until, receivedAfter: since, connection
        ) { segment in
            for index in segment.units.indices where segment.days[index] <= lastDue {
                let key = Int64(segment.units[index]) << 32 | Int64(UInt32(bitPattern: segment.days[index]))
                if let row = rows[key] {
                    found.after[row] = segment.values[index]
                } else {
                    rows[key] = found.units.count
                    found.units.append(segment.units[index])
                    found.days.append(segment.days[index])
                    found.after.append(segment.values[index])
                }
            }
        }
        guard let first = found.days.min(), let last = found.days.max() else { return nil }
        found.before = [Double](repeating: .nan, count: found.after.count)
        try forEachSegment(metric: metric, from: first, to: last, knownAt: since, connection) { segment in
            for index in segment.units.indices {
                let key = Int64(segment.units[index]) << 32 | Int64(UInt32(bitPattern: segment.days[index]))
                if let row = rows[key] { found.before[row] = segment.values[index] }
            }
        }
        let kept = found.after.indices.filter { found.before[$0] != found.after[$0] }
        guard !kept.isEmpty else { return nil }
        return Restatement(
            metric: metric, codes: codes, units: kept.map { found.units[$0] }, days: kept.map { found.days[$0] },
            before: kept.map { found.before[$0] }, after: kept.map { found.after[$0] })
    }
}
