import Periods
import PositionedYAML
import Testing

@testable import Plan

/// Receivers and sources of plugins, as `plugin.yaml` declares them and `onpace.yaml` uses them.
@Suite struct PluginUseTests {
    private static let gateway = """
        plugin: gateway/v1
        title: A gateway
        delivers: gateway
        hosts: [api.example.org, "http://10.0.0.5:8080", "{url}"]
        command: [python3, gateway.py]
        parameters:
          url: {type: url, about: Where}
          token: {type: secret, about: Who we are}
          to: {type: texts, optional: true, about: Whom}
        limits: {exchanges: 3, exchange: 5 seconds, response: 1 MB}
        """

    private static let table = """
        plugin: table/v1
        title: A table
        fetches: table
        hosts: ["{url}"]
        command: [python3, table.py]
        parameters:
          url: {type: url, about: Where}
          values: {type: metrics, each: {column: {type: text, about: Which}}, about: Which}
        """

    private static let good = """
        organisation: Test
        receivers:
          duty: {gateway: {url: "https://hooks.example.org/a", token: env:TOKEN, to: [one, two]}, language: en}
        sources:
          - {source: hall, table: {url: "http://localhost:8080/t", values: {cases: {column: n}}}, authorities: ca.pem}
        metrics: [{metric: cases, better: higher}]
        targets: [{target: plain, metric: cases, aim: {reach: 10}, period: 2026}]
        """

    private func load(
        _ workspace: String = Self.good, gateway: String = Self.gateway, table: String = Self.table
    ) -> PlanLoader.Outcome {
        let folders = [("gateway", gateway), ("table", table)].map { name, text in
            PlanSources.PluginFolder(
                path: "Plugins/\(name)",
                manifest: SourceFile(name: "Plugins/\(name)/plugin.yaml", bytes: Array(text.utf8)))
        }
        return PlanLoader.load(
            PlanSources(workspace: SourceFile(name: "onpace.yaml", bytes: Array(workspace.utf8)), plugins: folders),
            today: Day(number: 20_000))
    }

