/// How a window finds its partner in an earlier year.
public enum Alignment: Hashable, Sendable {
    /// The same dates; 29 February becomes 28 February. Lengths may differ by the leap day.
    case calendar
    /// The same ISO week and weekday, so the same mix of weekdays; the length is kept.
    case isoWeek
    /// The same distance from a moving feast near it, the same dates elsewhere.
    case anchor(AnchorTable)

    /// The word that plans and reports use.
    public var name: String {
        switch self {
        case .calendar: "calendar"
        case .isoWeek: "iso_week"
        case .anchor: "anchor"
        }
    }
}

/// The partner of a window, and what a reader should know of how it was found.
public struct AlignedWindow: Hashable, Sendable {
    /// How the partner was found.
    public enum Fit: String, Hashable, Sendable {
        /// As the alignment promises.
        case exact
        /// Week 53 has no partner in a year of 52 weeks; the window 364 days a year earlier stands in.
        case week53
        /// Away from the feast, dates were kept.
        case calendarDates = "calendar_dates"
    }

    /// The window of the earlier year.
    public let window: Window
    /// How it was found.
    public let fit: Fit
}

/// Why a window has no partner.
public enum AlignmentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Years back must be 1 or more, and the earlier year must exist.
    case noSuchYear
    /// The feast's table has no day for a year that is needed.
    case anchorMissing(id: String, year: Int)
    /// One window holds the feast and its partner does not. Reaching to the day given, it would be comparable.
    case notComparable(until: Day?)

    public var description: String {
        switch self {
        case .noSuchYear: "there is no such earlier year"
        case .anchorMissing(let id, let year): "the anchor \(id) has no day for \(year)"
        case .notComparable(let day?): "not comparable until \(day): only one of the two windows holds the feast"
        case .notComparable(nil): "not comparable: only one of the two windows holds the feast"
        }
    }
}

/// The same period some years earlier, or nil where there is none; ``alignedPeriod(of:years:alignment:)`` says why.
public func samePeriod(of window: Window, years: Int = 1, alignment: Alignment) -> Window? {
    try? alignedPeriod(of: window, years: years, alignment: alignment).window
}

/// The adjacent period: the equally long window that ends the day before.
public func adjacentPeriod(of window: Window) -> Window {
    window.shifted(days: -window.count)
}

/// The same period some years earlier under an alignment.
///
/// - Parameters:
///   - window: what is to be compared.
///   - years: how many years earlier, 1 or more.
///   - alignment: how days find their partners.
/// - Throws: ``AlignmentError`` when the window has no partner.
public func alignedPeriod(
    of window: Window, years: Int = 1, alignment: Alignment
) throws(AlignmentError) -> AlignedWindow {
    guard (1...9999).contains(years) else { throw .noSuchYear }
    switch alignment {
    case .calendar:
        return AlignedWindow(window: try calendarPartner(of: window, years: years), fit: .exact)
    case .isoWeek:
        return isoWeekPartner(of: window, years: years)
    case .anchor(let table):
        return try anchorPartner(of: window, years: years, table: table)
    }
}

/// Dates stay. A whole February stays whole, so that February 2025 meets all 29 days of February 2024; any other
/// window keeps its dates and differs by at most the leap day.
private func calendarPartner(of window: Window, years: Int) throws(AlignmentError) -> Window {
    let first = window.first.adding(years: -years)
    var last = window.last.adding(years: -years)
    let start = window.first.civil
    if start.month == 2, start.day == 1, window.count == Day.daysInMonth(year: start.year, month: 2) {
        last = first + (Day.daysInMonth(year: first.year, month: 2) - 1)
    }
    guard let partner = Window(first, last) else { throw .noSuchYear }
    return partner
}

/// The window moves as a whole, by whole weeks: as many as separate its middle day from the day with the same ISO
/// week number and weekday. The middle decides because a window from 1 January may start in the last ISO week of the
/// year before.
private func isoWeekPartner(of window: Window, years: Int) -> AlignedWindow {
    let calendar = PeriodCalendar.civil
    let middle = window.middle
    let weekIndex = calendar.index(.week, of: middle)
    let fourth = calendar.first(.week, index: weekIndex) + 3
    let isoYear = fourth.year
    let week = (fourth.dayOfYear - 1) / 7
    let partnerIndex = firstWeek(ofYear: isoYear - years) + week
    guard partnerIndex < firstWeek(ofYear: isoYear - years + 1) else {
        return AlignedWindow(window: window.shifted(days: -364 * years), fit: .week53)
    }
    return AlignedWindow(window: window.shifted(days: (partnerIndex - weekIndex) * 7), fit: .exact)
}

/// The number of the ISO week that holds 4 January.
private func firstWeek(ofYear year: Int) -> Int {
    PeriodCalendar.civil.index(.week, of: Day(saturating: Day.number(year: year, month: 1, day: 4)))
}

/// A window inside the feast's zone moves with the feast. Any other window keeps its dates, provided that it and its
/// partner hold equally many feasts: a year to date that ends between the two feasts compares a year that has had its
/// holiday with one that has not.
private func anchorPartner(
    of window: Window, years: Int, table: AnchorTable
) throws(AlignmentError) -> AlignedWindow {
    if let year = table.year(around: window), let feast = table.day(in: year) {
        guard let partner = table.day(in: year - years) else {
            throw .anchorMissing(id: table.id, year: year - years)
        }
        return AlignedWindow(window: window.shifted(days: partner - feast), fit: .exact)
    }
    let partner = try calendarPartner(of: window, years: years)
    for window in [window, partner] where window.count < 40_000 {
        for year in window.first.year...window.last.year where table.day(in: year) == nil {
            throw .anchorMissing(id: table.id, year: year)
        }
    }
    guard table.count(in: window) == table.count(in: partner) else {
        throw .notComparable(until: comparableFrom(window, years: years, table: table))
    }
    return AlignedWindow(window: partner, fit: .calendarDates)
}

/// The later of the feast and the date on which it fell in the earlier year, if reaching to it makes the window
/// comparable: a window that starts between the two never is.
private func comparableFrom(_ window: Window, years: Int, table: AnchorTable) -> Day? {
    for year in [window.last.year, window.last.year + 1] {
        guard let feast = table.day(in: year), let earlier = table.day(in: year - years) else { continue }
        let day = max(feast, earlier.adding(years: years))
        guard day > window.last, let longer = Window(window.first, day),
            let partner = try? calendarPartner(of: longer, years: years)
        else { continue }
        return table.count(in: longer) == table.count(in: partner) ? day : nil
    }
    return nil
}

extension AnchorTable {
    /// How many of the feast's days the window holds.
    fileprivate func count(in window: Window) -> Int {
        days.count { window.contains($0) }
    }
}
