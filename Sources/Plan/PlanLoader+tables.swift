import Periods
import PositionedYAML
import Tabular

/// What reading the plan's two tables, `units.csv` and `unit-changes.csv`, has in common.
extension PlanLoader {
    /// Mistakes after which units are missing: then nothing that names an unknown one is blamed.
    private static let losses: Set = ["units/file", "units/row", "units/no-code", "units/too-many", "units/empty"]

    /// A field that is there and not empty, and its place.
    struct TableField {
        var text: String
        var range: SourceRange
    }

    func field(_ name: String, _ reader: borrowing CSVReader, _ source: SourceFile) -> TableField? {
        guard let column = reader.columnNumber(name) else { return nil }
        let text = reader.text(column)
        guard !text.isEmpty else { return nil }
        let place = reader.position(column)
        return TableField(
            text: text,
            range: SourceRange(
                source.mark(line: place.line, column: place.column),
                source.mark(line: place.line, column: place.column + text.unicodeScalars.count)))
    }

    /// The day in a field; nil and an error where it is none.
    func day(_ field: TableField?, id: String, _ source: SourceFile) -> Day? {
        guard let field else { return nil }
        if let day = Day(field.text) { return day }
        fail(
            id, "\"\(field.text)\" is no day", source, at: field.range, mend: "write a day that exists as 2025-07-01")
        return nil
    }

    /// Texts of the columns `name`, `name_vi`, `name_en`.
    func localText(_ name: String, _ reader: borrowing CSVReader, _ source: SourceFile) -> LocalText? {
        var text = LocalText(texts: [:])
        for (column, key) in [(name, ""), (name + "_vi", "vi"), (name + "_en", "en")] {
            if let field = field(column, reader, source) { text.texts[key] = field.text }
        }
        return text.texts.isEmpty ? nil : text
    }

    /// Refuses columns that are not known.
    func checkColumns(_ columns: [String], known: [String], id: String, _ source: SourceFile) {
        var start = 1
        for column in columns {
            defer { start += column.unicodeScalars.count + 1 }
            guard !known.contains(column) else { continue }
            let mend =
                didYouMean(column, among: known).map { "did you mean \"\($0)\"?" }
                ?? "the columns are \(known.joined(separator: ", "))"
            // Where quotes hide the commas, the place is the line.
            let isPlain = source.bytes.starts(with: columns.joined(separator: ",").utf8)
            let range = SourceRange(
                source.mark(line: 1, column: isPlain ? start : 1),
                source.mark(line: 1, column: isPlain ? start + column.unicodeScalars.count : 1))
            fail(id, "unknown column \"\(column)\"", source, at: range, mend: mend)
        }
    }

    func fail(
        _ id: String, _ message: String, _ source: SourceFile, line: Int? = nil, column: Int? = nil, mend: String? = nil
    ) {
        let range = line.map { SourceRange(at: source.mark(line: $0, column: column ?? 1)) }
        fail(id, message, source, at: range, mend: mend)
    }

    func fail(_ id: String, _ message: String, _ source: SourceFile, at range: SourceRange?, mend: String? = nil) {
        unitsAreBroken = unitsAreBroken || Self.losses.contains(id)
        failures.append(Diagnostic(id, file: source.name, range: range, message: message, mend: mend))
    }
}
