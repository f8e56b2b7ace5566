import Evaluators
import Plan

/// A status that is not what it was in the run before.
public struct StatusChange: Sendable, Hashable {
    /// Index into `Judgements.contexts`.
    public var context: Int
    /// Index into `Judgements.assessments`.
    public var row: Int
    public var before: Status
    public var after: Status
    /// Whether it is the target's top unit.
    public var isTop: Bool

    /// Whether the new status is better (true), worse (false), or not comparable (nil).
    public var isBetter: Bool? {
        guard let old = before.grade, let new = after.grade else { return nil }
        // Achieving what was on pace is good news though the grade is the same.
        if old == new { return after.isFinal && !before.isFinal ? true : after.urgency > before.urgency }
        return new < old
    }
}

extension RunView {
    /// The status transitions since the run before: the targets' top units first, in the plan's order; then units, those
    /// that need attention most first. Empty when there is no run before.
    public var changes: [StatusChange] {
        guard let previous else { return [] }
        var top: [StatusChange] = []
        var units: [StatusChange] = []
        for (index, context) in judgements.contexts.enumerated() {
            let id = target(of: context).id
            for row in context.rows {
                let assessment = judgements.assessments[row]
                let key = StatusKey(target: id, unit: unit(of: assessment).code)
                guard let before = previous.statuses[key], before != assessment.status else { continue }
                let isTop = row == topRows[index]
                let change = StatusChange(
                    context: index, row: row, before: before, after: assessment.status, isTop: isTop)
                if isTop { top.append(change) } else { units.append(change) }
            }
        }
        units.sort { ($0.after.urgency, $0.row) < ($1.after.urgency, $1.row) }
        return top + units
    }
}
