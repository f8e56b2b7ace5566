import Periods
import Plan

/// The columns of a history that a chart shows, and those from which its limits come.
struct ChartedColumns {
    /// The columns shown, and for times between events all of them since the last rebase.
    private(set) var columns: Range<Int>
    private(set) var all: Range<Int>
    /// The columns at the start from which limits come; nil when those are all.
    private(set) var locked: Int?
    let basis: ChartBasis

    /// - Parameters:
    ///   - day: the last day judged: a week at the end of the window that lies mostly beyond it is no point of the chart.
    ///   - seasonYears: the years of the season, where one is divided out.
    init?(_ history: History, _ rule: SignalRule, through day: Day, seasonYears: Int?) {
        let windows = history.table.windows
        let width = windows.partition { $0.middle > day }
        guard width > 0 else { return nil }
        let last = windows[width - 1]
        let rebase = rule.rebases.last { $0.on <= last.first }
        // A period belongs to the process in which it begins.
        let phase = rebase.map { rebase in min(width, windows.partition { $0.first >= rebase.on }) } ?? 0
        var start = max(phase, width - Self.usual(history.grain, rule.points))
        var lockedTo: Window?
        var lockedPoints: Int?
        switch rule.lock {
        case .first(let points):
            let row = history.table.row(0).lowerBound
            start = (phase..<width).first { history.table.values[row + $0].isFinite } ?? phase
            lockedPoints = points
        case .window(let window):
            // A later rebase ends a lock.
            let begin = windows.partition { $0.first >= window.first }
            let end = min(width, windows.partition { $0.last > window.last })
            if begin >= phase, begin < end {
                start = begin
                locked = end - begin
                lockedTo = window
            }
        case nil:
            break
        }
        columns = start..<width
        all = (lockedTo == nil ? phase : start)..<width
        basis = ChartBasis(
            rule: rule, window: Window(windows[min(start, width - 1)].first, last.last) ?? last,
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

    /// The same without the columns before `first`, for a unit whose earlier figures are shares of others': these scatter
    /// less than figures do, so no limits are drawn from them.
    func starting(at first: Int) -> ChartedColumns {
        guard first > all.lowerBound else { return self }
        var later = self
        let left = max(0, first - columns.lowerBound)
        later.columns = min(max(columns.lowerBound, first), columns.upperBound)..<columns.upperBound
        later.all = min(first, all.upperBound)..<all.upperBound
        later.locked = locked.flatMap { $0 > left ? $0 - left : nil }
        return later
    }

    /// How many of the first points, of `span` columns each, limits come from; nil for all.
    func lockedPoints(span: Int) -> Int? {
        if let points = basis.lockedPoints { return points }
        // Points end with the last period, so the first one may begin later than the lock.
        return locked.map { max(0, $0 - columns.count % span) / span }
    }
}
