/// Why a file cannot be read on. What concerns one row only is a `RowProblem` instead.
public enum TabularError: Error, Sendable, Hashable {
    /// The file cannot be opened; the reason is the system's.
    case cannotOpen(path: String, reason: String)
    /// The file cannot be read further; the reason is the system's.
    case cannotRead(path: String, reason: String)
    /// The compressed data stops before its end, after so many bytes of the file.
    case truncatedGzip(atByte: Int)
    /// The compressed data is damaged near this byte of the file.
    case corruptGzip(atByte: Int, detail: String)
    /// There is more than the limit after decompression.
    case tooLarge(limit: Int)
    /// The text is UTF-16.
    case utf16
    /// The file has no header row.
    case noHeader
    /// The header names a column twice.
    case duplicateColumn(name: String)
    /// The header row itself is wrong.
    case badHeader(RowProblem)
    /// A field is longer than the limit; the place is where it begins.
    case fieldTooLong(line: Int, column: Int, limit: Int)
    /// A row is longer than the limit; the line is where it begins.
    case lineTooLong(line: Int, limit: Int)
    /// A row has more fields than the limit.
    case tooManyColumns(line: Int, limit: Int)
    /// A quote is not closed before the end of the file; the place is where it opened.
    case unterminatedQuote(line: Int, column: Int)

    /// The line that the error is about, from 1; nil where the file as a whole is meant.
    public var line: Int? {
        switch self {
        case .badHeader(let problem): problem.line
        case .fieldTooLong(let line, _, _), .lineTooLong(let line, _), .tooManyColumns(let line, _),
            .unterminatedQuote(let line, _):
            line
        default: nil
        }
    }

    /// The column that the error is about, from 1, in Unicode scalars.
    public var column: Int? {
        switch self {
        case .badHeader(let problem): problem.column
        case .fieldTooLong(_, let column, _), .unterminatedQuote(_, let column): column
        default: nil
        }
    }
}

extension TabularError: CustomStringConvertible {
    /// What is wrong and, where there is one, the mend; the place is not repeated.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "\(path) cannot be opened: \(reason)"
        case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)"
        case .truncatedGzip(let byte): "the gzip data is cut off after \(byte) bytes; fetch the file again"
        case .corruptGzip(let byte, let detail): "the gzip data is damaged near byte \(byte) (\(detail))"
        case .tooLarge(let limit): "the file holds more than \(limit) bytes"
        case .utf16: "the file is UTF-16; save it as UTF-8"
        case .noHeader: "the file has no header row"
        case .duplicateColumn(let name): "the header names the column \"\(name)\" twice"
        case .badHeader(let problem): "the header row is wrong: \(problem.description)"
        case .fieldTooLong(_, _, let limit):
            "a field is longer than \(limit) bytes; is a quote open that should be closed?"
        case .lineTooLong(_, let limit): "the row is longer than \(limit) bytes; is this a text file with lines?"
        case .tooManyColumns(_, let limit): "the row has more than \(limit) columns"
        case .unterminatedQuote: "the quote that opens here is never closed"
        }
    }
}
