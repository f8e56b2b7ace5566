import Foundation

/// A CSV file in memory, read on a path of its own so that tests do not trust the reader they test.
public struct Table: Sendable {
    public var header: [String]
    public var rows: [[String]]

    /// Reads comma-separated text; quotes may hold commas, but neither quotes nor line ends.
    public init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { Self.fields(of: $0) }
        header = lines.first ?? []
        rows = Array(lines.dropFirst())
    }

    /// Reads a file, plain or gzip.
    public init(file: URL) throws {
        if file.pathExtension == "gz" {
            self.init(try OnPaceBinary.run(URL(fileURLWithPath: "/usr/bin/gzip"), ["-dc", file.path]).stdout)
        } else {
            self.init(try String(contentsOf: file, encoding: .utf8))
        }
    }

    /// Every row as a mapping from column to value.
    public var records: [[String: String]] {
        rows.map { row in Dictionary(zip(header, row), uniquingKeysWith: { $1 }) }
    }

    private static func fields(of line: Substring) -> [String] {
        guard line.utf8.contains(UInt8(ascii: "\"")) else {
            return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var fields: [String] = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
