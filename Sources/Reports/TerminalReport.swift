import Evaluators
import Periods
import Plan

/// A run for a terminal: the verdict, one line a target, what changed, and why what lags does.
///
/// The table fits the width it is given; colour is used only when asked for and never carries meaning alone.
public struct TerminalReport: Sendable {
    let run: RunView
    let language: Language
    let width: Int
    let paint: Paint
    private static let mostUnitGroups = 5
    private static let mostNames = 3

    /// - Parameters:
    ///   - width: cells a line, at least 40.
    ///   - isColoured: whether to write ANSI colours.
    public init(_ run: RunView, language: Language, width: Int = 100, isColoured: Bool = false) {
        self.run = run
        self.language = language
        self.width = max(40, width)
        paint = Paint(isOn: isColoured)
    }

    /// The whole run, ending in a line break.
    public func overview() -> String {
        var lines = [header(nil)]
        lines += LeadershipSentence(run, language: language).text.wrapped(to: width).map(paint.bold)
        let rows = run.judgements.contexts.indices.compactMap { index in run.topRows[index].map { (index, $0) } }
        if !rows.isEmpty {
            lines.append("")
            lines += table(rows: rows, naming: .targets, hasDistribution: true)
        }
        lines += section(language.say(vi: "Thay đổi", en: "What changed") + sinceText, changeLines)
        lines += section(language.say(vi: "Cần chú ý", en: "Needs attention"), attentionLines)
        let history = historyLines
        if !history.isEmpty {
            lines += section(language.say(vi: "So với các năm trước", en: "Beside earlier years"), history)
        }
        lines += section(language.say(vi: "Số liệu", en: "Data"), dataLines)
        lines += checkLines
        return lines.joined(separator: "\n") + "\n"
    }

