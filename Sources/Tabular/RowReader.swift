/// Reads the rows of a table one by one without keeping them.
///
/// ```swift
/// var rows = try CSVReader(ByteSource(path: "Data/2026-W12.csv"))
/// while let event = try rows.next() {
///     switch event {
///     case .row: add(try parseDecimal(rows[3]), unit: units.code(of: rows[1]))
///     case .problem(let problem): report(problem)
///     }
/// }
/// ```
/// A field is a `Span` on the reader's own buffer: the compiler sees to it that none is used after the next row is
/// read.
public protocol RowReader: ~Copyable {
    /// The columns' names in the order of the fields.
    var columns: [String] { get }

    /// The line at which the current row begins, from 1.
    var line: Int { get }

    /// The current row as it is written in the file, without its line break, be it a row or a problem; bytes that are
    /// not UTF-8 are shown as U+FFFD. For writing rejected rows elsewhere.
    var rawRow: String { get }

    /// Moves to the next row; nil after the last one.
    ///
    /// - Throws: `TabularError` where nothing after this place can be trusted.
    mutating func next() throws(TabularError) -> RowEvent?

    /// The bytes of a field of the current row, well-formed UTF-8 without NUL, quotes and escapes resolved.
    subscript(column: Int) -> Span<UInt8> { @_lifetime(borrow self) get }

    /// What a field of the current row holds.
    func kind(_ column: Int) -> FieldKind

    /// Where a field of the current row begins, for messages.
    func position(_ column: Int) -> FieldPosition
}

/// What the reader came to.
public enum RowEvent: Sendable, Hashable {
    /// A row whose fields can be read.
    case row
    /// A row that cannot be used; its fields must not be read.
    case problem(RowProblem)
}

/// What a field holds, where the format tells. Every field of a CSV file is text.
public enum FieldKind: UInt8, Sendable, Hashable {
    case text, number, `true`, `false`, null
    /// The row has no such field.
    case absent
}

/// The place of a field in the file.
public struct FieldPosition: Sendable, Hashable {
    /// The line, from 1.
    public var line: Int
    /// The column in Unicode scalars, from 1.
    public var column: Int
}

extension RowReader where Self: ~Copyable {
    /// The number of the column of this name; nil where there is none.
    public func columnNumber(_ name: String) -> Int? {
        columns.firstIndex(of: name)
    }

    /// A field's text, as a copy.
    public func text(_ column: Int) -> String {
        let bytes = self[column]
        return bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
