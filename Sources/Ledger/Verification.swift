import Periods
import Store

/// What `verify` found of the ledger.
public struct Verification: Sendable {
    public var batches: Int
    public var values: Int
    /// Hash of the last batch; write it down elsewhere and compare.
    public var head: [UInt8]
    /// What is wrong, in words; empty = the ledger is as it was written.
    public var problems: [String]
}

extension Ledger {
    /// Recomputes the whole chain: finds a flipped byte, a removed or reordered batch, a forged row.
    public func verify() throws(StoreFailure) -> Verification {
        try store.read { connection in
            var result = Verification(batches: 0, values: 0, head: [], problems: [])
            let batches = try connection.rows("SELECT \(Self.batchColumns) FROM batch ORDER BY id").map(Self.batch)
            var previous: Batch?
            for batch in batches {
                if batch.id != (previous?.id ?? 0) + 1 {
                    result.problems.append("batch \((previous?.id ?? 0) + 1) is missing before batch \(batch.id)")
                }
                if let previous, batch.receivedAt < previous.receivedAt {
                    result.problems.append("batch \(batch.id) was received before batch \(previous.id)")
                }
                let segments = try Self.packedSegments(of: batch.id, connection)
                let codes = try connection.rows(
                    "SELECT code FROM unit_code WHERE batch = ? ORDER BY id", [.integer(batch.id)]
                ).map { $0[0].text ?? "" }
                let hash = Chain.hash(
                    of: batch, after: previous?.hash ?? [], newCodes: codes, segments: segments,
                    rejections: try Self.rejections(of: batch.id, connection))
                if hash != batch.hash {
                    result.problems.append(
                        "batch \(batch.id) (\(batch.source)) is not as it was written: its hash is \(hash.prefix(6).hexadecimal)…, "
                            + "the ledger says \(batch.hash.prefix(6).hexadecimal)…")
                }
                result.values += segments.reduce(0) { $0 + $1.count }
                previous = batch
            }
            result.batches = batches.count
            result.head = previous?.hash ?? []
            let head = try connection.rows("SELECT batches, hash FROM chain_head").first
            if (head?[0].integer ?? 0) != Int64(batches.count) || (head?[1].blob ?? []) != result.head {
                result.problems.append(
                    "the chain ends with batch \(head?[0].integer ?? 0), the ledger with batch \(previous?.id ?? 0): "
                        + "the last batches were removed or added by hand")
            }
            result.problems += try wrongUnitNumbers(connection)
            let strays = try connection.rows(
                """
                SELECT batch FROM segment WHERE batch NOT IN (SELECT id FROM batch)
                UNION SELECT batch FROM unit_code WHERE batch NOT IN (SELECT id FROM batch)
                UNION SELECT batch FROM rejection WHERE batch NOT IN (SELECT id FROM batch)
                """)
            for stray in strays {
                result.problems.append("values belong to batch \(stray[0].integer ?? 0), which is not there")
            }
            return result
        }
    }

    /// Unit numbers are given in order without gaps; a code under another number would take another unit's values.
    private func wrongUnitNumbers(_ connection: Connection) throws -> [String] {
        let codes = try connection.rows("SELECT id, code FROM unit_code ORDER BY batch, id")
        return codes.enumerated().compactMap { number, row in
            guard row[0].integer != Int64(number) else { return nil }
            return "the unit \(row[1].text ?? "") has the number \(row[0].integer ?? 0), it was given \(number)"
        }
    }

    private static func packedSegments(of batch: Int64, _ connection: Connection) throws -> [Segment] {
        try connection.rows(
            """
            SELECT metric, row_count, first_day, last_day, units, days, vals FROM segment
            WHERE batch = ? ORDER BY metric
            """, [.integer(batch)]
        ).map { row in
            Segment(
                metric: row[0].text ?? "", count: Int(row[1].integer ?? 0),
                firstDay: Int32(clamping: row[2].integer ?? 0), lastDay: Int32(clamping: row[3].integer ?? 0),
                units: row[4].blob ?? [], days: row[5].blob ?? [], values: row[6].blob ?? [])
        }
    }
}
