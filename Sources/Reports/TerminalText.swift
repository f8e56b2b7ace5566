import PositionedYAML

/// Text as a terminal shows it: cut, padded and wrapped by cells, and safe to print.

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

private func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
}
