import Periods
import Store

/// Messages that were decided and are not yet, or already, with their receivers: the table `delivery`.
///
/// A run queues its messages in its own transaction, so that what was decided and what will be told agree whatever is
/// killed when. Delivery comes afterwards and is repeated until it succeeds.
public enum Outbox {
    /// For `Store.migrate("delivery", steps: Outbox.steps)`.
    public static let steps = [
        """
        CREATE TABLE delivery (
            id TEXT PRIMARY KEY NOT NULL,
            run_id TEXT NOT NULL,
            receiver TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('log', 'smtp', 'folder')),
            recipient TEXT NOT NULL,
            subject TEXT NOT NULL,
            payload BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            created_at TEXT NOT NULL,
            sent_at TEXT,
            claimed_by TEXT,
            claimed_until INTEGER
        ) STRICT;
        CREATE INDEX delivery_pending ON delivery (state) WHERE state = 'pending';
        CREATE INDEX delivery_run ON delivery (run_id);
        """,
        // Plugins as a channel, and messages that wait for their time; SQLite changes no CHECK in place.
        """
        CREATE TABLE delivery_next (
            id TEXT PRIMARY KEY NOT NULL,
            run_id TEXT NOT NULL,
            receiver TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('log', 'smtp', 'folder', 'plugin')),
            recipient TEXT NOT NULL,
            subject TEXT NOT NULL,
            payload BLOB NOT NULL,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            created_at TEXT NOT NULL,
            sent_at TEXT,
            claimed_by TEXT,
            claimed_until INTEGER,
            not_before INTEGER
        ) STRICT;
        INSERT INTO delivery_next SELECT *, NULL FROM delivery ORDER BY rowid;
        DROP TABLE delivery;
        ALTER TABLE delivery_next RENAME TO delivery;
        CREATE INDEX delivery_pending ON delivery (state) WHERE state = 'pending';
        CREATE INDEX delivery_run ON delivery (run_id);
        """,
    ]

    /// Queues messages; one that is queued already stays as it is. To be called inside the run's transaction.
    public static func enqueue(_ messages: [OutgoingMessage], at now: Instant, in connection: Connection) throws {
        for message in messages {
            try connection.execute(
                """
                INSERT INTO delivery (id, run_id, receiver, channel, recipient, subject, payload, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
                """,
                [
                    .text(message.id), .text(message.runID), .text(message.receiver), .text(message.channel.rawValue),
                    .text(message.recipient), .text(message.subject), .blob(message.payload), .text(now.description),
                ])
        }
    }

    /// How many messages wait.
    public static func pending(in connection: Connection) throws -> Int {
        try connection.rows("SELECT count(*) FROM delivery WHERE state = 'pending'").first?.first?.integer
            .map(Int.init(clamping:)) ?? 0
    }

    /// What became of the messages of a run, or of all, oldest first; without the payloads.
    public static func deliveries(run: String? = nil, in connection: Connection) throws -> [DeliveryRow] {
        try connection.rows(
            """
            SELECT id, run_id, receiver, channel, recipient, subject, state, attempts, last_error, created_at, sent_at
            FROM delivery WHERE ?1 IS NULL OR run_id = ?1 ORDER BY rowid
            """,
            [SQLValue(run)]
        ).compactMap(DeliveryRow.init)
    }
}

/// A row of the table `delivery`, without its payload.
public struct DeliveryRow: Sendable, Hashable {
    public enum State: String, Sendable {
        case pending, sent, failed
    }

    public var id: String
    public var runID: String
    public var receiver: String
    public var channel: OutgoingMessage.Channel
    public var recipient: String
    public var subject: String
    public var state: State
    public var attempts: Int
    public var lastError: String?
    public var createdAt: String
    public var sentAt: String?

    init?(_ row: [SQLValue]) {
        guard row.count == 11, let id = row[0].text, let runID = row[1].text, let receiver = row[2].text,
            let channel = row[3].text.flatMap(OutgoingMessage.Channel.init), let recipient = row[4].text,
            let subject = row[5].text, let state = row[6].text.flatMap(State.init), let attempts = row[7].integer,
            let createdAt = row[9].text
        else { return nil }
        self.id = id
        self.runID = runID
        self.receiver = receiver
        self.channel = channel
        self.recipient = recipient
        self.subject = subject
        self.state = state
        self.attempts = Int(clamping: attempts)
        lastError = row[8].text
        self.createdAt = createdAt
        sentAt = row[10].text
    }
}
