import Evaluators
import Periods
import Plan

/// The two large tables of the page: one line a target, and the matrix of units and targets.
extension HTMLReport {
    /// Beyond so many cells a page stops being one; the rest is in the JSON.
    private static let mostMatrixCells = 4_000
    /// So many targets fit side by side on a landscape page.
    private static let matrixColumns = 12

    // MARK: - Targets

    private var targetHeads: [String] {
        [
            say("Tình trạng", "Status"), say("Thực hiện / phải đạt", "Actual / expected"),
            say("Biểu đồ", "Chart"), say("Mục tiêu", "Goal"), say("Nhịp độ", "Pace"), say("So sánh", "Change"),
            say("Từ nay cần", "Needs"), say("Đơn vị", "Units"),
        ]
    }

    var targets: HTML {
        let rows = run.judgements.contexts.enumerated().compactMap { index, context in
            run.topRows[index].map { targetRow($0, context) }
        }
        guard !rows.isEmpty else { return "" }
        let heads = targetHeads.map { "<th scope=\"col\">\($0)</th>" as HTML }.joined()
        return """
            <section aria-labelledby="targets">
            <h2 id="targets">\(say("Các chỉ tiêu", "Targets"))</h2>
            <table class="targets"><caption>\(say(
                "Mỗi chỉ tiêu một dòng, xét ở đơn vị cao nhất", "One line a target, judged at its top unit"))</caption>
            <thead><tr><th scope="col">\(say("Chỉ tiêu", "Target"))</th>\(heads)</tr></thead>
            <tbody>
            \(rows.joined())</tbody></table>
            </section>

            """
    }

    private func targetRow(_ row: Int, _ context: TargetContext) -> HTML {
        let assessment = run.judgements.assessments[row]
        let cells = Cells(assessment, in: context, of: run, language: language)
        let explanation = because(assessment, context)
        let chart = BulletChart(
            assessment, target: cells.target, metric: cells.metric, aim: context.aim, title: explanation)
        let owner = cells.target.accountable.person.map { "<small>\($0)</small>" as HTML } ?? ""
        let notes = assessment.flags.phrases(language) + outlook(assessment, context)
        let notesText: HTML = notes.isEmpty ? "" : "<small>\(notes.joined(separator: ", "))</small>"
        let counts: HTML = assessment.denominator.isFinite ? "<small>\(cells.counts)</small>" : ""
        let units = run.distribution(of: context).map { status, count -> HTML in
            """
            <span class="\(status.tone.className)"><i>\(status.shape)</i>\(count)\
            <span class="hide"> \(status.word(in: language))</span></span>\(" ")
            """
        }.joined()
        return """
            <tr><th scope="row">\(cells.target.title[language])\(owner)</th>\
            <td>\(badge(assessment.status))\(notesText)</td>\
            <td class="n">\(glued(cells.against))\(counts)</td><td class="c">\(chart?.html ?? "–")</td>\
            <td class="n">\(glued(cells.goal))</td><td class="n">\(cells.pace)</td>\
            <td class="n">\(glued(cells.change))</td><td class="n">\(glued(cells.requiredRate))</td>\
            <td class="u">\(units)</td></tr>

            """
    }

    /// Keeps a sign with its number and a number with its percent sign when a line is broken.
    private func glued(_ text: String) -> String {
        var glued = ""
        for (index, character) in zip(text.indices, text) {
            let isBound =
                character == " "
                && (text[..<index].last.map { "≤≥".contains($0) } ?? false
                    || text[text.index(after: index)...].first == "%")
            glued.append(isBound ? "\u{A0}" : character)
        }
        return glued
    }

    /// Outlook, signal and assurance, where they say something.
    private func outlook(_ assessment: Assessment, _ context: TargetContext) -> [String] {
        let assurance = assessment.assurance == .hitAndMiss ? nil : assessment.assurance.phrase(language)
        return [assessment.outlookText(language), assessment.signalText(context.charts, language), assurance]
            .compactMap { $0 }
    }

    // MARK: - Matrix

    /// The targets that are judged for more than one unit, as columns of the matrix.
    private var matrixContexts: [TargetContext] {
        run.judgements.contexts.filter { $0.rows.count > 1 }
    }

    var matrix: HTML {
        let contexts = matrixContexts
        guard !contexts.isEmpty else { return "" }
        var rows = MatrixRow.all(of: contexts, in: run)
        let most = max(1, Self.mostMatrixCells / contexts.count)
        let left = rows.count - most
        if left > 0 { rows.removeLast(left) }
        let leftOut: HTML =
            left > 0
            ? "<p>\(say("Còn \(left) đơn vị không in ở đây.", "\(left) more units are not printed here."))</p>\n" : ""
        let groups = stride(from: 0, to: contexts.count, by: Self.matrixColumns).map { start in
            matrixTable(contexts, rows, columns: start..<min(start + Self.matrixColumns, contexts.count))
        }.joined()
        return """
            <section class="wide" aria-labelledby="matrix">
            <h2 id="matrix">\(say("Đơn vị và chỉ tiêu", "Units and targets"))</h2>
            \(groups)\(leftOut)</section>

            """
    }

