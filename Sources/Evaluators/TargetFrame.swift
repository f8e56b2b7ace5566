import Periods
import Plan

/// What the calendar alone says of a target on a run: its window, aim and comparator.
struct TargetFrame: Sendable {
    let target: Int
    let asOf: Day
    let periodName: String
    let window: Window
    let aim: Aim
    let isClosed: Bool
    /// The units of the target by the tree of the day judged: the as-of day, or the end of a period that is over.
    let selection: UnitSelection

    private static let yearsRead = 5

    init(_ plan: Plan, target index: Int, asOf: Day) {
        let target = plan.targets[index]
        self.target = index
        self.asOf = asOf
        let (name, window) = target.period.window(asOf: asOf) ?? ("", Window(asOf))
        periodName = name
        self.window = window
        // A finished period is judged by the aim in force at its end, and for the units of that day.
        aim = target.aim(on: min(asOf, window.last))
        selection = target.units.standing(on: window.nearest(to: asOf), in: plan.units)
        switch target.period {
        case .fixed, .current: isClosed = asOf >= window.last + target.judgement.closeLagDays
        // A rolling window never ends.
        case .rolling: isClosed = false
        }
    }

    /// Whether the aim is made of other targets, which must be judged before it.
    var isComposite: Bool { aim.arguments?.targets.isEmpty == false }

    /// Whether the window moves along with the as-of day, so that all of it has always passed.
    func isRolling(_ plan: Plan) -> Bool {
        if case .rolling = plan.targets[target].period { true } else { false }
    }

    /// The comparator's counterpart of `part` of the window; nil without one.
    func baselineWindow(of part: Window) -> Window? {
        try? comparatorWindow(of: part)
    }

    /// The same, and why there is none.
    func comparatorWindow(of part: Window) throws(AlignmentError) -> Window? {
        guard let comparator = aim.comparator else { return nil }
        switch comparator {
        case .samePeriod(let alignment, let years, _):
            return try alignedPeriod(of: part, years: years, alignment: alignment).window
        case .adjacentPeriod: return adjacentPeriod(of: part)
        case .fixed: return nil
        }
    }

    /// The first day worth reading: curves, ranges and charts learn from up to five years before.
    func earliest(_ plan: Plan) -> Day {
        var history = window.first.adding(years: -Self.yearsRead) - 7
        if case .shaped(let shape) = plan.targets[target].pace {
            for back in shape.yearsBack(from: window) { history = min(history, window.first.adding(years: -back) - 7) }
        }
        if case .window(let locked)? = plan.targets[target].signal.lock { history = min(history, locked.first - 7) }
        guard let baseline = baselineWindow(of: window) else { return history }
        return min(history, baseline.first - 7)
    }

    /// The day of the tree by which the target is judged.
    var treeDay: Day { window.nearest(to: asOf) }
    /// How far complete reports of all `metrics` reach into the window; nil when none is complete and due yet.
    ///
    /// `left` counts the reporting periods still to come. When all are in, all of the window has passed, although weeks
    /// that belong to it may end a few days before it does.
    func progress(_ metrics: [Metric]) -> (through: Day, left: Int, toDate: Window)? {
        let lasts = metrics.compactMap { metric -> Day? in
            let complete = metric.complete(metric.parts(of: window), on: asOf - metric.dueDays).periods
            return complete.isEmpty ? nil : metric.window(of: complete.upperBound - 1).last
        }
        guard let through = lasts.min(), let covered = Window(window.first, min(window.last, through)) else {
            return nil
        }
        let left =
            metrics.map { metric in
                let parts = metric.parts(of: window)
                return parts.count - metric.complete(parts, on: min(asOf, through)).count
            }.max() ?? 0
        return (through, left, left == 0 ? window : covered)
    }

    var latest: Day {
        max(window.first, min(asOf, window.last + 7))
    }

    /// What is told of the target; its rows are the caller's.
    func context(_ prepared: PreparedBatch?) -> TargetContext {
        TargetContext(
            target: target, periodName: periodName, window: window, toDate: prepared?.batch.toDate,
            baselineWindow: prepared?.baselineWindow, paceShare: prepared?.batch.pace.value ?? 0,
            elapsed: prepared?.batch.elapsed.value ?? 0, aim: aim, rows: 0..<0)
    }
}
