import Ledger
import Periods
import Plan
import Statistics

/// Judges past years as they stood on their days, with the aim's shape moved to each, and keeps what the outlook said
/// beside what came of it.
///
/// Nothing is learnt from later than the day judged. Values are as known at one instant, corrections included: what a
/// year looked like before its late reports is not replayed.
public struct Backtester: Sendable {
    private let judge: Judge
    private let target: Target
    private let years: [Int]
    private let windows: [Window]

    /// - Parameters:
    ///   - target: index into `plan.targets`.
    ///   - asOf: decides the period of a target whose period moves.
    public init(_ plan: Plan, target index: Int, years: [Int], asOf: Day) throws(BacktestError) {
        let target = plan.targets[index]
        if case .rolling = target.period { throw .rolling }
        switch target.aim {
        case .reach, .cap, .reduceBy, .maintain: break
        case .grow, .range, .milestones, .custom: throw .noOutlook(target.aim.word)
        }
        self.target = target
        self.years = years
        let window = target.period.window(asOf: asOf)?.window ?? Window(asOf)
        windows = ([window.last.year] + years).map { ShareCurve.shifted(window, by: window.last.year - $0) }
        var past = plan
        past.targets = []
        for (year, own) in zip(years, windows.dropFirst()) {
            var copy = target
            copy.period = .fixed(name: String(year), own)
            copy.amendments = []
            copy.cancelled = nil
            copy.aim = target.aim(on: window.last)
            if case .shaped(var shape) = target.pace, case .seasonal(let from) = shape.basis {
                // As many years before, as the plan looks back from its own.
                shape.basis = .seasonal(years: from.map { $0 - (window.last.year - year) })
                shape.campaigns = []
                copy.pace = .shaped(shape)
            }
            past.targets.append(copy)
        }
        judge = Judge(past)
    }

    /// Tests every end of a reporting period (of a week, for daily reports), or only the stage of one day.
    ///
    /// - Parameter stage: a day of the target's own period whose counterparts are tested; nil = every stage.
    public func run(_ ledger: Ledger, knownAt: Instant?, stage: Day? = nil) throws -> Backtest {
        guard let last = windows.dropFirst().map(\.last).max() else {
            return Backtest(points: [], yearsWithout: [], shareOfYearBefore: nil)
        }
        let lag = target.judgement.closeLagDays
        var frames = judge.plan.targets.indices.map { TargetFrame(judge.plan, target: $0, asOf: last + lag) }
        frames.append(
            contentsOf: years.indices.map { year in
                TargetFrame(judge.plan, target: year, asOf: windows[year + 1].first)
            })
        var shared = try judge.bank(ledger, frames, knownAt: knownAt)
        let share = shareAims(&shared)
        let bank = shared
        var foretelling = Judge(bank.plan)
        foretelling.drawsCharts = false
        let scaled = foretelling
        var test = Backtest(points: [], yearsWithout: [], shareOfYearBefore: share)
        let results = concurrently(years.count) { points(of: $0, scaled, bank, stage: stage) }
        for (year, points) in zip(years, results) {
            if points.isEmpty { test.yearsWithout.append(year) }
            test.points += points
        }
        return test
    }

    /// Sets a total of each past year in proportion to the year before it, as the plan's total is to its own.
    private func shareAims(_ bank: inout MetricBank) -> Double? {
        let total: Double
        switch target.aim(on: windows[0].last) {
        case .reach(let value), .cap(let value): total = value
        case .reduceBy, .maintain, .grow, .range, .milestones, .custom: return nil
        }
        let metric = bank.plan.metric(of: target)
        func sum(before window: Window) -> Double {
            let year = ShareCurve.shifted(window, by: 1)
            return bank.measure(metric, judged: [target.units.root]) { ($0.metric.parts(of: year), nil) }.value[0]
        }
        let own = sum(before: windows[0])
        // Without a year before the plan's own, "as many as the year before" is the only fair aim.
        let share = own > 0 ? total / own : 1
        for index in bank.plan.targets.indices {
            let goal = (sum(before: windows[index + 1]) * share).rounded()
            guard goal.isFinite, goal > 0 else { continue }
            if case .reach = target.aim { bank.plan.targets[index].aim = .reach(total: goal) }
            if case .cap = target.aim { bank.plan.targets[index].aim = .cap(total: goal) }
        }
        return share
    }

    // MARK: One year

