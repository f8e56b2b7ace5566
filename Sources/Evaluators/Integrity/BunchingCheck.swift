#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

import Periods
import Plan
import Statistics

/// Results of units that crowd just on the good side of the aim, where honest ones lie on both sides alike.
///
/// A ratio's results are those of each unit and reporting period of the last year, within half a point of the bound; a
/// total's are the final ones, within 2.5 % of each unit's own goal. A unit has one voice, however many of its results
/// lie near: results of one unit resemble each other. Where the voices in the bands further out say that results
/// thicken towards the good side anyway, that slope is what is expected.
struct BunchingCheck {
    let context: CheckContext
    private static let points = 0.005
    private static let share = 0.025
    private static let leastVoices = 10

    /// Ratios under `maintain`: the periods of the last year.
    func ratios(_ target: Int, _ aim: Aim, _ rows: [Int]) -> Suspects {
        let declared = context.plan.targets[target]
        let metric = context.plan.metrics[declared.metric]
        guard case .maintain(let bound, let value) = aim, case .ratio = metric.kind, rows.count > 1,
            value > 0, value < 1, let year = CheckContext.lastYear(metric, context.asOf)
        else { return Suspects() }
        let width = min(Self.points, value / 4, (1 - value) / 4)
        let table = context.bank.periodTable(metric, judged: rows) { input in
            let periods = input.metric.periods(in: year)
            return periods.clamped(to: input.series.periods)
        }
        guard let table, !table.denominators.isEmpty else { return Suspects() }
        let sign: Double = bound == .atLeast ? 1 : -1
        var tally = Tally()
        for row in rows.indices {
            tally.next()
            for position in table.row(row) where table.denominators[position] * width >= 1 {
                // Whole events decide what lies exactly on the bound.
                let distance = sign * (table.numerators[position] - value * table.denominators[position])
                let unit = width * table.denominators[position]
                tally.add(distance / unit + (abs(distance) < 1e-9 * table.denominators[position] ? 1e-9 : 0))
            }
        }
        tally.next()
        return tally.suspects(target, declared.metric, year, aim: value, width: width)
    }

    /// Totals and reductions: one final result a unit.
    func totals(_ target: Int, _ context: TargetContext, _ assessments: ArraySlice<Assessment>, _ leaves: Set<Int>)
        -> Suspects
    {
        let sign: Double
        switch context.aim {
        case .reach: sign = 1
        case .cap, .reduceBy: sign = -1
        case .grow, .maintain, .range, .milestones, .custom: return Suspects()
        }
        var tally = Tally()
        for assessment in assessments where leaves.contains(Int(assessment.unit)) && assessment.status.isFinal {
            guard assessment.goal * Self.share >= 1, assessment.actual.isFinite else { continue }
            tally.next()
            tally.add(sign * (assessment.actual / assessment.goal - 1) / Self.share)
        }
        tally.next()
        return tally.suspects(
            target, self.context.plan.targets[target].metric, context.window, aim: .nan, width: Self.share)
    }

    /// Results counted by how many band widths they lie from the aim; more is better.
    private struct Tally {
        private var met = 0
        private var missed = 0
        private var voices = (met: 0, missed: 0, farMet: 0, farMissed: 0)
        /// Of the unit being read: just met, just missed, and the same one band further out.
        private var own = (met: 0, missed: 0, farMet: 0, farMissed: 0)

        mutating func add(_ distance: Double) {
            switch distance {
            case 0..<1: own.met += 1
            case -1..<0: own.missed += 1
            case 1..<2: own.farMet += 1
            case -2 ..< -1: own.farMissed += 1
            default: break
            }
        }

        /// The unit is read: it speaks.
        mutating func next() {
            met += own.met
            missed += own.missed
            if own.met != own.missed { own.met > own.missed ? (voices.met += 1) : (voices.missed += 1) }
            if own.farMet != own.farMissed {
                own.farMet > own.farMissed ? (voices.farMet += 1) : (voices.farMissed += 1)
            }
            own = (0, 0, 0, 0)
        }

        func suspects(_ target: Int, _ metric: Int, _ window: Window, aim: Double, width: Double) -> Suspects {
            var suspects = Suspects()
            let all = voices.met + voices.missed
            guard all >= BunchingCheck.leastVoices else { return suspects }
            // The far bands are three widths apart, the near ones one: a third of the slope in logarithms.
            let odds = max(1, cbrt((Double(voices.farMet) + 0.5) / (Double(voices.farMissed) + 0.5)))
            guard let share = Statistics.Share(part: odds, rest: 1),
                let binomial = Binomial(trials: Double(all), probability: share)
            else { return suspects }
            suspects.add(
                Finding(
                    evidence: .bunching(
                        aim: aim, width: width, met: met, missed: missed, unitsMet: voices.met,
                        unitsMissed: voices.missed),
                    target: target, metric: metric, window: window, p: min(1, binomial.atLeast(Double(voices.met)))))
            return suspects
        }
    }
}
