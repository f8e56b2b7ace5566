import PluginKit

/// Rows that a source gave: date, unit, metric and value, as lines of CSV. Nothing else fits in, and no persons.
public struct FetchedRows: Sendable {
    private var lines: [[UInt8]] = []
    /// The rows as they came, kept for the conformance kit's small tables only.
    private var shown: [JSONValue] = []
    private var bytes = 0

    public var count: Int { lines.count }

    init(mostRows: Int) { self.mostRows = mostRows }

    private let mostRows: Int
    private static let mostBytes = 256 << 20
    private static let longestText = 200
    private static let mostShown = 1000

    /// The first thousand rows as they came.
    var value: JSONValue { .array(shown) }

    /// The rows as a file whose bytes depend on the rows alone, not on the order in which they came.
    public func file() -> [UInt8] {
        var file = Array("date,unit,metric,value\n".utf8)
        file.reserveCapacity(bytes + file.count)
        for line in lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) { file += line }
        return file
    }

    /// Takes `{"rows": [["2026-05-01", "001", "fires", 3], …]}`.
    mutating func take(_ params: JSONValue) throws(ProtocolViolation) {
        guard let rows = params["rows"]?.elements, params.members?.count == 1 else {
            throw ProtocolViolation("gave rows without \"rows\", or with something beside it")
        }
        guard count + rows.count <= mostRows else {
            throw ProtocolViolation("gave more than \(mostRows) rows")
        }
        for row in rows {
            let line = try Self.line(row, number: count + 1)
            bytes += line.count
            guard bytes <= Self.mostBytes else {
                throw ProtocolViolation("gave more than \(Self.mostBytes >> 20) MB of rows")
            }
            lines.append(line)
            if shown.count < Self.mostShown { shown.append(row) }
        }
    }

    private static func line(_ row: JSONValue, number: Int) throws(ProtocolViolation) -> [UInt8] {
        guard let fields = row.elements, fields.count == 4 else {
            throw ProtocolViolation("gave a row that is not [date, unit, metric, value] (row \(number))")
        }
        var line: [UInt8] = []
        for (name, field) in zip(["date", "unit", "metric"], fields) {
            guard let text = field.string, !text.isEmpty, text.utf8.count <= longestText,
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw ProtocolViolation("gave a row whose \(name) is no text that can be used (row \(number))") }
            append(text, to: &line)
            line.append(UInt8(ascii: ","))
        }
        // A missing value is an empty field, which intake leaves out.
        if !fields[3].isNull {
            guard let value = fields[3].number else {
                throw ProtocolViolation("gave a row whose value is no number (row \(number))")
            }
            var json = JSONOutput()
            json.number(value)
            line += json.bytes
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static func append(_ text: String, to line: inout [UInt8]) {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }) else {
            line += text.utf8
            return
        }
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { line.append(byte) }
            line.append(byte)
        }
        line.append(UInt8(ascii: "\""))
    }
}
