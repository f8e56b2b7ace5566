import Periods
import Plan

/// A target's batch made ready for its evaluator: series aggregated, goals shared, pace worked out.
struct PreparedBatch: Sendable {
    var batch: EvaluationBatch
    var baselineWindow: Window?
    /// nil when the metric has no series of its own.
    var history: History?
    /// The shape behind `batch.pace`.
    var paceShape: ShapeUse?
    /// Why the comparator has no window.
    var comparatorFailure: AlignmentError?
    /// Which units' shares of a goal, or starting levels, come from values estimated from former units; empty when none.
    var hasEstimatedGoal: [Bool] = []

    /// nil when no reporting period of the window is complete yet.
    init?(_ frame: TargetFrame, _ bank: MetricBank) {
        let plan = bank.plan
        let target = plan.targets[frame.target]
        let metric = plan.metric(of: target)
        let judged = frame.selection.judged
        let inputs = bank.inputs(of: metric)
        guard inputs.count == metric.inputs.count,
            let through = inputs.compactMap({ Self.lastCompleteDay($0, frame) }).min(),
            let covered = Window(frame.window.first, min(frame.window.last, through))
        else { return nil }

        let isRolling = frame.isRolling(plan)
        let current = { (table: MetricTable) in
            table.metric.complete(table.metric.periods(in: frame.window), on: min(frame.asOf, through))
        }
        let left = inputs.map { $0.metric.periods(in: frame.window).count - current($0).count }.max() ?? 0
        // Weeks that belong to the window may end a few days before it does: when all are in, all of it has passed.
        let toDate = left == 0 ? frame.window : covered
        let elapsed = isRolling ? Share(1, of: 1) : Share(Int64(toDate.count), of: Int64(frame.window.count))
        batch = EvaluationBatch(
            target: frame.target, aim: frame.aim, judgement: target.judgement, better: metric.better,
            isPercent: metric.isPercent, asOf: frame.asOf, window: frame.window, toDate: toDate,
            pace: elapsed, elapsed: elapsed,
            isClosed: frame.isClosed, isRolling: isRolling, periodsLeft: isRolling ? 0 : left, units: judged,
            isTop: judged.map { unit in
                frame.selection.carriers.contains(unit) || unit == frame.selection.root
                    || plan.units[unit].parent(on: frame.treeDay) == nil
            },
            goals: [], current: bank.measure(metric, judged: judged) { (current($0), nil) }, baseline: nil,
            wholeBaseline: nil, starts: [], periods: nil)
        history = History(metric, bank, judged: judged, through: toDate.last)
        if !isRolling { addPace(target.pace, frame) }
        addComparator(frame, bank, metric, current)
        addGoals(frame, bank, metric)
        addPeriods(frame, bank, metric, current)
    }

    /// The last day that a complete report of this input covers inside the window.
    private static func lastCompleteDay(_ table: MetricTable, _ frame: TargetFrame) -> Day? {
        let complete = table.metric.complete(table.metric.periods(in: frame.window), on: frame.asOf)
        return complete.isEmpty ? nil : table.metric.window(of: complete.upperBound - 1).last
    }

    private mutating func addPace(_ pace: Pace, _ frame: TargetFrame) {
        switch pace {
        case .linear:
            paceShape = ShapeUse(word: "linear", share: batch.pace.value)
        case .steps:
            batch.pace = pace.share(at: batch.toDate.last, of: frame.window)
            paceShape = ShapeUse(word: "steps", share: batch.pace.value)
        case .shaped(let shape):
            let curve = ShareCurve(shape, window: frame.window, history: history)
            let share = curve.share(at: batch.toDate.last)
            // Without a year to learn from and without campaigns the days are exact; a learnt share never is.
            if !curve.isFallback || !shape.campaigns.isEmpty {
                batch.pace = Share(Int64((share * 1e12).rounded()), of: 1_000_000_000_000)
            }
            paceShape = ShapeUse(curve, share: batch.pace.value)
        }
    }

    private mutating func addComparator(
        _ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric, _ current: (MetricTable) -> Range<Int>
    ) {
        guard let comparator = frame.aim.comparator else { return }
        if case .fixed(let total) = comparator {
            var toDate = Measure(count: batch.count)
            var whole = toDate
            let root = frame.selection.root
            for index in batch.units.indices where batch.units[index] == root {
                let coverage = Double(batch.current.reported[index]) / Double(max(1, batch.current.due[index]))
                toDate.value[index] = total * batch.pace.value * coverage
                whole.value[index] = total
            }
            batch.baseline = toDate
            batch.wholeBaseline = whole
            return
        }
        do throws(AlignmentError) {
            baselineWindow = try frame.comparatorWindow(of: batch.toDate)
        } catch {
            comparatorFailure = error
        }
        let wholeWindow = frame.baselineWindow(of: frame.window)
        batch.baseline = bank.measure(metric, judged: batch.units) { table in
            guard let baselineWindow else { return (0..<0, nil) }
            let periods = current(table)
            return (Self.counterpart(table, of: periods, in: baselineWindow), periods)
        }
        // A whole window that has no partner yet leaves the year's goal open, not the comparison to date.
        batch.wholeBaseline = bank.measure(metric, judged: batch.units) { table in
            guard let wholeWindow else { return (0..<0, nil) }
            return (Self.counterpart(table, of: table.metric.periods(in: frame.window), in: wholeWindow), nil)
        }
    }

