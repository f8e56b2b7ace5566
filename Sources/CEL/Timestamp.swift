/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds after that second (0...999 999 999), within
/// the years 1 to 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let seconds: Int64
    public let nanoseconds: Int32

    static let firstSecond: Int64 = -62_135_596_800
    static let lastSecond: Int64 = 253_402_300_799

    /// Nil outside the years 1 to 9999 or when the nanoseconds are not within a second.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard (Self.firstSecond...Self.lastSecond).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
            return nil
        }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// For values that are known to be in range.
    init(uncheckedSeconds seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }

    /// The sum, nil when it leaves the range.
    func adding(nanoseconds delta: Int64) -> Timestamp? {
        let (quotient, remainder) = delta.quotientAndRemainder(dividingBy: 1_000_000_000)
        var seconds = self.seconds + quotient
        var nanos = Int64(nanoseconds) + remainder
        if nanos < 0 { (seconds, nanos) = (seconds - 1, nanos + 1_000_000_000) }
        if nanos >= 1_000_000_000 { (seconds, nanos) = (seconds + 1, nanos - 1_000_000_000) }
        return Timestamp(seconds: seconds, nanoseconds: Int32(nanos))
    }

    /// The nanoseconds from `other` to here, nil beyond 64 bits.
    func nanoseconds(since other: Timestamp) -> Int64? {
        let (product, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(Int64(nanoseconds) - Int64(other.nanoseconds))
        // A product that overflows alone may still be mended by the nanoseconds, but only at the very ends of the
        // range; the specification's range is the nanoseconds' own, so the border case is decided in 128 bits.
        if overflow {
            let exact =
                Int128(seconds - other.seconds) * 1_000_000_000 + Int128(nanoseconds) - Int128(other.nanoseconds)
            return Int64(exactly: exact)
        }
        return carry ? nil : sum
    }
}

extension Timestamp {
    /// Reads RFC 3339: `2026-02-17T00:00:00Z`, `2026-02-17T07:00:00.25+07:00`.
    public init?(_ text: String) {
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2), reader.take("T") || reader.take("t"), let hour = reader.digits(2),
            reader.take(":"), let minute = reader.digits(2), reader.take(":"), let second = reader.digits(2)
        else { return nil }
        var nanos = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            nanos = fraction
        }
        var offset = 0
        if !(reader.take("Z") || reader.take("z")) {
            let west = reader.take("-")
            guard west || reader.take("+"), let hours = reader.digits(2), reader.take(":"),
                let minutes = reader.digits(2),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (west ? -60 : 60)
        }
        guard reader.atEnd, year >= 1, (1...12).contains(month), day >= 1,
            day <= CivilDate.daysInMonth(month, year: year), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        self.init(seconds: seconds, nanoseconds: Int32(nanos))
    }

    /// RFC 3339 in UTC, with as many digits of a second as are needed.
    public var description: String {
        let moment = CivilMoment(seconds: seconds)
        let date = moment.date
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        let time = "\(padded(moment.hour, 2)):\(padded(moment.minute, 2)):\(padded(moment.second, 2))"
        return day + "T" + time + DurationText.fraction(Int(nanoseconds)) + "Z"
    }
}

extension Timestamp: CustomStringConvertible {}

/// A day of the proleptic Gregorian calendar.
struct CivilDate {
    var year: Int
    var month: Int
    var day: Int

    /// Days since 1970-01-01, counted in eras of 400 years that begin in March.
    var daysSinceEpoch: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth + (marchMonth < 10 ? 3 : -9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// A date and a time of day, from seconds since the epoch in local time.
struct CivilMoment {
    let days: Int
    let secondOfDay: Int

    init(seconds: Int64) {
        let whole = Int(seconds)
        days = whole >= 0 ? whole / 86_400 : (whole - 86_399) / 86_400
        secondOfDay = whole - days * 86_400
    }

    var date: CivilDate { CivilDate(daysSinceEpoch: days) }
    var hour: Int { secondOfDay / 3600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }
    /// 0 is Sunday; 1970-01-01 was a Thursday.
    var dayOfWeek: Int { ((days + 4) % 7 + 7) % 7 }
    var dayOfYear: Int { days - CivilDate(year: date.year, month: 1, day: 1).daysSinceEpoch }
}

/// Reads fixed-width numbers from text, byte by byte.
struct DigitReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: character.value) else {
            return false
        }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var number = 0
        for byte in bytes[position..<position + count] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        position += count
        return number
    }

    /// Digits after a decimal point as billionths; digits beyond the ninth are dropped. Nil without any digit.
    mutating func fraction() -> Int? {
        var number = 0
        var count = 0
        while let digit = digits(1) {
            if count < 9 { number = number * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 9 - count) { number *= 10 }
        return number
    }
}