    /// All targets that are judged for one unit. An index into `Plan.units`.
    public func targets(ofUnit unit: Int) -> String {
        let rows = run.judgements.contexts.enumerated().flatMap { index, context in
            context.rows.filter { Int(run.judgements.assessments[$0].unit) == unit }.map { (index, $0) }
        }
        let name = run.plan.units.units.indices.contains(unit) ? stripped(run.plan.units[unit].name[language]) : ""
        var lines = [header(name)]
        let statuses = rows.map { run.judgements.assessments[$0.1].status }
        lines += LeadershipSentence(statuses, language: language).text.wrapped(to: width).map(paint.bold)
        if !rows.isEmpty {
            lines.append("")
            lines += table(rows: rows, naming: .targets)
            let reasons = rows.flatMap { becauseLines(context: $0.0, row: $0.1) }
            lines += section(language.say(vi: "Vì sao", en: "Why"), reasons)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// All units of one target: its top unit, then those that need attention most, by what they lack. An index into
    /// `Plan.targets`.
    public func units(ofTarget target: Int) -> String {
        guard let index = run.judgements.contexts.firstIndex(where: { $0.target == target }) else { return "" }
        let context = run.judgements.contexts[index]
        let top = run.topRows[index]
        let aim = context.aim
        let others = context.rows.filter { $0 != top }.map { row in
            let assessment = run.judgements.assessments[row]
            return (row: row, urgency: assessment.status.urgency, lack: Shortfall.cases(assessment, aim: aim) ?? 0)
        }
        let ordered = others.sorted { ($0.urgency, -$0.lack, $0.row) < ($1.urgency, -$1.lack, $1.row) }.map(\.row)
        var lines = [header(stripped(run.target(of: context).title[language]))]
        if let top {
            lines += becauseLines(context: index, row: top)
        }
        lines.append("")
        lines += table(rows: ((top.map { [$0] } ?? []) + ordered).map { (index, $0) }, naming: .units)
        return lines.joined(separator: "\n") + "\n"
    }
}

// MARK: - The table

extension TerminalReport {
    enum Naming {
        case targets, units
    }

    private func table(
        rows: [(context: Int, row: Int)], naming: Naming, hasDistribution: Bool = false
    ) -> [String] {
        let cells = rows.map { Cells(run.judgements.assessments[$0.row], in: context($0), of: run, language: language) }
        let shapes = cells.map(\.assessment.status)
        let names = rows.map { row in
            switch naming {
            case .targets: stripped(run.target(of: context(row)).title[language])
            case .units: stripped(run.unit(of: run.judgements.assessments[row.row]).name[language])
            }
        }
        typealias Column = TextTable.Column
        let nameHeader =
            switch naming {
            case .targets: language.say(vi: "Chỉ tiêu", en: "Target")
            case .units: language.say(vi: "Đơn vị", en: "Unit")
            }
        let statusHeader = language.say(vi: "Tình trạng", en: "Status")
        let actualHeader = language.say(vi: "Thực hiện", en: "Actual")
        let changeHeader = language.say(vi: "So sánh", en: "Change")
        let outlookHeader = language.say(vi: "Triển vọng", en: "Outlook")
        let unitsHeader = language.say(vi: "Đơn vị", en: "Units")
        let distributions = rows.map { hasDistribution ? run.distribution(of: context($0)) : [] }
        let lagging = distributions.map { $0.filter { $0.status.urgency <= 2 } }
        let columns = [
            Column(nameHeader, names),
            Column(ways: [
                .init(header: statusHeader, cells: shapes.map { "\($0.shape) \($0.word(in: language))" }),
                .init(header: statusHeader, cells: shapes.map { "\($0.shape) \($0.shortWord(language))" }),
            ]),
            Column(
                ways: [
                    .init(header: actualHeader, cells: cells.map(\.actual)),
                    .init(header: actualHeader, cells: cells.map(\.shortActual)),
                ], .right),
            Column(language.say(vi: "Phải đạt", en: "Expected"), cells.map(\.expected), .right),
            Column(language.say(vi: "Mục tiêu", en: "Goal"), cells.map(\.goal), .right),
            Column(language.say(vi: "Nhịp độ", en: "Pace"), cells.map(\.pace), .right),
            Column(
                ways: [
                    .init(header: changeHeader, cells: cells.map(\.change)),
                    .init(header: changeHeader, cells: cells.map(\.shortChange)),
                ], .right),
            Column(language.say(vi: "Từ nay cần", en: "Needs"), cells.map(\.requiredRate), .right),
            Column(
                ways: [
                    .init(header: outlookHeader, cells: cells.map(\.outlook)),
                    .init(header: outlookHeader, cells: cells.map(\.shortOutlook)),
                ], .right),
            Column(ways: [
                .init(header: unitsHeader, cells: distributions.map { Self.text(of: $0) }),
                .init(header: unitsHeader, cells: lagging.map { Self.text(of: $0) }),
            ]),
        ]
        let table = TextTable(
            columns: columns, stretching: 0, stretchingMinimum: 26,
            sacrifices: [
                .shorten(9), .shorten(8), .shorten(1), .shorten(2), .drop(9), .drop(8), .shorten(6), .drop(7), .drop(6),
                .drop(4), .drop(3), .drop(5), .drop(2),
            ])
        return table.lines(width: width) { cell, column, row in
            guard let row else { return paint.dim(cell) }
            return column == 1 ? paint.tone(cell, shapes[row].tone) : cell
        }
    }

    /// `★3 ▲20 ●80 ◆12 ▼9`
    static func text(of distribution: [(status: Status, count: Int)]) -> String {
        distribution.map { "\($0.status.shape)\($0.count)" }.joined(separator: " ")
    }

    private func context(_ row: (context: Int, row: Int)) -> TargetContext { run.judgements.contexts[row.context] }
}

// MARK: - The lines around it

extension TerminalReport {
    private func header(_ subject: String?) -> String {
        let numbers = NumberText(language)
        let parts = [
            stripped(run.plan.organisation[language]), subject,
            language.say(vi: "đến ngày ", en: "as of ") + numbers.day(run.info.asOf),
        ]
        let text = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
        return paint.dim(text.shortened(to: width))
    }

    private var sinceText: String {
        guard let previous = run.previous else { return "" }
        return language.say(vi: " từ ngày ", en: " since ") + NumberText(language).day(previous.asOf)
    }

    /// A titled block; nothing when it has no lines.
    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", paint.bold(title)] + lines
    }

    private var changeLines: [String] {
        guard run.previous != nil else { return [] }
        let changes = run.changes
        guard !changes.isEmpty else { return ["  " + language.say(vi: "Không có.", en: "Nothing.")] }
        let groups = changes.groupedUnits()
        var lines = changes.filter(\.isTop).flatMap { self.lines(of: $0) }
        lines += groups.prefix(Self.mostUnitGroups).flatMap { self.lines(of: $0) }
        let rest = groups.dropFirst(Self.mostUnitGroups).reduce(0) { $0 + $1.rows.count }
        if rest > 0 {
            let count = NumberText(language).number(Double(rest))
            lines.append(
                "  " + language.say(vi: "… và \(count) thay đổi khác ở đơn vị", en: "… and \(count) more at units"))
        }
        return lines
    }

    private func lines(of change: StatusChange) -> [String] {
        let title = run.target(of: run.judgements.contexts[change.context]).title[language]
        return marked(
            change.after, "\(title): \(change.before.word(in: language)) → \(change.after.word(in: language))")
    }

    /// "▼ off track, Wanted subjects: Ba Đình, Láng and 3 more"
    private func lines(of group: UnitChanges) -> [String] {
        let title = run.target(of: run.judgements.contexts[group.context]).title[language]
        let names = group.names(in: run, limit: Self.mostNames, language: language)
        return marked(group.after, "\(group.after.word(in: language)), \(title): \(names)")
    }

    /// A text with a status's shape before it, in as many lines as it needs.
    private func marked(_ status: Status, _ text: String) -> [String] {
        stripped(text).wrapped(to: width - 4).enumerated().map { index, line in
            index == 0 ? "  \(paint.tone(String(status.shape), status.tone)) \(line)" : "    \(line)"
        }
    }

    private var attentionLines: [String] {
        run.judgements.contexts.indices.flatMap { index -> [String] in
            guard let row = run.topRows[index] else { return [] }
            let assessment = run.judgements.assessments[row]
            guard assessment.status.urgency <= 3 || assessment.reason.concernsData else { return [] }
            return becauseLines(context: index, row: row)
        }
    }

    /// The target's name, who answers for it, and the clause that explains its status.
    private func becauseLines(context index: Int, row: Int) -> [String] {
        let context = run.judgements.contexts[index]
        let target = run.target(of: context)
        let assessment = run.judgements.assessments[row]
        let clause = Because(language).sentence(
            assessment, target: target, metric: run.metric(of: context), context: context)
        var text = "\(target.title[language]): \(clause)"
        if let person = target.accountable.person, !person.isEmpty { text += " — \(person)" }
        return marked(assessment.status, text)
    }

    private var historyLines: [String] {
        HistoryText(run, language: language).lines.flatMap { $0.wrapped(to: width - 2).map { "  " + stripped($0) } }
    }

    /// One line; the questions themselves are in the reports and in `explain`.
    private var checkLines: [String] {
        guard let summary = CheckText(run, language: language).summary else { return [] }
        return ["", paint.bold(language.say(vi: "Đề nghị kiểm tra", en: "Please check"))]
            + summary.asSentence.wrapped(to: width - 2).map { "  " + stripped($0) }
    }

    private var dataLines: [String] {
        let revisions = RevisionText(run, language: language).summary
        let lines = DataText(run, language: language).titledLines + [revisions].compactMap { $0 }
        return lines.flatMap { $0.wrapped(to: width - 2).map { "  " + stripped($0) } }
    }
}

/// The few colours of a terminal report, readable on dark and on light ground.
struct Paint: Sendable {
    let isOn: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }

    func tone(_ text: String, _ tone: Status.Tone) -> String {
        switch tone {
        case .good: wrap(text, "38;5;32")
        case .calm: text
        case .concern: wrap(text, "38;5;166")
        case .alarm: wrap(text, "1;38;5;166")
        case .quiet: wrap(text, "38;5;244")
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
