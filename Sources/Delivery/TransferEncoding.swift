/// How 8-bit text travels in mail, which may carry 7 bits and short lines only (RFC 2045).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes in base 64, without line ends.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            let first = bytes[start]
            let second = count > 1 ? bytes[start + 1] : 0
            let third = count > 2 ? bytes[start + 2] : 0
            let sextets = [
                first >> 2, (first & 0x03) << 4 | second >> 4, (second & 0x0f) << 2 | third >> 6, third & 0x3f,
            ]
            for index in 0..<4 {
                result.append(index <= count ? alphabet[Int(sextets[index])] : UInt8(ascii: "="))
            }
        }
        return result
    }
}

enum QuotedPrintable {
    /// Text as quoted-printable lines of at most 76 characters, joined by CRLF; `\n` in the text ends a line.
    static func encoded(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count * 2)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { result.append(contentsOf: "\r\n".utf8) }
            append(line: Array(line.utf8), to: &result)
        }
        return result
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func append(line: [UInt8], to result: inout [UInt8]) {
        var column = 0
        for (index, byte) in line.enumerated() {
            let isLast = index + 1 == line.count
            let isPlain =
                switch byte {
                case UInt8(ascii: "="): false
                // Space and tab are lost at the end of a line.
                case 0x20, 0x09: !isLast
                default: (0x21...0x7e).contains(byte)
                }
            // One column is kept for the `=` of a soft line break. A character's bytes may be split: decoders join
            // the lines before they look at characters.
            if column + (isPlain ? 1 : 3) > 75 {
                result.append(contentsOf: "=\r\n".utf8)
                column = 0
            }
            // A dot at the start of a line is special to SMTP, "From " to mailboxes: neither is left to luck.
            let isRisky = column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
            if isPlain, !isRisky {
                result.append(byte)
                column += 1
            } else {
                result.append(contentsOf: [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]])
                column += 3
            }
        }
    }
}
