import Periods
import Store

/// When the batches came that hold a metric's values for some days; known from their headers alone.
public struct Reach: Sendable, Hashable {
    /// The first and the last instant of receipt.
    public var first: Instant
    public var last: Instant
    public var batches: Int
    /// Whether days were reported more than once, so that there may be revisions.
    public var overlaps: Bool
}

extension Ledger {
    /// How far back the ledger's own memory of `metric` goes for periods that begin in `window`; nil without a batch.
    ///
    /// Nothing is unpacked: a ledger of thousands of batches answers in milliseconds.
    public func reach(of metric: String, in window: Window, knownAt: Instant?) throws(StoreFailure) -> Reach? {
        try store.read { connection in
            var reach: Reach?
            var latest = Int64.min
            try connection.forEach(
                """
                SELECT received_at, first_day, last_day FROM segment JOIN batch ON batch.id = segment.batch
                WHERE metric = ? AND first_day <= ? AND last_day >= ? AND received_at <= ? ORDER BY segment.batch
                """,
                [
                    .text(metric), .integer(Int64(window.last.number)), .integer(Int64(window.first.number)),
                    .integer(knownAt?.milliseconds ?? .max),
                ]
            ) { row in
                guard let received = row[0].integer, let first = row[1].integer, let last = row[2].integer else {
                    return
                }
                let instant = Instant(milliseconds: received)
                var known = reach ?? Reach(first: instant, last: instant, batches: 0, overlaps: false)
                known.last = max(known.last, instant)
                known.batches += 1
                known.overlaps = known.overlaps || first <= latest
                latest = max(latest, last)
                reach = known
            }
            return reach
        }
    }

    /// When the first batch with any value of `metric` was received.
    public func firstReceipt(of metric: String) throws(StoreFailure) -> Instant? {
        try store.read { connection in
            try connection.rows(
                "SELECT min(received_at) FROM segment JOIN batch ON batch.id = segment.batch WHERE metric = ?",
                [.text(metric)]
            ).first.flatMap { $0[0].integer }.map(Instant.init(milliseconds:))
        }
    }

    /// The day on which each batch was received, by its number.
    static func receipts(_ connection: Connection) throws -> [Int64: Int32] {
        var days: [Int64: Int32] = [:]
        try connection.forEach("SELECT id, received_at FROM batch") { row in
            if let id = row[0].integer, let received = row[1].integer {
                days[id] = Instant(milliseconds: received).day.number
            }
        }
        return days
    }
}
