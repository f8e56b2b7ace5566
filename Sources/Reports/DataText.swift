import Plan

/// What a reader must know of the data behind a run, in sentences: how complete it is and who is missing.
struct DataText {
    private let run: RunView
    private let language: Language
    private let state: ReportingState
    private static let mostNames = 12

    init(_ run: RunView, language: Language) {
        self.run = run
        self.language = language
        state = ReportingState(run)
    }

    /// What stands under a heading that says already that it is about the data.
    var titledLines: [String] {
        guard let scores = VirtueSummary.text(VirtueSummary(run).overall, language) else { return lines }
        return [scores.prefix(1).uppercased() + scores.dropFirst() + "."] + lines.dropFirst()
    }

    var lines: [String] {
        [virtues, coverage, missing, late, provisional, comparison].compactMap { $0 } + gaps
    }

    /// "Data: correct 100 % · sufficient 97 % · clean 99 % · alive 95 %."
    private var virtues: String? {
        VirtueSummary.text(VirtueSummary(run).overall, language).map {
            language.say(vi: "Số liệu: ", en: "Data: ") + $0 + "."
        }
    }

    /// Who has an overdue report, by name.
    private var late: String? {
        // Who is missing altogether is named already.
        let missing = Set(state.missing)
        let late = state.late.filter { !missing.contains($0) }
        guard !late.isEmpty else { return nil }
        let count = late.count
        return language.say(
            vi: "Chậm báo cáo kỳ gần nhất (\(count) đơn vị): ",
            en: "The latest report of \(count) unit\(count == 1 ? "" : "s") is overdue: ") + names(late) + "."
    }

    /// How many comparisons are of young figures with young ones.
    private var comparison: String? {
        let bases = run.judgements.contexts.compactMap(\.comparatorBasis)
        let alike = bases.count { $0.instant != nil }
        guard alike > 0 else { return nil }
        let rest = bases.count - alike
        let others =
            rest > 0
            ? language.say(
                vi: "; \(rest) chỉ tiêu so với số liệu biết đến nay", en: "; \(rest) with what is known of it today")
            : ""
        return language.say(
            vi: "\(alike) chỉ tiêu so với cùng kỳ theo số liệu biết đến vào thời điểm đó\(others).",
            en:
                "\(alike) target\(alike == 1 ? " is" : "s are") compared with the same period as it was known then\(others)."
        )
    }

    private var gaps: [String] {
        VirtueSummary(run).rows.flatMap { row in
            let metric = run.plan.metrics[row.metric]
            return row.input.gaps.map { "\(metric.title[language]): \(GapText.text($0, metric, language))." }
        }
    }

    private func names(_ units: [Int]) -> String {
        var names = units.prefix(Self.mostNames).map { run.plan.units[$0].name[language] }
        let rest = units.count - names.count
        if rest > 0 { names.append(language.say(vi: "và \(rest) đơn vị khác", en: "and \(rest) more")) }
        return names.joined(separator: ", ")
    }

    private var coverage: String? {
        guard let range = state.coverage else { return nil }
        let numbers = NumberText(language)
        // Rounding must not turn a gap into completeness.
        let low = numbers.percent((range.lowerBound * 1000).rounded(.down) / 1000, decimals: 1)
        let high = numbers.percent((range.upperBound * 1000).rounded(.down) / 1000, decimals: 1)
        let span = low == high ? low : "\(low)–\(high)"
        return language.say(vi: "Đã nhận \(span) số báo cáo phải nộp.", en: "\(span) of the due reports came in.")
    }

    private var missing: String? {
        guard !state.missing.isEmpty else { return nil }
        let count = state.missing.count
        return language.say(
            vi: "Chưa có báo cáo (\(count) đơn vị): ",
            en: "No reports from \(count) unit\(count == 1 ? "" : "s"): ") + names(state.missing) + "."
    }

    private var provisional: String? {
        let counts = [
            (state.provisional, language.say(vi: "chỉ tiêu tạm tính", en: "provisional")),
            (state.stale, language.say(vi: "chỉ tiêu số liệu cũ", en: "on stale data")),
        ]
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        guard !parts.isEmpty else { return nil }
        return language.say(vi: "Lưu ý: ", en: "Targets: ") + parts.joined(separator: ", ") + "."
    }
}