    @Test("Receivers and sources of plugins are read with their parameters")
    func reads() throws {
        let outcome = load()
        let plan = try #require(outcome.plan, "\(outcome.diagnostics)")
        guard case .plugin(let use)? = plan.receivers.first?.channel else {
            Issue.record("no receiver of a plugin")
            return
        }
        #expect(use.plugin == "gateway/v1")
        #expect(use.arguments.text("url") == "https://hooks.example.org/a")
        #expect(use.arguments["token"] == .secret(.environment("TOKEN")))
        #expect(use.arguments["to"] == .texts(["one", "two"]))
        let source = try #require(plan.sources.first)
        #expect(source.id == "hall")
        #expect(source.use.authorities == "ca.pem")
        #expect(source.use.arguments.metrics == ["cases"])
        let gateway = try #require(plan.plugin("gateway/v1"))
        #expect(
            gateway.role.hosts == [
                .origin(Origin(host: "api.example.org")),
                .origin(Origin(isSecure: false, host: "10.0.0.5", port: 8080)), .parameter("url"),
            ])
        #expect(gateway.limits.exchanges == 3)
        #expect(plan.plugin("table/v1")?.limits.exchanges == 1000)
    }

    @Test(
        "A mistake in onpace.yaml is an error at its place",
        arguments: [
            ("token: env:TOKEN", "token: hunter2", "a token is never written into the plan"),
            ("https://hooks.example.org/a", "https://me:pw@hooks.example.org/a", "\"url\" is no address"),
            ("https://hooks.example.org/a", "ftp://hooks.example.org/a", "\"url\" is no address"),
            ("token: env:TOKEN, ", "", "gateway needs the key \"token\""),
            ("to: [one, two]", "too: [one, two]", "gateway has no key \"too\""),
            ("duty: {gateway:", "duty: {gatewya:", "a receiver has no key \"gatewya\""),
            ("duty: {gateway:", "duty: {log: a.log, gateway:", "a receiver has one of log, email, gateway"),
            ("duty: {gateway:", "duty: {log: a.log, authorities: ca.pem}\n  more: {gateway:", "has no \"authorities\""),
            ("{cases: {column: n}}", "{caes: {column: n}}", "unknown metric \"caes\""),
            ("source: hall, table:", "source: hall, tabel:", "a source has no key \"tabel\""),
            ("source: hall", "source: the hall", "cannot be an id"),
        ])
    func reportsMistakes(_ text: String, _ broken: String, _ words: String) {
        #expect(Self.good.contains(text))
        let outcome = load(Self.good.replacing(text, with: broken))
        let found = outcome.diagnostics.filter { $0.severity == .error }
        #expect(outcome.plan == nil)
        #expect(found.contains { $0.message.contains(words) && $0.range != nil }, "\(found.map(\.message))")
        #expect(found.allSatisfy { !$0.message.contains("hunter2") && !$0.message.contains("me:pw") })
    }

    @Test(
        "A mistake in plugin.yaml is an error there, and its receivers are not blamed",
        arguments: [
            ("delivers: gateway", "delivers: log", "\"log\" is a word of the plan language"),
            ("delivers: gateway", "delivers: gateway\nevaluates: gateway", "one of evaluates, delivers and fetches"),
            ("delivers: gateway", "delivers: gateway\nhistory: 3 days", "has no \"history\""),
            ("api.example.org,", "api.example.org/path,", "is no host"),
            ("api.example.org,", "API.example.org,", "is no host"),
            ("\"{url}\"", "\"{token}\"", "is no parameter of the type url"),
            ("type: texts", "type: targets", "has no use for a parameter of the type targets"),
            ("exchanges: 3", "exchanges: 500", "\"exchanges\""),
            ("hosts: [api.example.org, \"http://10.0.0.5:8080\", \"{url}\"]\n", "", "needs the key \"hosts\""),
        ])
    func reportsManifestMistakes(_ text: String, _ broken: String, _ words: String) {
        #expect(Self.gateway.contains(text))
        let outcome = load(gateway: Self.gateway.replacing(text, with: broken))
        let found = outcome.diagnostics.filter { $0.severity == .error }
        #expect(found.contains { $0.message.contains(words) }, "\(found.map(\.message))")
        #expect(
            found.allSatisfy { $0.file == "Plugins/gateway/plugin.yaml" || broken.contains("log") }, "\(found)")
    }

    @Test("An evaluator has no hosts and no secrets")
    func evaluatorHasNone() {
        let evaluator = Self.gateway.replacing("delivers:", with: "evaluates:")
        let found = load(gateway: evaluator).diagnostics.filter { $0.severity == .error }.map(\.message)
        #expect(found.contains { $0.contains("has no use for a parameter of the type secret") }, "\(found)")
        #expect(found.contains { $0.contains("has no \"hosts\"") }, "\(found)")
    }

    @Test(
        "What is not plainly an origin is none",
        arguments: [
            "", "https://", "example.org:", "example.org:0", "example.org:08", "example.org:70000", "ex ample.org",
            "Example.org", "example.org.", ".example.org", "-a.org", "user@example.org", "example.org/", "[::1",
            "[::g]", "[1]", "exa\u{0300}mple.org", "a..b", "https://https://a",
        ])
    func refusesOrigin(_ text: String) {
        #expect(Origin(text) == nil)
        #expect(Origin(url: "https://" + text + "/x") == nil || text.isEmpty || text.hasSuffix("/"))
    }

    @Test("Origins are told apart by scheme, host and port")
    func origins() throws {
        #expect(Origin("example.org") == Origin(url: "https://example.org:443/a?b"))
        #expect(Origin("example.org") != Origin(url: "http://example.org/"))
        #expect(Origin("[::1]:81")?.description == "https://[::1]:81")
        #expect(Origin(url: "https://example.org\\@evil.org/") == nil)
        #expect(Origin(url: "https://example.org@evil.org/") == nil)
        #expect(Origin(url: "https://example.org?x@y")?.host == "example.org")
    }
}
