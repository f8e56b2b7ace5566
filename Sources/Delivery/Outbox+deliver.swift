import Periods
import Plan
import Store

/// What one attempt at the outbox achieved.
public struct DeliveryReport: Sendable {
    /// A message that is not delivered, and why.
    public struct Failure: Sendable, Hashable {
        public var id: String
        public var receiver: String
        public var recipient: String
        public var failure: DeliveryFailure

        /// `mail to a@example.org (receiver chief): recipient: … It stays in the outbox.`
        public var description: String {
            "\(recipient) (receiver \(receiver)): \(failure)"
                + (failure.isFinal ? "; it will not be tried again" : "; it stays in the outbox")
        }
    }

    /// Ids of the messages that were delivered now.
    public var sent: [String] = []
    public var failures: [Failure] = []
    /// Messages whose time has not come, with what failed before.
    public var waiting: [Waiting] = []
    /// Messages another process is delivering at this moment.
    public var inOtherHands = 0

    /// Whether nothing failed and nothing waits for its time.
    public var isComplete: Bool { failures.isEmpty && waiting.isEmpty }

    /// A message that is to be tried later.
    public struct Waiting: Sendable, Hashable {
        public var receiver: String
        public var recipient: String
        public var until: Instant
        public var lastError: String

        /// `hook (receiver duty): waits until 2026-05-17T08:00:00Z; receiver: …`
        public var description: String { "\(recipient) (receiver \(receiver)): waits until \(until); \(lastError)" }
    }
}

/// How delivery reaches the world; tests put in their own.
public struct DeliverySettings: Sendable {
    /// The process's environment, for secrets.
    public var environment: [String: String]
    public var now: @Sendable () -> Instant
    /// Hands messages to plugins; nil = there are none here.
    public var plugins: PluginCourier?
    /// Whether messages are tried before their time.
    public var ignoresWaiting = false
    var patience = SMTPSession.Patience()

    public init(
        environment: [String: String], now: @escaping @Sendable () -> Instant, plugins: PluginCourier? = nil
    ) {
        self.environment = environment
        self.now = now
        self.plugins = plugins
    }
}

/// Hands a message, a JSON object, to the plugin of a receiver; returns when a server took it.
public typealias PluginCourier = @Sendable (_ message: [UInt8], PluginUse, Instant) throws(DeliveryFailure) -> Void

extension Outbox {
    /// Tries every message that waits, oldest first, and says what happened. One failure never stops the others.
    ///
    /// Log lines and `.eml` files are delivered exactly once. Mail by SMTP is delivered at least once: a process killed
    /// between the server's yes and the note of it sends again, under the same Message-ID; so is what a plugin delivers,
    /// under the same id of the message.
    ///
    /// - Parameter root: the workspace's folder.
    public static func deliver(
        from store: Store, plan: Plan, root: String, settings: DeliverySettings
    ) throws(StoreFailure) -> DeliveryReport {
        var courier = Courier(store: store, plan: plan, root: root, settings: settings)
        return try courier.deliverAll()
    }
}

/// The work of one `deliver`.
private struct Courier {
    let store: Store
    let plan: Plan
    let root: String
    let settings: DeliverySettings
    var report = DeliveryReport()
    /// Connections by receiver; a receiver whose server cannot be used fails all its messages without new attempts.
    private var sessions: [String: Result<SMTPSession, DeliveryFailure>] = [:]

    init(store: Store, plan: Plan, root: String, settings: DeliverySettings) {
        self.store = store
        self.plan = plan
        self.root = root
        self.settings = settings
    }

    private struct Claimed {
        var message: OutgoingMessage
        var attempts: Int
        var createdAt: Instant?
    }

    mutating func deliverAll() throws(StoreFailure) -> DeliveryReport {
        var tried: Set<String> = []
        // A message that is given up leaves a line for the log files, which goes out in a second round.
        while true {
            let ids = try store.read { connection in
                try connection.rows("SELECT id FROM delivery WHERE state = 'pending' ORDER BY rowid")
                    .compactMap(\.first?.text)
            }.filter { !tried.contains($0) }
            if ids.isEmpty { return report }
            try deliver(ids)
            tried.formUnion(ids)
        }
    }

    private mutating func deliver(_ ids: [String]) throws(StoreFailure) {
        for id in ids {
            guard let claimed = try claim(id) else { continue }
            do {
                try hand(over: claimed)
                try settle(claimed.message, failure: nil)
                report.sent.append(id)
            } catch let failure as DeliveryFailure {
                let failure = Backoff.settled(
                    failure, channel: claimed.message.channel, attempts: claimed.attempts,
                    createdAt: claimed.createdAt, now: settings.now())
                try settle(claimed.message, failure: failure)
                report.failures.append(
                    .init(
                        id: id, receiver: claimed.message.receiver, recipient: claimed.message.recipient,
                        failure: failure))
            } catch let failure as StoreFailure {
                throw failure
            } catch {}
        }
    }

    // MARK: The table

