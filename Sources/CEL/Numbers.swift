/// Comparison across `int`, `uint` and `double`, and the checked conversions between them.
enum Numbers {
    enum Order {
        case less, same, more, unordered
    }

    /// Beyond the range of `int` the double decides; within it the comparison is one of doubles, as the
    /// specification's tests ask, although that is lossy above 2^53.
    static func order(_ a: Int64, _ b: Double) -> Order {
        if b < -0x1p63 { return .more }
        if b > 0x1p63 { return .less }
        return order(Double(a), b)
    }

    static func order(_ a: UInt64, _ b: Double) -> Order {
        if b < 0 { return .more }
        if b > 0x1p64 { return .less }
        return order(Double(a), b)
    }

    static func order(_ a: Double, _ b: Double) -> Order {
        a < b ? .less : a == b ? .same : a > b ? .more : .unordered
    }

    static func order<Number: BinaryInteger, Other: BinaryInteger>(_ a: Number, _ b: Other) -> Order {
        a < b ? .less : a == b ? .same : .more
    }

    /// Truncates toward zero; both ends of the range are excluded, as the specification asks.
    static func int(_ value: Double) -> Int64? {
        value > -0x1p63 && value < 0x1p63 ? Int64(value) : nil
    }

    static func uint(_ value: Double) -> UInt64? {
        value >= 0 && value < 0x1p64 ? UInt64(value) : nil
    }

    /// The double as it is printed by `string(x)`: the shortest text that reads back, exponents from 1e+21 and
    /// below 1e-06, no `.0`.
    static func text(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let (negative, digits, exponent) = decimal(value)
        let sign = negative ? "-" : ""
        let count = digits.utf8.count
        if exponent > 21 || exponent < -5 {
            let rest = digits.dropFirst()
            let power = exponent - 1
            let powerText = (abs(power) < 10 ? "0" : "") + String(abs(power))
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e" + (power < 0 ? "-" : "+")
                + powerText
        }
        if exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
        if exponent >= count { return sign + digits + String(repeating: "0", count: exponent - count) }
        return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
    }

    /// Shortest digits and the place of the point: 0.00125 is ("125", -2), 1250 is ("125", 4), 0 is ("0", 1).
    static func decimal(_ value: Double) -> (negative: Bool, digits: String, exponent: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var seenPoint = false
        var power = 0
        var bytes = value.description.utf8.makeIterator()
        let negative = value.sign == .minus
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || byte != UInt8(ascii: "0") {
                    digits.append(byte)
                    if !seenPoint { exponent += 1 }
                } else if seenPoint {
                    exponent -= 1
                }
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "e"): power = Int(String(decoding: Array(IteratorSequence(bytes)), as: UTF8.self)) ?? 0
            default: break
            }
            if byte == UInt8(ascii: "e") { break }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { return (negative, "0", 1) }
        return (negative, String(decoding: digits, as: UTF8.self), exponent + power)
    }
}
