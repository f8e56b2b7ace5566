import Evaluators
import Plan

/// The four data virtues metric by metric, as a table's cells, for the reports that print one.
struct VirtueTable {
    let header: [String]
    let rows: [[String]]

    /// nil when nothing was measured.
    init?(_ run: RunView, _ language: Language) {
        let summary = VirtueSummary(run)
        guard !summary.rows.isEmpty else { return nil }
        let numbers = NumberText(language)
        let names = VirtueSummary.names(language)
        header =
            [language.say(vi: "Số liệu", en: "Metric")] + names.map(\.name)
            + [
                language.say(vi: "Báo cáo đã có / phải nộp", en: "Reports in / due"),
                language.say(vi: "Ghi chú", en: "Note"),
            ]
        rows = summary.rows.map { row in
            let metric = run.plan.metrics[row.metric]
            let counts =
                "\(numbers.number(Double(row.input.tally.reported))) / \(numbers.number(Double(row.input.tally.due)))"
            return [metric.title[language]]
                + names.map { VirtueSummary.percent(row.virtues[keyPath: $0.score], language) }
                + [counts, Self.notes(row, metric, language, numbers)]
        }
    }

    private static func notes(
        _ row: VirtueSummary.Row, _ metric: Metric, _ language: Language, _ numbers: NumberText
    ) -> String {
        var notes = row.input.gaps.map { GapText.text($0, metric, language) }
        if row.input.tally.late > 0 {
            let count = numbers.number(Double(row.input.tally.late))
            notes.append(language.say(vi: "\(count) báo cáo muộn", en: "\(count) came late"))
        }
        if row.input.tally.dead > 0 {
            let count = numbers.number(Double(row.input.tally.dead))
            notes.append(language.say(vi: "\(count) đơn vị im lặng", en: "\(count) silent"))
        }
        if let days = row.input.maturityDays {
            notes.append(language.say(vi: "ổn định sau \(days) ngày", en: "settled after \(days) days"))
        }
        return notes.joined(separator: "; ")
    }
}

/// A gap of a feed in words.
enum GapText {
    /// "feed gap 1 Feb 2017–21 Feb 2017: 409 where about 2,300 are usual"
    static func text(_ gap: FeedGap, _ metric: Metric, _ language: Language) -> String {
        let numbers = NumberText(language)
        let (actual, expected) = (numbers.number(gap.actual), numbers.number(gap.expected.rounded()))
        return language.say(
            vi: "đứt luồng số liệu \(numbers.window(gap.window)): \(actual), thường khoảng \(expected)",
            en: "feed gap \(numbers.window(gap.window)): \(actual) where about \(expected) are usual")
    }
}
