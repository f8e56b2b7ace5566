// Reading the names of periods back.

extension PeriodCalendar {
    /// The period with this name, plain (`2026-W05`) or with this calendar's id before it (`admin-2026-02`), or nil.
    ///
    /// Names are read strictly: four digits of the year, two of months and weeks, capital letters.
    public func period(named name: String) -> Period? {
        let prefix = id + "-"
        let plain = name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]
        guard let (grain, index) = grainAndIndex(named: plain) else { return nil }
        let period = period(grain, index: index)
        // Week 53 of a year with 52 weeks reads as week 1 of the next: only what reads back the same is a name.
        return period.name == plain ? period : nil
    }

    private func grainAndIndex(named name: Substring) -> (Grain, Int)? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts[0].utf8.count == 4, let year = digits(parts[0]), year >= 1 else { return nil }
        switch parts.count {
        case 1: return (.year, year)
        case 3: return Day(name).map { (.day, Int($0.number)) }
        case 2: break
        default: return nil
        }
        let tail = parts[1]
        switch (tail.first, tail.utf8.count) {
        case ("W", 3):
            guard let week = digits(tail.dropFirst()), (1...53).contains(week) else { return nil }
            return Day(year: year, month: 1, day: 4).map { (.week, index(.week, of: $0) + week - 1) }
        case ("Q", 2): return ordinal(tail.dropFirst(), 1...4).map { (.quarter, year * 4 + $0 - 1) }
        case ("H", 2): return ordinal(tail.dropFirst(), 1...2).map { (.halfYear, year * 2 + $0 - 1) }
        case (_, 2): return ordinal(tail, 1...12).map { (.month, year * 12 + $0 - 1) }
        default: return nil
        }
    }

    private func ordinal(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
        digits(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

/// The number that a few ASCII digits, and nothing else, write.
private func digits(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 4 else { return nil }
    var value = 0
    for byte in text.utf8 {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}
