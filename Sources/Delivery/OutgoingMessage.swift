import Periods

/// A message on its way to one receiver: a row of the outbox.
public struct OutgoingMessage: Sendable, Hashable {
    /// Made of the as-of day, the receiver and a hash of (run, receiver, recipient), so that the same run never queues
    /// the same message twice. Good for a file name.
    public var id: String
    public var runID: String
    public var receiver: String
    public var channel: Channel
    /// Whom it goes to: a mail address for `smtp`, all addresses of the mail for `folder`, a path for `log`, the plugin's
    /// id for `plugin`.
    public var recipient: String
    public var subject: String
    /// The mail or the lines of the log, byte for byte; a JSON object for a plugin.
    public var payload: [UInt8]

    public enum Channel: String, Sendable {
        case log, smtp, folder, plugin
    }
}

/// The run that messages speak of.
public struct RunReference: Sendable {
    public var id: String
    public var asOf: Day
    /// When the run was made: the time in logs and mails.
    public var at: Instant

    public init(id: String, asOf: Day, at: Instant) {
        self.id = id
        self.asOf = asOf
        self.at = at
    }
}
