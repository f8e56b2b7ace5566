// Times one evaluator compiled in and out of process, program start included; a JSON line for each case.
import Evaluators
import Foundation
import Plan
import PluginHost
import WeightedIndex

let plugin = Plugin(
    id: "weighted-index/v1", folder: "Plugins/weighted-index", title: LocalText("Weighted index"),
    role: .evaluates(.init(word: "weighted_index")), command: ["./weighted-index"],
    parameters: [
        PluginParameter(name: "of", kind: .targets([PluginParameter(name: "weight", kind: .number)])),
        PluginParameter(name: "at_least", kind: .percent),
    ])

let root = FileManager.default.temporaryDirectory.appendingPathComponent("onpace-bench-\(UUID().uuidString)")
defer { try? FileManager.default.removeItem(at: root) }
let folder = root.appendingPathComponent(plugin.folder)
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
try FileManager.default.copyItem(
    at: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent(
        "weighted-index"),
    to: folder.appendingPathComponent("weighted-index"))

/// Median seconds of several runs after one that warms up.
func timed(_ work: () throws -> Void) rethrows -> Double {
    var seconds: [Double] = []
    for run in 0...9 {
        let start = ContinuousClock.now
        try work()
        if run > 0 { seconds.append((ContinuousClock.now - start) / .seconds(1)) }
    }
    return seconds.sorted()[seconds.count / 2]
}

func say(_ name: String, _ seconds: Double, compiledIn: Double) {
    print(
        #"{"bench": "\#(name)", "seconds": \#(String(format: "%.5f", seconds)), "compiled_in": "#
            + #"\#(String(format: "%.5f", compiledIn)), "overhead": \#(String(format: "%.5f", seconds - compiledIn))}"#)
}

let found = Sandbox.probe()
for units in [126, 3321] {
    let batch = SampleQuestion(units: units, weeks: 104).batch(for: plugin)
    let compiledIn = try timed { _ = try WeightedIndex().evaluation(batch) }
    for (name, sandbox) in [("sandbox", found), ("limits only", Sandbox.lesser(because: "a benchmark"))] {
        let seconds = try timed {
            let session = PluginSession(plugin, root: root.path, sandbox: { _ in sandbox })
            defer { session.close() }
            _ = try PluginEvaluator(session).evaluation(batch)
        }
        say("plugin, \(units) units x 104 weeks, \(name)", seconds, compiledIn: compiledIn)
    }
}
