import Periods
import PositionedYAML
import Tabular

/// `Targets/units.csv`: the tree of units. A unit that moved to another parent has a row for each stay.
extension PlanLoader {
    private static let unitColumns = [
        "code", "parent", "level", "name", "name_vi", "name_en", "valid_from", "valid_to", "weight", "email",
    ]
    private static let mostUnits = 1_000_000

    /// A row as read, before parents are known.
    struct UnitRow {
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
            checkColumns(reader.columns, known: Self.unitColumns, id: "units/unknown-column", source)
            guard reader.columns.contains("code") else {
                return fail("units/no-code", "there is no column \"code\"", source, line: 1)
            }
            while let event = try reader.next() {
                switch event {
                case .problem(let problem):
                    fail("units/row", problem.description, source, line: problem.line, column: problem.column)
                case .row:
                    if let row = readUnit(reader, source) { rows.append(row) }
                }
                if rows.count > Self.mostUnits {
                    return fail("units/too-many", "there are more than \(Self.mostUnits) units", source)
                }
            }
        } catch {
            return fail("units/file", error.description, source, line: error.line, column: error.column)
        }
        if rows.isEmpty, !unitsAreBroken { fail("units/empty", "there are no units", source) }
        units = tree(stays(of: rows, source), source)
    }

    private func readUnit(_ reader: borrowing CSVReader, _ source: SourceFile) -> UnitRow? {
        guard let code = field("code", reader, source) else {
            fail("units/no-code", "a unit needs a code", source, line: reader.line)
            return nil
        }
        // A row with a mistake stays in the tree, so that nothing that names the unit is blamed as well.
        var weight: Double?
        if let field = field("weight", reader, source) {
            weight = Double(field.text)
            if weight.map({ !$0.isFinite || $0 < 0 }) ?? true {
                fail(
                    "units/weight", "\"\(field.text)\" is no weight", source, at: field.range,
                    mend: "write a number of zero or more")
            }
        }
        let email = field("email", reader, source)
        if let email, !Self.isAddress(email.text) {
            fail(
                "plan/email", "\"\(email.text)\" is no mail address", source, at: email.range,
                mend: "write mailbox@host")
        }
        let unit = Unit(
            code: code.text, name: localText("name", reader, source) ?? LocalText(code.text),
            level: field("level", reader, source)?.text ?? "",
            validFrom: day(field("valid_from", reader, source), id: "units/day", source),
            validTo: day(field("valid_to", reader, source), id: "units/day", source), weight: weight,
            email: email?.text)
        if let from = unit.validFrom, let to = unit.validTo, to < from {
            fail("units/validity", "the unit \"\(unit.code)\" ends before it begins", source, at: code.range)
        }
        let parent = field("parent", reader, source)
        return UnitRow(unit: unit, parent: parent?.text, range: code.range, parentRange: parent?.range)
    }

    /// Orders the units so that parents come first, refusing unknown parents and circles.
    ///
    /// - Parameter stays: the rows of each unit, earliest first, the units in the order of the file.
    private func tree(_ stays: [[UnitRow]], _ source: SourceFile) -> UnitTree {
        var places: [String: Int] = [:]
        for (index, rows) in stays.enumerated() { places[rows[0].unit.code] = index }
        var children: [Int: [Int]] = [:]
        var waitingFor = [Int](repeating: 0, count: stays.count)
        var roots: [Int] = []
        var isLost = [Bool](repeating: false, count: stays.count)
        for (index, rows) in stays.enumerated() {
            var above: Set<Int> = []
            for row in rows {
                guard let parent = row.parent else { continue }
                if let place = places[parent] {
                    if above.insert(place).inserted { children[place, default: []].append(index) }
                } else {
                    isLost[index] = true
                    guard !unitsAreBroken else { continue }
                    let mend = didYouMean(parent, among: places.keys).map { "did you mean \"\($0)\"?" }
                    fail(
                        "units/unknown-parent", "the parent \"\(parent)\" of \"\(row.unit.code)\" is no unit", source,
                        at: row.parentRange ?? row.range, mend: mend)
                }
            }
            waitingFor[index] = above.count
            if above.isEmpty, !isLost[index] { roots.append(index) }
        }
        var ordered: [Unit] = []
        var placed = [Int?](repeating: nil, count: stays.count)
        var waiting = Array(roots.reversed())
        while let next = waiting.popLast() {
            placed[next] = ordered.count
            ordered.append(unit(stays[next]) { places[$0].flatMap { placed[$0] } })
            for child in (children[next] ?? []).reversed() {
                waitingFor[child] -= 1
                if waitingFor[child] == 0 { waiting.append(child) }
            }
        }
        for (index, rows) in stays.enumerated() where placed[index] == nil && !isLost[index] {
            let first = rows[0]
            fail(
                "units/circle", "the unit \"\(first.unit.code)\" is, step by step, its own parent", source,
                at: first.range)
        }
        return UnitTree(ordered)
    }
}
