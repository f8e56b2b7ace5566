import Foundation
import Periods
import Plan
import Testing

@testable import Evaluators
@testable import Reports

/// What reports say of the data: the four virtues, gaps, like-for-like comparison and revisions, in both languages.
@Suite struct DataQualityTests {
    /// The sample run with a tally, a gap and a revision of its first metric.
    private func run() -> RunView {
        let sample = SampleRun.make()
        var judgements = sample.judgements
        var tally = VirtueTally()
        tally.due = 200
        tally.reported = 194
        tally.failed = 1
        tally.rejected = 6
        tally.late = 9
        tally.silence = 3
        tally.reporters = 10
        tally.dead = 1
        let days = Window(Day(number: 20_500), Day(number: 20_513)) ?? Window(SampleRun.asOf)
        let gap = FeedGap(window: days, actual: 12, expected: 240.4, periods: 0..<2)
        judgements.contexts[0].inputs = [
            InputVirtues(metric: 0, tally: tally, gaps: [gap], maturity: nil, maturityDays: 60)
        ]
        judgements.contexts[0].comparatorBasis = .then(Instant(milliseconds: 1_747_180_800_000))
        judgements.assessments[0].virtues = DataVirtues(tally)
        judgements.assessments[0].settledBaseline = 6_600
        var unit = RevisionReport.UnitRevision(unit: 1)
        unit.changed = 2
        unit.before = 30
        unit.after = 41
        unit.late = 1
        return RunView(
            plan: sample.plan, judgements: judgements, info: sample.info, alerts: sample.alerts,
            previous: sample.previous, batchCount: sample.batchCount,
            revisions: RevisionReport(
                asOf: SampleRun.asOf - 7, since: Instant(milliseconds: 1_778_112_000_000),
                metrics: [
                    .init(metric: 0, changed: 2, before: 30, after: 41, late: 1, window: days, units: [unit])
                ], effects: [.init(target: 0, unit: 1, was: .ahead, now: .onTrack)]))
    }

    @Test("The header has the four scores; rounding makes none perfect")
    func header() {
        let text = TerminalReport(run(), language: .english, width: 120).overview()
        #expect(text.contains("Correct 99.4 % · sufficient 97 % · clean 97 % · alive 93.9 %."), "\(text)")
        let page = HTMLReport(run(), language: .vietnamese).text()
        #expect(page.contains("Số liệu: đúng 99,4 % · đủ 97 % · sạch 97 % · sống 93,9 %."))
        #expect(VirtueSummary.percent(0.99999, .english) == "99.9 %")
        #expect(VirtueSummary.percent(1, .vietnamese) == "100 %")
        #expect(VirtueSummary.percent(.nan, .english) == NumberText.absent)
    }

    @Test("Gaps, late reports, silence and ripening are noted by metric")
    func notes() {
        let english = MarkdownReport(run(), language: .english).text()
        #expect(
            english.contains(
                "feed gap 16 Feb 2026–1 Mar 2026: 12 where about 240 are usual; 9 came late; 1 silent; settled after 60 days"
            ), "\(english)")
        let vietnamese = MarkdownReport(run(), language: .vietnamese).text()
        #expect(vietnamese.contains("đứt luồng số liệu 16/02/2026–01/03/2026: 12, thường khoảng 240"))
        #expect(english.contains("1 target is compared with the same period as it was known then"))
    }

    @Test("Revisions are one line in the table and a section elsewhere, with the statement that would change")
    func revisions() {
        let line = RevisionText(run(), language: .english).summary ?? ""
        #expect(
            line.hasPrefix(
                "Revised or late since 7 May 2026: 2 values revised, 1 report came late (Crimes); would now be "),
            "\(line)")
        #expect(line.contains("ahead → on pace"), "\(line)")
        let markdown = MarkdownReport(run(), language: .vietnamese).text()
        #expect(markdown.contains("## Số liệu sửa đổi, báo cáo muộn từ ngày 07/05/2026"))
        #expect(markdown.contains("sửa 2 số liệu: 30 → 41; 1 báo cáo muộn"))
        let page = HTMLReport(run(), language: .english).text()
        #expect(page.contains("id=\"revisions\""))
        #expect(RevisionText(SampleRun.make(), language: .english).summary == nil)
    }

    @Test("The JSON holds all of it, and null where there is nothing")
    func json() throws {
        func object(_ run: RunView) throws -> [String: Any] {
            let parsed = try JSONSerialization.jsonObject(with: Data(RunJSON(run).bytes()))
            return try #require(parsed as? [String: Any])
        }
        let full = try object(run())
        let virtues = try #require(full["data_virtues"] as? [String: Any])
        #expect(virtues["sufficient"] as? Double == 0.97)
        let metric = try #require((virtues["metrics"] as? [[String: Any]])?.first)
        #expect(metric["metric"] as? String == "crimes")
        #expect(metric["late"] as? Int == 9)
        #expect((metric["gaps"] as? [[String: Any]])?.first?["expected"] as? Double == 240.4)
        let first = try #require((full["assessments"] as? [[String: Any]])?.first)
        let comparison = try #require(first["comparison"] as? [String: Any])
        #expect(comparison["known"] as? String == "then")
        #expect(comparison["settled_baseline"] as? Double == 6_600)
        let bias = try #require(comparison["bias"] as? Double)
        let change = try #require(first["change"] as? Double)
        let actual = try #require(first["actual"] as? Double)
        #expect(abs(bias - (actual / 6_600 - 1 - change)) < 1e-12)
        let revisions = try #require(full["revisions"] as? [String: Any])
        #expect((revisions["effects"] as? [[String: Any]])?.first?["now"] as? String == "on_track")

        let empty = try object(SampleRun.make())
        #expect(empty["data_virtues"] is NSNull)
        #expect(empty["revisions"] is NSNull)
        let plain = try #require((empty["assessments"] as? [[String: Any]])?.first)
        #expect(plain["comparison"] is NSNull && plain["virtues"] is NSNull && plain["provisional_until"] is NSNull)
    }
}
