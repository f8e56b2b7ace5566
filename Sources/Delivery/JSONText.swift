/// Writes one JSON object on one line, its members in the order they are given.
struct JSONText {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    mutating func member(_ name: String, _ value: String?) {
        start(name)
        if let value { append(string: value) } else { append("null") }
    }

    /// NaN and infinities are null: JSON has neither.
    mutating func member(_ name: String, _ value: Double) {
        start(name)
        guard value.isFinite else { return append("null") }
        // Whole numbers without ".0", as other writers print them; beyond 2^53 the shortest form is kept.
        append(value == value.rounded() && value.magnitude < 9e15 ? "\(Int64(value))" : "\(value)")
    }

    mutating func member(_ name: String, _ value: Bool) {
        start(name)
        append(value ? "true" : "false")
    }

    mutating func member(_ name: String, _ values: [String]) {
        start(name)
        append("[")
        for (index, value) in values.enumerated() {
            if index > 0 { append(",") }
            append(string: value)
        }
        append("]")
    }

    /// An array of objects that are written already, each with a line end.
    mutating func member(_ name: String, objects: [[UInt8]]) {
        start(name)
        append("[")
        for (index, object) in objects.enumerated() {
            if index > 0 { append(",") }
            bytes += object.dropLast()
        }
        append("]")
    }

    /// The object, closed, with a line end.
    func line() -> [UInt8] { bytes + [UInt8(ascii: "}"), UInt8(ascii: "\n")] }

    private mutating func start(_ name: String) {
        if bytes.count > 1 { append(",") }
        append(string: name)
        append(":")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(string: String) {
        append("\"")
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0a: append("\\n")
            case 0x00..<0x20, 0x7f:
                let digits = Array("0123456789abcdef".utf8)
                append("\\u00")
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        append("\"")
    }
}
