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

    var lines: [String] {
        [coverage, missing, provisional].compactMap { $0 }
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
        var names = state.missing.prefix(Self.mostNames).map { run.plan.units[$0].name[language] }
        let rest = state.missing.count - names.count
        if rest > 0 { names.append(language.say(vi: "và \(rest) đơn vị khác", en: "and \(rest) more")) }
        let count = state.missing.count
        return language.say(
            vi: "Chưa có báo cáo (\(count) đơn vị): ",
            en: "No reports from \(count) unit\(count == 1 ? "" : "s"): ") + names.joined(separator: ", ") + "."
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
