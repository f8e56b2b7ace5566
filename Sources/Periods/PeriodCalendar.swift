/// A named rule for weeks, months, quarters, half-years and years.
///
/// Months start on any day from 1 to 28 and years start with one of the months, so quarters, half-years and years are
/// whole months. A month is named by the Gregorian month in which it ends, a year by the Gregorian year in which it
/// ends: with months from the 15th and years from 15 December, `2026-02` is 15 January to 14 February 2026 and `2026`
/// is 15 December 2025 to 14 December 2026; with years from 1 July, `2026` is 1 July 2025 to 30 June 2026.
///
/// Weeks are independent of months. Week 1 of a year is the week that holds 4 January, whatever day weeks start on;
/// the year is the Gregorian one, as in ISO 8601.
///
/// Periods of each grain are numbered with consecutive integers (``index(_:of:)``) so that series can live in columns.
public struct PeriodCalendar: Hashable, Sendable {
    /// What plans call the calendar, `civil` for the shipped one.
    public let id: String
    /// The day on which weeks start.
    public let weekStart: Weekday
    /// The day of the Gregorian month on which months start, 1...28.
    public let monthStart: Int
    /// The Gregorian month in which the year's first month starts, 1...12.
    public let yearStartMonth: Int

    /// Months that separate the start of the year from that of the Gregorian year of the same name, 0...11.
    private let monthsBefore: Int

    /// The month and day on which years start.
    public var yearStart: (month: Int, day: Int) { (yearStartMonth, monthStart) }

    /// The civil calendar: weeks from Monday (ISO 8601), months from the 1st, years from 1 January.
    public static let civil = PeriodCalendar(
        uncheckedID: "civil", weekStart: .monday, monthStart: 1, yearStartMonth: 1)

    /// A calendar as a plan declares it.
    ///
    /// - Throws: ``PeriodCalendarError`` when a number is out of range or years do not start where a month starts.
    public init(
        id: String, weekStart: Weekday = .monday, monthStart: Int = 1, yearStart: (month: Int, day: Int)? = nil
    ) throws(PeriodCalendarError) {
        guard !id.isEmpty else { throw .emptyID }
        guard (1...28).contains(monthStart) else { throw .monthStart(monthStart) }
        let year = yearStart ?? (month: 1, day: monthStart)
        guard (1...12).contains(year.month) else { throw .yearStartMonth(year.month) }
        guard year.day == monthStart else { throw .yearStartDay(year.day, monthStart: monthStart) }
        self.init(uncheckedID: id, weekStart: weekStart, monthStart: monthStart, yearStartMonth: year.month)
    }

    private init(uncheckedID id: String, weekStart: Weekday, monthStart: Int, yearStartMonth: Int) {
        self.id = id
        self.weekStart = weekStart
        self.monthStart = monthStart
        self.yearStartMonth = yearStartMonth
        let firstMonth = (yearStartMonth - 1 + (monthStart > 1 ? 1 : 0)) % 12
        monthsBefore = (12 - firstMonth) % 12
    }
}

/// Why a declared calendar is not one.
public enum PeriodCalendarError: Error, Hashable, Sendable, CustomStringConvertible {
    case emptyID
    case monthStart(Int)
    case yearStartMonth(Int)
    case yearStartDay(Int, monthStart: Int)

    public var description: String {
        switch self {
        case .emptyID: "a calendar needs an id"
        case .monthStart(let day): "months cannot start on day \(day); use 1 to 28, the days every month has"
        case .yearStartMonth(let month): "there is no month \(month); use 1 to 12"
        case .yearStartDay(let day, let monthStart):
            "years start on day \(day) of a month but months start on day \(monthStart); they must agree"
        }
    }
}

// MARK: - Numbers of periods

extension PeriodCalendar {
    /// The number of the period that holds the day; neighbours have neighbouring numbers. Allocates nothing.
    public func index(_ grain: Grain, of day: Day) -> Int {
        switch grain {
        case .day: Int(day.number)
        case .week: floorDivide(Int(day.number) - weekOffset, 7)
        case .month: monthIndex(of: day)
        case .quarter: floorDivide(monthIndex(of: day) + monthsBefore, 3)
        case .halfYear: floorDivide(monthIndex(of: day) + monthsBefore, 6)
        case .year: floorDivide(monthIndex(of: day) + monthsBefore, 12)
        }
    }

    /// The first day of the period with this number; the period's last day is the day before the next one's first.
    public func first(_ grain: Grain, index: Int) -> Day {
        // The bound lies beyond every day there is and keeps the products below from overflowing.
        let index = min(max(index, -Self.indexLimit), Self.indexLimit)
        return switch grain {
        case .day: Day(saturating: index)
        case .week: Day(saturating: index * 7 + weekOffset)
        case .month: firstDay(ofMonth: index)
        case .quarter: firstDay(ofMonth: index * 3 - monthsBefore)
        case .halfYear: firstDay(ofMonth: index * 6 - monthsBefore)
        case .year: firstDay(ofMonth: index * 12 - monthsBefore)
        }
    }

    /// The days of the period with this number.
    public func window(_ grain: Grain, index: Int) -> Window {
        let first = first(grain, index: index)
        guard index < Self.indexLimit else { return Window(first) }
        return Window(first, self.first(grain, index: index + 1) - 1) ?? Window(first)
    }

    private static var indexLimit: Int { 5_000_000_000 }

    /// The number of the first day of week 0.
    private var weekOffset: Int { weekStart.rawValue - 4 }

    /// Months since month 1 of year 0, counting each month as the Gregorian month in which it ends.
    private func monthIndex(of day: Day) -> Int {
        let (year, month, dayOfMonth) = day.civil
        return year * 12 + month - 1 + (monthStart > 1 && dayOfMonth >= monthStart ? 1 : 0)
    }

    private func firstDay(ofMonth index: Int) -> Day {
        let startMonth = monthStart > 1 ? index - 1 : index
        let year = floorDivide(startMonth, 12)
        return Day(saturating: Day.number(year: year, month: startMonth - year * 12 + 1, day: monthStart))
    }
}

// MARK: - Periods

extension PeriodCalendar {
    /// The period of this grain that holds the day.
    public func period(_ grain: Grain, containing day: Day) -> Period {
        period(grain, index: index(grain, of: day))
    }

    /// The period with this number.
    public func period(_ grain: Grain, index: Int) -> Period {
        let window = window(grain, index: index)
        return Period(name: name(grain, index: index, window: window), window: window, grain: grain, calendarID: id)
    }

    /// Every period that has a day in the window, in order and whole; the first and the last may reach out of it.
    public func periods(_ grain: Grain, in window: Window) -> [Period] {
        (index(grain, of: window.first)...index(grain, of: window.last)).map { period(grain, index: $0) }
    }

    private func name(_ grain: Grain, index: Int, window: Window) -> String {
        func named(_ perYear: Int, _ infix: String, _ width: Int) -> String {
            "\(padded(floorDivide(index, perYear), 4))-\(infix)\(padded(floorRemainder(index, perYear) + 1, width))"
        }
        switch grain {
        case .day: return window.first.description
        case .week:
            let fourth = window.first + 3
            return "\(padded(fourth.year, 4))-W\(padded((fourth.dayOfYear - 1) / 7 + 1, 2))"
        case .month: return named(12, "", 2)
        case .quarter: return named(4, "Q", 1)
        case .halfYear: return named(2, "H", 1)
        case .year: return padded(index, 4)
        }
    }
}
