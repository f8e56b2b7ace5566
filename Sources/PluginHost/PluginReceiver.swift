import Plan
import PluginKit

/// A plugin as a receiver: it gets a message and says what became of it.
public struct PluginReceiver {
    /// What a plugin says of a message.
    public enum Outcome: Sendable, Equatable {
        /// A server took it.
        case delivered
        /// To be tried again, not before so many seconds have passed; nil = when the host thinks best.
        case retry(because: String, after: Int?)
        /// Never to be tried again.
        case refused(because: String)

        /// The same without what a mask hides.
        func masked(by mask: Mask) -> Outcome {
            switch self {
            case .delivered: self
            case .retry(let because, let after): .retry(because: mask(because), after: after)
            case .refused(let because): .refused(because: mask(because))
            }
        }
    }

    /// For one message, from question to answer; shorter than the claim on it lasts.
    static let seconds = 300

    private let session: PluginSession
    private let use: PluginUse
    private let authorities: String?
    private let transport: any HTTPTransport

    init(_ session: PluginSession, _ use: PluginUse, authorities: String?, transport: any HTTPTransport) {
        self.session = session
        self.use = use
        self.authorities = authorities
        self.transport = transport
    }

    /// Hands over one message.
    ///
    /// - Parameters:
    ///   - message: a JSON object (Documentation/plugins.md).
    ///   - now: seconds since 1970, the plugin's only clock.
    func deliver(
        _ message: JSONValue, now: Int, secrets: SecretReader
    ) throws(PluginFailure) -> Outcome {
        let opened: OpenedUse
        do throws(SecretTrouble) {
            opened = try OpenedUse(use.arguments, secrets)
        } catch {
            throw .secret(error.message)
        }
        let gate = Gate(
            session.plugin, use.arguments, authorities: authorities, seconds: Self.seconds, transport: transport)
        let outcome = try session.ask("deliver", secrets: opened.secrets, calls: gate) { json in
            json.raw("{")
            json.name("message")
            json.value(message)
            json.name("parameters")
            opened.write(to: &json)
            json.member("now", Double(now))
            json.raw("}")
        } read: { result throws(ProtocolViolation) in
            let outcome = try Self.outcome(result)
            guard outcome != .delivered || gate.answered > 0 else {
                throw ProtocolViolation("says that the message is delivered, and no server was asked")
            }
            return outcome
        }
        return outcome.masked(by: session.mask)
    }

    private static func outcome(_ result: JSONValue) throws(ProtocolViolation) -> Outcome {
        for member in result.members ?? [] where !["outcome", "because", "after"].contains(member.name) {
            throw ProtocolViolation("answered the unknown member \"\(member.name.prefix(40))\"")
        }
        let word = result["outcome"]?.string ?? ""
        if word == "delivered" { return .delivered }
        guard word == "retry" || word == "refused" else {
            throw ProtocolViolation("answered the outcome \"\(word.prefix(40))\"")
        }
        guard let because = result["because"]?.string, !because.isEmpty, because.utf8.count <= 1000 else {
            throw ProtocolViolation("does not say why the message is not delivered (\"because\")")
        }
        guard word == "retry" else { return .refused(because: because) }
        var after: Int?
        if let seconds = result["after"], !seconds.isNull {
            guard let whole = seconds.whole, (0...604_800).contains(whole) else {
                throw ProtocolViolation("answered \"after\" that is no number of seconds within a week")
            }
            after = whole
        }
        return .retry(because: because, after: after)
    }
}

extension PluginHost {
    /// Hands one message to the plugin of a receiver.
    ///
    /// - Parameters:
    ///   - message: a JSON object, as bytes.
    ///   - now: seconds since 1970.
    public func deliver(
        _ message: [UInt8], use: PluginUse, now: Int, secrets: SecretReader
    ) throws(PluginFailure) -> PluginReceiver.Outcome {
        let value: JSONValue
        do throws(MalformedJSON) {
            value = try JSONValue(message)
        } catch {
            throw .notStarted("the message in the outbox is no JSON")
        }
        return try PluginReceiver(
            try session(use.plugin), use, authorities: path(use.authorities), transport: HTTPClient()
        ).deliver(value, now: now, secrets: secrets)
    }

    /// A path of the plan, seen from the workspace's folder.
    func path(_ path: String?) -> String? {
        path.map { $0.hasPrefix("/") ? $0 : "\(root)/\($0)" }
    }
}
