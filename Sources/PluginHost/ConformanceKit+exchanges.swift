import Periods
import Plan
import PluginKit

/// What receivers and sources are tried with: servers that take, fail, and are not there.
extension ConformanceKit {
    private static let now = 1_782_000_000
    private static let secret = "a secret of the kit 7f3a"

    private var use: PluginUse {
        let day = Day(year: 2026, month: 6, day: 28) ?? Day(number: 0)
        return PluginUse(plugin: plugin.id, arguments: SampleQuestion().arguments(plugin.parameters, day))
    }

    private var secrets: SecretReader { { _ throws(SecretTrouble) in Self.secret } }

    // MARK: Receivers

    func receiverFindings() -> [Finding] {
        [
            finding("delivers a message") { session throws(PluginFailure) in
                _ = try deliver(session, UniformTransport(status: 200))
            },
            finding("does not take a failing server for a delivery") { session throws(PluginFailure) in
                guard try deliver(session, UniformTransport(status: 500)) != .delivered else {
                    throw .violation("says that the message is delivered, and the server answered 500")
                }
            },
            finding("keeps a message whose server is out of reach") { session throws(PluginFailure) in
                switch try deliver(session, UniformTransport(status: nil)) {
                case .delivered: throw .violation("says that the message is delivered, and no server was reached")
                case .refused: throw .violation("gives a message up because its server is out of reach")
                case .retry: break
                }
            },
            finding("goes on after a failure") { session throws(PluginFailure) in
                let alone = newSession()
                defer { alone.close() }
                let wanted = try deliver(alone, UniformTransport(status: 200))
                _ = try deliver(session, UniformTransport(status: 500))
                guard try deliver(session, UniformTransport(status: 200)) == wanted else {
                    throw .violation("answers otherwise after a failure")
                }
            },
            sameExchanges { session, transport throws(PluginFailure) in _ = try deliver(session, transport) },
            keptSecrets { session, transport throws(PluginFailure) in _ = try deliver(session, transport) },
        ]
    }

    private func deliver(
        _ session: PluginSession, _ transport: any HTTPTransport
    ) throws(PluginFailure) -> PluginReceiver.Outcome {
        let receiver = PluginReceiver(session, use, authorities: nil, transport: transport)
        return try receiver.deliver(Self.message, now: Self.now, secrets: secrets)
    }

    /// A message as the outbox holds it.
    private static var message: JSONValue {
        let alert: [(String, String)] = [
            ("id", "0123456789ab"), ("time", "2026-06-28T01:00:00Z"), ("run", "0123456789ab"),
            ("as_of", "2026-06-28"), ("rule", "lagging"), ("state", "firing"), ("transition", "fired"),
            ("severity", "critical"), ("tone", "attention"), ("target", "sample-2026"), ("target_title", "A sample"),
            ("unit", "001"), ("unit_name", "Ward 1"), ("level", "ward"), ("period", "2026"),
            ("since", "2026-06-21"), ("status", "off_track"), ("text", "Ward 1 lags on a sample"),
        ]
        let absent = [
            "data", "actual", "expected", "goal", "baseline", "pace", "change", "required_rate", "because", "reason",
            "person", "email", "template_problem",
        ]
        return .object([
            .init("id", .string("2026-06-28-sample-0123456789ab")), .init("run", .string("0123456789ab")),
            .init("as_of", .string("2026-06-28")), .init("time", .string("2026-06-28T01:00:00Z")),
            .init("organisation", .string("A sample")), .init("language", .string("en")),
            .init("subject", .string("Ward 1 lags on a sample")),
            .init("text", .string("Ward 1 lags on a sample: 3 of 10 – \u{1F4C9}\n")),
            .init(
                "alerts",
                .array([.object(alert.map { .init($0.0, .string($0.1)) } + absent.map { .init($0, .null) })])),
        ])
    }

    // MARK: Sources

    func sourceFindings() -> [Finding] {
        [
            finding("answers an empty page") { session throws(PluginFailure) in
                _ = try fetch(session, UniformTransport(status: 200))
            },
            finding("does not take a failing server for an empty one") { session throws(PluginFailure) in
                if try fetch(session, UniformTransport(status: 500)) != nil {
                    throw .violation("says that there are no rows, and the server answered 500")
                }
            },
            finding("does not take silence for an empty server") { session throws(PluginFailure) in
                if try fetch(session, UniformTransport(status: nil)) != nil {
                    throw .violation("says that there are no rows, and no server was reached")
                }
            },
            sameExchanges { session, transport throws(PluginFailure) in _ = try fetch(session, transport) },
            keptSecrets { session, transport throws(PluginFailure) in _ = try fetch(session, transport) },
        ]
    }

    /// What it gives; nil where it refuses in good manners.
    private func fetch(
        _ session: PluginSession, _ transport: any HTTPTransport
    ) throws(PluginFailure) -> FetchedRows? {
        let source = PluginSource(session, use, authorities: nil, transport: transport)
        do throws(PluginFailure) {
            return try source.fetch(
                PluginSource.Question(source: "sample", today: "2026-06-28", since: nil), secrets: secrets)
        } catch {
            guard case .refused = error else { throw error }
            return nil
        }
    }

    // MARK: Both

    private typealias Attempt = (PluginSession, any HTTPTransport) throws(PluginFailure) -> Void

    private func sameExchanges(_ attempt: Attempt) -> Finding {
        finding("asks for the same exchanges when it is asked the same") { session throws(PluginFailure) in
            var asked: [[HTTPRequest]] = []
            let fresh = newSession()
            defer { fresh.close() }
            for one in [session, session, fresh] {
                let transport = UniformTransport(status: 200)
                try attempt(one, transport)
                asked.append(transport.requests)
            }
            guard asked[0] == asked[1], asked[0] == asked[2] else {
                throw .violation("asked for other exchanges when it was asked the same")
            }
        }
    }

    private func keptSecrets(_ attempt: Attempt) -> Finding {
        finding("keeps its secrets out of its log") { session throws(PluginFailure) in
            for status in [200, 500, nil] { try attempt(session, UniformTransport(status: status)) }
            session.close()
            guard !session.hasToldSecret else { throw .violation("said a secret on standard error") }
        }
    }
}
