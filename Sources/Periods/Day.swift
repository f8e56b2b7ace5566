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
        // Years are counted from 1 March, so that the leap day is the last of its year; eras have 400 years.
        // The method is the one published by H. Hinnant, "chrono-compatible low-level date algorithms".
        let shifted = Int(number) + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

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
    public init?(_ text: some StringProtocol) {
        var digits = 0
        var fields = (0, 0, 0)
        var position = 0
        for byte in text.utf8 {
            switch position {
            case 4, 7:
                guard byte == UInt8(ascii: "-") else { return nil }
            case 0...9:
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                digits = Int(byte - UInt8(ascii: "0"))
                if position < 4 {
                    fields.0 = fields.0 * 10 + digits
                } else if position < 7 {
                    fields.1 = fields.1 * 10 + digits
                } else {
                    fields.2 = fields.2 * 10 + digits
                }
            default:
                return nil
            }
            position += 1
        }
        guard position == 10 else { return nil }
        self.init(year: fields.0, month: fields.1, day: fields.2)
    }

    /// ISO 8601, `2026-02-15`.
    public var description: String {
        let (year, month, day) = civil
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
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
