import Foundation
import PositionedYAML
import Testing

/// Every `Tests/Fixtures/yaml/<defect>.bad.yaml` has one defect and, beside it, exactly what is said of it.
///
/// Run with `UPDATE_EXPECTED=1` in the environment to write the expectations anew, then read what changed.
@Suite("Bad YAML is explained")
struct FixtureTests {
    @Test("with place, line, caret and mend", arguments: Fixture.all)
    func explained(_ fixture: Fixture) throws {
        let source = SourceFile(name: "\(fixture.name).yaml", bytes: [UInt8](try Data(contentsOf: fixture.input)))
        let said = SamplePlan.diagnostics(of: source).map { $0.rendered(source: source, colour: false) + "\n" }.joined()
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] != nil {
            try Data(said.utf8).write(to: fixture.expected)
        }
        #expect(said == String(decoding: try Data(contentsOf: fixture.expected), as: UTF8.self))
        #expect(!said.isEmpty)
    }

    @Test("and there are fixtures")
    func found() {
        #expect(Fixture.all.count >= 50)
    }
}

/// A bad file and its expectation.
struct Fixture: CustomTestStringConvertible, Sendable {
    var name: String

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/yaml")

    var input: URL { Self.folder.appending(path: "\(name).bad.yaml") }
    var expected: URL { Self.folder.appending(path: "\(name).expected") }
    var testDescription: String { name }

    static let all: [Fixture] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return files.filter { $0.hasSuffix(".bad.yaml") }.map { Fixture(name: String($0.dropLast(9))) }
            .sorted { $0.name < $1.name }
    }()
}

/// A small schema that uses every kind of value the reader knows.
enum SamplePlan {
    enum Better: String, CaseIterable { case lower, higher }

    static func diagnostics(of source: SourceFile) -> [Diagnostic] {
        let (node, diagnostics) = parse(source)
        let reader = NodeReader(source)
        diagnostics.forEach(reader.report)
        if let node { read(node, reader) }
        return reader.diagnostics.sorted()
    }

    static func read(_ node: Node, _ reader: NodeReader) {
        let known = [
            "target", "title", "metric", "aim", "period", "better", "on", "goal", "runs", "shown", "require", "when",
            "steps",
        ]
        let synonyms = ["kpi": "metric", "objective": "aim"]
        guard let map = reader.mapping(node, known: known, context: "a target", synonyms: synonyms) else { return }
        _ = map.string("target", required: true)
        for entry in map.mapping("title")?.entries ?? [] { _ = reader.string(entry.value) }
        _ = map.string("metric")
        if let aim = map.mapping("aim", known: ["reduce_by", "reach", "maintain"], context: "an aim") {
            _ = aim.percent("reduce_by")
            _ = aim.percentOrNumber("reach")
            _ = aim.double("maintain")
        }
        _ = map.string("period")
        _ = map.choice("better", Better.self)
        _ = map.day("on")
        _ = map.double("goal")
        _ = map.int("runs", in: 1...1000)
        _ = map.bool("shown")
        _ = map.strings("require")
        _ = map.expression("when")
        for step in map.list("steps") ?? [] {
            let step = reader.mapping(step, known: ["by", "value"], context: "a step")
            _ = step?.percentOrNumber("value", required: true)
        }
    }
}
