import Periods
import Plan

/// From which former units a unit's numbers come, and which of its numbers.
public struct Origin: Sendable, Hashable {
    /// The number that comes from them; of several the first of these.
    public enum Use: Sendable, Hashable {
        /// The value to date itself: the borders changed within it.
        case value
        /// The comparator.
        case baseline
        /// The unit's share of a goal, or the level it starts from.
        case goal
        /// What the outlook or the pace learnt from.
        case history
    }

    public var use: Use
    /// The former units and what share of each counts.
    public var parts: [Succession.Part]
    /// By what they were shared.
    public var basis: LocalText?
    /// Whether a part is an estimate, rather than all of them being whole.
    public var isEstimated: Bool
}

/// Marks the assessments that rest on estimates, and says of each where its numbers come from.
struct Origins {
    let frame: TargetFrame
    let prepared: PreparedBatch
    let plan: Plan

    func add(to assessments: inout [Assessment], _ context: inout TargetContext) {
        guard !plan.units.succession.isEmpty,
            plan.metric(of: plan.targets[frame.target]).inputs.contains(where: { id in
                plan.metricIndex(id).map { plan.metrics[$0].succession == .split } ?? false
            })
        else { return }
        // All units of a target share the top unit's curve.
        let hasCurve = prepared.paceShape.map { !$0.years.isEmpty } ?? false
        let isLearntFromEstimates = hasCurve && prepared.history?.isEstimated(0) ?? false
        for index in assessments.indices {
            let unit = assessments[index].unit
            if isLearntFromEstimates { assessments[index].flags.insert(.estimated) }
            guard let lineage = plan.units.succession.lineage(of: Int(unit)) else { continue }
            if isEstimated(index) { assessments[index].flags.insert(.estimated) }
            let isEstimated = assessments[index].flags.contains(.estimated)
            guard let (use, day) = use(assessments[index], index, lineage, isEstimated),
                let parts = lineage.parts(on: day)
            else {
                continue
            }
            context.origins[unit] = Origin(use: use, parts: parts, basis: lineage.basis, isEstimated: isEstimated)
        }
    }

    private func isEstimated(_ index: Int) -> Bool {
        let batch = prepared.batch
        return batch.current.isEstimated(index) || batch.baseline?.isEstimated(index) ?? false
            || batch.wholeBaseline?.isEstimated(index) ?? false || hasEstimatedGoal(index)
    }

    private func hasEstimatedGoal(_ index: Int) -> Bool {
        prepared.hasEstimatedGoal.indices.contains(index) && prepared.hasEstimatedGoal[index]
    }

    /// Which number comes from former units, and on what day they were.
    private func use(
        _ assessment: Assessment, _ index: Int, _ lineage: Succession.Lineage, _ isEstimated: Bool
    ) -> (Origin.Use, Day)? {
        let batch = prepared.batch
        if lineage.parts(on: batch.toDate.first) != nil, batch.current.value[index].isFinite {
            return (.value, batch.toDate.first)
        }
        if let window = prepared.baselineWindow, lineage.parts(on: window.first) != nil,
            batch.baseline != nil, assessment.baseline.isFinite
        {
            return (.baseline, window.first)
        }
        guard isEstimated else { return nil }
        return (hasEstimatedGoal(index) ? .goal : .history, batch.window.first.adding(years: -1))
    }
}
