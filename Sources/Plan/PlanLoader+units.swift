import Periods
import PositionedYAML
import Tabular

/// `Targets/units.csv`: the tree of units.
extension PlanLoader {
    private static let unitColumns = [
        "code", "parent", "level", "name", "name_vi", "name_en", "valid_from", "valid_to", "weight", "email",
    ]
    private static let mostUnits = 1_000_000
    /// Mistakes after which units are missing: then nothing that names an unknown one is blamed.
    private static let losses: Set = ["units/file", "units/row", "units/no-code", "units/too-many", "units/empty"]

    /// A row as read, before parents are known.
    private struct UnitRow {
        var unit: Unit
        var parent: String?
        var range: SourceRange
        var parentRange: SourceRange?
    }

    func readUnits() {
        guard let source = sources.units else {
            units = UnitTree([Unit(code: "all", name: LocalText(texts: ["vi": "Toàn bộ", "en": "All"]))])
            return
        }
        var rows: [UnitRow] = []
        do throws(TabularError) {
            var reader = try CSVReader(ByteSource(bytes: source.bytes))
            guard checkUnitColumns(reader.columns, source) else { return }
            while let event = try reader.next() {
                switch event {
                case .problem(let problem):
                    failUnits("units/row", problem.description, source, line: problem.line, column: problem.column)
                case .row:
                    if let row = readUnit(&reader, source) { rows.append(row) }
                }
                if rows.count > Self.mostUnits {
                    return failUnits("units/too-many", "there are more than \(Self.mostUnits) units", source)
                }
            }
        } catch {
            return failUnits("units/file", error.description, source, line: error.line, column: error.column)
        }
        if rows.isEmpty, !unitsAreBroken { failUnits("units/empty", "there are no units", source) }
        units = tree(rows, source)
    }

    private func checkUnitColumns(_ columns: [String], _ source: SourceFile) -> Bool {
        var start = 1
        for column in columns {
            defer { start += column.unicodeScalars.count + 1 }
            guard !Self.unitColumns.contains(column) else { continue }
            let mend =
                didYouMean(column, among: Self.unitColumns).map { "did you mean \"\($0)\"?" }
                ?? "the columns are \(Self.unitColumns.joined(separator: ", "))"
            // Where quotes hide the commas, the place is the line.
            let isPlain = source.bytes.starts(with: columns.joined(separator: ",").utf8)
            let range = SourceRange(
                source.mark(line: 1, column: isPlain ? start : 1),
                source.mark(line: 1, column: isPlain ? start + column.unicodeScalars.count : 1))
            failUnits("units/unknown-column", "unknown column \"\(column)\"", source, at: range, mend: mend)
        }
        guard columns.contains("code") else {
            failUnits("units/no-code", "there is no column \"code\"", source, line: 1)
            return false
        }
        return true
    }

