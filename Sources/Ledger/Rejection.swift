import Periods
import Store

/// Rows of a batch that were left out as bad, for one metric and unit as far as the rows named them.
public struct Rejection: Sendable, Hashable {
    /// Metric id; empty where the row did not name one that is known.
    public var metric: String
    /// Unit code; empty where the row did not name one that is known.
    public var unit: String
    public var rows: Int

    public init(metric: String, unit: String, rows: Int) {
        self.metric = metric
        self.unit = unit
        self.rows = rows
    }
}

extension Ledger {
    static let rejectionSchema = """
        -- Bad rows that a batch came without; hashed with it.
        CREATE TABLE rejection (
            batch INTEGER NOT NULL REFERENCES batch DEFERRABLE INITIALLY DEFERRED,
            metric TEXT NOT NULL,           -- '' where the row names none that is known
            unit TEXT NOT NULL,             -- the same
            row_count INTEGER NOT NULL,
            PRIMARY KEY (batch, metric, unit)
        ) STRICT, WITHOUT ROWID;
        """

    /// The rows left out of the batches that brought values of `metric` for periods that begin in `window`.
    public func rejections(
        of metric: String, in window: Window, knownAt: Instant?
    ) throws(StoreFailure) -> [Rejection] {
        try store.read { connection in
            try connection.rows(
                """
                SELECT rejection.metric, unit, sum(rejection.row_count)
                FROM rejection JOIN segment USING (batch) JOIN batch ON batch.id = rejection.batch
                WHERE segment.metric = ?1 AND rejection.metric IN ('', ?1)
                    AND first_day <= ?2 AND last_day >= ?3 AND received_at <= ?4
                GROUP BY rejection.metric, unit ORDER BY rejection.metric, unit
                """,
                [
                    .text(metric), .integer(Int64(window.last.number)), .integer(Int64(window.first.number)),
                    .integer(knownAt?.milliseconds ?? .max),
                ]
            ).map(Self.rejection)
        }
    }

    /// Whether any batch came without some of its rows.
    public func hasRejections() throws(StoreFailure) -> Bool {
        try store.read { connection in try !connection.rows("SELECT 1 FROM rejection LIMIT 1").isEmpty }
    }

    static func rejections(of batch: Int64, _ connection: Connection) throws -> [Rejection] {
        try connection.rows(
            "SELECT metric, unit, row_count FROM rejection WHERE batch = ? ORDER BY metric, unit", [.integer(batch)]
        ).map(rejection)
    }

    static func insert(_ rejections: [Rejection], batch: Int64, _ connection: Connection) throws {
        for rejection in rejections {
            try connection.execute(
                "INSERT INTO rejection VALUES (?, ?, ?, ?)",
                [
                    .integer(batch), .text(rejection.metric), .text(rejection.unit), .integer(Int64(rejection.rows)),
                ])
        }
    }

    /// In the order in which they are hashed, one for each metric and unit.
    static func ordered(_ rejections: [Rejection]) -> [Rejection] {
        var rows: [[String]: Int] = [:]
        for rejection in rejections { rows[[rejection.metric, rejection.unit], default: 0] += rejection.rows }
        return rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { Rejection(metric: $0.key[0], unit: $0.key[1], rows: $0.value) }
    }

    private static func rejection(_ row: [SQLValue]) -> Rejection {
        Rejection(metric: row[0].text ?? "", unit: row[1].text ?? "", rows: Int(row[2].integer ?? 0))
    }
}
