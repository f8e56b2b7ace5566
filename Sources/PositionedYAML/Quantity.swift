/// A number as its author wrote it: `87` and `87 %` are different things, and `0.87` is never taken for the latter.
public enum Quantity: Sendable, Hashable {
    /// `87`, `-3`, `0.87`, `1e6`.
    case number(Double)
    /// `87 %` or `87%`, as a fraction: 0.87.
    case percent(Double)
}

/// Reads the text of a number, and says what is wrong with a text that was meant to be one.
enum NumberText {
    /// Why a text is not a number.
    struct Malformed: Error, Hashable {
        /// What is wrong, where the text was plainly meant as a number; nil where it is just text.
        var message: String?
        var mend: String?
    }

    /// Reads `87`, `0.87`, `-1e6`, `87 %`, `87%`. Decimals have a point, there are no thousands separators.
    static func read(_ text: String) -> Result<Quantity, Malformed> {
        var rest = text[...]
        var isPercent = false
        if rest.last == "%" {
            isPercent = true
            rest.removeLast()
            while let last = rest.last, isBlank(last) { rest.removeLast() }
        }
        guard let shape = Shape(rest), !(isPercent && shape.hasExponent) else {
            return .failure(diagnose(text))
        }
        // The decimal point is moved in the text, so that 87 % is the double nearest to 0.87.
        guard let value = Double(isPercent ? "\(rest)e-2" : String(rest)), value.isFinite else {
            return .failure(Malformed(message: "\(text) is too large a number"))
        }
        return .success(isPercent ? .percent(value) : .number(value))
    }

    /// Reads a whole number such as `-12`.
    static func readWhole(_ text: String) -> Result<Int, Malformed> {
        guard let shape = Shape(text[...]), !shape.hasExponent else { return .failure(diagnose(text)) }
        guard !shape.hasFraction else {
            return .failure(Malformed(message: "\(text) is not a whole number"))
        }
        guard let value = Int(text) else { return .failure(Malformed(message: "\(text) is too large a number")) }
        return .success(value)
    }

    /// The parts of `[+-] digits [. digits] [e [+-] digits]`; nil for any other text.
    private struct Shape {
        var hasFraction = false
        var hasExponent = false

        init?(_ text: Substring) {
            var rest = text.utf8
            func digits() -> Int {
                let found = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
                rest = rest.dropFirst(found)
                return found
            }
            func take(_ characters: StaticString) -> Bool {
                guard let first = rest.first,
                    characters.withUTF8Buffer({ $0.contains(first) })
                else { return false }
                rest = rest.dropFirst()
                return true
            }
            _ = take("+-")
            let leading = rest.first
            let whole = digits()
            guard whole > 0, whole == 1 || leading != UInt8(ascii: "0") else { return nil }
            if take(".") {
                hasFraction = true
                guard digits() > 0 else { return nil }
            }
            if take("eE") {
                hasExponent = true
                _ = take("+-")
                guard digits() > 0 else { return nil }
            }
            guard rest.isEmpty else { return nil }
        }
    }

    /// Finds what the author most likely meant, by writing the text as it should be and reading that.
    private static func diagnose(_ text: String) -> Malformed {
        guard text.count <= 40, text.contains(where: \.isNumber) || isNonFinite(text) else { return Malformed() }
        if isNonFinite(text) { return Malformed(message: "\(text) is not a finite number") }

        for word in ["percent", "per cent", "pct", "phần trăm", "％", "%%"] where text.hasSuffix(word) {
            let number = String(text.dropLast(word.count)).trimmed
            if Shape(number[...]) != nil {
                return Malformed(message: "a percent is written with the sign %", mend: "write \(number) %")
            }
        }
        let ascii = String(text.map { "−–—﹣-".contains($0) ? "-" : $0 })
        if ascii != text, let mend = rewritten(ascii) {
            return Malformed(message: "the minus sign of \(text) is not the character -", mend: "write \(mend)")
        }
        let commas = text.filter { $0 == "," }.count
        if commas > 0 {
            let point = rewritten(replace(text, ",", with: "."))
            let none = rewritten(replace(text, ",", with: ""))
            let groups = text.split(separator: ",", omittingEmptySubsequences: false)
            let looksGrouped = groups.dropFirst().allSatisfy { $0.prefix { $0.isNumber }.count == 3 }
            switch (point, none) {
            case (let point?, let none?) where commas == 1 && looksGrouped:
                return Malformed(message: "\(text) can be read two ways", mend: "write \(none), or \(point)")
            case (let point?, _) where commas == 1:
                return Malformed(message: "decimals are written with a point", mend: "write \(point)")
            case (_, let none?):
                return Malformed(message: "numbers are written without separators", mend: "write \(none)")
            default: break
            }
        }
        let withTail = text.hasSuffix(".") ? rewritten(text + "0") : nil
        if let mend = rewritten("0" + text) ?? withTail ?? withoutLeadingZeros(text) {
            return Malformed(message: "\(text) is not how numbers are written", mend: "write \(mend)")
        }
        for separator: Character in ["_", " ", "'", "\u{A0}", "\u{202F}", "."] {
            if let mend = rewritten(replace(text, separator, with: "")) {
                return Malformed(message: "numbers are written without separators", mend: "write \(mend)")
            }
        }
        return Malformed()
    }

    /// The text as a well-formed number, where it is one.
    private static func rewritten(_ text: String) -> String? {
        let isPercent = text.hasSuffix("%")
        let number = (isPercent ? String(text.dropLast()) : text).trimmed
        guard let shape = Shape(number[...]), !(isPercent && shape.hasExponent) else { return nil }
        return isPercent ? "\(number) %" : number
    }

    private static func withoutLeadingZeros(_ text: String) -> String? {
        let sign = text.hasPrefix("-") ? "-" : ""
        let digits = text.dropFirst(sign.count).drop { $0 == "0" }
        return rewritten(sign + digits) ?? rewritten(sign + "0" + digits)
    }

    private static func isNonFinite(_ text: String) -> Bool {
        let word = text.lowercased().drop { "+-.".contains($0) }
        return ["inf", "infinity", "nan"].contains(String(word))
    }

    private static func replace(_ text: String, _ character: Character, with other: String) -> String {
        text.split(separator: character, omittingEmptySubsequences: false).joined(separator: other)
    }

    /// Ordinary, no-break and narrow no-break spaces: typographers write the last two before a percent sign.
    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\u{A0}" || character == "\u{202F}"
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
