import Periods
import Store

/// What was reported, by whom, when: append-only batches, chained by hash, readable as known at any instant.
public struct Ledger: Sendable {
    let store: Store

    /// Opens the ledger in `store`, making its tables when they are not there.
    public init(_ store: Store) throws(StoreFailure) {
        self.store = store
        try store.migrate("ledger", steps: Self.schema)
    }

    /// Opens the ledger in a store opened for reading only.
    public init(reading store: Store) {
        self.store = store
    }

    /// Adds a batch, all of it or none.
    ///
    /// - Parameter prepare: called when nothing stands in the batch's way and no other process can come first; what it
    ///   throws keeps the batch out.
    /// - Throws: `LedgerError` when the batch is received before the last one, `StoreError` when the store refuses.
    public func append(
        _ incoming: IncomingBatch, prepare: () throws -> Void = {}
    ) throws(StoreFailure) -> Receipt {
        try store.write { connection in
            if let known = try Self.batch(withDigest: incoming.digest, connection) { return .known(known) }
            let last = try Self.lastBatch(connection)
            try Self.requireHead(last, connection)
            let receivedAt = try Self.instant(of: incoming, after: last)
            try prepare()
            var batch = Batch(
                id: (last?.id ?? 0) + 1, receivedAt: receivedAt, source: incoming.source,
                digest: incoming.digest, submitter: incoming.submitter, lines: incoming.lines,
                values: incoming.columns.reduce(0) { $0 + $1.values.count }, rejected: incoming.rejected, hash: [])
            let (ids, newCodes) = try Self.register(incoming.codes, batch: batch.id, connection)

            var revisions: [Revision] = []
            var segments: [Segment] = []
            for columns in incoming.columns.sorted(by: { $0.metric < $1.metric }) where !columns.values.isEmpty {
                let units = columns.units.map { ids[Int($0)] }
                if let revision = try Self.revision(of: columns, units: units, connection) {
                    revisions.append(revision)
                }
                segments.append(
                    Segment(
                        metric: columns.metric, count: columns.values.count, firstDay: columns.days.min() ?? 0,
                        lastDay: columns.days.max() ?? 0, units: PackedColumn.pack(units),
                        days: PackedColumn.pack(columns.days), values: PackedColumn.pack(columns.values)))
            }
            let rejections = Self.ordered(incoming.rejections)
            batch.hash = Chain.hash(
                of: batch, after: last?.hash ?? [], newCodes: newCodes, segments: segments, rejections: rejections)
            try Self.insert(batch, segments: segments, connection)
            try Self.insert(rejections, batch: batch.id, connection)
            return .accepted(batch, revisions: revisions)
        }
    }

    /// All batches known at `instant` (nil = all), oldest first.
    public func batches(knownAt instant: Instant? = nil) throws(StoreFailure) -> [Batch] {
        try store.read { connection in
            try connection.rows(
                "SELECT \(Self.batchColumns) FROM batch WHERE received_at <= ? ORDER BY id",
                [.integer(instant?.milliseconds ?? .max)]
            ).map(Self.batch)
        }
    }

    /// The batch of a file with these bytes, when the ledger has it.
    public func batch(withDigest digest: [UInt8]) throws(StoreFailure) -> Batch? {
        try store.read { try Self.batch(withDigest: digest, $0) }
    }

    /// The last batch known at `instant` (nil = now); nil when the ledger was empty.
    public func head(knownAt instant: Instant? = nil) throws(StoreFailure) -> Batch? {
        try store.read { connection in
            try connection.rows(
                "SELECT \(Self.batchColumns) FROM batch WHERE received_at <= ? ORDER BY id DESC LIMIT 1",
                [.integer(instant?.milliseconds ?? .max)]
            ).first.map(Self.batch)
        }
    }
}

extension Ledger {
    /// How far a batch's instant may lie before the last one's: two processes that wait for each other look at the
    /// clock in another order than they write, and many files may come in at one instant.
    private static let slack: Int64 = 60_000

    /// Every batch has an instant of its own, so that "as known at" tells any two apart: a batch that is not received
    /// after the last one follows it by a millisecond.
    private static func instant(of incoming: IncomingBatch, after last: Batch?) throws(LedgerError) -> Instant {
        guard let last, incoming.receivedAt <= last.receivedAt else { return incoming.receivedAt }
        guard last.receivedAt.milliseconds - incoming.receivedAt.milliseconds <= slack else {
            throw LedgerError.outOfOrder(received: incoming.receivedAt, last: last.receivedAt)
        }
        return Instant(milliseconds: last.receivedAt.milliseconds + 1)
    }

    /// A batch chained to another end than the one written last would hide that the last batches were removed.
    private static func requireHead(_ last: Batch?, _ connection: Connection) throws {
        let head = try connection.rows("SELECT batches, hash FROM chain_head").first
        guard (head?[0].integer ?? 0) == (last?.id ?? 0), (head?[1].blob ?? []) == (last?.hash ?? []) else {
            throw LedgerError.brokenEnd
        }
    }
}

