import Plan
import PluginKit

/// A plugin as a source: it fetches values, each for a unit and a period.
public struct PluginSource {
    /// For one fetch, however many pages there are.
    static let seconds = 3600

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

    /// What to fetch.
    public struct Question: Sendable {
        /// The source's name in the plan.
        public var source: String
        /// The day of the fetch, and the first day wanted; nil = everything there is.
        public var today: String
        public var since: String?

        public init(source: String, today: String, since: String?) {
            self.source = source
            self.today = today
            self.since = since
        }
    }

    func fetch(_ question: Question, secrets: SecretReader) throws(PluginFailure) -> FetchedRows {
        let opened: OpenedUse
        do throws(SecretTrouble) {
            opened = try OpenedUse(use.arguments, secrets)
        } catch {
            throw .secret(error.message)
        }
        let gate = Gate(
            session.plugin, use.arguments, authorities: authorities, seconds: Self.seconds, transport: transport)
        let gathering = RowGathering(gate, session.plugin.limits)
        try session.ask("fetch", secrets: opened.secrets, calls: gathering) { json in
            json.raw("{")
            json.member("source", question.source)
            json.member("today", question.today)
            json.name("since")
            if let since = question.since { json.string(since) } else { json.raw("null") }
            json.name("parameters")
            opened.write(to: &json)
            json.raw("}")
        } read: { result throws(ProtocolViolation) in
            guard let said = result["rows"]?.whole, said == gathering.rows.count else {
                throw ProtocolViolation(
                    "does not say at the end how many rows it gave (\"rows\": \(gathering.rows.count))")
            }
        }
        return gathering.rows
    }
}

extension PluginHost {
    /// Has the plugin of a source fetch its values.
    public func fetch(
        _ use: PluginUse, _ question: PluginSource.Question, secrets: SecretReader
    ) throws(PluginFailure) -> FetchedRows {
        try PluginSource(
            try session(use.plugin), use, authorities: path(use.authorities), transport: HTTPClient()
        ).fetch(question, secrets: secrets)
    }
}

/// Takes rows, and passes on what else the plugin asks.
final class RowGathering: HostCalls {
    private let gate: Gate
    private(set) var rows: FetchedRows

    init(_ gate: Gate, _ limits: Plugin.Limits) {
        self.gate = gate
        rows = FetchedRows(mostRows: limits.rows)
    }

    func answer(_ method: String, _ params: JSONValue) throws(PluginFailure) -> CallAnswer {
        guard method == "rows" else { return try gate.answer(method, params) }
        try gate.keepTime()
        do throws(ProtocolViolation) {
            try rows.take(params)
        } catch {
            throw .violation(error.message)
        }
        let count = rows.count
        return .result { json in
            json.raw(#"{"taken":"#)
            json.number(Double(count))
            json.raw("}")
        }
    }
}
