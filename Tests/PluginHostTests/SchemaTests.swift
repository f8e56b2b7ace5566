import Foundation
import Plan
import PluginKit
import Synchronization
import TestSupport
import Testing

@testable import PluginHost

#if os(Linux)

/// Real messages, noted between host and plugins, against the JSON Schemas that the documentation publishes.
@Suite struct SchemaTests {
    private static let hasValidator: Bool = {
        guard Python.isThere else { return false }
        return (try? Python.run("import jsonschema; jsonschema.Draft202012Validator")) != nil
    }()

    @Test("Every message that host and plugins exchange is as its schema says")
    func validates() throws {
        guard Self.hasValidator else {
            print("skipped in SchemaTests: the schemas, for python3-jsonschema is not installed")
            return
        }
        let notes = try TemporaryFolder()
        let root = try TemporaryFolder().copying(["Plugins"])
        let sources = try tapped(root, notes: notes)
        for plugin in sources {
            let kit = ConformanceKit(plugin, root: root.url.path, sandbox: .lesser(because: "a test"))
            // The plugins' own cases hold as much of a question as each reads, so they are left out.
            let problems = kit.check([]).filter { !$0.passed && $0.what != "has cases of its own" }
            #expect(problems.isEmpty, "\(plugin.id): \(problems)")
        }
        try exchange(sources, root)
        let files = try FileManager.default.contentsOfDirectory(atPath: notes.url.path).map {
            notes.url.appendingPathComponent($0).path
        }
        #expect(files.count == sources.count)
        let outcome = try OnPaceBinary.run(
            Python.executable,
            [
                PackageRoot.path("Tests/Fixtures/plugins/validate.py").path,
                PackageRoot.path("Documentation/plugin-schemas").path,
            ] + files)
        #expect(outcome.status == 0, "\(outcome.stdout.prefix(4000))\(outcome.stderr)")
        let used = Set(
            outcome.stdout.split(separator: "\n").last?.split(separator: " ").dropFirst().map(String.init) ?? [])
        let schemas = try FileManager.default.contentsOfDirectory(
            atPath: PackageRoot.path("Documentation/plugin-schemas").path)
        #expect(used == Set(schemas.map { String($0.dropLast(5)) }), "each schema is of use")
    }

    @Test("What breaks a schema is found")
    func findsBroken() throws {
        guard Self.hasValidator else {
            print("skipped in SchemaTests: broken messages, for python3-jsonschema is not installed")
            return
        }
        let notes = try TemporaryFolder()
        try notes.write(
            """
            > {"jsonrpc":"2.0","id":1,"method":"shutdown","params":{}}
            < {"jsonrpc":"2.0","id":1,"result":7}

            """, to: "notes")
        let outcome = try OnPaceBinary.run(
            Python.executable,
            [
                PackageRoot.path("Tests/Fixtures/plugins/validate.py").path,
                PackageRoot.path("Documentation/plugin-schemas").path, notes.url.appendingPathComponent("notes").path,
            ])
        #expect(outcome.status == 1)
        #expect(outcome.stdout.contains("shutdown.response: "))
    }

    /// The shipped plugins behind a program that notes what passes.
    private func tapped(_ root: TemporaryFolder, notes: TemporaryFolder) throws -> [Plugin] {
        let tap = try String(contentsOf: PackageRoot.path("Tests/Fixtures/plugins/tap.py"), encoding: .utf8)
        return try PluginFolders.read(root.url).map { plugin in
            try root.write(tap, to: "\(plugin.folder)/tap.py")
            var tapped = plugin
            tapped.command =
                ["python3", "tap.py", notes.url.appendingPathComponent(plugin.name).path] + plugin.command
            return tapped
        }
    }

    /// A real message of a run to a real server, and real rows from one.
    private func exchange(_ plugins: [Plugin], _ root: TemporaryFolder) throws {
        let server = try HTTPServer()
        let workspace = try ReceiverTests.workspace(server.url("/status/204"))
        #expect(try workspace.onpace("run", "--as-of", "2026-04-20", "--no-deliver").status == 0)
        let store = workspace.url.appendingPathComponent("State/ledger.sqlite").path
        let payload = try Python.run(
            "import sqlite3, sys\nprint(sqlite3.connect(sys.argv[1]).execute("
                + "'SELECT payload FROM delivery').fetchone()[0].decode(), end='')", store)
        let host = PluginHost(plugins, root: root.url.path, sandbox: .lesser(because: "a test"))
        defer { host.close() }
        let secrets: SecretReader = { _ throws(SecretTrouble) in "a secret of the test" }
        let url = PluginArguments.Argument("url", .text(server.url("/status/204")))
        let hook = PluginUse(
            plugin: "webhook-signed/v1",
            arguments: PluginArguments([url, .init("secret", .secret(.environment("X")))]))
        let delivered = try host.deliver(Array(payload.utf8), use: hook, now: 1_779_000_000, secrets: secrets)
        #expect(delivered == .delivered)

        try server.folder.write(
            #"[{"d": "2026-01-01", "u": "1", "n": 3}, {"d": "2026-01-01", "u": "2", "n": null}]"#, to: "table")
        func text(_ name: String, _ value: String) -> PluginArguments.Argument { .init(name, .text(value)) }
        let table = PluginUse(
            plugin: "json-table/v1",
            arguments: PluginArguments([
                text("url", server.url("/files/table")), text("format", "json"), text("rows", ""), text("date", "d"),
                text("unit", "u"),
                .init("values", .items([.init(id: "fires", values: PluginArguments([text("column", "n")]))])),
            ]))
        let rows = try host.fetch(
            table, .init(source: "hall", today: "2026-05-17", since: "2026-01-01"), secrets: secrets)
        #expect(rows.count == 2)
    }
}

#endif
