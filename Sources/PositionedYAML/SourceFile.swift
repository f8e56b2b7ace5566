/// The text of one file with the name that the user knows it by, and where its lines are.
public struct SourceFile: Sendable {
    /// The path as shown to the user, such as `Targets/2026/crime.yaml`.
    public let name: String
    /// The text as UTF-8, a leading byte order mark removed. Not validated: `parse` does that and says where.
    public let bytes: [UInt8]
    private let positions: SourcePositions

    /// A file by the bytes read from disk.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        self.positions = SourcePositions(self.bytes)
    }

    /// A file by its text, for tests and for text that never was a file.
    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The whole text; invalid UTF-8 is shown as U+FFFD.
    public var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// How many lines the file has; an empty file has one, empty.
    public var lineCount: Int {
        positions.lineStarts.count
    }

    /// The line `number` (from 1) without its line break; empty where there is no such line.
    public func line(_ number: Int) -> String {
        String(decoding: bytes[lineBounds(number)], as: UTF8.self)
    }

    /// The place of a UTF-8 offset; offsets outside the file are moved to its nearest end.
    public func mark(atOffset offset: Int) -> Mark {
        positions.mark(atOffset: min(max(offset, 0), bytes.count), in: bytes)
    }

    /// The place of a line and a column, both from 1, the column in Unicode scalars; moved to the nearest place there is.
    public func mark(line: Int, column: Int) -> Mark {
        guard line >= 1, line <= positions.lineStarts.count else { return mark(atOffset: 0) }
        let bounds = lineBounds(line)
        var offset = bounds.lowerBound
        var scalars = 0
        while offset < bounds.upperBound {
            if SourcePositions.startsScalar(bytes[offset]) {
                if scalars >= column - 1 { break }
                scalars += 1
            }
            offset += 1
        }
        return Mark(line: line, column: scalars + 1, offset: offset)
    }

    /// The place of the scalar number `index`, from 0: the unit in which libyaml counts.
    func mark(atScalar index: Int) -> Mark {
        mark(atOffset: positions.offset(ofScalar: index, in: bytes))
    }

    /// The byte offsets of a line, its line break excluded.
    func lineBounds(_ number: Int) -> Range<Int> {
        let starts = positions.lineStarts
        guard number >= 1, number <= starts.count else { return 0..<0 }
        let start = starts[number - 1]
        var end = number < starts.count ? starts[number] : bytes.count
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }
}
