import Periods
import Plan
import Statistics

/// Adds the outlook to a target's assessments: how likely the aim is, where the value will end, and whether what is
/// still required was ever done before.
///
/// Silent before the share of the period that a judgement needs, when fewer than five events are expected in all, when
/// the data is missing, and when the result is known.
struct Outlooks {
    let frame: TargetFrame
    let prepared: PreparedBatch
    let history: History
    let plan: Plan
    /// The level of each row; the top unit is one of its own.
    let levels: [String]
    private let curve: ShareCurve
    private let spread: HistoricalSpread

    private static let fewestEvents = 5.0
    private static let likely = 0.75
    private static let unlikely = 0.25
    /// Years looked back for a curve, and used of them.
    private static let mostYearsBack = 5
    private static let mostYears = 3

    /// The columns of the year before the window, and the top unit's growth since.
    private let before: (columns: Range<Int>, growth: Double)?
    private let yearBefore: Measure?

    /// What earlier years may teach: a backtest compares.
    enum Learning {
        /// The share of the year done by now, how far past forecasts missed, and the unit's year before.
        case everything
        /// How far past forecasts missed; the share goes by the days.
        case spread
        /// The plain law, with a share by the days.
        case nothing
    }

    /// - Parameter yearBefore: the year before the window, where former units' shares are part of it.
    init(
        frame: TargetFrame, prepared: PreparedBatch, history: History, plan: Plan, yearBefore: Measure?,
        learning: Learning
    ) {
        self.yearBefore = yearBefore
        self.frame = frame
        self.prepared = prepared
        self.history = history
        self.plan = plan
        let units = prepared.batch.units
        levels = units.map { units.first == $0 ? "" : plan.units[$0].level }
        let whole = (1...Self.mostYearsBack).filter { back in
            (history.sum(of: 0, over: ShareCurve.shifted(frame.window, by: back)) ?? 0) > 0
        }
        curve =
            learning == .everything
            ? Self.curve(frame, history, plan.targets[frame.target].pace, whole)
            : ShareCurve(PaceShape(basis: .linear), window: frame.window, history: history)
        spread =
            learning == .nothing
            ? .plain
            : HistoricalSpread(
                history, levels: levels, curve: curve, stage: prepared.batch.toDate, years: whole,
                usesYearBefore: learning == .everything)
        let share = curve.share(at: prepared.batch.toDate.last)
        if learning == .everything, let columns = history.columns(in: ShareCurve.shifted(frame.window, by: 1)),
            let done = history.columns(in: prepared.batch.toDate),
            let growth = history.growth(done, share: share, before: columns)
        {
            before = (columns, growth)
        } else {
            before = nil
        }
    }

    /// Variance over mean of the counts of a level, at least 1.
    func noise(_ level: String) -> Double { spread[level].noise }

    /// The shape used, when there is an outlook at all.
    func add(to assessments: inout [Assessment]) -> ShapeUse? {
        let batch = prepared.batch
        addRates(to: &assessments)
        guard !frame.isRolling(plan), !batch.isClosed, batch.elapsed.value < 1 || batch.periodsLeft == 0,
            let kind = Kind(batch)
        else { return nil }
        let share = batch.elapsed.value >= 1 ? 1 : curve.share(at: batch.toDate.last)
        guard share > 0 else { return nil }
        let isEarly = Verdict(batch: batch).isTooEarly
        for index in assessments.indices {
            add(&assessments[index], index, kind, share, isEarly: isEarly)
        }
        return ShapeUse(curve, share: share)
    }

    /// The declared shape when it can be used; else whatever whole years there are.
    private static func curve(_ frame: TargetFrame, _ history: History, _ pace: Pace, _ whole: [Int]) -> ShareCurve {
        if case .shaped(let shape) = pace {
            let declared = ShareCurve(shape, window: frame.window, history: history)
            if !declared.isFallback { return declared }
        }
        var basis = PaceShape.Basis.linear
        if whole.count >= 2 {
            basis = .seasonal(years: whole.prefix(mostYears).map { frame.window.last.year - $0 })
        } else if whole.first == 1, case .reduceBy = frame.aim {
            basis = .priorYear
        }
        return ShareCurve(PaceShape(basis: basis), window: frame.window, history: history)
    }

    // MARK: One unit

    private enum Kind {
        case floor, cap
        case ratio(bound: Double, isFloor: Bool)

        init?(_ batch: EvaluationBatch) {
            switch batch.aim {
            case .reach: self = .floor
            case .cap, .reduceBy: self = .cap
            case .maintain(let kind, let bound): self = .ratio(bound: bound, isFloor: kind == .atLeast)
            // A level's way is no count, a range and steps have no total.
            case .grow, .range, .milestones, .custom: return nil
            }
        }
    }

