import Periods
import PositionedYAML
import Tabular

/// `Targets/unit-changes.csv`: which units became which.
extension PlanLoader {
    private static let changeColumns = ["effective", "from", "to", "share", "basis", "basis_vi", "basis_en"]
    private static let neededColumns = ["effective", "from", "to", "share"]
    private static let mostChanges = 100_000
    /// How far the shares of a unit may be from 1, for they are written with few digits.
    private static let tolerance = 1e-6

    private struct ChangeRow {
        var change: Succession.Change
        var from: TableField
        var to: TableField
        var share: TableField
    }

    /// Reads the changes once the units are known.
    func readUnitChanges() {
        guard let source = sources.unitChanges else { return }
        var rows: [ChangeRow] = []
        let failuresBefore = failures.count
        do throws(TabularError) {
            var reader = try CSVReader(ByteSource(bytes: source.bytes))
            checkColumns(reader.columns, known: Self.changeColumns, id: "unit-changes/unknown-column", source)
            for column in Self.neededColumns where !reader.columns.contains(column) {
                fail("unit-changes/no-column", "there is no column \"\(column)\"", source, line: 1)
            }
            guard Self.neededColumns.allSatisfy(reader.columns.contains) else { return }
            while let event = try reader.next() {
                switch event {
                case .problem(let problem):
                    fail("unit-changes/row", problem.description, source, line: problem.line, column: problem.column)
                case .row:
                    if let row = readChange(reader, source) { rows.append(row) }
                }
                if rows.count > Self.mostChanges {
                    return fail("unit-changes/too-many", "there are more than \(Self.mostChanges) changes", source)
                }
            }
        } catch {
            return fail("unit-changes/file", error.description, source, line: error.line, column: error.column)
        }
        if rows.isEmpty, failures.count == failuresBefore {
            fail("unit-changes/empty", "there are no changes", source, at: nil, mend: "remove the file")
        }
        checkTwice(rows, source)
        let isWhole = failures.count == failuresBefore
        let keepers = Set(
            rows.filter { $0.change.from == $0.change.to }.map { [Int($0.change.effective.number), $0.change.from] })
        for row in rows {
            let key = [Int(row.change.effective.number), row.change.from]
            checkValidity(row, keepsPart: keepers.contains(key), source)
        }
        // With a row missing, what is left of it cannot sum to 1.
        if isWhole { checkSums(rows, source) }
        guard failures.count == failuresBefore else { return }
        units = units.succeeding(by: rows.map(\.change))
        if units.succession.isTangled {
            fail("unit-changes/tangled", "the changes follow on one another too often to be worked out", source)
        }
    }

    private func readChange(_ reader: borrowing CSVReader, _ source: SourceFile) -> ChangeRow? {
        func needed(_ name: String) -> TableField? {
            if let field = field(name, reader, source) { return field }
            fail("unit-changes/incomplete", "a change needs its \"\(name)\"", source, line: reader.line)
            return nil
        }
        let fields = Self.neededColumns.map(needed)
        guard let effective = fields[0], let from = fields[1], let to = fields[2], let share = fields[3] else {
            return nil
        }
        let day = day(effective, id: "unit-changes/day", source)
        let indices = [from, to].map { field -> Int? in
            if let index = units.index(of: field.text) { return index }
            guard !unitsAreBroken else { return nil }
            let mend = didYouMean(field.text, among: units.codes).map { "did you mean \"\($0)\"?" }
            fail("unit-changes/unknown-unit", "unknown unit \"\(field.text)\"", source, at: field.range, mend: mend)
            return nil
        }
        let number = Double(share.text).flatMap { (0...1).contains($0) ? $0 : nil }
        if number == nil {
            fail(
                "unit-changes/share", "\"\(share.text)\" is no share", source, at: share.range,
                mend: "write a number from 0 to 1, such as 0.35")
        }
        guard let day, let former = indices[0], let next = indices[1], let number else { return nil }
        let basis = localText("basis", reader, source)
        if basis == nil, number > 0, number < 1 {
            fail(
                "unit-changes/basis", "the share \(share.text) of \"\(from.text)\" has no basis", source,
                at: share.range, mend: "fill the column basis: by what it was shared, such as population")
        }
        return ChangeRow(
            change: Succession.Change(effective: day, from: former, to: next, share: number, basis: basis), from: from,
            to: to, share: share)
    }

    /// Refuses a pair of units that stands twice on a day.
    private func checkTwice(_ rows: [ChangeRow], _ source: SourceFile) {
        var lines: [[Int]: Int] = [:]
        for row in rows {
            let line = row.from.range.start.line
            if let first = lines.updateValue(
                line, forKey: [Int(row.change.effective.number), row.change.from, row.change.to])
            {
                fail(
                    "unit-changes/twice",
                    "the change of \"\(row.from.text)\" into \"\(row.to.text)\" stands already in line \(first)",
                    source, at: row.from.range, mend: "keep one row with the sum of the shares")
            }
        }
    }

    /// A unit gives while it exists and is gone on the day, unless it keeps a part; what receives exists on the day.
    private func checkValidity(_ row: ChangeRow, keepsPart: Bool, _ source: SourceFile) {
        let change = row.change
        let (day, former, next) = (change.effective, units[change.from], units[change.to])
        if change.from == change.to, change.share == 1 {
            return fail(
                "unit-changes/self", "\"\(former.code)\" becomes itself, so nothing changes", source, at: row.to.range,
                mend: "remove the row, or name what else becomes of it")
        }
        if !former.exists(on: day - 1) {
            let end = former.validTo.map { $0 < day ? ": it ended on \($0)" : "" } ?? ""
            fail(
                "unit-changes/from-gone", "\"\(former.code)\" does not exist on \(day - 1), the day before\(end)",
                source, at: row.from.range, mend: "a unit changes on the day after its last one")
        } else if former.exists(on: day), !keepsPart {
            fail(
                "unit-changes/from-valid", "\"\(former.code)\" is still valid on \(day), and keeps nothing of itself",
                source, at: row.from.range,
                mend: "end it on \(day - 1) in units.csv, or add a row from \"\(former.code)\" to itself")
        }
        if !next.exists(on: day) {
            fail(
                "unit-changes/to-not-valid", "\"\(next.code)\" does not exist on \(day)", source, at: row.to.range,
                mend: next.validFrom.map { $0 > day ? "it is valid from \($0)" : nil } ?? nil)
        }
    }

    private func checkSums(_ rows: [ChangeRow], _ source: SourceFile) {
        var sums: [[Int]: (sum: Double, last: Int)] = [:]
        for (index, row) in rows.enumerated() {
            let key = [Int(row.change.effective.number), row.change.from]
            sums[key] = ((sums[key]?.sum ?? 0) + row.change.share, index)
        }
        for (sum, last) in sums.values.sorted(by: { $0.last < $1.last }) where abs(sum - 1) > Self.tolerance {
            let row = rows[last]
            fail(
                "unit-changes/sum",
                "the shares of \"\(row.from.text)\" on \(row.change.effective) sum to \(Self.written(sum)), not to 1",
                source, at: row.share.range, mend: "name all that became of it")
        }
    }

    /// Up to six places, without zeros at the end.
    private static func written(_ sum: Double) -> String {
        String((sum * 1_000_000).rounded() / 1_000_000)
    }
}
