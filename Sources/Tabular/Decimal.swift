/// Why a text is not a number that a value can be.
public enum NumberProblem: Error, Sendable, Hashable {
    case empty
    /// Infinity, NaN, or more than a double holds (1e400), or so little that it would become zero.
    case outOfRange
    /// The text has separators between its digits, or the other decimal sign.
    case separator
    /// Spaces stand around the number.
    case blanks
    /// The text ends with a percent sign.
    case percentSign
    /// The text is something else.
    case notANumber
}

extension NumberProblem: CustomStringConvertible {
    /// What is wrong and the mend.
    public var description: String {
        switch self {
        case .empty: "no number"
        case .outOfRange: "not a finite number that a double can hold"
        case .separator: "numbers are written without thousands separators, and with the decimal sign that is declared"
        case .blanks: "spaces around a number; remove them"
        case .percentSign: "a percent sign; give the number alone"
        case .notANumber: "not a number"
        }
    }
}

/// Reads a decimal number, such as `12`, `-0.5` or `1e6`, as the double nearest to it.
///
/// - Parameters:
///   - bytes: the whole text; spaces are no part of a number.
///   - decimalComma: whether the decimal sign is a comma instead of a point.
@inlinable
public func parseDecimal(_ bytes: Span<UInt8>, decimalComma: Bool = false) throws(NumberProblem) -> Double {
    // Most values are counts: up to 15 digits are exact in a double as they are.
    if bytes.count > 0, bytes.count <= 15 {
        var value: UInt64 = 0
        var index = 0
        while index < bytes.count {
            let digit = bytes[unchecked: index] &- 0x30
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        if index == bytes.count { return Double(value) }
    }
    return try DecimalText.parse(bytes, decimalSign: UInt8(ascii: decimalComma ? "," : "."))
}

@usableFromInline
enum DecimalText {
    /// Longer texts are no measurements.
    private static let longest = 400

    /// Powers of ten that a double holds exactly.
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    @usableFromInline
    static func parse(_ bytes: Span<UInt8>, decimalSign: UInt8) throws(NumberProblem) -> Double {
        let count = bytes.count
        guard count > 0 else { throw .empty }
        guard count <= longest else { throw .notANumber }
        var index = 0
        let isNegative = bytes[0] == UInt8(ascii: "-")
        if isNegative || bytes[0] == UInt8(ascii: "+") { index = 1 }

        var mantissa: UInt64 = 0
        var significant = 0  // digits from the first that is not zero on
        var digits = 0
        var exponent = 0
        var seenSign = false
        while index < count {
            let byte = bytes[index]
            let digit = byte &- 0x30
            if digit < 10 {
                digits += 1
                if significant > 0 || digit > 0 { significant += 1 }
                if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(digit) }
                if seenSign { exponent -= 1 }
            } else if byte == decimalSign, !seenSign {
                seenSign = true
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { throw diagnose(bytes) }
        if index < count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            exponent += try parseExponent(bytes, from: index + 1)
            index = count
        }
        guard index == count else { throw diagnose(bytes) }
        guard mantissa > 0 else { return isNegative ? -0.0 : 0 }

        // Exact where mantissa and power of ten are exact doubles: one rounding only (Clinger 1990).
        if significant <= 19, mantissa <= 1 << 53, abs(exponent) < powersOfTen.count {
            let value =
                exponent < 0
                ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
            return isNegative ? -value : value
        }
        return try parseSlowly(bytes, decimalSign: decimalSign)
    }

    /// The exponent's digits, which end the text. Beyond four digits every number is out of range.
    private static func parseExponent(_ bytes: Span<UInt8>, from start: Int) throws(NumberProblem) -> Int {
        var index = start
        var isNegative = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < bytes.count else { throw .notANumber }
        var exponent = 0
        while index < bytes.count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { throw .notANumber }
            exponent = min(exponent * 10 + Int(digit), 100_000)
            index += 1
        }
        return isNegative ? -exponent : exponent
    }

    /// Lets the standard library round a number that is already known to be well-formed.
    private static func parseSlowly(_ bytes: Span<UInt8>, decimalSign: UInt8) throws(NumberProblem) -> Double {
        var text = ""
        for index in 0..<bytes.count {
            let byte = bytes[index]
            text.unicodeScalars.append(byte == decimalSign ? "." : Unicode.Scalar(byte))
        }
        // Swift's own syntax wants digits on both sides of the point.
        guard let value = Double(text) ?? Double(withDigitsAround(text)), value.isFinite, value != 0 else {
            throw .outOfRange
        }
        return value
    }

    private static func withDigitsAround(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == ".", result.last?.isNumber != true { result += "0" }
            if result.last == ".", !character.isNumber { result += "0" }
            result.append(character)
        }
        return result.last == "." ? result + "0" : result
    }

    private static func diagnose(_ bytes: Span<UInt8>) -> NumberProblem {
        let text = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        let word = String(text.lowercased().drop { $0 == "-" || $0 == "+" })
        if ["nan", "inf", "infinity"].contains(word) { return .outOfRange }
        if text.allSatisfy({ $0 == " " }) { return .empty }
        if text.first == " " || text.last == " " { return .blanks }
        let digits = "0123456789".unicodeScalars
        let unsigned = text.unicodeScalars.drop { $0 == "-" || $0 == "+" }
        guard text.unicodeScalars.count - unsigned.count <= 1, unsigned.contains(where: digits.contains) else {
            return .notANumber
        }
        if unsigned.last == "%" { return .percentSign }
        let separators = ".,_' \u{A0}\u{202F}".unicodeScalars
        let isSeparated = unsigned.allSatisfy { digits.contains($0) || separators.contains($0) }
        return isSeparated ? .separator : .notANumber
    }
}