    private func readUnit(_ reader: inout CSVReader, _ source: SourceFile) -> UnitRow? {
        func field(_ name: String) -> (text: String, position: FieldPosition)? {
            guard let column = reader.columnNumber(name) else { return nil }
            let text = reader.text(column)
            return text.isEmpty ? nil : (text, reader.position(column))
        }
        let line = reader.line
        guard let code = field("code") else {
            failUnits("units/no-code", "a unit needs a code", source, line: line)
            return nil
        }
        // A row with a mistake stays in the tree, so that nothing that names the unit is blamed as well.
        func place(_ text: String, _ position: FieldPosition) -> SourceRange {
            SourceRange(
                source.mark(line: position.line, column: position.column),
                source.mark(line: position.line, column: position.column + text.unicodeScalars.count))
        }
        func day(_ name: String) -> Day? {
            guard let field = field(name) else { return nil }
            if let day = Day(field.text) { return day }
            failUnits(
                "units/day", "\"\(field.text)\" is no day", source, at: place(field.text, field.position),
                mend: "write a day that exists as 2025-07-01")
            return nil
        }
        var names = LocalText(texts: [:])
        for (column, key) in [("name", ""), ("name_vi", "vi"), ("name_en", "en")] {
            if let text = field(column)?.text { names.texts[key] = text }
        }
        if names.texts.isEmpty { names = LocalText(code.text) }
        var weight: Double?
        if let text = field("weight") {
            weight = Double(text.text)
            if weight.map({ !$0.isFinite || $0 < 0 }) ?? true {
                failUnits(
                    "units/weight", "\"\(text.text)\" is no weight", source, at: place(text.text, text.position),
                    mend: "write a number of zero or more")
            }
        }
        let email = field("email")
        if let email, !Self.isAddress(email.text) {
            failUnits(
                "plan/email", "\"\(email.text)\" is no mail address", source, at: place(email.text, email.position),
                mend: "write mailbox@host")
        }
        let unit = Unit(
            code: code.text, name: names, level: field("level")?.text ?? "", validFrom: day("valid_from"),
            validTo: day("valid_to"), weight: weight, email: email?.text)
        if let from = unit.validFrom, let to = unit.validTo, to < from {
            failUnits(
                "units/validity", "the unit \"\(unit.code)\" ends before it begins", source,
                at: place(code.text, code.position))
        }
        let parent = field("parent")
        return UnitRow(
            unit: unit, parent: parent?.text, range: place(code.text, code.position),
            parentRange: parent.map { place($0.text, $0.position) })
    }

    /// Orders the rows so that parents come first, refusing unknown parents, circles and codes that stand twice.
    private func tree(_ rows: [UnitRow], _ source: SourceFile) -> UnitTree {
        var rowOfCode: [String: Int] = [:]
        var children: [Int: [Int]] = [:]
        var roots: [Int] = []
        for (index, row) in rows.enumerated() {
            if let first = rowOfCode[row.unit.code] {
                let line = rows[first].range.start.line
                failUnits(
                    "units/twice", "the unit \"\(row.unit.code)\" stands already in line \(line)", source,
                    at: row.range)
            } else {
                rowOfCode[row.unit.code] = index
            }
        }
        for (index, row) in rows.enumerated() where rowOfCode[row.unit.code] == index {
            guard let parent = row.parent else {
                roots.append(index)
                continue
            }
            if let above = rowOfCode[parent] {
                children[above, default: []].append(index)
            } else if !unitsAreBroken {
                let mend = didYouMean(parent, among: rowOfCode.keys).map { "did you mean \"\($0)\"?" }
                failUnits(
                    "units/unknown-parent", "the parent \"\(parent)\" of \"\(row.unit.code)\" is no unit", source,
                    at: row.parentRange ?? row.range, mend: mend)
            }
        }
        var ordered: [Unit] = []
        var placed: Set<Int> = []
        var waiting = Array(roots.reversed()).map { (row: $0, parent: Int?.none) }
        while let next = waiting.popLast() {
            placed.insert(next.row)
            var unit = rows[next.row].unit
            unit.parent = next.parent
            let place = ordered.count
            ordered.append(unit)
            for child in (children[next.row] ?? []).reversed() { waiting.append((child, place)) }
        }
        for (index, row) in rows.enumerated() where rowOfCode[row.unit.code] == index && !placed.contains(index) {
            guard let parent = row.parent, rowOfCode[parent] != nil else { continue }
            failUnits(
                "units/circle", "the unit \"\(row.unit.code)\" is, step by step, its own parent", source, at: row.range)
        }
        return UnitTree(ordered)
    }

    private func failUnits(
        _ id: String, _ message: String, _ source: SourceFile, line: Int? = nil, column: Int? = nil, mend: String? = nil
    ) {
        let range = line.map { SourceRange(at: source.mark(line: $0, column: column ?? 1)) }
        failUnits(id, message, source, at: range, mend: mend)
    }

    private func failUnits(
        _ id: String, _ message: String, _ source: SourceFile, at range: SourceRange?, mend: String? = nil
    ) {
        unitsAreBroken = unitsAreBroken || Self.losses.contains(id)
        failures.append(Diagnostic(id, file: source.name, range: range, message: message, mend: mend))
    }
}
