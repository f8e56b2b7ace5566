/// JSON as messages need it: arrays of numbers stay packed, so that a nation's series cost little.
public enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// An array of nothing but numbers and nulls; NaN stands for null.
    case numbers([Double])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The first member of this name; nil for absent members and for what is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The same with the members of all objects in one order: two texts of one value become equal.
    public var canonical: JSONValue {
        switch self {
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.canonical) }.sorted { $0.name < $1.name })
        case .array(let elements): .array(elements.map(\.canonical))
        // NaN stands for null, and is not equal to itself.
        case .numbers(let numbers): numbers.contains(where: \.isNaN) ? .array(elements ?? []) : self
        default: self
        }
    }

    public var isNull: Bool { self == .null }
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var number: Double? { if case .number(let value) = self { value } else { nil } }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// The whole number, where it is one that fits.
    public var whole: Int? { number.flatMap { Int(exactly: $0) } }

    /// The elements, whichever way the array is held.
    public var elements: [JSONValue]? {
        switch self {
        case .array(let elements): elements
        case .numbers(let numbers): numbers.map { $0.isNaN ? .null : .number($0) }
        default: nil
        }
    }

    /// Numbers with NaN for null; nil when anything else is among them.
    public var doubles: [Double]? {
        switch self {
        case .numbers(let numbers): numbers
        case .array(let elements): elements.isEmpty ? [] : nil
        default: nil
        }
    }

    /// Strings; nil when anything else is among them.
    public var strings: [String]? {
        guard let elements else { return nil }
        let strings = elements.compactMap(\.string)
        return strings.count == elements.count ? strings : nil
    }
}

/// Why bytes are no JSON.
public struct MalformedJSON: Error, Sendable, Equatable {
    /// Byte offset of the trouble.
    public var offset: Int
    public var message: String
}

extension JSONValue {
    /// Reads one RFC 8259 text; nesting is bounded, duplicate names and numbers that are not finite are refused.
    public init(_ bytes: some Collection<UInt8>) throws(MalformedJSON) {
        let result = ContiguousArray(bytes).withUnsafeBufferPointer { buffer -> Result<JSONValue, MalformedJSON> in
            Result { () throws(MalformedJSON) in
                var reader = JSONReader(bytes: buffer)
                return try reader.document()
            }
        }
        self = try result.get()
    }
}

private struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func document() throws(MalformedJSON) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw malformed("there is more behind the value") }
        return value
    }

    private func malformed(_ message: String) -> MalformedJSON { MalformedJSON(offset: position, message: message) }

    /// The byte here; 0 at the end, which no token begins with.
    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func value() throws(MalformedJSON) -> JSONValue {
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"): return try nested { reader throws(MalformedJSON) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(MalformedJSON) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default:
            if position >= bytes.count { throw malformed("it ends too early") }
            throw malformed(isNonFinite ? "NaN and infinities are no JSON; write null" : "no JSON value begins here")
        }
    }

    private var isNonFinite: Bool {
        bytes[position] == UInt8(ascii: "N") || bytes[position] == UInt8(ascii: "I")
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(MalformedJSON) -> JSONValue
    ) throws(MalformedJSON) -> JSONValue {
        guard depth < 64 else { throw malformed("it is nested too deeply") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try read(&self)
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(MalformedJSON) -> JSONValue {
        let isThere = word.withUTF8Buffer { letters in
            position + letters.count <= bytes.count
                && letters.indices.allSatisfy { bytes[position + $0] == letters[$0] }
        }
        guard isThere else { throw malformed("no JSON value begins here") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func object() throws(MalformedJSON) -> JSONValue {
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if byte == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw malformed("a member's name is missing") }
            let name = try string()
            guard names.insert(name).inserted else { throw malformed("the member \"\(name.prefix(40))\" stands twice") }
            skipSpace()
            guard byte == UInt8(ascii: ":") else { throw malformed("a colon is missing") }
            position += 1
            members.append(JSONValue.Member(name, try value()))
            skipSpace()
            switch byte {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            default: throw malformed(position < bytes.count ? "a comma or } is missing" : "it ends too early")
            }
        }
    }

    private mutating func array() throws(MalformedJSON) -> JSONValue {
        skipSpace()
        if byte == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        // Numbers stay packed until something else turns up.
        var numbers: [Double] = []
        var others: [JSONValue]?
        while true {
            skipSpace()
            if others == nil, byte == UInt8(ascii: "-") || digit != nil {
                numbers.append(try number())
                if byte == UInt8(ascii: ",") {
                    position += 1
                    continue
                }
                skipSpace()
                if byte == UInt8(ascii: "]") {
                    position += 1
                    return .numbers(numbers)
                }
                guard byte == UInt8(ascii: ",") else {
                    throw malformed(position < bytes.count ? "a comma or ] is missing" : "it ends too early")
                }
                position += 1
                continue
            }
            let element = try value()
            if others != nil {
                others?.append(element)
            } else if case .null = element {
                numbers.append(.nan)
            } else {
                others = numbers.map { $0.isNaN ? .null : .number($0) } + [element]
            }
            skipSpace()
            switch byte {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return others.map { .array($0) } ?? .numbers(numbers)
            default: throw malformed(position < bytes.count ? "a comma or ] is missing" : "it ends too early")
            }
        }
    }

    // MARK: Scalars

    private mutating func number() throws(MalformedJSON) -> Double {
        if let whole = shortWhole() { return whole }
        let start = position
        var mantissa: UInt64 = 0
        var digits = 0
        var scale = 0
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let firstDigit = position
        while let digit = digit { take(digit, &mantissa, &digits) }
        guard position > firstDigit else { throw malformed("a digit is missing") }
        guard bytes[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else {
            throw malformed("a number begins with 0")
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            let before = position
            while let digit = digit { take(digit, &mantissa, &digits) }
            guard position > before else { throw malformed("a digit is missing") }
            scale = before - position
        }
        var isSimple = digits <= 15 && scale >= -22
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            isSimple = false
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            let before = position
            while digit != nil { position += 1 }
            guard position > before else { throw malformed("a digit is missing") }
        }
        if isSimple {
            // Up to 15 digits over an exact power of ten divide without error (Clinger 1990).
            let magnitude = Double(mantissa) / Self.powers[-scale]
            return isNegative ? -magnitude : magnitude
        }
        guard position - start <= 400,
            let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite
        else {
            position = start
            throw malformed("a number is too large")
        }
        return value
    }

    /// A whole number of few digits without a sign, as most are; nil, and nothing read, for any other.
    private mutating func shortWhole() -> Double? {
        var next = position
        var whole: UInt64 = 0
        let end = min(bytes.count, position + 15)
        while next < end {
            let digit = bytes[next] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            whole = whole &* 10 &+ UInt64(digit)
            next += 1
        }
        guard next > position, next < end, bytes[position] != UInt8(ascii: "0") || next == position + 1 else {
            return nil
        }
        switch bytes[next] {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): return nil
        default:
            position = next
            return Double(whole)
        }
    }

    private var digit: UInt8? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }

    private mutating func take(_ digit: UInt8, _ mantissa: inout UInt64, _ digits: inout Int) {
        if digits < 18 { mantissa = mantissa * 10 + UInt64(digit) }
        if digits > 0 || digit > 0 { digits += 1 }
        position += 1
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    private mutating func string() throws(MalformedJSON) -> String {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"),
            bytes[position] >= 0x20
        { position += 1 }
        var text = Array(bytes[start..<position])
        while byte != UInt8(ascii: "\"") {
            guard position < bytes.count else { throw malformed("a text does not end") }
            guard byte >= 0x20 else { throw malformed("a control character stands in a text") }
            if byte == UInt8(ascii: "\\") {
                position += 1
                try escape(into: &text)
            } else {
                text.append(byte)
                position += 1
            }
        }
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else { throw malformed("a text is not UTF-8") }
        return string
    }

    private mutating func escape(into text: inout [UInt8]) throws(MalformedJSON) {
        let escaped = byte
        position += 1
        switch escaped {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), byte == UInt8(ascii: "\\") {
                position += 1
                guard byte == UInt8(ascii: "u") else { throw malformed("half a character") }
                position += 1
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw malformed("half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw malformed("half a character") }
            text.append(contentsOf: Array(String(Character(scalar)).utf8))
        default: throw malformed("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(MalformedJSON) -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
            bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
        else { throw malformed("four hexadecimal digits are missing") }
        position += 4
        return code
    }
}
