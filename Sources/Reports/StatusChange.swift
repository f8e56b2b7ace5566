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
    /// The status transitions since the run before: the targets' top units first, in the plan's order; then units,
    /// those that need attention most first. Empty when there is no run before.
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

/// Units of one target that came to the same status since the run before: 126 units change too often to name each.
struct UnitChanges {
    /// Index into `Judgements.contexts`.
    var context: Int
    var after: Status
    /// Indices into `Judgements.assessments`, in the tree's order.
    var rows: [Int]

    /// "Ba Đình, Láng, Sơn Tây and 4 more".
    func names(in run: RunView, limit: Int, language: Language) -> String {
        let names = rows.prefix(limit).map { run.unit(of: run.judgements.assessments[$0]).name[language] }
        let rest = rows.count - names.count
        let list = names.joined(separator: ", ")
        guard rest > 0 else { return list }
        return list + language.say(vi: " và \(rest) đơn vị khác", en: " and \(rest) more")
    }
}

extension Sequence<StatusChange> {
    /// The changes below the top units, put together by new status and target; what needs attention most comes first,
    /// then the larger group.
    func groupedUnits() -> [UnitChanges] {
        var groups: [UnitChanges] = []
        var places: [[Int]: Int] = [:]
        for change in self where !change.isTop {
            let key = [change.context, change.after.urgency]
            if let place = places[key] {
                groups[place].rows.append(change.row)
            } else {
                places[key] = groups.count
                groups.append(UnitChanges(context: change.context, after: change.after, rows: [change.row]))
            }
        }
        return groups.sorted {
            ($0.after.urgency, -$0.rows.count, $0.context) < ($1.after.urgency, -$1.rows.count, $1.context)
        }
    }
}
