import Foundation
import TestSupport
import Testing

#if os(Linux)

/// `webhook-signed` through the program, against a real server.
@Suite(.enabled(if: Python.isThere, HTTPServer.missing))
struct ReceiverTests {
    static let secret = "correct horse battery staple"

    /// A workspace whose one alert goes to a web address.
    static func workspace(_ url: String, more: String = "", receivers: String = "") throws -> TestWorkspace {
        let workspace = try TestWorkspace(copying: ["Plugins"])
        try workspace.write(
            """
            organisation: Fire brigade
            metrics: [{metric: fires, title: Fires put out, better: higher, every: month}]
            targets: [{target: fires-2026, title: 120 fires put out, metric: fires, aim: {reach: 120}, period: 2026}]
            rules:
              - {rule: lagging, when: status == "off_track", severity: critical, says: "{{unit.name}} lags"}
            receivers:
              duty: {webhook: {url: "\(url)", secret: env:HOOK_SECRET}\(more)}
            \(receivers)
            routes: [{to: [duty\(receivers.isEmpty ? "" : ", log")]}]

            """, to: "onpace.yaml")
        try workspace.write("date,value\n2026-01-01,1\n2026-02-01,1\n2026-03-01,1\n", to: "fires.csv")
        let ingested = try workspace.ingest([workspace.url.appendingPathComponent("fires.csv")])
        try #require(ingested.status == 0, "\(ingested.stderr)")
        return workspace
    }

    static func run(
        _ words: [String], _ workspace: TestWorkspace, secret: String? = ReceiverTests.secret
    ) throws -> OnPaceBinary.Outcome {
        try OnPaceBinary.run(words, workspace: workspace.url, environment: ["HOOK_SECRET": secret ?? ""])
    }

    private static let runWords = ["run", "--as-of", "2026-04-20"]

    /// Whether a receiver that follows the README takes the request; the README's own snippet is what runs.
    private static func verifies(_ request: HTTPServer.Request, secret: String, now: Int? = nil) throws -> Bool {
        let readme = try String(contentsOf: PackageRoot.path("Plugins/webhook-signed/README.md"), encoding: .utf8)
        let snippet = try #require(
            readme.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
        let arguments = try JSONSerialization.data(
            withJSONObject: [
                "secret": secret, "headers": request.headers, "body": request.body,
                "now": now ?? Int(request.headers["webhook-timestamp"] ?? "") ?? 0,
            ] as [String: Any])
        return try Python.run(
            snippet + """

                import json, sys
                given = json.loads(sys.argv[1])
                print(verify(given["secret"], given["headers"], given["body"].encode(), given["now"]))
                """, String(decoding: arguments, as: UTF8.self)) == "True\n"
    }

