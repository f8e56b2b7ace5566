/// A moment in universal time, in whole milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads `2026-05-14`, `2026-05-14T08:00:00Z`, with up to three decimals and `Z` or an offset such as `+07:00`.
    /// A bare day means its very end, so that "known at that day" includes the day.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let day = Day(String(decoding: bytes[..<10], as: UTF8.self)) else { return nil }
        let midnight = Int64(day.number) * Self.millisecondsPerDay
        if bytes.count == 10 {
            self.init(milliseconds: midnight + Self.millisecondsPerDay - 1)
            return
        }
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let hour = Self.twoDigits(bytes[11..<13], below: 24),
            let minute = Self.twoDigits(bytes[14..<16], below: 60),
            let second = Self.twoDigits(bytes[17..<19], below: 60)
        else { return nil }
        var rest = bytes[19...]
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            var scale: Int64 = 100
            var digits = 0
            while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                fraction += Int64(byte - UInt8(ascii: "0")) * scale
                scale /= 10
                digits += 1
                rest = rest.dropFirst()
            }
            guard (1...3).contains(digits) else { return nil }
        }
        guard let offset = Self.offsetMinutes(rest) else { return nil }
        let clock = (Int64(hour) * 60 + Int64(minute) - offset) * 60_000 + Int64(second) * 1_000 + fraction
        self.init(milliseconds: midnight + clock)
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The day in universal time.
    public var day: Day {
        let days = milliseconds.quotientRoundedDown(by: Self.millisecondsPerDay)
        return Day(number: Int32(clamping: days))
    }

    /// ISO 8601 in universal time; milliseconds only when there are any.
    public var description: String {
        let days = milliseconds.quotientRoundedDown(by: Self.millisecondsPerDay)
        let rest = milliseconds - days * Self.millisecondsPerDay
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { padded($0, 2) }.joined(
            separator: ":")
        let fraction = rest % 1_000 == 0 ? "" : "." + padded(rest % 1_000, 3)
        return "\(day)T\(clock)\(fraction)Z"
    }

    private static let millisecondsPerDay: Int64 = 86_400_000

    private static func twoDigits(_ bytes: ArraySlice<UInt8>, below limit: Int) -> Int? {
        var value = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value < limit ? value : nil
    }

    /// Minutes east of Greenwich; nil when `bytes` is neither `Z` nor `±hh:mm`.
    private static func offsetMinutes(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let bytes = Array(bytes)
        if bytes == [UInt8(ascii: "Z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = twoDigits(bytes[1..<3], below: 24),
            let minutes = twoDigits(bytes[4..<6], below: 60)
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return Int64(hours * 60 + minutes)
        case UInt8(ascii: "-"): return -Int64(hours * 60 + minutes)
        default: return nil
        }
    }
}

extension Int64 {
    fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