    private func matrixTable(_ contexts: [TargetContext], _ rows: [MatrixRow], columns: Range<Int>) -> HTML {
        let heads = contexts[columns].map { context -> HTML in
            "<th scope=\"col\">\(run.target(of: context).title[language])</th>"
        }.joined()
        let lines = rows.map { row -> HTML in
            let cells = columns.map { column in cell(row.rows[column], contexts[column]) }.joined()
            return "<tr><th scope=\"row\">\(run.plan.units[row.unit].name[language])</th>\(cells)</tr>\n"
        }.joined()
        return """
            <div class="scroll" role="region" aria-labelledby="matrix" tabindex="0">
            <table class="matrix m\(columns.lowerBound)"><caption>\(say(
                "Thực hiện / phải đạt. Đơn vị cần hỗ trợ nhất ở trên; ô xám: quá ít để đánh giá hoặc thiếu số liệu.",
                "Actual / expected. Units that need support most come first; grey: too small to judge, or no data."
                ))</caption>
            <thead><tr><th scope="col">\(say("Đơn vị", "Unit"))</th>\(heads)</tr></thead>
            <tbody>
            \(lines)</tbody></table>
            </div>

            """
    }

    private func cell(_ row: Int?, _ context: TargetContext) -> HTML {
        guard let row else { return "<td>–</td>" }
        let assessment = run.judgements.assessments[row]
        let cells = Cells(assessment, in: context, of: run, language: language)
        let status = assessment.status
        let value = assessment.denominator.isFinite ? cells.actual : cells.against
        return """
            <td class="\(status.tone.className)"><b>\(status.shape) \(status.shortWord(language))</b> \
            \(glued(value))</td>
            """
    }

    // MARK: - Cards

    /// On a phone each row is a card, and each value carries its column's name, written once in the style sheet.
    var cardLabels: HTML {
        var rules = targetHeads.enumerated().map { Self.label("targets", $0 + 1, $1) }
        rules += alertHeads.dropFirst().enumerated().map { Self.label("alerts", $0 + 1, $1) }
        rules += virtueHeads.dropFirst().enumerated().map { Self.label("virtues", $0 + 1, $1) }
        let contexts = matrixContexts
        for start in stride(from: 0, to: contexts.count, by: Self.matrixColumns) {
            for (index, context) in contexts[start..<min(start + Self.matrixColumns, contexts.count)].enumerated() {
                rules.append(Self.label("m\(start)", index + 1, run.target(of: context).title[language]))
            }
        }
        return HTML(trusted: "@media screen and (max-width:860px){\n" + rules.joined() + "}\n")
    }

    private static func label(_ table: String, _ column: Int, _ text: String) -> String {
        ".\(table) td:nth-of-type(\(column))::before{content:\"\(escapedForCSS(text))\"}\n"
    }

    /// Nothing but letters, digits, spaces and a few marks stands as it is in a style sheet's string.
    private static func escapedForCSS(_ text: String) -> String {
        let plain = " ,.:/()-–".unicodeScalars
        return stripped(text).unicodeScalars.reduce(into: "") { escaped, scalar in
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || plain.contains(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                escaped += "\\" + String(scalar.value, radix: 16) + " "
            }
        }
    }
}

/// A row of the matrix: a unit and where its assessments are.
private struct MatrixRow {
    var unit: Int
    /// For each column, an index into `Judgements.assessments`.
    var rows: [Int?]

    /// The units without a parent among them first; then those with most that is off track, then at risk; then the
    /// tree's order.
    static func all(of contexts: [TargetContext], in run: RunView) -> [MatrixRow] {
        var byUnit: [Int: MatrixRow] = [:]
        for (column, context) in contexts.enumerated() {
            for row in context.rows {
                let unit = Int(run.judgements.assessments[row].unit)
                byUnit[unit, default: MatrixRow(unit: unit, rows: Array(repeating: nil, count: contexts.count))]
                    .rows[column] = row
            }
        }
        func count(_ row: MatrixRow, _ tones: Status.Tone...) -> Int {
            row.rows.compactMap { $0 }.count { tones.contains(run.judgements.assessments[$0].status.tone) }
        }
        let keyed = byUnit.values.map { row in
            let isTop = run.plan.units[row.unit].parent(on: run.judgements.asOf).map { byUnit[$0] == nil } ?? true
            return (row: row, key: (isTop ? 0 : 1, -count(row, .alarm), -count(row, .concern), row.unit))
        }
        return keyed.sorted { $0.key < $1.key }.map(\.row)
    }
}
