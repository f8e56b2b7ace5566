extension Node {
    /// The place in the file of a UTF-8 offset in a scalar's decoded text, so that an error inside an expression can
    /// point into the YAML: escapes, doubled quotes, folded lines and indentation are followed back.
    ///
    /// An offset outside the text is moved to its nearest end. The scalar's own start is given for other nodes.
    public func mark(ofUTF8Offset offset: Int, in source: SourceFile) -> Mark {
        guard let scalar, let positions = ScalarPositions(scalar, range: range, bytes: source.bytes) else {
            return range.start
        }
        return source.mark(atOffset: positions.place(of: offset))
    }

    /// The places in the file of a stretch of a scalar's decoded text, in UTF-8 offsets.
    public func range(ofUTF8Offsets offsets: Range<Int>, in source: SourceFile) -> SourceRange {
        guard let scalar, let positions = ScalarPositions(scalar, range: range, bytes: source.bytes) else {
            return SourceRange(at: range.start)
        }
        let start = source.mark(atOffset: positions.place(of: offsets.lowerBound))
        let end = source.mark(atOffset: positions.place(of: offsets.upperBound))
        guard !offsets.isEmpty, end.line != start.line else { return SourceRange(start, max(start, end)) }
        // What follows may stand on a later line: the stretch ends with its own last byte.
        let last = positions.place(of: offsets.upperBound - 1)
        return SourceRange(start, source.mark(atOffset: last + 1))
    }
}

/// For each byte of a scalar's decoded text, the byte of the file that it came from.
///
/// The raw text is decoded a second time by YAML 1.1's rules as libyaml applies them, places noted on the way. The
/// result is kept only if it is the very text that libyaml gave.
struct ScalarPositions {
    private var offsets: [Int] = []
    /// The place after the text.
    private var end = 0
    private var decoded: [UInt8] = []
    private let bytes: [UInt8]

    init?(_ scalar: Scalar, range: SourceRange, bytes: [UInt8]) {
        self.bytes = bytes
        let wanted = Array(scalar.text.utf8)
        let (start, end) = (range.start.offset, min(range.end.offset, bytes.count))
        guard start <= end else { return nil }
        switch scalar.style {
        case .plain: decodeFlow(start, end, quote: nil)
        case .singleQuoted: decodeFlow(start + 1, end - 1, quote: UInt8(ascii: "'"))
        case .doubleQuoted: decodeFlow(start + 1, end - 1, quote: UInt8(ascii: "\""))
        case .literal, .folded:
            guard decodeBlock(start, folded: scalar.style == .folded, wanted: wanted) else { return nil }
        }
        guard decoded.starts(with: wanted) else { return nil }
        offsets.removeLast(offsets.count - wanted.count)
        switch scalar.style {
        case .plain: self.end = end
        case .singleQuoted, .doubleQuoted: self.end = end - 1
        case .literal, .folded: self.end = offsets.last.map { $0 + 1 } ?? start
        }
    }

    /// The byte of the file from which the text's byte number `index` came.
    func place(of index: Int) -> Int {
        index < 0 ? offsets.first ?? end : index < offsets.count ? offsets[index] : end
    }

    private mutating func emit(_ byte: UInt8, from offset: Int) {
        decoded.append(byte)
        offsets.append(offset)
    }

    private mutating func emit(_ text: some Sequence<UInt8>, from offset: Int) {
        for byte in text { emit(byte, from: offset) }
    }

    /// The length of the line break at `offset`: 0, 1, or 2 for CRLF.
    private func lineBreak(at offset: Int, _ end: Int) -> Int {
        guard offset < end else { return 0 }
        if bytes[offset] == 0x0A { return 1 }
        guard bytes[offset] == 0x0D else { return 0 }
        return offset + 1 < end && bytes[offset + 1] == 0x0A ? 2 : 1
    }

    private func isBlank(at offset: Int, _ end: Int) -> Bool {
        offset < end && (bytes[offset] == 0x20 || bytes[offset] == 0x09)
    }
}