    private func points(of year: Int, _ judge: Judge, _ bank: MetricBank, stage: Day?) -> [Backtest.Point] {
        let window = windows[year + 1]
        let close = TargetFrame(judge.plan, target: year, asOf: window.last + target.judgement.closeLagDays)
        // By unit: where the tree changed within the year, other units may be judged at its end.
        let finals = Dictionary(
            judge.judge([close], bank, asOf: close.asOf).assessments.map { ($0.unit, $0) }
        ) { first, _ in first }
        return stages(window, bank, stage, year).flatMap { day in
            let frame = TargetFrame(judge.plan, target: year, asOf: day)
            let judged = judge.judge([frame], bank, asOf: day)
            func forecasts(learning: Outlooks.Learning) -> [Forecast] {
                var other = judge
                other.learning = learning
                return other.judge([frame], bank, asOf: day).assessments.map(\.forecast)
            }
            let (linear, linearLearnt) = (forecasts(learning: .nothing), forecasts(learning: .spread))
            let elapsed = judged.contexts[0].elapsed
            let restBefore = restOfYearBefore(frame, bank)
            return judged.assessments.indices.compactMap { row -> Backtest.Point? in
                let assessment = judged.assessments[row]
                guard let final = finals[assessment.unit], let isHit = isHit(final),
                    let outlook = Self.foretold(assessment.forecast), elapsed < 1
                else { return nil }
                return Backtest.Point(
                    year: years[year], asOf: day, elapsed: elapsed, unit: Int(assessment.unit),
                    final: final.actual, isHit: isHit, outlook: outlook,
                    linear: Self.foretold(linear[row]), linearLearnt: Self.foretold(linearLearnt[row]),
                    naive: restBefore(row).flatMap { naive(assessment, rest: $0) })
            }
        }
    }

    private func stages(_ window: Window, _ bank: MetricBank, _ stage: Day?, _ year: Int) -> [Day] {
        if let stage { return [stage.adding(years: years[year] - windows[0].last.year)].filter(window.contains) }
        guard let metric = bank.inputs(of: bank.plan.metric(of: target)).first?.metric else { return [] }
        let grain = metric.grain == .day ? Grain.week : metric.grain
        return metric.calendar.periods(grain, in: window).map(\.window.last).filter { $0 < window.last }
    }

    private func isHit(_ final: Assessment) -> Bool? {
        guard final.actual.isFinite, final.goal.isFinite, final.status != .noData else { return nil }
        switch target.aim {
        case .reach, .maintain(.atLeast, _): return final.actual >= final.goal
        case .cap, .reduceBy, .maintain(.atMost, _): return final.actual <= final.goal
        case .grow, .range, .milestones, .custom: return nil
        }
    }

    private static func foretold(_ forecast: Forecast) -> Backtest.Foretold? {
        guard forecast.probability.isFinite, let half = forecast.range(0.5), let most = forecast.range(0.8) else {
            return nil
        }
        return Backtest.Foretold(
            probability: forecast.probability, mean: forecast.mean, low50: half.low, high50: half.high,
            low80: most.low, high80: most.high)
    }

    // MARK: The naive forecast

    /// For each row, what came in the rest of the year before.
    private func restOfYearBefore(_ frame: TargetFrame, _ bank: MetricBank) -> (Int) -> Double? {
        guard let prepared = PreparedBatch(frame, bank), let history = prepared.history,
            history.table.denominators.isEmpty,
            let done = history.columns(in: ShareCurve.shifted(prepared.batch.toDate, by: 1)),
            let all = history.columns(in: ShareCurve.shifted(frame.window, by: 1)), done.upperBound <= all.upperBound
        else { return { _ in nil } }
        return { row in
            let start = history.table.row(row).lowerBound
            let rest = history.table.values[start + done.upperBound..<start + all.upperBound].reduce(0, +)
            return rest.isFinite ? rest : nil
        }
    }

    /// Both years are noisy, so the difference of two Poisson counts has twice the variance.
    private func naive(_ assessment: Assessment, rest: Double) -> Backtest.Foretold? {
        guard assessment.actual.isFinite, assessment.goal.isFinite else { return nil }
        let spread = (2 * max(rest, 1)).squareRoot()
        let mean = assessment.actual + rest
        let isFloor: Bool
        if case .reach = target.aim { isFloor = true } else { isFloor = false }
        let above = Normal.tails((assessment.goal + (isFloor ? -0.5 : 0.5) - mean) / spread)
        func at(_ z: Double) -> Double { max(assessment.actual, mean + z * spread) }
        return Backtest.Foretold(
            probability: isFloor ? above.upper : above.lower, mean: mean, low50: at(-0.6745), high50: at(0.6745),
            low80: at(-1.2816), high80: at(1.2816))
    }
}
