/// What is wrong with one row. The reader goes on with the next.
public struct RowProblem: Sendable, Hashable {
    /// The line in the file, from 1, at which the defect stands.
    public var line: Int
    /// The column in that line, from 1, in Unicode scalars.
    public var column: Int
    /// The defect.
    public var kind: Kind

    /// The defects of rows.
    public enum Kind: Sendable, Hashable {
        /// The row has another number of fields than the header.
        case fieldCount(found: Int, expected: Int)
        /// A closing quote is followed by something else than a delimiter or the end of the line.
        case textAfterQuote
        /// A quote stands inside a field that does not begin with one.
        case bareQuote
        /// A NUL byte.
        case nulByte
        /// A byte that is not UTF-8.
        case invalidUTF8(byte: UInt8)
        /// The line is not one JSON object.
        case notAnObject
        /// Bad JSON; the text says what was wanted.
        case badJSON(wanted: String)
        /// A list or an object as a value.
        case nestedValue(key: String)
        /// A key that occurs twice.
        case duplicateKey(key: String)
    }
}

extension RowProblem: CustomStringConvertible {
    /// What is wrong and, where there is one, the mend; the place is not repeated.
    public var description: String {
        switch kind {
        case .fieldCount(let found, let expected):
            "\(found) \(found == 1 ? "field" : "fields") where the header has \(expected)"
        case .textAfterQuote: "text after a closing quote; a quote inside a quoted field is written twice"
        case .bareQuote: "a quote inside a field without quotes; put the field in quotes and write the quote twice"
        case .nulByte: "a NUL byte; is this a text file in UTF-8?"
        case .invalidUTF8(let byte):
            "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true)) is not UTF-8"
        case .notAnObject: "a line is one JSON object, {\"column\": value}"
        case .badJSON(let wanted): "bad JSON: \(wanted)"
        case .nestedValue(let key): "the value of \"\(key)\" is nested; values are texts, numbers, true, false or null"
        case .duplicateKey(let key): "the key \"\(key)\" occurs twice"
        }
    }
}
