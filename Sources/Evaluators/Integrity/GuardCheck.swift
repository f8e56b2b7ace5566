import Periods
import Plan

/// Targets that improve while their counter-measure worsens, both beyond chance.
///
/// Both are held against the same days of the year before. The p is the larger of the two, which is a test of both
/// together; and the guard must have moved by a twentieth at least, for in large counts anything is beyond chance.
struct GuardCheck {
    let context: CheckContext
    private static let leastMove = 0.05

    func suspects(_ target: Int, _ toDate: Window) -> Suspects {
        var suspects = Suspects()
        let plan = context.plan
        let declared = plan.targets[target]
        let units = declared.units.standing(on: min(context.asOf, toDate.last), in: plan.units).judged
            .filter { !plan.units[$0].isPool }
        guard !declared.guards.isEmpty, let own = context.yearOnYear(declared.metric, units, toDate) else {
            return suspects
        }
        for guardMetric in declared.guards.compactMap(plan.metricIndex) where guardMetric != declared.metric {
            guard let other = context.yearOnYear(guardMetric, units, toDate) else { continue }
            for index in units.indices {
                guard let gain = own[index], let cost = other[index] else { continue }
                let better = plan.metrics[declared.metric].better == .higher
                let worse = plan.metrics[guardMetric].better == .lower
                guard gain.rise != 0, (gain.rise > 0) == better, (cost.rise > 0) == worse,
                    cost.rise.magnitude >= Self.leastMove
                else {
                    suspects.clear()
                    continue
                }
                let p = max(gain.chance(ofRise: better), cost.chance(ofRise: worse))
                suspects.add(
                    Finding(
                        evidence: .guardMoved(gain.seen, guard: cost.seen), target: target, metric: declared.metric,
                        other: guardMetric, unit: context.isTop(units[index]) ? nil : units[index], window: toDate, p: p
                    ))
            }
        }
        return suspects
    }
}
