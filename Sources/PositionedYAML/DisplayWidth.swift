/// How many terminal cells a text takes: 2 for wide characters (Unicode Standard Annex 11: W and F), 0 for marks that
/// combine with the character before them or do not show, 1 for the rest.
public func displayWidth(of text: String) -> Int {
    text.reduce(0) { $0 + displayWidth(of: $1) }
}

/// How many terminal cells a character takes.
public func displayWidth(of character: Character) -> Int {
    if let ascii = character.asciiValue { return ascii < 0x20 || ascii == 0x7F ? 0 : 1 }
    var width = 0
    for scalar in character.unicodeScalars {
        if scalar.value == 0xFE0F { width = max(width, 2) }
        width = max(width, isWide(scalar) ? 2 : isZeroWidth(scalar) ? 0 : 1)
    }
    return width
}

/// The text with everything that would move a terminal's cursor, ring it or reverse its direction made visible.
func printable(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0..<0x20: shown.append(Unicode.Scalar(scalar.value + 0x2400) ?? "\u{FFFD}")
        case 0x7F: shown.append("\u{2421}")
        case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069: shown.append("\u{FFFD}")
        default: shown.append(scalar)
        }
    }
    return String(shown)
}

private func isZeroWidth(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return false }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return true
    default: return false
    }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x1100 { return false }
    if scalar.properties.isEmojiPresentation { return true }
    return wideBlocks.contains { $0.contains(scalar.value) }
}

/// The blocks whose characters are wide, after EastAsianWidth.txt; unassigned gaps inside them do not matter here.
private let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
    0x1F200...0x1F2FF, 0x20000...0x3FFFD,
]
