import Foundation
import Testing

@testable import Reports

@Suite("The run as JSON")
struct RunJSONTests {
    private struct Document: Decodable {
        var run: [String: String]
        var summary: Summary
        var assessments: [Entry]
        var alerts: [[String: String]]

        struct Summary: Decodable {
            var sentence: String
            var by_status: [String: Int]
        }

        struct Entry: Decodable {
            var target: String
            var unit: String
            var status: String
            var actual: Double?
            var expected: Double?
            var pace: Double?
            var flags: [String]
            var because: String
        }
    }

    // JSONDecoder, because JSONSerialization reads some numbers one bit off.
    private func parsed(_ run: RunView) throws -> Document {
        try JSONDecoder().decode(Document.self, from: Data(RunJSON(run).bytes()))
    }

    @Test("the fields of the contract come first and in their order")
    func order() throws {
        let text = String(decoding: RunJSON(SampleRun.make()).bytes(), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(#"{"target""#) })
        let fields = [
            "target", "unit", "period", "kind", "status", "data", "outlook", "signal", "assurance", "actual",
            "expected",
            "goal", "baseline", "pace", "change", "required_rate", "because", "flags", "coverage", "numerator",
            "denominator", "interval", "window", "to_date", "baseline_window", "counts",
        ]
        let places = fields.map { line.range(of: "\"\($0)\":")?.lowerBound }
        #expect(!places.contains(nil))
        #expect(zip(places, places.dropFirst()).allSatisfy { ($0.0 ?? line.endIndex) < ($0.1 ?? line.startIndex) })
    }

    @Test("a reader finds what the run knows, and null where it knows nothing")
    func content() throws {
        let run = SampleRun.make()
        let document = try parsed(run)
        #expect(
            document.run == [
                "id": "r-20260514-1", "as_of": "2026-05-14", "known_at": "2026-05-15T01:30:00Z",
                "plan_version": "3f9a1c20b7de",
            ])
        #expect(document.summary.sentence.hasPrefix("Trong 10 chỉ tiêu: "))
        #expect(document.summary.by_status.count == 12)
        #expect(document.summary.by_status.values.reduce(0, +) == run.plan.targets.count)
        #expect(document.assessments.count == run.judgements.assessments.count)
        for (written, assessment) in zip(document.assessments, run.judgements.assessments) {
            #expect(written.target == run.plan.targets[Int(assessment.target)].id)
            #expect(written.unit == run.plan.units[Int(assessment.unit)].code)
            #expect(written.status == assessment.status.rawValue)
            #expect(written.actual == (assessment.actual.isFinite ? assessment.actual : nil))
            #expect(written.expected == (assessment.expected.isFinite ? assessment.expected : nil))
            #expect(written.pace == (assessment.pace.isFinite ? assessment.pace : nil))
            #expect(written.flags == assessment.flags.words)
        }
        #expect(document.alerts.count == run.alerts.count)
    }

    @Test("an empty run is a whole document")
    func empty() throws {
        let document = try parsed(SampleRun.make(targets: 0))
        #expect(document.assessments.isEmpty)
        #expect(document.alerts.isEmpty)
    }

    @Test("pieces put together are the document, and no piece is large")
    func pieces() {
        let run = SampleRun.make(units: 300)
        var pieces: [[UInt8]] = []
        RunJSON(run).write { pieces.append($0) }
        #expect(pieces.count > 3)
        #expect(pieces.allSatisfy { $0.count < 80_000 })
        #expect(Array(pieces.joined()) == RunJSON(run).bytes())
    }

    @Test(
        "a number is written in its shortest form and reads back the same",
        arguments: [
            (0, "0"), (-0.0, "0"), (1180, "1180"), (-5, "-5"), (0.1, "0.1"), (1e-7, "1e-07"), (1e300, "1e+300"),
            (0.9635392829900837, "0.9635392829900837"), (9_007_199_254_740_992, "9007199254740992.0"),
            (.nan, "null"), (.infinity, "null"),
        ] as [(Double, String)])
    func numbers(value: Double, text: String) {
        var json = JSONWriter()
        json.number(value)
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
        if value.isFinite { #expect(Double(text) == value) }
    }

    @Test("any text survives, control characters and all")
    func strings() throws {
        let text = "\"quoted\" \\ /\n\r\t\u{0}\u{1F}\u{7F} <script> Tỷ lệ 統計 👍"
        var json = JSONWriter()
        json.string(text)
        #expect(!json.bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "<") })
        let back = try JSONSerialization.jsonObject(with: Data(json.bytes), options: .fragmentsAllowed)
        #expect(back as? String == text)
    }
}
