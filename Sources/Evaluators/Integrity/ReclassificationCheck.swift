import Ledger
import Periods
import Plan
import Statistics

/// More of a metric is withdrawn, not taken up or reclassified than the year before, or revisions go mostly downward.
struct ReclassificationCheck {
    let context: CheckContext
    private static let leastRise = 0.1
    private static let leastEvents = 20.0
    private static let leastRevisions = 10
    private static let leastLoss = 0.01

    /// The share that was withdrawn, tested as a rate per case that came in.
    func withdrawn(_ metric: Int) -> Suspects {
        var suspects = Suspects()
        let plan = context.plan
        guard !plan.metrics[metric].reclassifiedTo.isEmpty, let year = context.lastYear(metric) else { return suspects }
        let units = context.units
        guard let own = context.yearOnYear(metric, units, year) else { return suspects }
        for other in plan.metrics[metric].reclassifiedTo.compactMap(plan.metricIndex) {
            guard let gone = context.yearOnYear(other, units, year) else { continue }
            for index in units.indices {
                guard let left = own[index], var flow = gone[index], flow.counts.now >= Self.leastEvents else {
                    continue
                }
                let all = TwoPeriods(
                    now: left.counts.now + flow.counts.now, before: left.counts.before + flow.counts.before)
                guard all.before > 0 else { continue }
                flow.exposures = all
                guard flow.rise >= Self.leastRise else {
                    suspects.clear()
                    continue
                }
                suspects.add(
                    Finding(
                        evidence: .withdrawn(flow.counts, of: all), metric: metric, other: other,
                        unit: context.isTop(units[index]) ? nil : units[index], window: year,
                        p: flow.chance(ofRise: true)))
            }
        }
        return suspects
    }

    /// Revisions of the last year, as a test of signs: late reports push values up, so as many down as up is generous.
    func revisedDown(_ metric: Int, _ revised: RevisedValues) -> Suspects {
        var suspects = Suspects()
        guard let year = context.lastYear(metric), let table = context.bank.table(context.plan.metrics[metric].id)
        else {
            return suspects
        }
        func add(_ unit: Int?, _ flow: RevisedValues.Flow, sum: Double) {
            guard flow.down + flow.up >= Self.leastRevisions else { return }
            guard flow.lost - flow.gained >= Self.leastLoss * sum,
                let even = Statistics.Share(0.5),
                let signs = Binomial(trials: Double(flow.down + flow.up), probability: even)
            else { return suspects.clear() }
            suspects.add(
                Finding(
                    evidence: .revisedDown(down: flow.down, up: flow.up, lost: flow.lost, gained: flow.gained),
                    metric: metric, unit: unit, window: year, p: min(1, signs.atLeast(Double(flow.down)))))
        }
        let periods = table.metric.periods(in: year)
        var all = RevisedValues.Flow()
        var total = 0.0
        for (unit, flow) in revised.flows.sorted(by: { $0.key < $1.key }) {
            let sum = periods.reduce(0.0) { $0 + (table.value(unit, $1).isFinite ? table.value(unit, $1) : 0) }
            add(unit, flow, sum: sum)
            all.add(flow)
            total += sum
        }
        if revised.flows.count > 1 { add(nil, all, sum: total) }
        return suspects
    }
}
