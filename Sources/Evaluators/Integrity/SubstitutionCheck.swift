import Periods
import Plan
import Statistics

/// Categories between which cases may have moved: a metric improves, and its declared sibling takes up the difference.
///
/// Over the last year against the year before. The p is the larger of the two one-sided ones; and the sibling must
/// have taken up at least half of a difference of a tenth or more, for crimes of every kind drift from year to year.
struct SubstitutionCheck {
    let context: CheckContext
    private static let leastShare = 0.1
    private static let leastEvents = 20.0

    func suspects(_ metric: Int) -> Suspects {
        var suspects = Suspects()
        let plan = context.plan
        guard !plan.metrics[metric].siblings.isEmpty, let year = context.lastYear(metric) else { return suspects }
        let units = context.units
        let rises = plan.metrics[metric].better == .higher
        for sibling in plan.metrics[metric].siblings.compactMap(plan.metricIndex) {
            let pair = context.filling(metric, sibling).filling(sibling, metric)
            guard let own = pair.yearOnYear(metric, units, year), let other = pair.yearOnYear(sibling, units, year)
            else { continue }
            for index in units.indices {
                guard let first = own[index], let second = other[index],
                    first.counts.now + first.counts.before >= Self.leastEvents
                else { continue }
                let (gain, loss) = (first.counts, second.counts)
                let moved = (gain.now - gain.before).magnitude
                let taken = (loss.now - loss.before).magnitude
                guard (gain.now > gain.before) == rises, gain.now != gain.before,
                    (loss.now < loss.before) == rises, loss.now != loss.before, moved >= Self.leastEvents,
                    moved >= Self.leastShare * max(gain.before, gain.now), taken >= moved / 2, taken <= moved * 2
                else {
                    suspects.clear()
                    continue
                }
                let p = max(first.chance(ofRise: rises), second.chance(ofRise: !rises))
                suspects.add(
                    Finding(
                        evidence: .substitution(
                            gain, sibling: loss, correlation: correlation(metric, sibling, units[index])),
                        metric: metric, other: sibling, unit: context.isTop(units[index]) ? nil : units[index],
                        window: year, p: p))
            }
        }
        return suspects
    }

    /// How the two moved from period to period over the last two years; shown, not tested.
    private func correlation(_ metric: Int, _ sibling: Int, _ unit: Int) -> Double {
        let plan = context.plan
        guard let first = context.bank.table(plan.metrics[metric].id),
            let second = context.bank.table(plan.metrics[sibling].id), first.metric.grain == second.metric.grain,
            first.metric.calendar == second.metric.calendar
        else { return .nan }
        let reporters = plan.units.leaves(under: unit, on: context.asOf)
        var pairs: [(Double, Double)] = []
        for period in first.series.periods.suffix(2 * first.metric.grain.perYear) {
            var (a, b) = (Double.nan, Double.nan)
            for unit in reporters {
                a.accumulate(first.value(unit, period))
                b.accumulate(second.value(unit, period))
            }
            if a.isFinite, b.isFinite { pairs.append((a, b)) }
        }
        return changeCorrelation(pairs.map(\.0), pairs.map(\.1)) ?? .nan
    }
}

extension CheckContext {
    /// The same with zeros in the periods of a metric that nobody reported while its sibling was; only where the source
    /// leaves zeros out.
    fileprivate func filling(_ metric: Int, _ sibling: Int) -> CheckContext {
        guard plan.metrics[metric].zeros == .omitted, var table = bank.table(plan.metrics[metric].id),
            let other = bank.table(plan.metrics[sibling].id), table.metric.grain == other.metric.grain,
            table.metric.calendar == other.metric.calendar
        else { return self }
        let reporters = table.isReporter.indices.filter { table.isReporter[$0] }
        var isChanged = false
        for (column, period) in table.series.periods.enumerated() {
            guard reporters.allSatisfy({ table.value($0, period).isNaN }),
                other.isReporter.indices.contains(where: { other.value($0, period).isFinite })
            else { continue }
            isChanged = true
            let day = table.metric.window(of: period).first
            for unit in reporters where plan.units[unit].exists(on: day) {
                table.series.values[table.series.row(unit) + column] = 0
            }
        }
        guard isChanged else { return self }
        var filled = self
        filled.bank = bank.replacing([table.metric.id: table])
        return filled
    }
}
