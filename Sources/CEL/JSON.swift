/// JSON as a tree in which numbers keep their text, so that no digit is lost.
enum JSON {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])

    struct Member {
        var key: String
        var value: JSON
    }

    struct Malformed: Error, CustomStringConvertible {
        var offset: Int
        var description: String { "malformed JSON at byte \(offset)" }
    }

    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
    var isNull: Bool { if case .null = self { true } else { false } }

    static func parse(_ text: String) throws(Malformed) -> JSON {
        var reader = JSONReader(Array(text.utf8))
        return try reader.document()
    }
}

/// Reads RFC 8259, with nesting bounded.
private struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSON.Malformed) -> JSON {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw malformed }
        return value
    }

    private var malformed: JSON.Malformed { JSON.Malformed(offset: position) }
    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while [9, 10, 13, 32].contains(byte) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard byte == UInt8(truncatingIfNeeded: character.value) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSON.Malformed) -> JSON {
        skipSpace()
        depth += 1
        defer { depth -= 1 }
        guard depth <= 500 else { throw malformed }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: JSON) throws(JSON.Malformed) -> JSON {
        guard bytes[position...].starts(with: text.utf8) else { throw malformed }
        position += text.utf8.count
        return value
    }

    private mutating func number() throws(JSON.Malformed) -> JSON {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        if byte == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if byte == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSON.Malformed) {
        guard byte &- 48 < 10 else { throw malformed }
        while byte &- 48 < 10 { position += 1 }
    }

    private mutating func array() throws(JSON.Malformed) -> JSON {
        position += 1
        var elements: [JSON] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw malformed }
        return .array(elements)
    }

    private mutating func object() throws(JSON.Malformed) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let key = try string()
            guard take(":") else { throw malformed }
            members.append(JSON.Member(key: key, value: try value()))
        } while take(",")
        guard take("}") else { throw malformed }
        return .object(members)
    }

    private mutating func string() throws(JSON.Malformed) -> String {
        guard byte == UInt8(ascii: "\"") else { throw malformed }
        position += 1
        var result: [UInt8] = []
        while position < bytes.count, byte != UInt8(ascii: "\"") {
            guard byte >= 32 else { throw malformed }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                position += 1
                continue
            }
            position += 1
            try escape(into: &result)
        }
        guard position < bytes.count else { throw malformed }
        position += 1
        guard let text = String(validating: result, as: UTF8.self) else { throw malformed }
        return text
    }

    private mutating func escape(into result: inout [UInt8]) throws(JSON.Malformed) {
        let letter = byte
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(letter)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xd800..<0xdc00).contains(code), byte == UInt8(ascii: "\\") {
                position += 1
                guard byte == UInt8(ascii: "u") else { throw malformed }
                position += 1
                let low = try hexadecimal()
                guard (0xdc00..<0xe000).contains(low) else { throw malformed }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code), let encoded = UTF8.encode(scalar) else { throw malformed }
            result.append(contentsOf: encoded)
        default: throw malformed
        }
    }

    private mutating func hexadecimal() throws(JSON.Malformed) -> UInt32 {
        guard position + 4 <= bytes.count else { throw malformed }
        let digits = bytes[position..<position + 4]
        guard digits.allSatisfy({ $0 &- 48 < 10 || ($0 | 0x20) &- 97 < 6 }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw malformed }
        position += 4
        return code
    }
}

/// Writes JSON text.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 10: raw("\\n")
            case 13: raw("\\r")
            case 9: raw("\\t")
            case 0..<32:
                let digits = String(byte, radix: 16)
                raw("\\u00" + (digits.utf8.count < 2 ? "0" : "") + digits)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// `open` element, element … `close`.
    mutating func sequence<Element>(
        _ open: String, _ elements: some Sequence<Element>, _ close: String, _ body: (inout JSONWriter, Element) -> Void
    ) {
        raw(open)
        var isFirst = true
        for element in elements {
            if !isFirst { raw(", ") }
            isFirst = false
            body(&self, element)
        }
        raw(close)
    }
}
