import ArgumentParser
import PluginHost
import PluginKit

/// The files of a new plugin: an evaluator that asks that a metric reaches a level, a receiver that posts a text, a source
/// that reads a list.
struct PluginTemplate {
    enum Language: String, ExpressibleByArgument, CaseIterable {
        case python, swift, sh, node
    }

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case evaluator, receiver, source
    }

    let name: String
    let language: Language
    let kind: Kind

    /// The script that makes the program; nil where it runs as it is.
    var build: String? { language == .swift ? "build.sh" : nil }

    var files: [(path: String, text: String)] {
        switch kind {
        case .evaluator: evaluator
        case .receiver: receiver
        case .source: source
        }
    }

    private var evaluator: [(path: String, text: String)] {
        let program: (path: String, text: String) =
            switch language {
            case .python: ("evaluate.py", Self.python)
            case .swift: ("main.swift", Self.swift)
            case .sh: ("evaluate.sh", Self.shell)
            case .node: ("evaluate.js", Self.node)
            }
        var files = [
            ("plugin.yaml", manifest), (program.path, program.text.replacing("{{id}}", with: id)),
            ("cases/level.json", example), ("README.md", readme),
        ]
        if build != nil { files.append(("build.sh", Self.buildScript.replacing("{{name}}", with: name))) }
        return files
    }

    var id: String { "\(name)/v1" }
    var word: String { name.replacing("-", with: "_") }

    private var command: String {
        switch language {
        case .python: "[python3, evaluate.py]"
        case .swift: "[./\(name)]"
        case .sh: "[sh, evaluate.sh]"
        case .node: "[node, evaluate.js]"
        }
    }

    private var manifest: String {
        """
        plugin: \(id)
        title: \(name)
        evaluates: \(word)            # aim: {\(word): {level: 100}}
        history: 0 days
        command: \(command)
        parameters:
          level:
            type: number
            from: 0
            about: What the metric must reach for a unit
        limits: {time: 10 seconds, memory: \(language == .node ? "1024" : "256") MB}
        network: none

        """
    }

    private var readme: String {
        """
        # \(name)

        Judges whether a metric has reached a level for each unit. A target uses it with

        ```yaml
        aim: {\(word): {level: 100}}
        ```

        The protocol is described in Documentation/plugins.md of OnPace. `onpace plugins check \(name)` tries the program
        and the cases in `cases/`.

        """
    }

    private var example: String {
        let sample = SampleQuestion(units: 2, weeks: 2)
        let (plugins, _) = PluginTemplate.parsed(manifest, name: name)
        guard let plugin = plugins.first else { return "{}" }
        var batch = sample.batch(for: plugin)
        batch.aim = .custom(word, .init([.init("level", .number(1005))]))
        var json = JSONOutput()
        json.raw("{")
        json.name("question")
        EvaluateRequest.write(batch, to: &json)
        json.name("answer")
        json.raw(
            """
            {"assessments":[{"unit":"U0","status":"at_risk","goal":1005},{"unit":"U1","status":"on_track","goal":1005}]}}

            """)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
