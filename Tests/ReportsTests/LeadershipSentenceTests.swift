import Evaluators
import Plan
import Testing

@testable import Reports

@Suite("The leadership sentence")
struct LeadershipSentenceTests {
    private static func statuses(_ counts: [(Status, Int)]) -> [Status] {
        counts.flatMap { Array(repeating: $0, count: $1) }
    }

    @Test("eighteen targets, as leaders speak of them")
    func eighteen() {
        let statuses = Self.statuses([(.exceeded, 3), (.achieved, 5), (.onTrack, 8), (.atRisk, 1), (.offTrack, 1)])
        let english = LeadershipSentence(statuses, language: .english)
        #expect(
            english.text
                == "Of 18 targets: 3 exceeded, 5 achieved, 8 on pace (most ensured progress: 16 of 18), 1 at risk, 1 off track."
        )
        #expect(
            english.headline == "Many targets were achieved or exceeded (8 of 18); most ensured progress (16 of 18).")
        let vietnamese = LeadershipSentence(statuses, language: .vietnamese)
        #expect(
            vietnamese.text
                == "Trong 18 chỉ tiêu: 3 vượt, 5 đạt, 8 bảo đảm tiến độ (đa số chỉ tiêu bảo đảm tiến độ: 16/18), "
                + "1 có nguy cơ chậm, 1 chậm tiến độ.")
        #expect(vietnamese.headline == "Nhiều chỉ tiêu đạt hoặc vượt (8/18); đa số bảo đảm tiến độ (16/18).")
    }

    @Test(
        "none, one and all are said as people say them",
        arguments: [
            ([], "There are no targets.", "No target can be judged yet."),
            ([(.onTrack, 1)], "Of 1 target: 1 on pace.", "The one target ensured progress (1 of 1)."),
            ([(.achieved, 1)], "Of 1 target: 1 achieved.", "The one target was achieved or exceeded (1 of 1)."),
            ([(.offTrack, 1)], "Of 1 target: 1 off track.", "Not one target ensured progress (0 of 1)."),
            (
                [(.ahead, 2), (.onTrack, 3)],
                "Of 5 targets: 2 ahead of pace, 3 on pace (all ensured progress: 5 of 5).",
                "All targets ensured progress (5 of 5)."
            ),
            (
                [(.exceeded, 1), (.achieved, 1)],
                "Of 2 targets: 1 exceeded, 1 achieved (all ensured progress: 2 of 2).",
                "All targets were achieved or exceeded (2 of 2)."
            ),
            (
                [(.atRisk, 2), (.missed, 1)], "Of 3 targets: 2 at risk, 1 missed (none ensured progress: 0 of 3).",
                "None of the targets ensured progress (0 of 3)."
            ),
            (
                [(.measuring, 1), (.noData, 2), (.notStarted, 1), (.cancelled, 1), (.error, 1)],
                "Of 6 targets: 1 not judged yet, 2 without enough data, 1 not begun, 1 called off, 1 that could not be judged.",
                "No target can be judged yet."
            ),
        ] as [([(Status, Int)], String, String)])
    func edges(counts: [(Status, Int)], text: String, headline: String) {
        let sentence = LeadershipSentence(Self.statuses(counts), language: .english)
        #expect(sentence.text == text)
        #expect(sentence.headline == headline)
    }

    @Test("shares are of the targets that were judged")
    func judgedOnly() {
        let statuses = Self.statuses([(.onTrack, 1), (.atRisk, 3), (.noData, 6)])
        #expect(LeadershipSentence(statuses, language: .english).text.contains("(some ensured progress: 1 of 4)"))
    }

    @Test(
        "a quantifier begins exactly at its share",
        arguments: [
            (0, 100, .none), (1, 100, .aFew), (9, 100, .aFew), (10, 100, .some), (29, 100, .some), (30, 100, .many),
            (59, 100, .many), (60, 100, .most), (99, 100, .most), (100, 100, .all), (3, 5, .most), (3, 10, .many),
            (1, 10, .some), (0, 0, .none),
        ] as [(Int, Int, Quantifier)])
    func quantifiers(part: Int, whole: Int, expected: Quantifier) {
        #expect(Quantifier(part, of: whole) == expected)
    }

    @Test("every status is counted, the absent ones as zero")
    func byStatus() {
        let sentence = LeadershipSentence([.onTrack, .onTrack, .missed], language: .english)
        #expect(Set(sentence.byStatus.map(\.status)) == Set(Status.allCases))
        #expect(sentence.byStatus.filter { $0.count > 0 }.map(\.count) == [2, 1])
    }
}
