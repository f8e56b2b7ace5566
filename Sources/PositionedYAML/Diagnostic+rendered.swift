extension Diagnostic {
    /// The diagnostic as people read it in a terminal, with the line and a caret where the source is at hand.
    ///
    ///     Targets/2026/crime.yaml:7:7: error: an aim has no key "reduceby"; did you mean "reduce_by"? [yaml/unknown-key]
    ///        7 | aim: {reduceby: 20 %}
    ///          |       ^^^^^^^^
    ///
    /// Columns in the first line count scalars; the carets stand under what the terminal shows, wide characters, combining
    /// marks and tabs included. Long lines are cut around the carets.
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
        guard let range, let source, range.start.line <= source.lineCount else { return "" }
        let bounds = source.lineBounds(range.start.line)
        let line = ShownLine(
            source.bytes[bounds], from: range.start.offset - bounds.lowerBound,
            to: min(range.end.offset, bounds.upperBound) - bounds.lowerBound)
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: max(0, 4 - number.count)) + number
        let margin = String(repeating: " ", count: gutter.count)
        let carets = String(repeating: " ", count: line.caretStart) + paint.red(String(repeating: "^", count: line.caretCount))
        return "\n" + paint.dim("\(gutter) | ") + line.text + "\n" + paint.dim("\(margin) | ") + carets
    }
}

/// One line as a terminal shows it, cut around what the carets point at.
private struct ShownLine {
    private(set) var text = ""
    private(set) var caretStart = 0
    private(set) var caretCount = 1
    private static let widest = 100
    private static let tabStop = 4

    /// A character as shown: its text, its cells, the byte where it begins.
    private struct Piece {
        var text: String
        var cells: Int
        var offset: Int
    }

    /// - Parameters: byte offsets in the line of the first and the past-the-end character pointed at.
    init(_ line: ArraySlice<UInt8>, from start: Int, to end: Int) {
        // A line of megabytes is cut before it is looked at; continuation bytes at the cut are shown as U+FFFD at worst.
        let window = max(0, start - 4 * Self.widest)..<min(line.count, max(end, start) + 4 * Self.widest)
        let base = line.startIndex
        let cutBytes = line[(base + window.lowerBound)..<(base + min(window.upperBound, window.lowerBound + 16 * Self.widest))]
        let pieces = Self.pieces(of: String(decoding: cutBytes, as: UTF8.self), startingAt: window.lowerBound)

        let first = pieces.lastIndex { $0.offset <= start } ?? 0
        let last = max(pieces.firstIndex { $0.offset >= end } ?? pieces.count, first + 1)
        let total = pieces.reduce(0) { $0 + $1.cells }
        var (low, high) = (0, pieces.count)
        if total > Self.widest {
            // What is pointed at, then as much on both sides as fits.
            (low, high) = (first, min(first + 1, pieces.count))
            var width = pieces[low..<high].reduce(0) { $0 + $1.cells }
            while width < Self.widest, low > 0 || high < pieces.count {
                if low > 0, high >= last || first - low < Self.widest / 4 {
                    low -= 1
                    width += pieces[low].cells
                }
                if high < pieces.count {
                    width += pieces[high].cells
                    high += 1
                } else if low == 0 { break }
            }
        }
        let cutLeft = low > 0 || window.lowerBound > 0
        let cutRight = high < pieces.count || window.lowerBound + cutBytes.count < line.count
        text = (cutLeft ? "…" : "") + pieces[low..<high].map(\.text).joined() + (cutRight ? "…" : "")
        let before = first < low ? 0 : pieces[low..<min(first, high)].reduce(0) { $0 + $1.cells }
        caretStart = before + (cutLeft ? 1 : 0) + (start >= line.count && !line.isEmpty && first < pieces.count ? pieces[first].cells : 0)
        if end > start, first < min(last, high) {
            caretCount = max(1, pieces[first..<min(last, high)].reduce(0) { $0 + $1.cells })
        }
    }

    private static func pieces(of text: String, startingAt base: Int) -> [Piece] {
        var pieces: [Piece] = []
        var offset = base
        var column = 0
        for character in text {
            let isTab = character == "\t"
            let shown = isTab ? String(repeating: " ", count: tabStop - column % tabStop) : printable(String(character))
            let cells = isTab ? shown.count : displayWidth(of: shown)
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
