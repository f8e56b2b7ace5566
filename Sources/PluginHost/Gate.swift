import Plan
import PluginKit

/// What a plugin may ask of the host while it works on a question.
protocol HostCalls: AnyObject {
    /// Answers one call; a failure ends the plugin.
    func answer(_ method: String, _ params: JSONValue) throws(PluginFailure) -> CallAnswer
}

/// The host's answer to a call.
enum CallAnswer {
    case result(@Sendable (inout JSONOutput) -> Void)
    case refusal(code: Int, String)
}

/// The only way out for a receiver or a source: makes exchanges with the declared hosts and no others, so many of them,
/// so long.
final class Gate: HostCalls {
    /// A server that may be spoken to.
    private struct Allowed {
        var origin: Origin
        /// Whether it may be a machine of the house.
        var mayBeInside: Bool
    }

    private let allowed: [Allowed]
    private let limits: Plugin.Limits
    private let authorities: String?
    private let transport: any HTTPTransport
    private let deadline: Double
    private let seconds: Int
    private(set) var asked = 0
    /// Answers that servers gave, whatever they were.
    private(set) var answered = 0

    /// - Parameters:
    ///   - authorities: path of a PEM file to trust beside the system's.
    ///   - seconds: for the whole conversation.
    init(
        _ plugin: Plugin, _ arguments: PluginArguments, authorities: String?, seconds: Int, transport: any HTTPTransport
    ) {
        allowed = plugin.role.hosts.compactMap { host in
            switch host {
            case .origin(let origin):
                Allowed(origin: origin, mayBeInside: origin.isAddress || origin.host == "localhost")
            case .parameter(let name):
                arguments.text(name).flatMap { Origin(url: $0) }.map { Allowed(origin: $0, mayBeInside: true) }
            }
        }
        limits = plugin.limits
        self.authorities = authorities
        self.transport = transport
        self.seconds = seconds
        deadline = SupervisedProcess.now + Double(seconds)
    }

    func answer(_ method: String, _ params: JSONValue) throws(PluginFailure) -> CallAnswer {
        try keepTime()
        guard method == "http" else { throw .violation("asked the host for the unknown \"\(method.prefix(40))\"") }
        return try exchange(params)
    }

    func keepTime() throws(PluginFailure) {
        guard SupervisedProcess.now < deadline else { throw .violation("took longer than \(seconds) seconds in all") }
    }

    private func exchange(_ params: JSONValue) throws(PluginFailure) -> CallAnswer {
        asked += 1
        guard asked <= limits.exchanges else { throw .violation("asked for more than \(limits.exchanges) exchanges") }
        let request: HTTPRequest
        do throws(ProtocolViolation) {
            request = try HTTPRequest(params)
        } catch {
            throw .violation("asked for an exchange that cannot be made: \(error.message)")
        }
        guard let place = allowed.first(where: { $0.origin == request.origin }) else {
            let declared = allowed.map(\.origin.description).joined(separator: ", ")
            throw .violation(
                "asked for \(request.origin), which it does not declare"
                    + (declared.isEmpty ? "" : " (declared: \(declared))"))
        }
        let terms = ExchangeTerms(
            seconds: limits.exchange, responseBytes: limits.response, mayBeInside: place.mayBeInside,
            authorities: authorities)
        do throws(HTTPTrouble) {
            let response = try transport.perform(request, terms)
            answered += 1
            return .result { response.write(to: &$0) }
        } catch {
            switch error {
            case .unreachable(let why): return .refusal(code: RPC.Code.unreachable, why)
            case .tooLarge(let why): return .refusal(code: RPC.Code.tooLarge, why)
            case .forbidden(let why): throw .violation("asked for a forbidden place: \(why)")
            }
        }
    }
}
