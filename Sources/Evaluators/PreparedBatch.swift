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
    /// The small units judged as one, and where they stand in the columns.
    var pool: UnitPool?
    var pooling: Pooling?
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
            let (through, left, toDate) = frame.progress(inputs.map(\.metric))
        else { return nil }

        let isRolling = frame.isRolling(plan)
        let current = { (table: MetricTable) in
            table.metric.complete(table.metric.parts(of: frame.window), on: min(frame.asOf, through))
        }
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
        poolSmallUnits(frame, bank, metric)
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
        _ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric, _ current: (MetricTable) -> PeriodParts
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
        let (earlier, units) = (baselineWindow, batch.units)
        func toDate(_ bank: MetricBank) -> Measure {
            bank.measure(metric, judged: units) { table in
                guard let earlier else { return (PeriodParts(0..<0), nil) }
                let periods = current(table)
                return (Self.counterpart(table, of: periods, in: earlier), periods)
            }
        }
        batch.baseline = toDate(bank)
        let known = bank.asKnownThen(frame)
        if let known {
            batch.settledBaseline = batch.baseline
            batch.baseline = toDate(known)
        }
        // A whole window that has no partner yet leaves the year's goal open, not the comparison to date.
        // At the end the goal is what the comparison is made with; until then, what the whole year settled at.
        let whole = batch.periodsLeft == 0 && !batch.isRolling ? known ?? bank : bank
        batch.wholeBaseline = whole.measure(metric, judged: batch.units) { table in
            guard let wholeWindow else { return (PeriodParts(0..<0), nil) }
            return (Self.counterpart(table, of: table.metric.parts(of: frame.window), in: wholeWindow), nil)
        }
    }

    /// The metric over an earlier window, period by period where this side was reported.
    func measure(in window: Window, _ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric) -> Measure {
        let measure = (bank.asKnownThen(frame) ?? bank).measure(metric, judged: batch.units) { table in
            let periods = table.metric.complete(
                table.metric.parts(of: frame.window), on: min(frame.asOf, batch.toDate.last))
            return (Self.counterpart(table, of: periods, in: window), periods)
        }
        return pooled(measure)
    }

    /// The periods of `window` that stand against `periods`.
    ///
    /// Equal windows hold equally many months and days, but dates a year apart may hold one week more or less: as many
    /// weeks are taken as there are on the other side, back from the window's end. Prorated weeks hold the days exactly.
    static func counterpart(_ table: MetricTable, of parts: PeriodParts, in window: Window) -> PeriodParts {
        let inside = table.metric.parts(of: window)
        guard table.metric.grain == .week, table.metric.straddle != .prorated else { return inside }
        return PeriodParts(inside.periods.upperBound - parts.count..<inside.periods.upperBound)
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
            let starts = bank.measure(metric, judged: batch.units) { (PeriodParts(before($0)), nil) }
            batch.starts = starts.value
            if from == nil || selection.share == .history { hasEstimatedGoal = starts.isEstimated }
        }
        var lastYear = Measure(count: 0)
        let history: () -> [Double] = {
            if case .grow = frame.aim { return batch.starts }
            let year = samePeriod(of: frame.window, alignment: .calendar)
            lastYear = bank.measure(metric, judged: batch.units) { table in
                (year.map { table.metric.parts(of: $0) } ?? PeriodParts(0..<0), nil)
            }
            return lastYear.value
        }
        batch.goals = GoalSharing(plan: bank.plan, selection: selection, total: total, day: frame.treeDay)
            .goals(history: history)
        if !lastYear.isEstimated.isEmpty { hasEstimatedGoal = lastYear.isEstimated }
    }

    private mutating func addPeriods(
        _ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric, _ current: (MetricTable) -> PeriodParts
    ) {
        switch frame.aim {
        case .range, .milestones:
            // Period by period there is nothing to prorate: those that belong to the window are judged whole.
            batch.periods = bank.periodTable(metric, judged: batch.units) { table in
                table.metric.periods(in: frame.window).clamped(to: current(table).periods)
            }
            if case .range = frame.aim, case .count = metric.kind, let table = batch.periods {
                // A count stays inside a range period by period: the last one reported is judged.
                for index in batch.units.indices {
                    batch.current.value[index] = table.values[table.row(index)].last { !$0.isNaN } ?? .nan
                }
            }
        case .maintain:
            guard case .ratio = metric.kind else { return }
            batch.periods = bank.periodTable(metric, judged: batch.units) { table in
                let periods = current(table).periods
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
