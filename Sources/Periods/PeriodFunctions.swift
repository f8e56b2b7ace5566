/// The calendar rules as functions from named values to named values, for rule languages and command lines.
///
/// Each takes and gives a flat map with the keys written at its definition. Wrong or missing inputs throw
/// ``PeriodFunctions/Failure``; no input traps.
public enum PeriodFunctions {
    /// A value that goes in or comes out.
    public enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case int(Int)
        case string(String)
    }

    /// Why an input was refused, in words for the author of a rule.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// One function under its name.
    public struct Function: Sendable {
        public let name: String
        public let call: @Sendable ([String: Value]) throws(Failure) -> [String: Value]
    }

    /// Every function, in the order in which documentation lists them.
    public static let all: [Function] = [
        Function(name: "period_calendar", call: samePeriodByCalendar),
        Function(name: "period_iso_week", call: samePeriodByWeek),
        Function(name: "period_anchor", call: anchorWindows),
        Function(name: "period_reporting_month", call: reportingMonth),
        Function(name: "period_reporting_year", call: reportingYear),
        Function(name: "period_adjacent", call: adjacent),
        Function(name: "period_week", call: week),
    ]
}

// MARK: - Comparators

extension PeriodFunctions {
    /// `{start, end}` → `{prior_start, prior_end, days_current, days_prior}` under the calendar alignment.
    private static func samePeriodByCalendar(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let window = try window(input)
        let partner = try partner(of: window, .calendar).window
        return [
            "prior_start": .string(partner.first.description), "prior_end": .string(partner.last.description),
            "days_current": .int(window.count), "days_prior": .int(partner.count),
        ]
    }

    /// `{start, end}` → the ISO week of the start, the same week a year before, and the plain shift of 364 days.
    private static func samePeriodByWeek(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let window = try window(input)
        let partner = try partner(of: window, .isoWeek)
        let fourth = PeriodCalendar.civil.period(.week, containing: window.first).assignedDay
        let lastWeek = PeriodCalendar.civil.period(named: "\(padded(fourth.year - 1, 4))-W53")
        return [
            "iso_year": .int(fourth.year), "iso_week": .int((fourth.dayOfYear - 1) / 7 + 1),
            "prior_start": .string(partner.window.first.description),
            "prior_end": .string(partner.window.last.description),
            "shift_364_start": .string((window.first - 364).description),
            "prior_year_has_week_53": .bool(lastWeek != nil),
            "exact_match": .bool(partner.fit == .exact),
        ]
    }

    /// `{anchor: "tet", year, days_before, days_after}` → the window around the feast, this year and the year before.
    private static func anchorWindows(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let year = try int(input, "year")
        let before = try int(input, "days_before")
        let after = try int(input, "days_after")
        guard try string(input, "anchor") == AnchorTable.tet.id else {
            throw Failure(description: "anchor: only tet is built in")
        }
        guard let feast = AnchorTable.tet.day(in: year), let prior = AnchorTable.tet.day(in: year.saturating(-1)) else {
            throw Failure(description: "year: the table of tet has no day for \(year) or the year before")
        }
        guard let window = Window(feast - before, feast + after) else {
            throw Failure(description: "days_before and days_after leave no day between them")
        }
        let partner = window.shifted(days: prior - feast)
        return [
            "anchor_date": .string(feast.description), "start": .string(window.first.description),
            "end": .string(window.last.description), "prior_anchor_date": .string(prior.description),
            "prior_start": .string(partner.first.description), "prior_end": .string(partner.last.description),
            "calendar_shift_days": .int(feast - prior.adding(years: 1)),
        ]
    }

    /// `{start, end}` → `{prior_start, prior_end, days}`: the equally long window just before.
    private static func adjacent(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let window = try window(input)
        let partner = adjacentPeriod(of: window)
        return [
            "prior_start": .string(partner.first.description), "prior_end": .string(partner.last.description),
            "days": .int(window.count),
        ]
    }
}

// MARK: - Periods of declared calendars

extension PeriodFunctions {
    /// `{label: "2026-02", cutoff_day: 14}` → `{start, end}` of the month that ends on the cut-off day.
    private static func reportingMonth(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let calendar = try calendar(monthStart: try int(input, "cutoff_day").saturating(1), yearStartMonth: 1)
        let label = try string(input, "label")
        guard let month = calendar.period(named: label), month.grain == .month else {
            throw Failure(description: "label: \(label) is not a month yyyy-MM")
        }
        return ["start": .string(month.window.first.description), "end": .string(month.window.last.description)]
    }

    /// `{label: 2026, cutoff: "12-14"}` → `{start, end, first_half_end}` of the year that ends on the cut-off day.
    private static func reportingYear(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let label = try int(input, "label")
        let cutoff = try string(input, "cutoff")
        // Any common year will do to find the day after the cut-off.
        guard let next = Day("2001-" + cutoff).map({ $0 + 1 }) else {
            throw Failure(description: "cutoff: \(cutoff) is not a day MM-dd")
        }
        let calendar = try calendar(monthStart: next.day, yearStartMonth: next.month)
        guard let year = calendar.period(named: padded(label, 4)),
            let half = calendar.period(named: padded(label, 4) + "-H1")
        else { throw Failure(description: "label: \(label) is not a year from 1 to 9999") }
        return [
            "start": .string(year.window.first.description), "end": .string(year.window.last.description),
            "first_half_end": .string(half.window.last.description),
        ]
    }

    /// `{as_of, week_start: "thursday"}` → `{start, end}` of the week that holds the day.
    private static func week(_ input: [String: Value]) throws(Failure) -> [String: Value] {
        let day = try day(input, "as_of")
        let name = try string(input, "week_start")
        guard let start = Weekday(name: name), let calendar = try? PeriodCalendar(id: "weeks", weekStart: start) else {
            throw Failure(description: "week_start: \(name) is not a weekday (monday to sunday)")
        }
        let window = calendar.period(.week, containing: day).window
        return ["start": .string(window.first.description), "end": .string(window.last.description)]
    }
}

// MARK: - Reading inputs

extension PeriodFunctions {
    private static func string(_ input: [String: Value], _ key: String) throws(Failure) -> String {
        guard case .string(let text) = input[key] else { throw Failure(description: "\(key): needs a string") }
        return text
    }

    private static func int(_ input: [String: Value], _ key: String) throws(Failure) -> Int {
        guard case .int(let number) = input[key] else { throw Failure(description: "\(key): needs a whole number") }
        return number
    }

    private static func day(_ input: [String: Value], _ key: String) throws(Failure) -> Day {
        let text = try string(input, key)
        guard let day = Day(text) else { throw Failure(description: "\(key): \(text) is not a day yyyy-MM-dd") }
        return day
    }

    private static func window(_ input: [String: Value]) throws(Failure) -> Window {
        guard let window = Window(try day(input, "start"), try day(input, "end")) else {
            throw Failure(description: "end: comes before start")
        }
        return window
    }

    private static func partner(of window: Window, _ alignment: Alignment) throws(Failure) -> AlignedWindow {
        do {
            return try alignedPeriod(of: window, alignment: alignment)
        } catch {
            throw Failure(description: error.description)
        }
    }

    private static func calendar(monthStart: Int, yearStartMonth: Int) throws(Failure) -> PeriodCalendar {
        do {
            return try PeriodCalendar(
                id: "reporting", monthStart: monthStart, yearStart: (month: yearStartMonth, day: monthStart))
        } catch {
            throw Failure(description: error.description)
        }
    }
}

extension Int {
    /// The sum, or the nearest whole number there is.
    fileprivate func saturating(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? Int.min : Int.max) : sum
    }
}
