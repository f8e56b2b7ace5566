import Periods
import Plan

/// Shares a declared total among the units of a selection, so that the parts sum to the whole.
struct GoalSharing {
    let plan: Plan
    let selection: UnitSelection
    let total: Double
    /// The day of the tree.
    let day: Day

    /// One goal for each judged unit; NaN where the basis gives none.
    ///
    /// - Parameter history: the judged units' own totals of last year, asked for only when they are the basis.
    func goals(history: () -> [Double]) -> [Double] {
        let carriers = Set(selection.carriers)
        var goals = [Double](repeating: .nan, count: selection.judged.count)
        for (index, unit) in selection.judged.enumerated() where carriers.contains(unit) { goals[index] = total }
        share(into: &goals, carriers, history)
        // Units above those that carry the total answer for all of them together.
        for (index, unit) in selection.judged.enumerated() where goals[index].isNaN && !isBelowRoot(unit) {
            let below = carriers.filter { plan.units.ancestors(of: $0, on: day).contains(unit) }
            if !below.isEmpty { goals[index] = total * Double(below.count) }
        }
        return goals
    }

    private func isBelowRoot(_ unit: Int) -> Bool {
        plan.units.ancestors(of: unit, on: day).contains(selection.root)
    }

    private func share(into goals: inout [Double], _ carriers: Set<Int>, _ history: () -> [Double]) {
        guard let share = selection.share else { return }
        let below = selection.judged.indices.filter {
            isBelowRoot(selection.judged[$0]) && !carriers.contains(selection.judged[$0])
        }
        switch share {
        case .same:
            for index in below { goals[index] = total }
        case .flat:
            var sizes: [String: Int] = [:]
            for index in below { sizes[plan.units[selection.judged[index]].level, default: 0] += 1 }
            for index in below {
                goals[index] = total / Double(sizes[plan.units[selection.judged[index]].level] ?? 1)
            }
        case .weight:
            var sums: [String: Double] = [:]
            for index in below {
                let unit = plan.units[selection.judged[index]]
                sums[unit.level, default: 0] += unit.weight ?? 0
            }
            for index in below {
                let unit = plan.units[selection.judged[index]]
                let sum = sums[unit.level] ?? 0
                if let weight = unit.weight, sum > 0 { goals[index] = total * weight / sum }
            }
        case .history:
            let past = history()
            guard let root = selection.judged.firstIndex(of: selection.root), past[root] > 0 else { return }
            for index in below { goals[index] = total * (past[index].isNaN ? 0 : past[index]) / past[root] }
        }
    }
}