// Plain and quoted scalars: one line break becomes a space, n become n - 1 line feeds, blanks around them vanish.
extension ScalarPositions {
    private mutating func decodeFlow(_ start: Int, _ end: Int, quote: UInt8?) {
        var offset = start
        var solid = 0  // what was decoded up to here is not blank, or was escaped, and stays
        while offset < end {
            if lineBreak(at: offset, end) > 0 {
                trim(to: solid)
                offset = fold(offset, end, escaped: false)
                solid = decoded.count
            } else if isBlank(at: offset, end) {
                emit(bytes[offset], from: offset)
                offset += 1
            } else if bytes[offset] == UInt8(ascii: "'"), quote == bytes[offset] {
                emit(bytes[offset], from: offset)
                offset += 2
                solid = decoded.count
            } else if bytes[offset] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                offset =
                    lineBreak(at: offset + 1, end) > 0
                    ? fold(offset + 1, end, escaped: true) : decodeEscape(offset, end)
                solid = decoded.count
            } else {
                emit(bytes[offset], from: offset)
                offset += 1
                solid = decoded.count
            }
        }
    }

    private mutating func trim(to count: Int) {
        decoded.removeLast(decoded.count - count)
        offsets.removeLast(offsets.count - count)
    }

    /// Decodes the line breaks from `first` on and returns where the text goes on.
    private mutating func fold(_ first: Int, _ end: Int, escaped: Bool) -> Int {
        var offset = first + lineBreak(at: first, end)
        var further = 0
        while offset < end {
            let width = lineBreak(at: offset, end)
            if width > 0 {
                emit(0x0A, from: offset)
                further += 1
                offset += width
            } else if isBlank(at: offset, end) {
                offset += 1
            } else {
                break
            }
        }
        if further == 0, !escaped { emit(0x20, from: first) }
        return offset
    }

    private mutating func decodeEscape(_ start: Int, _ end: Int) -> Int {
        guard start + 1 < end else { return end }
        let letter = bytes[start + 1]
        if let digits = Self.hexadecimalDigits[letter] {
            let after = start + 2 + digits
            guard after <= end else { return end }
            let text = String(decoding: bytes[(start + 2)..<after], as: UTF8.self)
            if let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) {
                emit(String(Character(scalar)).utf8, from: start)
            }
            return after
        }
        if let short = Self.shortEscapes[letter] { emit(short.utf8, from: start) }
        return start + 2
    }

    private static let hexadecimalDigits: [UInt8: Int] = [
        UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8,
    ]

    private static let shortEscapes: [UInt8: String] = [
        UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
        0x09: "\t", UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}",
        UInt8(ascii: "r"): "\r", UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: " "): " ", UInt8(ascii: "\""): "\"",
        UInt8(ascii: "/"): "/", UInt8(ascii: "\\"): "\\", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}",
        UInt8(ascii: "L"): "\u{2028}", UInt8(ascii: "P"): "\u{2029}",
    ]
}

// Block scalars: | keeps line breaks; > turns those between lines of equal indentation into spaces.
extension ScalarPositions {
    private mutating func decodeBlock(_ start: Int, folded: Bool, wanted: [UInt8]) -> Bool {
        var body = start
        while body < bytes.count, lineBreak(at: body, bytes.count) == 0 { body += 1 }
        body += lineBreak(at: body, bytes.count)

        // With an indentation indicator (|2) the text may be indented less than its first line is.
        let most = indentation(from: body)
        for indent in stride(from: most, through: max(0, most - 16), by: -1) {
            trim(to: 0)
            decodeLines(body, indent: indent, folded: folded, limit: wanted.count)
            if decoded.starts(with: wanted) { return true }
        }
        return false
    }

    /// How far the first line that is not empty is indented.
    private func indentation(from body: Int) -> Int {
        var (offset, column) = (body, 0)
        while offset < bytes.count {
            let width = lineBreak(at: offset, bytes.count)
            if width > 0 {
                column = 0
            } else if bytes[offset] == 0x20 {
                column += 1
            } else {
                return column
            }
            offset += max(width, 1)
        }
        return column
    }

    private mutating func decodeLines(_ body: Int, indent: Int, folded: Bool, limit: Int) {
        let end = bytes.count
        var offset = skipEmptyLines(body, indent: indent, emit: true)
        var previousBegan = true  // whether the line before began with a blank: then its break is kept
        var pendingBreak: Int?
        while offset < end, decoded.count < limit {
            let begins = isBlank(at: offset, end)
            if let lineEnd = pendingBreak {
                let emptyLines = offset > afterBreak(lineEnd) ? breaks(from: afterBreak(lineEnd), to: offset) : []
                if !folded || previousBegan || begins {
                    emit(0x0A, from: lineEnd)
                } else if emptyLines.isEmpty {
                    emit(0x20, from: lineEnd)
                }
                for place in emptyLines { emit(0x0A, from: place) }
            }
            previousBegan = begins
            while offset < end, lineBreak(at: offset, end) == 0 {
                emit(bytes[offset], from: offset)
                offset += 1
            }
            pendingBreak = offset < end ? offset : nil
            guard pendingBreak != nil else { return }
            let next = skipEmptyLines(afterBreak(offset), indent: indent, emit: false)
            let lineStart = next - indent
            let isIndented =
                lineStart >= afterBreak(offset) && next < end
                && bytes[lineStart..<next].allSatisfy { $0 == 0x20 } && startsLine(lineStart)
            guard isIndented else {
                // The last break and the empty lines after it: chomping keeps none, one or all of them.
                emit(0x0A, from: offset)
                for place in breaks(from: afterBreak(offset), to: next) { emit(0x0A, from: place) }
                return
            }
            offset = next
        }
    }

    private func startsLine(_ offset: Int) -> Bool {
        offset == 0 || bytes[offset - 1] == 0x0A || bytes[offset - 1] == 0x0D
    }

    private func afterBreak(_ offset: Int) -> Int {
        offset + lineBreak(at: offset, bytes.count)
    }

    /// Skips lines without text, and the indentation of the first line with text.
    private mutating func skipEmptyLines(_ start: Int, indent: Int, emit emits: Bool) -> Int {
        var offset = start
        while offset < bytes.count {
            var column = 0
            while column < indent, offset < bytes.count, bytes[offset] == 0x20 {
                offset += 1
                column += 1
            }
            let width = lineBreak(at: offset, bytes.count)
            guard width > 0 else { break }
            if emits { emit(0x0A, from: offset) }
            offset += width
        }
        return offset
    }

    private func breaks(from start: Int, to end: Int) -> [Int] {
        var places: [Int] = []
        var offset = start
        while offset < end {
            let width = lineBreak(at: offset, bytes.count)
            if width > 0 { places.append(offset) }
            offset += max(width, 1)
        }
        return places
    }
}
