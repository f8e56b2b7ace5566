import Periods
import Plan

/// What the charts of all units of a target have in common: which periods they show, from which of them their limits
/// come, and why.
public struct ChartBasis: Sendable, Hashable {
    /// The rules, as the plan has them.
    public var rule: SignalRule
    /// The days of the reporting periods charted.
    public var window: Window
    /// The rebase in force; nil = none yet.
    public var rebase: SignalRule.Rebase?
    /// The window to which limits are locked; nil when they are locked to the first points, or to none.
    public var lockedTo: Window?
    /// How many of the first points limits are locked to; nil when they are not.
    public var lockedPoints: Int?
    /// How many years the season was learnt from; nil where nothing was adjusted.
    public var seasonYears: Int?

    public var isLocked: Bool { lockedTo != nil || lockedPoints != nil }
}

/// The columns of a history that a chart shows, and those from which its limits come.
struct ChartedColumns {
    /// The columns shown, and for times between events all of them since the last rebase.
    let columns: Range<Int>
    let all: Range<Int>
    /// The columns at the start from which limits come; nil when those are all.
    private(set) var locked: Int?
    let basis: ChartBasis

    /// - Parameter season: the years of the season, where one is divided out.
    init?(_ history: History, _ rule: SignalRule, seasonYears: Int?) {
        let windows = history.table.windows
        guard let last = windows.last, history.width > 0 else { return nil }
        let rebase = rule.rebases.last { $0.on <= last.first }
        // A period belongs to the process in which it begins.
        let phase = rebase.map { rebase in windows.partition { $0.first >= rebase.on } } ?? 0
        var start = max(phase, history.width - Self.usual(history.grain, rule.points))
        var lockedTo: Window?
        var lockedPoints: Int?
        switch rule.lock {
        case .first(let points):
            let row = history.table.row(0).lowerBound
            start = (phase..<history.width).first { history.table.values[row + $0].isFinite } ?? phase
            lockedPoints = points
        case .window(let window):
            // A later rebase ends a lock.
            let begin = windows.partition { $0.first >= window.first }
            let end = windows.partition { $0.last > window.last }
            if begin >= phase, begin < end {
                start = begin
                locked = end - begin
                lockedTo = window
            }
        case nil:
            break
        }
        columns = start..<history.width
        all = (lockedTo == nil ? phase : start)..<history.width
        basis = ChartBasis(
            rule: rule, window: Window(windows[min(start, history.width - 1)].first, last.last) ?? last,
            rebase: rebase, lockedTo: lockedTo, lockedPoints: lockedPoints, seasonYears: seasonYears)
    }

    /// Two years of weeks, three of months, unless the plan says how many points.
    private static func usual(_ grain: Grain, _ points: Int?) -> Int {
        if let points { return grain == .day ? points * 7 : points }
        switch grain {
        case .day: return 728
        case .week: return 104
        case .month: return 36
        case .quarter, .halfYear, .year: return 24
        }
    }

    /// How many of the first points, of `span` columns each, limits come from; nil for all.
    func lockedPoints(span: Int) -> Int? {
        if let points = basis.lockedPoints { return points }
        // Points end with the last period, so the first one may begin later than the lock.
        return locked.map { max(0, $0 - columns.count % span) / span }
    }
}