    private func add(
        _ assessment: inout Assessment, _ index: Int, _ kind: Kind, _ share: Double, isEarly: Bool
    ) {
        guard assessment.actual.isFinite, assessment.coverage.isFinite, assessment.status != .noData,
            assessment.status != .error, !isEarly || assessment.status.isFinal
        else { return }
        // Reports that are still out are as much to come as the days are.
        let known = share * assessment.coverage
        let forecast: Forecast?
        switch kind {
        case .floor, .cap:
            guard assessment.goal.isFinite, (assessment.actual + 0.5) / known >= Self.fewestEvents else { return }
            var isFloor = false
            if case .floor = kind { isFloor = true }
            let learnt = spread[levels[index]]
            let yearBefore = before.map { history.sum(of: index, $0.columns) * $0.growth } ?? .nan
            let rest = RestOfCount(done: assessment.actual, share: known, before: yearBefore, prior: learnt.prior)
            let drift = rest.variance > 0 ? learnt.drift * rest.mean * rest.mean / rest.variance : 0
            let split = splitVariance(&assessment, index, known: known, prior: yearBefore.isFinite ? learnt.prior : 0)
            forecast = Forecast.count(
                observed: assessment.actual, rest: rest,
                dispersion: learnt.noise + drift + (rest.variance > 0 ? split.rest / rest.variance : 0),
                goal: assessment.goal, isFloor: isFloor, goalVariance: split.goal)
        case .ratio(let bound, let isFloor):
            let cases = assessment.denominator
            guard cases.isFinite, cases >= Self.fewestEvents else { return }
            let learnt = spread[levels[index]]
            let remaining = (cases * (1 - known) / known).rounded()
            let rate = (assessment.numerator + 0.5) / (cases + 1)
            let variance = remaining * rate * (1 - rate) * (cases + 1 + remaining) / (cases + 2)
            forecast = Forecast.ratio(
                numerator: assessment.numerator, cases: cases, remaining: remaining,
                dispersion: variance > 0 ? learnt.noise + learnt.drift * remaining * remaining / variance : 1,
                bound: bound, isFloor: isFloor)
        }
        guard let forecast else { return }
        assessment.forecast = forecast
        assessment.outlook =
            forecast.probability >= Self.likely
            ? .likely
            : forecast.probability < Self.unlikely ? .unlikely : .tossUp
        // Nothing is to come any more, and only a revision could change it.
        if known >= 1 {
            assessment.flags.formUnion(forecast.probability >= 0.5 ? [.lockedIn, .provisional] : .unreachable)
        }
    }

    /// What shares of former units add to the variance of what is to come, and that of the goal (``SplitVariance``).
    ///
    /// The rest is (c + κb)(1 − w)/(w + κ), so errors of c and b reach it by their factors; a reduction's goal is a share
    /// of the year before.
    private func splitVariance(
        _ assessment: inout Assessment, _ index: Int, known: Double, prior: Double
    ) -> (rest: Double, goal: Double) {
        let batch = prepared.batch
        let now = batch.current.splitVariance(index)
        let factor = (1 - known) / (known + prior)
        var rest = factor * factor * now
        if prior > 0, let before, let yearBefore, yearBefore.isEstimated(index) {
            let growth = factor * prior * before.growth
            rest += growth * growth * yearBefore.splitVariance(index)
            assessment.flags.insert(.estimated)
        }
        guard case .reduceBy(let fraction, _) = batch.aim else { return (rest, now) }
        return (rest, now + (1 - fraction) * (1 - fraction) * (batch.wholeBaseline?.splitVariance(index) ?? 0))
    }

    // MARK: What was done before

    /// The rate of late and the best stretch of the last two years, per reporting period.
    private func addRates(to assessments: inout [Assessment]) {
        let length: Int
        switch history.grain {
        case .day: length = 28
        case .week: length = 4
        case .month: length = 3
        case .quarter, .halfYear, .year: length = 1
        }
        let isHigher = prepared.batch.better == .higher
        let columns = max(0, history.width - 2 * history.grain.perYear)..<history.width
        guard columns.count >= length, history.table.denominators.isEmpty else { return }
        for index in assessments.indices where assessments[index].requiredRate.isFinite {
            let row = history.table.row(index).lowerBound
            var sum = 0.0
            var known = 0
            var best = Double.nan
            for column in columns {
                let value = history.table.values[row + column]
                known = value.isFinite ? known + 1 : 0
                sum = value.isFinite ? sum + value : 0
                guard known >= length else { continue }
                if known > length { sum -= history.table.values[row + column - length] }
                let stretch = sum / Double(length)
                if best.isNaN || (isHigher ? stretch > best : stretch < best) { best = stretch }
                if column == columns.upperBound - 1 { assessments[index].recentRate = stretch }
            }
            assessments[index].bestRate = best
        }
    }
}
