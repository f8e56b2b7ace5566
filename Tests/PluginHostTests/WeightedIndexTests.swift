import Evaluators
import Foundation
import Plan
import PluginHost
import TestSupport
import Testing
import WeightedIndex

#if os(Linux)

/// One evaluator, both ways.
@Suite struct WeightedIndexTests {
    /// A workspace with the plugin's folder, its program in it unless it is to be compiled in.
    private func workspace(withProgram: Bool) throws -> TestWorkspace {
        let fixture = "Tests/Fixtures/workspaces/plugins"
        let workspace = try TestWorkspace(
            copying: ["\(fixture)/onpace.yaml", "\(fixture)/Data", "Plugins", "Examples/Plugins/weighted-index"])
        let folder = workspace.url.appendingPathComponent("Plugins/weighted-index")
        try FileManager.default.moveItem(at: workspace.url.appendingPathComponent("weighted-index"), to: folder)
        if withProgram {
            try FileManager.default.copyItem(
                at: OnPaceBinary.executable("weighted-index"), to: folder.appendingPathComponent("weighted-index"))
        }
        try workspace.write(
            """
            target: index-2026
            metric: recorded
            aim: {weighted_index: {of: {recorded-2026: {weight: 2}, clearance-2026: {}}}}
            period: 2026

            """, to: "Targets/index.yaml")
        #expect(try workspace.ingest([workspace.url.appendingPathComponent("Data/cases.csv")]).status == 0)
        return workspace
    }

    @Test("The same evaluator says the same compiled in and out of process", arguments: [1, 7, 126])
    func saysTheSame(units: Int) throws {
        let workspace = try workspace(withProgram: true)
        let plugin = Plugin(
            id: "weighted-index/v1", folder: "Plugins/weighted-index", title: LocalText("Index"),
            role: .evaluates(.init(word: "weighted_index")), command: ["./weighted-index"],
            parameters: [
                PluginParameter(name: "of", kind: .targets([PluginParameter(name: "weight", kind: .number)])),
                PluginParameter(name: "at_least", kind: .percent),
            ])
        let session = PluginSession(plugin, root: workspace.url.path, sandbox: { _ in Sandbox.probe() })
        defer { session.close() }
        let batch = SampleQuestion(units: units, weeks: 20).batch(for: plugin)
        let outside = try PluginEvaluator(session).evaluation(batch)
        let inside = try WeightedIndex().evaluation(batch)
        #expect(outside.notes == inside.notes)
        for (one, other) in zip(outside.assessments, inside.assessments) {
            #expect(one.status == other.status && one.pace == other.pace && one.flags == other.flags)
            #expect(one.actual == other.actual && one.data == other.data && one.unit == other.unit)
        }
        #expect(outside.assessments.count == units)
    }

    @Test("onpace with the evaluator compiled in judges the same as with the plugin's program")
    func compiledIn() throws {
        let outside = try workspace(withProgram: true)
        let inside = try workspace(withProgram: false)
        let arguments = ["--as-of", "2026-05-17", "--no-deliver", "--target", "index-2026"]
        let plain = try OnPaceBinary.run(["run", "--workspace", outside.url.path] + arguments)
        #expect(plain.status == 0, "\(plain.stderr)")
        #expect(plain.stdout.contains("index-2026"))
        let weighted = try OnPaceBinary.run(
            OnPaceBinary.executable("onpace-weighted"), ["run", "--workspace", inside.url.path] + arguments)
        #expect(weighted.status == 0, "\(weighted.stderr)")
        #expect(weighted.stdout == plain.stdout)
        // Without program and without being compiled in, the target fails and says so.
        let neither = try OnPaceBinary.run(
            ["run", "--workspace", inside.url.path]
                + arguments.map {
                    $0 == "2026-05-17" ? "2026-05-18" : $0
                })
        #expect(neither.status == 5)
        #expect(neither.stderr.contains("weighted-index/v1 cannot be started"))
    }

    @Test("It passes the conformance kit")
    func passesKit() throws {
        let workspace = try workspace(withProgram: true)
        let outcome = try OnPaceBinary.run(["plugins", "check", "--workspace", workspace.url.path, "weighted-index"])
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("ok     case capped"))
    }
}

#endif
