import Foundation
import Testing

@testable import CEL

/// The specification's conformance suite, read from the folder beside the package.
struct ConformanceSuite {
    struct Test: Sendable, CustomTestStringConvertible {
        var id: String
        var line: String
        var testDescription: String { id }
    }

    static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "../shared/cel/conformance.jsonl").standardizedFileURL

    /// All tests that need no protocol buffers; none when the suite is not there.
    static let tests: [Test] = {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.utf8.split(separator: 10).compactMap { line in
            let line = String(decoding: line, as: UTF8.self)
            guard let json = try? JSON.parse(line), json["needs_proto"]?.bool == false, let id = json["id"]?.string
            else {
                return nil
            }
            return Test(id: id, line: line)
        }
    }()

    static var isThere: Bool { !tests.isEmpty }
}

@Suite("Conformance with the specification")
struct ConformanceTests {
    @Test(
        "The conformance suite was found",
        .enabled(if: ConformanceSuite.isThere, "SKIPPED: ../shared/cel/conformance.jsonl is not there"))
    func suiteIsThere() {
        #expect(ConformanceSuite.tests.count == 1743)
    }

    @Test("Every protobuf-free test is answered as the specification asks", arguments: ConformanceSuite.tests)
    func answers(test: ConformanceSuite.Test) throws {
        let expectation = try #require(try JSON.parse(test.line)["expect"])
        let line = Conformance.answer(jsonLine: test.line)
        let answer = try JSON.parse(line)
        #expect(answer["id"]?.string == test.id)
        switch expectation["kind"]?.string {
        case "value":
            let wanted = try ConformanceForm.value(try #require(expectation["value"]))
            let found = try #require(answer["value"], "\(line)")
            #expect(try matches(ConformanceForm.value(found), wanted), "\(line)")
        case "typed":
            let found = try #require(answer["type"], "\(line)")
            #expect(try ConformanceForm.type(found) == ConformanceForm.type(try #require(expectation["type"])))
        case "error": #expect(answer["error"] != nil, "\(line)")
        default: Issue.record("unknown expectation")
        }
    }

    /// Kinds must agree; NaN equals NaN; the order of a map means nothing.
    private func matches(_ a: Value, _ b: Value) -> Bool {
        switch (a, b) {
        case (.double(let x), .double(let y)): x == y || x.isNaN && y.isNaN
        case (.list(let x), .list(let y)): x.count == y.count && zip(x, y).allSatisfy(matches)
        case (.map(let x), .map(let y)):
            x.count == y.count
                && zip(x.keys, x.values).allSatisfy { key, value in y[key].map { matches(value, $0) } ?? false }
        default: a.typeName == b.typeName && a == b
        }
    }
}
