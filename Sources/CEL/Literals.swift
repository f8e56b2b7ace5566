/// Turns the text of number, string and bytes literals into values.
enum Literals {
    /// `text` without a sign; `negative` when a minus stood directly before it.
    static func int(_ text: ArraySlice<UInt8>, negative: Bool) -> Value? {
        guard let magnitude = magnitude(text) else { return nil }
        if !negative { return Int64(exactly: magnitude).map(Value.int) }
        if magnitude == 1 << 63 { return .int(.min) }
        return Int64(exactly: magnitude).map { .int(-$0) }
    }

    static func uint(_ text: ArraySlice<UInt8>) -> Value? { magnitude(text.dropLast()).map(Value.uint) }

    static func double(_ text: ArraySlice<UInt8>, negative: Bool) -> Value? {
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return .double(negative ? -value : value)
    }

    private static func magnitude(_ text: ArraySlice<UInt8>) -> UInt64? {
        let hexadecimal = text.count > 2 && text[text.startIndex + 1] == UInt8(ascii: "x")
        let digits = hexadecimal ? text.dropFirst(2) : text
        return UInt64(String(decoding: digits, as: UTF8.self), radix: hexadecimal ? 16 : 10)
    }

    /// A problem inside a literal; `offset` counts bytes from the literal's beginning.
    struct Problem: Error {
        var message: String
        var offset: Int
        var length: Int
    }

    /// The bytes a string or bytes literal stands for, prefix and quotes included in `text`.
    static func contents(_ text: ArraySlice<UInt8>, bytes isBytes: Bool) throws(Problem) -> [UInt8] {
        var start = text.startIndex
        var raw = false
        while text[start] | 0x20 == UInt8(ascii: "r") || text[start] | 0x20 == UInt8(ascii: "b") {
            if text[start] | 0x20 == UInt8(ascii: "r") { raw = true }
            start += 1
        }
        let quote = text[start]
        let triple = text.endIndex - start >= 6 && text[start + 1] == quote && text[start + 2] == quote
        let body = text[(start + (triple ? 3 : 1))..<(text.endIndex - (triple ? 3 : 1))]
        guard !raw, body.contains(UInt8(ascii: "\\")) else { return Array(body) }
        return try unescape(body, isBytes: isBytes, literalStart: text.startIndex)
    }

    private static func unescape(
        _ body: ArraySlice<UInt8>, isBytes: Bool, literalStart: Int
    ) throws(Problem) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var position = body.startIndex
        while position < body.endIndex {
            guard body[position] == UInt8(ascii: "\\") else {
                result.append(body[position])
                position += 1
                continue
            }
            let start = position
            func problem(_ message: String, length: Int) -> Problem {
                Problem(message: message, offset: start - literalStart, length: min(length, body.endIndex - start))
            }
            guard start + 1 < body.endIndex else { throw problem("an escape is not finished", length: 1) }
            let letter = body[start + 1]
            if let simple = simpleEscape(letter) {
                result.append(simple)
                position += 2
                continue
            }
            guard let form = numericEscape(letter) else { throw problem("unknown escape", length: 2) }
            let digits = body[(start + form.skip)..<min(body.endIndex, start + form.skip + form.digits)]
            guard digits.count == form.digits, digits.allSatisfy({ isDigit($0, radix: form.radix) }),
                let number = UInt32(String(decoding: digits, as: UTF8.self), radix: form.radix)
            else { throw problem("the escape wants \(form.digits) digits", length: form.skip + form.digits) }
            position = start + form.skip + form.digits
            if isBytes {
                guard !form.isUnicode else {
                    throw problem("\\u and \\U have no place in bytes", length: position - start)
                }
                guard let byte = UInt8(exactly: number) else {
                    throw problem("beyond one byte", length: position - start)
                }
                result.append(byte)
            } else {
                guard let scalar = Unicode.Scalar(number), form.radix == 16 || number <= 0o377 else {
                    throw problem("not a code point", length: position - start)
                }
                result.append(contentsOf: UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
            }
        }
        return result
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "a"): 7
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "v"): 11
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): letter
        default: nil
        }
    }

    private struct NumericEscape {
        var skip: Int
        var digits: Int
        var radix: Int
        var isUnicode = false
    }

    private static func numericEscape(_ letter: UInt8) -> NumericEscape? {
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): NumericEscape(skip: 2, digits: 2, radix: 16)
        case UInt8(ascii: "u"): NumericEscape(skip: 2, digits: 4, radix: 16, isUnicode: true)
        case UInt8(ascii: "U"): NumericEscape(skip: 2, digits: 8, radix: 16, isUnicode: true)
        case UInt8(ascii: "0")...UInt8(ascii: "3"): NumericEscape(skip: 1, digits: 3, radix: 8)
        default: nil
        }
    }

    private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        radix == 8 ? byte &- 48 < 8 : byte &- 48 < 10 || (byte | 0x20) &- 97 < 6
    }
}
