import Periods

extension Metric {
    /// Whether a unit reports this metric itself, rather than being the sum of others. An index into the tree.
    public func isReported(by unit: Int, in units: UnitTree) -> Bool {
        if units[unit].isPool { return false }
        if parents == .reported { return true }
        return reportedBy.isEmpty ? units.children[unit].isEmpty : reportedBy.contains(units[unit].level)
    }

    /// The days of the reporting period with this index (`PeriodCalendar.index`).
    public func window(of period: Int) -> Window {
        calendar.window(grain, index: period)
    }

    /// Reporting periods that belong to `window`: a week belongs where its fourth day lies, other periods where they
    /// begin.
    public func periods(in window: Window) -> Range<Int> {
        var first = calendar.index(grain, of: window.first)
        var last = calendar.index(grain, of: window.last)
        if assignedDay(first) < window.first { first += 1 }
        if assignedDay(last) > window.last { last -= 1 }
        return first..<max(first, last + 1)
    }

    /// Those of `periods` that are complete on `day`.
    public func complete(_ periods: Range<Int>, on day: Day) -> Range<Int> {
        guard !periods.isEmpty else { return periods }
        var end = min(periods.upperBound, calendar.index(grain, of: day) + 1)
        if end > periods.lowerBound, window(of: end - 1).last > day { end -= 1 }
        return periods.lowerBound..<max(periods.lowerBound, end)
    }

    /// The day that decides which window a reporting period belongs to.
    public func assignedDay(_ period: Int) -> Day {
        calendar.period(grain, index: period).assignedDay
    }
}
