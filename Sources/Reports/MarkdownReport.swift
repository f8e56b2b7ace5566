import Evaluators
import Periods
import Plan

/// The weekly page as Markdown (GitHub's tables): verdict, what changed, targets, where support is needed, alerts,
/// receipts.
public struct MarkdownReport: Sendable {
    private let run: RunView
    private let language: Language
    private let numbers: NumberText
    private static let mostUnits = 5
    private static let mostUnitGroups = 8
    private static let mostNames = 6

    public init(_ run: RunView, language: Language) {
        self.run = run
        self.language = language
        numbers = NumberText(language)
    }

    /// The whole page, ending in a line break.
    public func text() -> String {
        let sentence = LeadershipSentence(run, language: language)
        let day = numbers.day(run.info.asOf)
        var blocks = [
            "# " + escaped(run.plan.organisation[language]) + say(": tiến độ đến ngày \(day)", ": progress to \(day)"),
            "**\(escaped(sentence.headline))**",
            escaped(sentence.text),
        ]
        let data = DataText(run, language: language).lines
        if !data.isEmpty { blocks.append(data.map { "> " + escaped($0) }.joined(separator: "  \n")) }
        blocks += changes + targets + history + units + support + checks + alerts + revisions + virtues + receipts
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private var changes: [String] {
        guard let previous = run.previous else { return [] }
        let since = numbers.day(previous.asOf)
        let title = "## " + say("Thay đổi từ ngày \(since)", "What changed since \(since)")
        let changes = run.changes
        guard !changes.isEmpty else { return [title, say("Không có.", "Nothing.")] }
        let groups = changes.groupedUnits()
        var lines = changes.filter(\.isTop).map(line) + groups.prefix(Self.mostUnitGroups).map(line)
        let rest = groups.dropFirst(Self.mostUnitGroups).reduce(0) { $0 + $1.rows.count }
        if rest > 0 {
            let count = numbers.number(Double(rest))
            lines.append("- " + say("… và \(count) thay đổi khác ở đơn vị", "… and \(count) more at units"))
        }
        return [title, lines.joined(separator: "\n")]
    }

    private func line(of change: StatusChange) -> String {
        let context = run.judgements.contexts[change.context]
        let target = run.target(of: context)
        let transition =
            "\(change.before.word(in: language)) → **\(change.after.shape) \(change.after.word(in: language))**"
        let owner = target.accountable.person.map { " (\(escaped($0)))" } ?? ""
        let explanation = because(run.judgements.assessments[change.row], context)
        return "- **\(escaped(target.title[language]))**: \(transition). \(escaped(explanation))\(owner)"
    }

    private func line(of group: UnitChanges) -> String {
        let title = run.target(of: run.judgements.contexts[group.context]).title[language]
        let names = group.names(in: run, limit: Self.mostNames, language: language)
        return "- \(group.after.shape) \(group.after.word(in: language)), \(escaped(title)): \(escaped(names))"
    }

    private var targets: [String] {
        let header = [
            say("Chỉ tiêu", "Target"), say("Tình trạng", "Status"), say("Thực hiện", "Actual"),
            say("Đến nay phải đạt", "Expected by now"), say("Mục tiêu", "Goal"), say("Nhịp độ", "Pace"),
            say("So sánh", "Change"), say("Từ nay cần", "Needs"), say("Triển vọng", "Outlook"), say("Đơn vị", "Units"),
            say("Chịu trách nhiệm", "Accountable"),
        ]
        let rows = run.judgements.contexts.enumerated().compactMap { index, context -> [String]? in
            guard let row = run.topRows[index] else { return nil }
            let cells = Cells(run.judgements.assessments[row], in: context, of: run, language: language)
            return [
                cells.target.title[language], "\(cells.assessment.status.shape) \(cells.status)", cells.actual,
                cells.expected, cells.goal, cells.pace, cells.change, cells.requiredRate, cells.outlook,
                TerminalReport.text(of: run.distribution(of: context)), cells.target.accountable.person ?? "",
            ]
        }
        guard !rows.isEmpty else { return [] }
        let legend = Status.fromBest.map { "\($0.shape) \($0.word(in: language))" }.joined(separator: " · ")
        return [
            "## " + say("Các chỉ tiêu", "Targets"),
            table(header, rows, alignments: "llrrrrrrrll"),
            say("Đơn vị theo tình trạng: ", "Units by status: ") + escaped(legend)
                + escaped(say(" · [p] số tạm tính", " · [p] provisional")),
        ]
    }

    private var history: [String] {
        let lines = HistoryText(run, language: language).lines
        guard !lines.isEmpty else { return [] }
        return [
            "## " + say("So với các năm trước", "Beside earlier years"),
            lines.map { "- " + escaped($0) }.joined(separator: "\n"),
        ]
    }

    private var units: [String] {
        let items = run.unitContexts.compactMap { index -> String? in
            guard let text = UnitsText(run, context: index, language: language) else { return nil }
            let title = run.target(of: run.judgements.contexts[index]).title[language]
            return "- **\(escaped(title))**: " + escaped(text.lines.map(\.asSentence).joined(separator: " "))
        }
        guard !items.isEmpty else { return [] }
        return ["## " + say("Các đơn vị của từng chỉ tiêu", "The units of each target"), items.joined(separator: "\n")]
    }

    private var checks: [String] {
        let text = CheckText(run, language: language)
        let questions = text.questions
        guard !questions.isEmpty || !text.silenced.isEmpty else { return [] }
        let items =
            questions.map { "- **\(escaped($0.subject))**: \(escaped("\($0.facts). \($0.ask)"))" }
            + text.silenced.map { "- " + escaped($0.asSentence) }
        return [
            "## " + say("Đề nghị kiểm tra", "Please check"), escaped(text.preface), items.joined(separator: "\n"),
        ]
    }

    private var support: [String] {
        let needs = run.supportNeeds(limit: Self.mostUnits)
        guard !needs.isEmpty else { return [] }
        let rows = needs.map { need in
            let context = run.judgements.contexts[need.context]
            let units = need.units.map { unit in
                let name = run.unit(of: run.judgements.assessments[unit.row]).name[language]
                return "\(name) (\(need.lack(of: unit, in: run, language: language)))"
            }
            return [run.target(of: context).title[language], units.joined(separator: ", "), need.summary(language)]
        }
        let header = [
            say("Chỉ tiêu", "Target"), say("Đơn vị cần hỗ trợ, thiếu nhiều nhất trước", "Units, largest gap first"),
            say("Phần thiếu hụt", "The gap"),
        ]
        return ["## " + say("Nơi cần hỗ trợ", "Where support is needed"), table(header, rows, alignments: "lll")]
    }

    private var alerts: [String] {
        guard !run.alerts.isEmpty else { return [] }
        let header = [
            say("Cảnh báo", "Alert"), say("Chỉ tiêu", "Target"), say("Đơn vị", "Units"), say("Trạng thái", "State"),
            say("Từ ngày", "Since"), say("Lý do", "Reason"),
        ]
        let rows = run.groupedAlerts().map { group in
            let names = group.names(in: run, language: language)
            let alert = group.first
            return [
                alert.severity.isEmpty ? alert.rule : "\(alert.rule) (\(alert.severity))", names.target, names.units,
                alert.stateWord(language),
                numbers.day(alert.since), alert.reason,
            ]
        }
        return ["## " + say("Cảnh báo", "Alerts"), table(header, rows, alignments: "llllll")]
    }

    private var revisions: [String] {
        guard let report = run.revisions, !report.metrics.isEmpty else { return [] }
        let text = RevisionText(run, language: language)
        return ["## " + escaped(text.title), text.lines.map { "- " + escaped($0) }.joined(separator: "\n")]
    }

    private var virtues: [String] {
        guard let virtues = VirtueTable(run, language) else { return [] }
        return [
            "## " + say("Số liệu: đúng, đủ, sạch, sống", "Data: correct, sufficient, clean, alive"),
            table(virtues.header, virtues.rows, alignments: "lrrrrrl"),
        ]
    }

    private var receipts: [String] {
        let lines = run.receipts(language).map { "\($0.label): \(code($0.value))" }
        return ["---", lines.joined(separator: " · ")]
    }

    private func because(_ assessment: Assessment, _ context: TargetContext) -> String {
        Because(language).sentence(
            assessment, target: run.target(of: context), metric: run.metric(of: context), context: context)
    }

    private func say(_ vietnamese: String, _ english: String) -> String {
        language.say(vi: vietnamese, en: english)
    }

    // MARK: - Markdown

    /// `alignments`: one letter a column, l or r. Cells are plain text.
    private func table(_ header: [String], _ rows: [[String]], alignments: String) -> String {
        let lines = [
            "| " + header.map(escaped).joined(separator: " | ") + " |",
            "|" + alignments.map { $0 == "r" ? "--:" : "---" }.joined(separator: "|") + "|",
        ]
        return (lines + rows.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }).joined(separator: "\n")
    }

    /// Plain text in which nothing is read as Markdown or HTML.
    private func escaped(_ text: String) -> String {
        var escaped = ""
        for character in stripped(text) {
            if #"\`*_[]<>|~#"#.contains(character) { escaped.append("\\") }
            if character == "&" { escaped += "&amp;" } else { escaped.append(character) }
        }
        return escaped
    }

    private func code(_ text: String) -> String {
        "`" + stripped(text).replacingBackticks + "`"
    }
}

extension String {
    fileprivate var replacingBackticks: String {
        String(map { $0 == "`" ? "'" : $0 })
    }
}
