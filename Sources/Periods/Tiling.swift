/// Where a declared run of windows fails to cover its time once.
public enum TilingDefect: Hashable, Sendable, CustomStringConvertible {
    /// Days that no window holds, between two that follow each other.
    case gap(Window)
    /// Days that two windows hold.
    case overlap(Window)

    public var description: String {
        switch self {
        case .gap(let days): "no period holds \(days)"
        case .overlap(let days): "two periods hold \(days)"
        }
    }
}

/// The gaps and overlaps of windows that should follow each other, in order of time; none when they tile.
///
/// Calendars made by ``PeriodCalendar`` tile by construction; this is for periods that a plan lists one by one.
public func tilingDefects(_ windows: [Window]) -> [TilingDefect] {
    let sorted = windows.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    guard var reached = sorted.first?.last else { return [] }
    var defects: [TilingDefect] = []
    for window in sorted.dropFirst() {
        if let gap = Window(reached + 1, window.first - 1) { defects.append(.gap(gap)) }
        if let overlap = Window(window.first, min(reached, window.last)) { defects.append(.overlap(overlap)) }
        reached = max(reached, window.last)
    }
    return defects
}
