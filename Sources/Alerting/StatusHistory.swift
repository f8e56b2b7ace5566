import Evaluators
import Plan

/// What the earlier run said of each of today's assessments: columns in the order of `Judgements.assessments`.
struct StatusHistory: Sendable {
    /// The status on the previous run, where target, period and unit are the same.
    private(set) var was: [Status?]
    /// Consecutive runs, up to and with this one, that have the present status.
    private(set) var runs: [Int32]

    init(plan: Plan, judgements: Judgements, memory: StatusMemory) {
        was = Array(repeating: nil, count: judgements.assessments.count)
        runs = Array(repeating: 1, count: judgements.assessments.count)
        let columns = Dictionary(memory.targets.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
        for context in judgements.contexts {
            guard let column = columns[plan.targets[context.target].id], column.period == context.periodName else {
                continue
            }
            align(column, context: context, plan: plan, assessments: judgements.assessments)
        }
    }

    private mutating func align(
        _ column: StatusMemory.TargetColumns, context: TargetContext, plan: Plan, assessments: [Assessment]
    ) {
        let count = min(column.units.count, column.statuses.count, column.runs.count)
        // Nearly always the units are those of last week in the same order; look one up only where they are not.
        var byCode: [String: Int]?
        for (offset, row) in context.rows.enumerated() {
            let code = plan.units[Int(assessments[row].unit)].code
            var place = offset
            if offset >= count || column.units[offset] != code {
                if byCode == nil {
                    byCode = Dictionary(zip(column.units, 0..<count), uniquingKeysWith: { first, _ in first })
                }
                guard let found = byCode?[code] else { continue }
                place = found
            }
            let previous = column.statuses[place]
            was[row] = previous
            if previous == assessments[row].status {
                let (sum, overflow) = column.runs[place].addingReportingOverflow(1)
                runs[row] = overflow ? Int32.max : sum
            }
        }
    }

    /// How many grades worse than on the previous run; 0 when either was not judged.
    func gradesLost(row: Int, now: Status) -> Int {
        guard let now = now.grade, let before = was[row]?.grade else { return 0 }
        return now - before
    }
}

extension StatusMemory {
    /// What this run leaves for the next.
    public init(plan: Plan, judgements: Judgements, runsInStatus: [Int32]) {
        self.init(
            judgements.contexts.map { context in
                let assessments = judgements.assessments[context.rows]
                return TargetColumns(
                    target: plan.targets[context.target].id, period: context.periodName,
                    units: assessments.map { plan.units[Int($0.unit)].code }, statuses: assessments.map(\.status),
                    runs: Array(runsInStatus[context.rows]))
            })
    }
}
