import Periods

/// A day known to be written well.
func day(_ text: String) -> Day {
    guard let day = Day(text) else { preconditionFailure("\(text) is not a day") }
    return day
}

/// A window known to be written well.
func window(_ first: String, _ last: String) -> Window {
    guard let window = Window(day(first), day(last)) else { preconditionFailure("\(first)..\(last) is not a window") }
    return window
}

/// Calendars that real organisations use, and a few that stretch the rule.
enum Calendars {
    static let admin = make(id: "admin", weekStart: .monday, monthStart: 15, yearStart: (12, 15))
    static let traffic = make(id: "traffic", weekStart: .thursday)
    static let july = make(id: "fiscal", yearStart: (7, 1))
    static let april28 = make(id: "april28", weekStart: .sunday, monthStart: 28, yearStart: (4, 28))
    static let november = make(id: "november", weekStart: .wednesday, yearStart: (11, 1))
    static let all = [.civil, admin, traffic, july, april28, november]

    private static func make(
        id: String, weekStart: Weekday = .monday, monthStart: Int = 1, yearStart: (Int, Int) = (1, 1)
    ) -> PeriodCalendar {
        guard
            let calendar = try? PeriodCalendar(
                id: id, weekStart: weekStart, monthStart: monthStart, yearStart: (yearStart.0, yearStart.1))
        else { preconditionFailure("\(id) is not a calendar") }
        return calendar
    }
}
