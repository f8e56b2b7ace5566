/// How long the periods of a calendar are.
public enum Grain: String, CaseIterable, Hashable, Sendable, Codable {
    case day, week, month, quarter
    case halfYear = "half_year"
    case year
}

/// One period of a calendar, with the name that reports print.
public struct Period: Hashable, Sendable {
    /// The name within its calendar: `2026`, `2026-H1`, `2026-Q1`, `2026-02`, `2026-W05` or `2026-02-15`.
    public let name: String
    /// The days of the period.
    public let window: Window
    /// How long periods of this sort are.
    public let grain: Grain
    /// The calendar that defines the period.
    public let calendarID: String

    /// The name that stays unique across calendars: `2026-02` of the civil calendar, else `admin-2026-02`.
    public var qualifiedName: String {
        calendarID == PeriodCalendar.civil.id ? name : "\(calendarID)-\(name)"
    }

    /// The day that decides where the value of a period belongs when the period straddles a window's edge.
    ///
    /// A week belongs where its fourth day lies, which is where most of its days lie; this is also what makes
    /// week 1 the week with 4 January. Every other period belongs where its first day lies.
    public var assignedDay: Day {
        grain == .week ? window.first + 3 : window.first
    }

    /// The share of the period's days that the window holds, 0...1: for values that are prorated, not assigned.
    public func share(in other: Window) -> Double {
        guard let common = window.intersection(other) else { return 0 }
        return Double(common.count) / Double(window.count)
    }
}

extension Period: CustomStringConvertible {
    public var description: String { qualifiedName }
}
