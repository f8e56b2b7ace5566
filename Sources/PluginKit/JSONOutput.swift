/// Writes one JSON text on one line; NaN and infinities become null.
public struct JSONOutput: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Text that is JSON already.
    public mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// `"name":`, with a comma before it unless an object or array has just begun.
    public mutating func name(_ name: String) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    public mutating func separate() {
        if let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "["), last != UInt8(ascii: ":") {
            bytes.append(UInt8(ascii: ","))
        }
    }

    public mutating func member(_ name: String, _ value: String) {
        self.name(name)
        string(value)
    }

    public mutating func member(_ name: String, _ value: Double) {
        self.name(name)
        number(value)
    }

    public mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        raw(value ? "true" : "false")
    }

    public mutating func member(_ name: String, _ values: [Double]) {
        self.name(name)
        numbers(values[...])
    }

    public mutating func member(_ name: String, _ values: [Int32]) {
        self.name(name)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            whole(Int64(value))
        }
        bytes.append(UInt8(ascii: "]"))
    }

    public mutating func member(_ name: String, _ values: [String]) {
        self.name(name)
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            string(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    public mutating func numbers(_ values: ArraySlice<Double>) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for value in values {
            if isFirst { isFirst = false } else { bytes.append(UInt8(ascii: ",")) }
            number(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    public mutating func number(_ value: Double) {
        if value == value.rounded(.towardZero), value.magnitude < 1e15 {
            whole(Int64(value))
        } else if value.isFinite {
            bytes.append(contentsOf: value.description.utf8)
        } else {
            raw("null")
        }
    }

    private mutating func whole(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        // The digits are counted first, so that each is written in its place.
        var length = 1
        var power: UInt64 = 10
        while length < 19, rest >= power {
            length += 1
            power *= 10
        }
        var position = bytes.count + length
        for _ in 0..<length { bytes.append(0) }
        for _ in 0..<length {
            position -= 1
            bytes[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case 0x0A: raw("\\n")
            case 0x00..<0x20, 0x7F:
                raw("\\u00")
                for digit in [byte >> 4, byte & 15] {
                    bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A value read before, or built by hand.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .boolean(let value): raw(value ? "true" : "false")
        case .number(let value): number(value)
        case .string(let text): string(text)
        case .numbers(let values): numbers(values[...])
        case .array(let elements):
            raw("[")
            for element in elements {
                separate()
                self.value(element)
            }
            raw("]")
        case .object(let members):
            raw("{")
            for member in members {
                name(member.name)
                self.value(member.value)
            }
            raw("}")
        }
    }
}
