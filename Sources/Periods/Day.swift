/// A day of the proleptic Gregorian calendar, as a whole number of days since 1970-01-01.
///
/// A day has no clock and no time zone: whoever reads a clock decides once, at the edge, which day it is. Arithmetic
/// saturates at the ends of `Int32` (some 5.8 million years away) instead of trapping.
public struct Day: Hashable, Sendable {
    /// Days since 1970-01-01; negative before it.
    public var number: Int32

    /// The day with this number.
    public init(number: Int32) {
        self.number = number
    }

    /// The day with this date, or nil when the calendar has no such day or the year is outside 1...9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.daysInMonth(year: year, month: month)
        else { return nil }
        self.init(saturating: Day.number(year: year, month: month, day: day))
    }

    /// The year, month (1...12) and day of the month (1...31), found together: cheaper than asking one by one.
    public var civil: (year: Int, month: Int, day: Int) {
        // Years start on 1 March, so that the leap day is a year's last. Divisions of the fraction of a century and of
        // a year become multiplications (C. Neri and L. Schneider, "Euclidean affine functions", 2021). Shifting by
        // whole eras of 400 years, enough for every `Int32`, keeps all numbers positive.
        let shifted = UInt(bitPattern: Int(number) + Day.eraShift * 146_097 + 719_468)
        let quarters = 4 * shifted + 3
        let century = quarters / 146_097
        let dayOfCentury = quarters % 146_097 / 4
        let product = 2_939_745 * (4 * dayOfCentury + 3)
        let yearOfCentury = product >> 32
        let dayOfYear = (product & 0xFFFF_FFFF) / 2_939_745 / 4
        let scaled = 2_141 * dayOfYear + 197_913
        let isJanuaryOrFebruary = dayOfYear >= 306
        let year = Int(100 * century + yearOfCentury) - 400 * Day.eraShift + (isJanuaryOrFebruary ? 1 : 0)
        return (year, Int(scaled >> 16) - (isJanuaryOrFebruary ? 12 : 0), Int((scaled & 0xFFFF) / 2_141) + 1)
    }

    private static let eraShift = 14_710

    /// The Gregorian year.
    public var year: Int { civil.year }

    /// The month, 1...12.
    public var month: Int { civil.month }

    /// The day of the month, 1...31.
    public var day: Int { civil.day }

    /// The day of the year, 1...366.
    public var dayOfYear: Int {
        Int(number) - Day.number(year: civil.year, month: 1, day: 1) + 1
    }

    /// The day of the week.
    public var weekday: Weekday {
        // Day 0 was a Thursday; the index below counts from Monday.
        Weekday.allCases[floorRemainder(Int(number) + 3, 7)]
    }
}

extension Day: Comparable {
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

// MARK: - Arithmetic

extension Day {
    /// The day this many days later, saturating.
    public static func + (day: Day, days: Int) -> Day {
        let (sum, overflow) = Int(day.number).addingReportingOverflow(days)
        return Day(saturating: overflow ? (days < 0 ? Int.min : Int.max) : sum)
    }

    /// The day this many days earlier, saturating.
    public static func - (day: Day, days: Int) -> Day {
        let (difference, overflow) = Int(day.number).subtractingReportingOverflow(days)
        return Day(saturating: overflow ? (days < 0 ? Int.max : Int.min) : difference)
    }

    /// How many days `left` lies after `right`.
    public static func - (left: Day, right: Day) -> Int { Int(left.number) - Int(right.number) }

    /// The same date this many months later; a day the month lacks becomes the month's last day.
    public func adding(months: Int) -> Day {
        let (year, month, day) = civil
        let bounded = min(max(months, -Day.monthLimit), Day.monthLimit)
        let ordinal = year * 12 + (month - 1) + bounded
        let newYear = floorDivide(ordinal, 12)
        let newMonth = ordinal - newYear * 12 + 1
        let newDay = min(day, Day.daysInMonth(year: newYear, month: newMonth))
        return Day(saturating: Day.number(year: newYear, month: newMonth, day: newDay))
    }

    /// The same date this many years later; 29 February becomes 28 February in common years.
    public func adding(years: Int) -> Day {
        adding(months: min(max(years, -Day.monthLimit), Day.monthLimit) * 12)
    }

    /// How many days the month has. Months outside 1...12 have none.
    public static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: 31
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 0
        }
    }

    /// Whether the year has a 29 February.
    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// More months than any `Int32` of days holds, and few enough that nothing computed from them overflows.
    static let monthLimit = 1_000_000_000

    /// The day nearest to this number of days since 1970-01-01.
    init(saturating number: Int) {
        self.init(number: Int32(clamping: number))
    }

    /// Days since 1970-01-01 of a date that exists; the inverse of ``civil``.
    static func number(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

// MARK: - Text

extension Day: CustomStringConvertible {
    /// The day written as strict ISO 8601 `yyyy-MM-dd`, ASCII digits only, or nil.
    @inlinable
    public init?(_ text: some StringProtocol) {
        self.init(utf8: text.utf8)
    }

    /// The day written in these bytes as strict ISO 8601 `yyyy-MM-dd`, or nil.
    @inlinable
    public init?(utf8 bytes: some Sequence<UInt8>) {
        var position = 0
        var year = 0
        var month = 0
        var day = 0
        for byte in bytes {
            if position == 4 || position == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard position < 10, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                let digit = Int(byte - UInt8(ascii: "0"))
                if position < 4 {
                    year = year * 10 + digit
                } else if position < 7 {
                    month = month * 10 + digit
                } else {
                    day = day * 10 + digit
                }
            }
            position += 1
        }
        guard position == 10 else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// ISO 8601, `2026-02-15`.
    public var description: String {
        let (year, month, day) = civil
        guard (0...9999).contains(year) else { return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
        return String(unsafeUninitializedCapacity: 10) { buffer in
            var digits = year * 10_000 + month * 100 + day
            for position in (0..<10).reversed() {
                if position == 4 || position == 7 {
                    buffer[position] = UInt8(ascii: "-")
                } else {
                    buffer[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits % 10)
                    digits /= 10
                }
            }
            return 10
        }
    }
}

extension Day: Codable {
    /// Reads the ISO form that ``encode(to:)`` writes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = Day(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a day yyyy-MM-dd")
        }
        self = day
    }

    /// Writes the day in its ISO form, `"2026-02-15"`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