/// Why the ledger refuses a batch.
public enum LedgerError: Error, Sendable, CustomStringConvertible {
    case outOfOrder(received: Instant, last: Instant)
    /// The last batches were removed, added or changed by hand.
    case brokenEnd
    /// A packed column does not unpack: the store was damaged or edited.
    case damaged(batch: Int64, metric: String)

    public var description: String {
        switch self {
        case .outOfOrder(let received, let last):
            "a batch cannot be received at \(received), before the last one (\(last)); batches come in order of receipt"
        case .brokenEnd:
            "the last batches were removed, added or changed by hand; run `onpace verify` and restore the store from a copy"
        case .damaged(let batch, let metric):
            "batch \(batch) holds a damaged column of \(metric); run `onpace verify` and restore the store from a copy"
        }
    }
}

// MARK: - Tables

extension Ledger {
    static let schema = [
        """
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            received_at INTEGER NOT NULL,   -- milliseconds since 1970, universal time
            source TEXT NOT NULL,
            sha256 BLOB NOT NULL UNIQUE,
            submitter TEXT NOT NULL,
            lines INTEGER NOT NULL,
            value_count INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX batch_received ON batch (received_at);
        -- Unit codes by number; a number once given never changes.
        CREATE TABLE unit_code (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED
        ) STRICT;
        CREATE TABLE segment (
            metric TEXT NOT NULL,
            batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
            row_count INTEGER NOT NULL,
            first_day INTEGER NOT NULL,     -- days since 1970
            last_day INTEGER NOT NULL,
            units BLOB NOT NULL,
            days BLOB NOT NULL,
            vals BLOB NOT NULL,
            PRIMARY KEY (metric, batch)
        ) STRICT;
        -- The end of the chain, so that removing the last batch shows.
        CREATE TABLE chain_head (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            batches INTEGER NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        """,
        rejectionSchema,
    ]

    static let batchColumns = "id, received_at, source, sha256, submitter, lines, value_count, rejected, hash"

    static func batch(_ row: [SQLValue]) -> Batch {
        Batch(
            id: row[0].integer ?? 0, receivedAt: Instant(milliseconds: row[1].integer ?? 0), source: row[2].text ?? "",
            digest: row[3].blob ?? [], submitter: row[4].text ?? "", lines: Int(row[5].integer ?? 0),
            values: Int(row[6].integer ?? 0), rejected: Int(row[7].integer ?? 0), hash: row[8].blob ?? [])
    }

    private static func batch(withDigest digest: [UInt8], _ connection: Connection) throws -> Batch? {
        try connection.rows("SELECT \(batchColumns) FROM batch WHERE sha256 = ?", [.blob(digest)]).first.map(batch)
    }

    private static func lastBatch(_ connection: Connection) throws -> Batch? {
        try connection.rows("SELECT \(batchColumns) FROM batch ORDER BY id DESC LIMIT 1").first.map(batch)
    }

    private static func insert(_ batch: Batch, segments: [Segment], _ connection: Connection) throws {
        try connection.execute(
            "INSERT INTO batch (\(batchColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(batch.id), .integer(batch.receivedAt.milliseconds), .text(batch.source), .blob(batch.digest),
                .text(batch.submitter), .integer(Int64(batch.lines)), .integer(Int64(batch.values)),
                .integer(Int64(batch.rejected)), .blob(batch.hash),
            ])
        for segment in segments {
            try connection.execute(
                "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .text(segment.metric), .integer(batch.id), .integer(Int64(segment.count)),
                    .integer(Int64(segment.firstDay)), .integer(Int64(segment.lastDay)), .blob(segment.units),
                    .blob(segment.days), .blob(segment.values),
                ])
        }
        try connection.execute(
            """
            INSERT INTO chain_head VALUES (1, ?, ?)
            ON CONFLICT (only) DO UPDATE SET batches = excluded.batches, hash = excluded.hash
            """, [.integer(batch.id), .blob(batch.hash)])
    }

    /// Numbers for `codes`, giving new ones to codes not seen before; also returns those, in order.
    private static func register(
        _ codes: [String], batch: Int64, _ connection: Connection
    ) throws -> (ids: [Int32], new: [String]) {
        var known = try unitNumbers(connection)
        var new: [String] = []
        let ids = try codes.map { code -> Int32 in
            if let id = known[code] { return id }
            let id = Int32(clamping: known.count)
            known[code] = id
            new.append(code)
            try connection.execute(
                "INSERT INTO unit_code VALUES (?, ?, ?)", [.integer(Int64(id)), .text(code), .integer(batch)])
            return id
        }
        return (ids, new)
    }

    static func unitNumbers(_ connection: Connection) throws -> [String: Int32] {
        var numbers: [String: Int32] = [:]
        try connection.forEach("SELECT code, id FROM unit_code") { row in
            numbers[row[0].text ?? ""] = Int32(clamping: row[1].integer ?? 0)
        }
        return numbers
    }
}
