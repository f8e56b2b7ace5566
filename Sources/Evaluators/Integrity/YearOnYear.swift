import Periods
import Plan
import Statistics

/// A count or ratio over some days and over the same days of the year before, for many units.
///
/// Like is compared with like: a unit has a movement only where nearly everything due was reported in both years.
struct YearOnYear {
    let units: [Int]
    private let now: Measure
    private let before: Measure
    private let days: (now: Double, before: Double)
    private let noise: CountNoise

    private static let leastCoverage = 0.95

    /// nil for metrics that count nothing (levels, steps, formulas), and where the window has no partner.
    init?(_ metric: Metric, _ bank: MetricBank, units: [Int], window: Window, asOf: Day, noise: CountNoise?) {
        guard let noise, let partner = samePeriod(of: window, alignment: .calendar) else { return nil }
        self.units = units
        self.noise = noise
        days = (Double(window.count), Double(partner.count))
        func periods(_ table: MetricTable) -> PeriodParts {
            table.metric.complete(table.metric.parts(of: window), on: min(asOf, window.last))
        }
        now = bank.measure(metric, judged: units) { (periods($0), nil) }
        before = bank.measure(metric, judged: units) { table in
            let current = periods(table)
            return (PreparedBatch.counterpart(table, of: current, in: partner), current)
        }
    }

    /// How one of the units moved; nil without enough reports in both years.
    subscript(index: Int) -> Movement? {
        guard isReported(now, index), isReported(before, index) else { return nil }
        let dispersion = noise[units[index]]
        guard noise.isRatio else {
            return Movement(
                seen: TwoPeriods(now: now.value[index], before: before.value[index]),
                counts: TwoPeriods(now: now.value[index], before: before.value[index]),
                exposures: TwoPeriods(now: days.now, before: days.before), dispersion: dispersion, isMirrored: false)
        }
        let cases = TwoPeriods(now: now.denominator[index], before: before.denominator[index])
        var counts = TwoPeriods(now: now.numerator[index], before: before.numerator[index])
        if noise.isMirrored { counts = TwoPeriods(now: cases.now - counts.now, before: cases.before - counts.before) }
        guard cases.now > 0, cases.before > 0 else { return nil }
        return Movement(
            seen: TwoPeriods(now: now.value[index], before: before.value[index]), counts: counts, exposures: cases,
            dispersion: dispersion, isMirrored: noise.isMirrored)
    }

    private func isReported(_ measure: Measure, _ index: Int) -> Bool {
        measure.value[index].isFinite && measure.reported[index] > 0
            && Double(measure.reported[index]) >= Self.leastCoverage * Double(measure.due[index])
    }
}

/// Two counts with their exposures, and the chance of such a difference.
struct Movement {
    /// The values as people see them: counts, or ratios as fractions.
    var seen: TwoPeriods
    /// What is tested: the counts, or the rarer side of a ratio with its cases as exposure.
    var counts: TwoPeriods
    var exposures: TwoPeriods
    /// Variance over mean of the counts, at least 1; they are divided by it before they are tested.
    var dispersion: Double
    /// Whether the other side of the ratio is tested, so that a rise of it is a fall of the value.
    var isMirrored: Bool

    /// How much the tested rate rose, as a fraction, turned so that more is a rise of the value; infinite from zero.
    var rise: Double {
        guard counts.before > 0 else { return counts.now > 0 ? (isMirrored ? -.infinity : .infinity) : 0 }
        let change = (counts.now / exposures.now) / (counts.before / exposures.before) - 1
        return isMirrored ? -change : change
    }

    /// The one-sided probability of so large a rise (or fall) of the value if nothing had changed.
    ///
    /// The exact conditional test of two counts (Przyborowski and Wilenski 1940).
    func chance(ofRise wanted: Bool) -> Double {
        let current = (counts.now / dispersion).rounded()
        let prior = (counts.before / dispersion).rounded()
        guard current >= 0, prior >= 0, current + prior > 0,
            let share = Statistics.Share(part: exposures.now, rest: exposures.before),
            let binomial = Binomial(trials: current + prior, probability: share)
        else { return 1 }
        let p = wanted != isMirrored ? binomial.atLeast(current) : binomial.atMost(current)
        return p.isFinite ? min(1, max(0, p)) : 1
    }
}