    /// Takes a message for this process; nil when it is done already, or in other hands.
    private mutating func claim(_ id: String) throws(StoreFailure) -> Claimed? {
        let now = settings.now()
        enum Answer {
            case claimed(Claimed)
            case waiting(DeliveryReport.Waiting)
            case inOtherHands, done
        }
        let answer = try store.write { connection -> Answer in
            let row = try connection.rows(
                """
                SELECT run_id, receiver, channel, recipient, subject, payload, attempts, claimed_by, claimed_until,
                    not_before, last_error, created_at
                FROM delivery WHERE id = ? AND state = 'pending'
                """,
                [.text(id)]
            ).first
            guard let row, let runID = row[0].text, let receiver = row[1].text,
                let channel = row[2].text.flatMap(OutgoingMessage.Channel.init), let recipient = row[3].text,
                let subject = row[4].text, let payload = row[5].blob, let attempts = row[6].integer
            else { return .done }
            if let owner = row[7].text, let until = row[8].integer,
                Lease(owner: owner, until: Instant(milliseconds: until)).holds(at: now)
            {
                return .inOtherHands
            }
            if let time = row[9].integer.map({ Instant(milliseconds: $0) }), time > now, !settings.ignoresWaiting {
                return .waiting(
                    .init(receiver: receiver, recipient: recipient, until: time, lastError: row[10].text ?? ""))
            }
            try connection.execute(
                "UPDATE delivery SET claimed_by = ?, claimed_until = ?, attempts = attempts + 1 WHERE id = ?",
                [
                    .text(ProcessIdentity.current.description), .integer(now.milliseconds &+ Lease.length), .text(id),
                ])
            let message = OutgoingMessage(
                id: id, runID: runID, receiver: receiver, channel: channel, recipient: recipient, subject: subject,
                payload: payload)
            return .claimed(
                Claimed(
                    message: message, attempts: Int(clamping: attempts) + 1,
                    createdAt: row[11].text.flatMap { Instant($0) }))
        }
        switch answer {
        case .claimed(let claimed): return claimed
        case .waiting(let waiting):
            report.waiting.append(waiting)
            return nil
        case .inOtherHands:
            report.inOtherHands += 1
            return nil
        case .done: return nil
        }
    }

    private func settle(_ message: OutgoingMessage, failure: DeliveryFailure?) throws(StoreFailure) {
        let now = settings.now()
        try store.write { connection in
            guard let failure else {
                try connection.execute(
                    """
                    UPDATE delivery SET state = 'sent', sent_at = ?, last_error = NULL, claimed_by = NULL,
                    claimed_until = NULL, not_before = NULL WHERE id = ?
                    """,
                    [.text(now.description), .text(message.id)])
                return
            }
            try connection.execute(
                """
                UPDATE delivery SET state = ?, last_error = ?, claimed_by = NULL, claimed_until = NULL, not_before = ?
                WHERE id = ?
                """,
                [
                    .text(failure.isFinal ? "failed" : "pending"), .text(failure.description),
                    failure.notBefore.map { .integer($0.milliseconds) } ?? .null, .text(message.id),
                ])
            if failure.isFinal {
                try Outbox.enqueue(
                    Obituary(plan: plan, message: message, failure: failure, at: now).messages, at: now, in: connection)
            }
        }
    }

    // MARK: The world

    private mutating func hand(over claimed: Claimed) throws {
        let message = claimed.message
        guard let receiver = plan.receivers.first(where: { $0.id == message.receiver }) else {
            throw DeliveryFailure(.plan, "the plan has no receiver \(message.receiver) any more", isFinal: true)
        }
        switch (message.channel, receiver.channel) {
        case (.log, .log(let path, _)):
            // The path of the plan: a log that was moved since the run gets the lines in its new place.
            try LogFile(path: resolve(path, under: root)).append(
                message.payload, isRetry: claimed.attempts > 1,
                unfinished: { () throws(LogFile.StoreTrouble) in try unfinished(beside: message) })
        case (.folder, .folder(_, let path)):
            try MailFolder(path: resolve(path, under: root)).deliver(id: message.id, message.payload)
        // The same mail, whichever way the receiver takes mails by now.
        case (.smtp, .folder(_, let path)):
            try MailFolder(path: resolve(path, under: root)).deliver(id: message.id, message.payload)
        case (.smtp, .smtp(let mail, let server)), (.folder, .smtp(let mail, let server)):
            for recipient in message.recipient.split(separator: ", ") {
                try send(
                    message.payload, to: String(recipient), from: mail.from, receiver: receiver.id,
                    session: session(receiver.id, server: server))
            }
        case (.plugin, .plugin(let use)) where use.plugin == message.recipient:
            guard let plugins = settings.plugins else {
                throw DeliveryFailure(.plugin, "this program has no plugins")
            }
            try plugins(message.payload, use, settings.now())
        default:
            throw DeliveryFailure(
                .plan,
                "the receiver \(receiver.id) is not a \(message.channel.rawValue) "
                    + (message.channel == .plugin ? "by \(message.recipient) " : "") + "any more", isFinal: true)
        }
    }

    /// The lines of other log deliveries that were begun and not finished.
    private func unfinished(beside message: OutgoingMessage) throws(LogFile.StoreTrouble) -> [[UInt8]] {
        do {
            return try store.read { connection in
                try connection.rows(
                    """
                    SELECT payload FROM delivery
                    WHERE state = 'pending' AND channel = 'log' AND attempts > 0 AND id <> ?
                    """,
                    [.text(message.id)]
                ).compactMap(\.first?.blob)
            }
        } catch {
            throw LogFile.StoreTrouble(underlying: error)
        }
    }

    private mutating func send(
        _ payload: [UInt8], to recipient: String, from: String, receiver: String, session: SMTPSession
    ) throws(DeliveryFailure) {
        do {
            try session.send(payload, from: from, to: recipient)
        } catch {
            if session.refusesAll, error.phase != .recipient, error.phase != .sender {
                sessions[receiver] = .failure(error)
            }
            throw error
        }
    }

    private mutating func session(
        _ receiver: String, server: Receiver.SMTPServer
    ) throws(DeliveryFailure) -> SMTPSession {
        if let session = sessions[receiver] { return try session.get() }
        let session = Result { () throws(DeliveryFailure) in
            try SMTPSession(
                server: server, environment: settings.environment, root: root, patience: settings.patience)
        }
        sessions[receiver] = session
        return try session.get()
    }
}
