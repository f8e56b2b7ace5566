import Evaluators
import Periods
import Plan

/// One run as every view of it sees it: the plan, what was judged, and what was decided.
public struct RunView: Sendable {
    public let plan: Plan
    public let judgements: Judgements
    public let info: RunInfo
    public let alerts: [AlertView]
    /// The run to compare with; nil when there is none.
    public let previous: PreviousRun?
    /// What was revised or came late since that run; nil without one, or when nothing was received since.
    public let revisions: RevisionReport?
    /// How many batches the ledger held at `info.knownAt`; nil when not known.
    public let batchCount: Int?
    /// For each of `judgements.contexts`, the index into `judgements.assessments` of the target's top unit; nil where
    /// nothing was judged.
    public let topRows: [Int?]

    public init(
        plan: Plan, judgements: Judgements, info: RunInfo, alerts: [AlertView] = [], previous: PreviousRun? = nil,
        batchCount: Int? = nil, revisions: RevisionReport? = nil
    ) {
        self.plan = plan
        self.judgements = judgements
        self.info = info
        self.alerts = alerts
        self.previous = previous
        self.batchCount = batchCount
        self.revisions = revisions
        topRows = judgements.contexts.map { context in
            guard plan.targets.indices.contains(context.target) else { return nil }
            let root = plan.targets[context.target].units.root
            return context.rows.first { Int(judgements.assessments[$0].unit) == root } ?? context.rows.first
        }
    }
}

/// The statuses of the run before.
public struct PreviousRun: Sendable {
    public var asOf: Day
    public var statuses: [StatusKey: Status]
    /// What it knew, and the plan it judged; nil where that is not remembered.
    public var knownAt: Instant?
    public var planVersion: String?

    public init(
        asOf: Day, statuses: [StatusKey: Status], knownAt: Instant? = nil, planVersion: String? = nil
    ) {
        self.asOf = asOf
        self.statuses = statuses
        self.knownAt = knownAt
        self.planVersion = planVersion
    }
}

/// A target's id and a unit's code: what stays the same from plan to plan.
public struct StatusKey: Hashable, Sendable {
    public var target: String
    public var unit: String

    public init(target: String, unit: String) {
        self.target = target
        self.unit = unit
    }
}

// MARK: - Finding things

extension RunView {
    func target(of context: TargetContext) -> Target { plan.targets[context.target] }

    func metric(of context: TargetContext) -> Metric { plan.metric(of: target(of: context)) }

    func unit(of assessment: Assessment) -> Unit { plan.units[Int(assessment.unit)] }

    /// The assessments of the targets' top units, in the plan's order.
    var topAssessments: [Assessment] {
        topRows.compactMap { $0.map { judgements.assessments[$0] } }
    }

    /// Rows of the units of a target that have no judged unit below them, the top unit left out.
    func leafRows(of context: TargetContext) -> [Int] {
        let day = context.treeDay(asOf: judgements.asOf)
        let pool = plan.targets[context.target].units.pool?.unit
        var parents = Set<Int>()
        for row in context.rows {
            let unit = Int(judgements.assessments[row].unit)
            guard let parent = plan.units.parent(of: unit, on: day), unit != pool else { continue }
            parents.insert(parent)
        }
        let top = topRows[contextIndex(of: context)]
        return context.rows.filter { $0 != top && !parents.contains(Int(judgements.assessments[$0].unit)) }
    }

    /// How many of the units of ``leafRows(of:)`` have each status, a pool standing for the units in it; statuses without
    /// units are left out.
    func distribution(of context: TargetContext) -> [(status: Status, count: Int)] {
        var counts: [Status: Int] = [:]
        for row in leafRows(of: context) {
            let assessment = judgements.assessments[row]
            if assessment.reason == .pooled || assessment.reason == .nothingPooled { continue }
            counts[assessment.status, default: 0] += 1
        }
        return Status.fromBest.compactMap { status in counts[status].map { (status, $0) } }
    }

    private func contextIndex(of context: TargetContext) -> Int {
        // Contexts come one a target in the plan's order; a run of part of a plan is searched.
        if judgements.contexts.indices.contains(context.target),
            judgements.contexts[context.target].target == context.target
        {
            return context.target
        }
        return judgements.contexts.firstIndex { $0.target == context.target } ?? 0
    }
}
