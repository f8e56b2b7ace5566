import Periods

/// Why one message could not be delivered this time, named by the phase in which it failed.
public struct DeliveryFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Phase: String, Sendable, CaseIterable {
        /// The receiver is gone from the plan, or is declared in a way that cannot work.
        case plan
        /// A secret could not be read.
        case secret
        /// The server could not be found or reached, or it closed the connection.
        case connect
        case tls = "TLS"
        /// The server refused the user name or password.
        case auth
        case sender
        case recipient
        /// The server refused the content.
        case message
        case timeout
        /// A file or folder could not be written.
        case file
        /// The program of a plugin failed.
        case plugin
        /// The receiver of a plugin does not want the message, or not now.
        case receiver
    }

    public var phase: Phase
    public var message: String
    /// Whether trying again is pointless.
    public var isFinal = false
    /// When it makes sense to try again; nil = at any time.
    public var notBefore: Instant?

    public init(_ phase: Phase, _ message: String, isFinal: Bool = false, notBefore: Instant? = nil) {
        self.phase = phase
        self.message = message.oneLine
        self.isFinal = isFinal
        self.notBefore = notBefore
    }

    /// `auth: mail.example.org refused the user name or password (535 …)`
    public var description: String { "\(phase.rawValue): \(message)" }
}