    /// The metric over an earlier window, period by period where this side was reported.
    func measure(in window: Window, _ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric) -> Measure {
        bank.measure(metric, judged: batch.units) { table in
            let periods = table.metric.complete(
                table.metric.periods(in: frame.window), on: min(frame.asOf, batch.toDate.last))
            return (Self.counterpart(table, of: periods, in: window), periods)
        }
    }

    /// The periods of `window` that stand against `periods`.
    ///
    /// Equal windows hold equally many months and days, but dates a year apart may hold one week more or less: as many
    /// weeks are taken as there are on the other side, back from the window's end.
    private static func counterpart(_ table: MetricTable, of periods: Range<Int>, in window: Window) -> Range<Int> {
        let inside = table.metric.periods(in: window)
        guard table.metric.grain == .week else { return inside }
        return inside.upperBound - periods.count..<inside.upperBound
    }

    private mutating func addGoals(_ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric) {
        let total: Double
        switch frame.aim {
        case .reach(let value), .cap(let value): total = value
        case .grow(_, let to): total = to
        case .reduceBy, .maintain, .range, .milestones, .custom: return
        }
        let before = { (table: MetricTable) in
            let first = table.metric.periods(in: frame.window).lowerBound
            return first - table.metric.grain.perYear..<first
        }
        let selection = frame.selection
        if case .grow(let from, _) = frame.aim {
            let starts = bank.measure(metric, judged: batch.units) { (before($0), nil) }
            batch.starts = starts.value
            if from == nil || selection.share == .history { hasEstimatedGoal = starts.isEstimated }
        }
        var lastYear = Measure(count: 0)
        let history: () -> [Double] = {
            if case .grow = frame.aim { return batch.starts }
            let year = samePeriod(of: frame.window, alignment: .calendar)
            lastYear = bank.measure(metric, judged: batch.units) { table in
                (year.map { table.metric.periods(in: $0) } ?? 0..<0, nil)
            }
            return lastYear.value
        }
        batch.goals = GoalSharing(plan: bank.plan, selection: selection, total: total, day: frame.treeDay)
            .goals(history: history)
        if !lastYear.isEstimated.isEmpty { hasEstimatedGoal = lastYear.isEstimated }
    }

    private mutating func addPeriods(
        _ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric, _ current: (MetricTable) -> Range<Int>
    ) {
        switch frame.aim {
        case .range, .milestones:
            batch.periods = bank.periodTable(metric, judged: batch.units, over: current)
            if case .range = frame.aim, case .count = metric.kind, let table = batch.periods {
                // A count stays inside a range period by period: the last one reported is judged.
                for index in batch.units.indices {
                    batch.current.value[index] = table.values[table.row(index)].last { !$0.isNaN } ?? .nan
                }
            }
        case .maintain:
            guard case .ratio = metric.kind else { return }
            batch.periods = bank.periodTable(metric, judged: batch.units) { table in
                let periods = current(table)
                return periods.upperBound - 2 * table.metric.grain.perYear..<periods.upperBound
            }
        case .reach, .cap, .grow, .reduceBy, .custom:
            break
        }
    }
}

extension Grain {
    /// Reporting periods in a year, a part counted as a whole.
    var perYear: Int {
        switch self {
        case .day: 366
        case .week: 53
        case .month: 12
        case .quarter: 4
        case .halfYear: 2
        case .year: 1
        }
    }
}

extension Pace {
    /// Share of the total that should be done at the end of `day`, as an exact fraction.
    func share(at day: Day, of window: Window) -> Share {
        let elapsed = max(0, min(window.count, day - window.first + 1))
        guard case .steps(let steps) = self else { return Share(Int64(elapsed), of: Int64(window.count)) }
        var before = (day: window.first - 1, millionths: Int64(0))
        for step in steps {
            let millionths = Int64((step.share * 1_000_000).rounded())
            guard step.by < day else {
                let whole = Int64(max(1, step.by - before.day))
                let part = Int64(max(0, day - before.day))
                return Share(before.millionths * whole + (millionths - before.millionths) * part, of: whole * 1_000_000)
            }
            before = (step.by, millionths)
        }
        return Share(before.millionths, of: 1_000_000)
    }
}
