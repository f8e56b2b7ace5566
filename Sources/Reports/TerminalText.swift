/// Text as a terminal shows it: how many cells it takes, cut, padded and wrapped by cells, and safe to print.

/// How many terminal cells a text takes: 2 for wide characters (Unicode Standard Annex 11: W and F), 0 for marks that
/// combine with the character before them, 1 for the rest.
func displayWidth(of text: String) -> Int {
    text.reduce(0) { $0 + displayWidth(of: $1) }
}

/// The text without what would move a terminal's cursor, ring it or turn its direction; line breaks become spaces.
func stripped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isUnsafe($0) }) else { return text }
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if scalar == "\n" || scalar == "\t" || scalar.value == 0x2028 || scalar.value == 0x2029 {
            kept.append(" ")
        } else if !isUnsafe(scalar) {
            kept.append(scalar)
        }
    }
    return String(kept)
}

extension String {
    /// The text in exactly so many cells: cut with `…`, or filled up on the side away from its alignment.
    func fitted(to width: Int, alignment: TextTable.Alignment = .left) -> String {
        let text = shortened(to: width)
        let fill = String(repeating: " ", count: max(0, width - displayWidth(of: text)))
        return alignment == .left ? text + fill : fill + text
    }

    /// The text in at most so many cells, cut with `…`.
    func shortened(to width: Int) -> String {
        guard displayWidth(of: self) > width else { return self }
        guard width > 0 else { return "" }
        var kept = ""
        var used = 1
        for character in self {
            let cells = displayWidth(of: character)
            guard used + cells <= width else { break }
            kept.append(character)
            used += cells
        }
        while kept.last == " " { kept.removeLast() }
        return kept + "…"
    }

    /// The text in lines of at most so many cells, broken at spaces but not between a number and its percent sign;
    /// lines after the first begin with `indent` spaces.
    func wrapped(to width: Int, indent: Int = 0) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in unbreakableParts {
            let candidate = line.isEmpty ? (lines.isEmpty ? "" : margin) + word : line + " " + word
            if !line.isEmpty, displayWidth(of: candidate) > width {
                lines.append(line)
                line = margin + word
            } else {
                line = candidate
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

extension String {
    /// The words, a percent sign together with its number and a limit's sign with what follows.
    fileprivate var unbreakableParts: [String] {
        var parts: [String] = []
        for word in split(separator: " ") {
            let isBound = word.first == "%" || parts.last.map { $0.hasSuffix("≤") || $0.hasSuffix("≥") } ?? false
            if isBound, let last = parts.popLast() {
                parts.append(last + " " + word)
            } else {
                parts.append(String(word))
            }
        }
        return parts
    }
}

private func displayWidth(of character: Character) -> Int {
    if let ascii = character.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
    var width = 0
    for scalar in character.unicodeScalars {
        if scalar.value == 0xFE0F { width = 2 }
        width = max(width, isWide(scalar) ? 2 : isZeroWidth(scalar) ? 0 : 1)
    }
    return width
}

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
}

private func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x1100 { return false }
    if scalar.properties.isEmojiPresentation { return true }
    return wideBlocks.contains { $0.contains(scalar.value) }
}

/// The blocks whose characters are wide, after EastAsianWidth.txt.
private let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
    0x1F200...0x1F2FF, 0x20000...0x3FFFD,
]
