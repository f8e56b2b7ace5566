import Evaluators
import Plan
import PluginHost
import Testing

@testable import PluginKit

@Suite struct MessageTests {
    private static let plugin = Plugin(
        id: "sample/v1", folder: "Plugins/sample", title: LocalText("Sample"),
        role: .evaluates(.init(word: "sample", needs: ["ratio"])), command: ["./sample"],
        parameters: [
            PluginParameter(name: "level", kind: .percent),
            PluginParameter(name: "parts", kind: .targets([PluginParameter(name: "weight", kind: .number)])),
            PluginParameter(name: "inputs", kind: .metrics([])),
        ])

    private func written(_ batch: EvaluationBatch) -> [UInt8] {
        var json = JSONOutput()
        EvaluateRequest.write(batch, to: &json)
        return json.bytes
    }

    @Test("A question read back asks the same", arguments: [false, true])
    func questionRoundTrip(isEmpty: Bool) throws {
        let batch = SampleQuestion(units: 4, weeks: 9, isEmpty: isEmpty).batch(for: Self.plugin)
        let bytes = written(batch)
        let read = try EvaluateRequest.read(JSONValue(bytes))
        #expect(written(read) == bytes)
        #expect(read.custom?.targets.count == 2)
        #expect(read.aim.arguments?.items("parts").count == 2)
    }

    @Test("An answer read back says the same")
    func answerRoundTrip() throws {
        let batch = SampleQuestion(units: 2, weeks: 4).batch(for: Self.plugin)
        var first = Assessment(target: 0, unit: 0)
        first.status = .onTrack
        first.data = .provisional
        first.outlook = .likely
        first.flags = [.lockedIn, .late]
        first.pace = 1.0625
        var second = Assessment(target: 0, unit: 1)
        second.status = .missed
        second.change = -0.25
        var json = JSONOutput()
        EvaluateAnswer.write(
            Evaluation([first, second], notes: [LocalText(texts: ["en": "good", "vi": "tốt"]), LocalText("bad")]),
            of: batch, to: &json)
        let read = try EvaluateAnswer.read(JSONValue(json.bytes), of: batch)
        #expect(read.assessments.map(\.status) == [.onTrack, .missed])
        #expect(read.assessments[0].pace == 1.0625)
        #expect(read.assessments[0].flags.contains([.lockedIn, .late]))
        #expect(read.assessments[0].data == .provisional)
        #expect(read.assessments[1].change == -0.25)
        #expect(read.notes[0]?[.vietnamese] == "tốt")
        // What was left out is filled in from the question.
        #expect(read.assessments[1].actual == batch.current.value[1])
    }

    @Test(
        "What a good answer never holds is refused",
        arguments: [
            (#"{}"#, "without \"assessments\""),
            (#"{"assessments":[]}"#, "gave no answer for the unit \"U0\""),
            (#"{"assessments":[{"status":"ahead","because":"x"}]}"#, "without a unit"),
            (#"{"assessments":[{"unit":"U0","because":"x"}]}"#, "no status"),
            (#"{"assessments":[{"unit":"U0","status":"error","because":"x"}]}"#, "the status \"error\""),
            (#"{"assessments":[{"unit":"U0","status":"ahead","because":"x","pace":"fast"}]}"#, "no number"),
            (#"{"assessments":[{"unit":"U0","status":"ahead","because":"x","mood":1}]}"#, "unknown member \"mood\""),
            (
                #"{"assessments":[{"unit":"U0","status":"ahead","because":"x","flags":["fine"]}]}"#,
                "unknown flag \"fine\""
            ),
            (#"{"assessments":[{"unit":"U0","status":"ahead"}]}"#, "no explanation"),
        ])
    func refusals(_ text: String, _ words: String) throws {
        let batch = SampleQuestion(units: 1, weeks: 4).batch(for: Self.plugin)
        let value = try JSONValue(Array(text.utf8))
        let violation = #expect(throws: ProtocolViolation.self) { try EvaluateAnswer.read(value, of: batch) }
        #expect(violation?.message.contains(words) == true, "\(violation?.message ?? "")")
    }
}
