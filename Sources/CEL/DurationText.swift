/// Durations as text: reads `1h30m`, `-1.5s`, `250ms`; prints seconds, `5400s`.
enum DurationText {
    private static let units: [(name: [UInt8], nanoseconds: Int128)] = [
        (Array("ns".utf8), 1), (Array("us".utf8), 1_000), (Array("µs".utf8), 1_000), (Array("ms".utf8), 1_000_000),
        (Array("s".utf8), 1_000_000_000), (Array("m".utf8), 60_000_000_000), (Array("h".utf8), 3_600_000_000_000),
    ]

    /// Nanoseconds, nil for malformed text or beyond 64 bits.
    static func nanoseconds(_ text: [UInt8]) -> Int64? {
        var rest = text[...]
        let negative = rest.first == UInt8(ascii: "-")
        if negative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        if rest.elementsEqual([UInt8(ascii: "0")]) { return 0 }
        var total: Int128 = 0
        while !rest.isEmpty {
            guard let part = takePart(&rest) else { return nil }
            total += part
            guard total <= Int128(Int64.max) + 1 else { return nil }
        }
        return Int64(exactly: negative ? -total : total)
    }

    /// One number with its unit.
    private static func takePart(_ rest: inout ArraySlice<UInt8>) -> Int128? {
        var whole: Int128 = 0
        var digitCount = 0
        while let digit = takeDigit(&rest) {
            whole = whole * 10 + digit
            digitCount += 1
            guard whole <= Int128(Int64.max) + 1 else { return nil }
        }
        var fraction: Int128 = 0
        var scale: Int128 = 1
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            while let digit = takeDigit(&rest) {
                digitCount += 1
                guard scale < 1_000_000_000_000_000 else { continue }
                fraction = fraction * 10 + digit
                scale *= 10
            }
        }
        guard digitCount > 0 else { return nil }
        let name = rest.prefix { $0 != UInt8(ascii: ".") && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let unit = units.first(where: { $0.name.elementsEqual(name) }) else { return nil }
        rest.removeFirst(name.count)
        return whole * unit.nanoseconds + fraction * unit.nanoseconds / scale
    }

    private static func takeDigit(_ rest: inout ArraySlice<UInt8>) -> Int128? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int128(byte - UInt8(ascii: "0"))
    }

    /// Seconds with as many digits as are needed: `5400s`, `-0.25s`.
    static func text(nanoseconds: Int64) -> String {
        let (seconds, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
        return (nanoseconds < 0 ? "-" : "") + String(seconds) + fraction(Int(rest)) + "s"
    }

    /// Billionths as a decimal fraction without trailing zeros: `.25`, or nothing for zero.
    static func fraction(_ billionths: Int) -> String {
        guard billionths > 0 else { return "" }
        var digits = String(billionths)
        digits = String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
        while digits.last == "0" { digits.removeLast() }
        return "." + digits
    }
}

extension Duration {
    /// Whole nanoseconds, nil beyond 64 bits; what is finer is dropped.
    var wholeNanoseconds: Int64? {
        let (seconds, attoseconds) = components
        return Int64(exactly: Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000))
    }
}