    @Test("A message arrives once, whole and signed; whoever has another secret, body or time does not verify it")
    func signs() throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(server.url("/status/204"))
        let outcome = try Self.run(Self.runWords, workspace)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stderr.contains("1 message delivered"))
        #expect(try Self.run(["deliver"], workspace).stderr.contains("0 messages delivered"))
        var request = try #require(try server.requests().first)
        #expect(try server.requests().count == 1)
        #expect(request.method == "POST")
        #expect(request.headers["content-type"] == "application/json")
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
        #expect(body["id"] as? String == request.headers["webhook-id"])
        #expect((body["text"] as? String)?.contains("lags") == true)
        #expect((body["alerts"] as? [[String: Any]])?.first?["target"] as? String == "fires-2026")
        #expect(try Self.verifies(request, secret: Self.secret))
        #expect(try !Self.verifies(request, secret: "wrong horse"))
        let sent = try #require(request.headers["webhook-timestamp"].flatMap(Int.init))
        #expect(try !Self.verifies(request, secret: Self.secret, now: sent + 301))
        request.body += " "
        #expect(try !Self.verifies(request, secret: Self.secret))
    }

    @Test(
        "What a server answers decides what becomes of the message",
        arguments: [
            ("/status/500", 4, "receiver: try again later: the server answered 500; it stays in the outbox"),
            ("/status/404", 4, "receiver: refused: the server answered 404; it will not be tried again"),
            ("/status/302?location=http://elsewhere.example/", 4, "points to http://elsewhere.example/; mend the url"),
            ("/half", 4, "gave no whole answer"),
            ("/huge", 4, "answered more than 1 MB"),
            ("/slow", 4, "did not answer within 2 s"),
        ])
    func answers(_ path: String, _ status: Int32, _ words: String) throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(server.url(path))
        // Less patience than the shipped one has.
        let manifest = workspace.url.appendingPathComponent("Plugins/webhook-signed/plugin.yaml")
        let text = try String(contentsOf: manifest, encoding: .utf8)
        try workspace.write(
            text.replacingOccurrences(of: "exchange: 20 seconds", with: "exchange: 2 seconds"),
            to: "Plugins/webhook-signed/plugin.yaml")
        let outcome = try Self.run(Self.runWords, workspace)
        #expect(outcome.status == status)
        #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
        #expect(!outcome.stderr.contains(Self.secret))
    }

    @Test("A message that failed waits, is tried under the same id, and arrives")
    func retries() throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(server.url("/turns/500/503/204"))
        #expect(try Self.run(Self.runWords, workspace).status == 4)
        let waiting = try Self.run(["deliver"], workspace)
        #expect(waiting.status == 4)
        #expect(waiting.stderr.contains("not delivered yet: webhook-signed/v1 (receiver duty): waits until "))
        #expect(try server.requests().count == 1)
        #expect(try Self.run(["deliver", "--now"], workspace).status == 4)
        #expect(try Self.run(["deliver", "--now"], workspace).status == 0)
        let requests = try server.requests()
        #expect(requests.count == 3)
        #expect(Set(requests.map { $0.headers["webhook-id"] }).count == 1)
        #expect(Set(requests.map(\.body)).count == 1)
    }

    @Test("Retry-After is heeded when it is longer than the usual pause")
    func heedsRetryAfter() throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(server.url("/status/429?retry-after=7200"))
        let before = Date()
        #expect(try Self.run(Self.runWords, workspace).status == 4)
        let milliseconds = try Python.run(
            "import sqlite3, sys\nprint(sqlite3.connect(sys.argv[1]).execute("
                + "'SELECT not_before FROM delivery').fetchone()[0])",
            workspace.url.appendingPathComponent("State/ledger.sqlite").path)
        let time = (Double(milliseconds.trimmingCharacters(in: .newlines)) ?? 0) / 1000
        #expect(time >= before.timeIntervalSince1970 + 7200 - 1)
        #expect(time <= Date().timeIntervalSince1970 + 7200 + 1)
    }

    @Test("A secret that is not set is named, never its value; the message waits")
    func missesSecret() throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(server.url("/status/204"))
        let outcome = try Self.run(Self.runWords, workspace, secret: nil)
        #expect(outcome.status == 4)
        #expect(outcome.stderr.contains("secret: the environment variable HOOK_SECRET is not set"))
        #expect(try server.requests().isEmpty)
        #expect(try Self.run(["deliver", "--now"], workspace).status == 0)
        let store = try Data(contentsOf: workspace.url.appendingPathComponent("State/ledger.sqlite"))
        #expect(store.range(of: Data(Self.secret.utf8)) == nil, "the secret is in the store")
    }

    @Test("A certificate is trusted when onpace.yaml says by whom, and not otherwise")
    func trusts() throws {
        let folder = try TemporaryFolder()
        let openssl = URL(fileURLWithPath: "/usr/bin/openssl")
        guard FileManager.default.isExecutableFile(atPath: openssl.path) else {
            print("skipped in ReceiverTests: TLS, for openssl is not installed")
            return
        }
        let (certificate, key) = (folder.url.path + "/cert.pem", folder.url.path + "/key.pem")
        let made = try OnPaceBinary.run(
            openssl,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
                "-subj", "/CN=test", "-addext", "subjectAltName=DNS:localhost",
            ])
        try #require(made.status == 0, "\(made.stderr)")
        let server = try HTTPServer(certificate: (certificate, key))
        let stranger = try Self.run(Self.runWords, try Self.workspace(server.url("/status/204")))
        #expect(stranger.status == 4)
        #expect(stranger.stderr.contains("the certificate of localhost cannot be trusted"), "\(stranger.stderr)")
        let known = try Self.workspace(server.url("/status/204"), more: ", authorities: \(certificate)")
        let outcome = try Self.run(Self.runWords, known)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try server.requests().count == 1)
    }

    @Test("Killed while a server is slow, it delivers again under the same id, and leaves no process")
    func killed() throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(server.url("/slow"))
        #expect(try Self.run(Self.runWords + ["--no-deliver"], workspace).status == 0)
        setenv("HOOK_SECRET", Self.secret, 1)
        defer { unsetenv("HOOK_SECRET") }
        let child = try ChildProcess(onpace: ["deliver"], workspace: workspace.url)
        // Until the server has the message and thinks about it.
        while try server.requests().isEmpty { usleep(20_000) }
        child.kill()
        #expect(try child.wait().status == -SIGKILL)
        let url = "\"\(server.url("/slow"))\""
        let plan = try String(contentsOf: workspace.url.appendingPathComponent("onpace.yaml"), encoding: .utf8)
        try workspace.write(
            plan.replacingOccurrences(of: url, with: "\"\(server.url("/status/204"))\""), to: "onpace.yaml")
        let again = try Self.run(["deliver"], workspace)
        #expect(again.status == 0, "\(again.stderr)")
        let ids = try server.requests().map { $0.headers["webhook-id"] }
        #expect(ids.count == 2)
        #expect(Set(ids).count == 1)
        try Remains.expectNone(marked: "ONPACE_PLUGIN=webhook-signed/v1", in: workspace.url.path)
    }

    @Test("A message whose receiver is gone, or is another by now, is given up aloud: in words, log and exit status")
    func givesUpAloud() throws {
        let server = try HTTPServer()
        let log = "  log: {log: State/alerts.log}"
        for replacement in ["duty: {log: State/other.log}", "other: {log: State/other.log}"] {
            let workspace = try Self.workspace(server.url("/status/500"), receivers: log)
            #expect(try Self.run(Self.runWords, workspace).status == 4)
            let plan = try String(contentsOf: workspace.url.appendingPathComponent("onpace.yaml"), encoding: .utf8)
            let lines = plan.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("  duty:")
                    ? "  " + replacement : line.replacingOccurrences(of: "[duty, log]", with: "[log]")
            }
            try workspace.write(lines.joined(separator: "\n"), to: "onpace.yaml")
            let outcome = try Self.run(["deliver", "--now"], workspace)
            #expect(outcome.status == 4)
            #expect(outcome.stderr.contains("any more; it will not be tried again"), "\(outcome.stderr)")
            let written = try String(
                contentsOf: workspace.url.appendingPathComponent("State/alerts.log"), encoding: .utf8)
            #expect(written.contains("ERROR undelivered"))
            #expect(written.contains("could not be delivered to the receiver duty and is given up: plan: "))
            #expect(try Self.run(["deliver"], workspace).status == 0)
            #expect(try Self.run(["alerts"], workspace).status == 0)
            let log = try OnPaceBinary.run(["alerts", "log", "--workspace", workspace.url.path])
            #expect(log.stdout.contains("failed: plan: "))
        }
    }
}

#endif
