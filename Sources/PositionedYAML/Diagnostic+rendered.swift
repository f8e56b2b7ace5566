extension Diagnostic {
    /// The diagnostic as people read it in a terminal, with the line and a caret where the source is at hand.
    ///
    ///     Targets/crime.yaml:7:7: error: an aim has no key "reduceby"; did you mean "reduce_by"? [yaml/unknown-key]
    ///        7 | aim: {reduceby: 20 %}
    ///          |       ^^^^^^^^
    ///
    /// Columns in the first line count scalars; the carets stand under what the terminal shows, wide characters,
    /// combining marks and tabs included. Long lines are cut around the carets.
    public func rendered(source: SourceFile?, colour: Bool) -> String {
        let paint = Paint(isOn: colour)
        var text = paint.bold(place(of: range) + ": ")
        text += severity == .error ? paint.red("error:") : paint.yellow("warning:")
        text += " \(printable(message))"
        if let mend { text += "; \(printable(mend))" }
        text += paint.dim(" [\(id)]")
        text += snippet(of: range, in: source, paint: paint)
        for note in notes {
            text += "\n" + paint.bold(place(of: note.range) + ": ") + "note: \(printable(note.message))"
            text += snippet(of: note.range, in: source, paint: paint)
        }
        return text
    }

    private func place(of range: SourceRange?) -> String {
        let name = printable(file)
        return range.map { "\(name):\($0.start.line):\($0.start.column)" } ?? name
    }

    private func snippet(of range: SourceRange?, in source: SourceFile?, paint: Paint) -> String {
        guard let range, let source, (1...source.lineCount).contains(range.start.line) else { return "" }
        let bounds = source.lineBounds(range.start.line)
        let start = min(max(range.start.offset, bounds.lowerBound), bounds.upperBound)
        let end = min(max(range.end.offset, start), bounds.upperBound)
        let line = ShownLine(
            source.bytes[bounds], from: start - bounds.lowerBound, to: end - bounds.lowerBound)
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: max(0, 4 - number.count)) + number
        let margin = String(repeating: " ", count: gutter.count)
        let before = String(repeating: " ", count: line.caretStart)
        let carets = paint.red(String(repeating: "^", count: line.caretCount))
        return "\n" + paint.dim("\(gutter) | ") + line.text + "\n" + paint.dim("\(margin) | ") + before + carets
    }
}

/// One line as a terminal shows it, cut around what the carets point at.
private struct ShownLine {
    private(set) var text: String
    private(set) var caretStart: Int
    private(set) var caretCount: Int
    private static let widest = 100
    private static let tabStop = 4

    /// A character as shown: its text, its cells, the byte of the line at which it begins.
    private struct Piece {
        var text: String
        var cells: Int
        var offset: Int
    }

    /// `start` and `end` are the byte offsets in the line of what is pointed at.
    init(_ line: ArraySlice<UInt8>, from start: Int, to end: Int) {
        // Only a window of a line of megabytes is looked at; it begins at a scalar's first byte.
        var windowStart = max(0, start - 4 * Self.widest)
        while windowStart < start, line[line.startIndex + windowStart] & 0xC0 == 0x80 { windowStart += 1 }
        let windowEnd = min(line.count, start + 8 * Self.widest)
        let window = line[(line.startIndex + windowStart)..<(line.startIndex + windowEnd)]
        let pieces = Self.pieces(of: String(decoding: window, as: UTF8.self), startingAt: windowStart)

        let first = start >= line.count ? pieces.count : pieces.lastIndex { $0.offset <= start } ?? 0
        let shown = Self.cut(pieces, around: first)
        let isCutLeft = windowStart > 0 || shown.lowerBound > 0
        let isCutRight = windowEnd < line.count || shown.upperBound < pieces.count
        let pointedAt = pieces[first..<max(first, shown.upperBound)].prefix { $0.offset < end }

        text = (isCutLeft ? "…" : "") + pieces[shown].map(\.text).joined() + (isCutRight ? "…" : "")
        caretStart = Self.cells(pieces[shown.lowerBound..<first]) + (isCutLeft ? 1 : 0)
        caretCount = max(1, Self.cells(pointedAt))
    }

    /// The pieces to show: all, or as many around `centre` as fit, a third of them before it.
    private static func cut(_ pieces: [Piece], around centre: Int) -> Range<Int> {
        guard cells(pieces[...]) > widest else { return 0..<pieces.count }
        var room = max(widest / 3, widest - cells(pieces[centre...]))
        var low = centre
        while low > 0, pieces[low - 1].cells <= room {
            low -= 1
            room -= pieces[low].cells
        }
        room = widest - cells(pieces[low..<centre])
        var high = centre
        while high < pieces.count, pieces[high].cells <= room {
            room -= pieces[high].cells
            high += 1
        }
        return low..<high
    }

    private static func cells(_ pieces: ArraySlice<Piece>) -> Int {
        pieces.reduce(0) { $0 + $1.cells }
    }

    private static func pieces(of text: String, startingAt base: Int) -> [Piece] {
        var pieces: [Piece] = []
        var offset = base
        var column = 0
        for character in text {
            let isTab = character == "\t"
            let shown = isTab ? String(repeating: " ", count: tabStop - column % tabStop) : printable(String(character))
            let cells = displayWidth(of: shown)
            pieces.append(Piece(text: shown, cells: cells, offset: offset))
            offset += character.utf8.count
            column += cells
        }
        return pieces
    }
}

/// ANSI colours, or none.
private struct Paint {
    var isOn: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }
    func red(_ text: String) -> String { wrap(text, "1;31") }
    func yellow(_ text: String) -> String { wrap(text, "1;33") }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
