import Periods
import Store

extension Ledger {
    /// What `columns` changes of the values known so far; nil when it changes none.
    static func revision(
        of columns: ObservationColumns, units: [Int32], _ connection: Connection
    ) throws -> Revision? {
        guard let first = columns.days.min(), let last = columns.days.max() else { return nil }
        var rows: [Int64: Int] = [:]
        var known: [Double] = []
        try forEachSegment(metric: columns.metric, from: first, to: last, knownAt: nil, connection) { segment in
            if rows.isEmpty {
                // Only now, because most batches bring days nobody reported before.
                rows.reserveCapacity(units.count)
                for row in units.indices { rows[key(units[row], columns.days[row])] = row }
                known = [Double](repeating: .nan, count: units.count)
            }
            for index in segment.units.indices {
                if let row = rows[key(segment.units[index], segment.days[index])] {
                    known[row] = segment.values[index]
                }
            }
        }
        var revision = Revision(
            metric: columns.metric, changed: 0, before: 0, after: 0, first: Day(number: .max), last: Day(number: .min))
        for row in known.indices where !known[row].isNaN && known[row] != columns.values[row] {
            revision.changed += 1
            revision.before += known[row]
            revision.after += columns.values[row]
            revision.first = min(revision.first, Day(number: columns.days[row]))
            revision.last = max(revision.last, Day(number: columns.days[row]))
        }
        return revision.changed > 0 ? revision : nil
    }

    private static func key(_ unit: Int32, _ day: Int32) -> Int64 {
        Int64(unit) << 32 | Int64(UInt32(bitPattern: day))
    }
}
