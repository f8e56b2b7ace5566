import Plan
import Statistics

extension Charter {
    /// The chance of points like the last ones if nothing has changed: the least of those of the rules that hold, times
    /// the number of rules that could. NaN where no rule with a direction holds.
    ///
    /// - Parameter dispersion: variance over mean of the unit's level, at least 1; the unit's own is used where it is
    ///   larger.
    func chance(dispersion: Double) -> Double {
        let signals = chart.signals
        // Both sides may hold; the test is of the one that is told.
        let told = signals.pointType(direction, improvementWins: rule.profile.improvementWins)
        guard told == .improvement || told == .concern else { return .nan }
        let isUpward = (told == .improvement) == (direction == .increase)
        var least = 1.0
        func consider(_ rule: PointSignals, _ p: @autoclosure () -> Double?) {
            if !signals.isDisjoint(with: rule), let p = p() { least = min(least, p) }
        }
        func stretch(_ points: Int) -> Double? {
            chance(ofLast: points, isUpward, dispersion: dispersion)
        }
        let profile = rule.profile
        consider(isUpward ? .aboveUpper : .belowLower, stretch(1))
        consider(isUpward ? .twoInThreeAbove : .twoInThreeBelow, stretch(3))
        consider(isUpward ? .fourInFiveAbove : .fourInFiveBelow, stretch(5))
        consider(isUpward ? .shiftAbove : .shiftBelow, stretch(profile.shiftPoints ?? Int(chart.run)))
        consider(isUpward ? .trendUp : .trendDown, StretchTest.trend(points: monotoneRun))
        var rules = 1
        if profile.twoInThree != nil { rules += 1 }
        if profile.nelsonExtras { rules += 1 }
        if profile.shiftPoints != nil || profile.runsAnalysis { rules += 1 }
        if profile.trendPoints != nil { rules += 1 }
        return min(1, Double(rules) * least)
    }

    /// How many of the last points rise or fall without a break.
    private var monotoneRun: Int {
        guard var index = values.indices.last, index > 0 else { return 1 }
        let isRising = values[index] > values[index - 1]
        var run = 1
        while index > 0, isRising ? values[index] > values[index - 1] : values[index] < values[index - 1] {
            run += 1
            index -= 1
        }
        return run
    }

    private func chance(ofLast points: Int, _ isUpward: Bool, dispersion: Double) -> Double? {
        let start = values.count - points
        guard points > 0, start > 0 else { return nil }
        // Locked limits are held against their own points, others against all but the stretch itself.
        let rest = 0..<min(base, start)
        let isRatio = chart.kind == .p || chart.kind == .pPrime || (!isCount && !cases.isEmpty)
        let inside = sums(start..<values.count)
        let outside = sums(rest)
        guard inside.points > 0, outside.points > 1 else { return nil }
        if chart.kind == .t {
            return StretchTest.times(
                (inside.events, outside.events), counts: (inside.points, outside.points), dispersion: dispersion,
                isUpward: isUpward)
        }
        if isRatio {
            let own = ownDispersion(rest, pooled: outside, isRatio: true)
            return StretchTest.proportions(
                (inside.events, outside.events), cases: (inside.cases, outside.cases),
                dispersion: max(dispersion, own), isUpward: isUpward)
        }
        if isCount {
            let own = ownDispersion(rest, pooled: outside, isRatio: false)
            return StretchTest.counts(
                inside.events, rest: outside.events, exposures: (inside.cases, outside.cases),
                dispersion: max(dispersion, own), isUpward: isUpward)
        }
        return StretchTest.values(
            means: (inside.plotted / inside.points, outside.plotted / outside.points),
            counts: (inside.points, outside.points), deviation: deviation(rest, mean: outside.plotted / outside.points),
            isUpward: isUpward)
    }

    private func sums(_ range: Range<Int>) -> (events: Double, cases: Double, plotted: Double, points: Double) {
        var events = 0.0
        var exposure = 0.0
        var plotted = 0.0
        var points = 0.0
        for index in range where values[index].isFinite {
            events += counts[index]
            exposure += cases.isEmpty ? 1 : cases[index]
            plotted += values[index]
            points += 1
        }
        return (events, exposure, plotted, points)
    }

    /// Variance over mean of the unit's own points, from neighbours, so that a drift is no noise.
    private func ownDispersion(
        _ range: Range<Int>, pooled: (events: Double, cases: Double, plotted: Double, points: Double), isRatio: Bool
    ) -> Double {
        let rate = pooled.events / pooled.cases
        let spread = isRatio ? rate * (1 - rate) : rate
        guard spread > 0 else { return 1 }
        var squares = 0.0
        var expected = 0.0
        for index in range.dropFirst() where values[index].isFinite && values[index - 1].isFinite {
            let step = values[index] - values[index - 1]
            squares += step * step
            expected += cases.isEmpty ? 2 : 1 / cases[index] + 1 / cases[index - 1]
        }
        return dispersionFloor(expected > 0 ? squares / (expected * spread) : nil)
    }

    /// The larger of the standard deviation and of what neighbours say of it: a stock that wanders is not steady.
    private func deviation(_ range: Range<Int>, mean: Double) -> Double {
        var squares = 0.0
        var known = 0.0
        for index in range where values[index].isFinite {
            squares += (values[index] - mean) * (values[index] - mean)
            known += 1
        }
        let ranges = XmRLimits(values.span.extracting(range), screens: false, factor: 1 / 1.128)?.reach ?? 0
        return max((squares / max(1, known - 1)).squareRoot(), ranges)
    }
}
