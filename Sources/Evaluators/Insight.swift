import Ledger
import Periods
import Plan

/// What a run says beside its statuses: questions about the figures, and why ratios changed.
///
/// A pure pass over what the run has read and judged. It looks at targets that are under way or ended of late; what is
/// not declared, or switched off, is neither read nor computed.
struct Insight: Sendable {
    private let plan: Plan
    private let asOf: Day
    /// Targets that are looked at, by index.
    private let targets: [Int]
    private let kinds: Set<CheckKind>

    /// Days after its end for which a target is still asked about.
    private static let daysAfter = 92

    init(_ plan: Plan, _ frames: [TargetFrame], asOf: Day) {
        self.plan = plan
        self.asOf = asOf
        kinds = plan.integrity.kinds
        targets = frames.filter { frame in
            let isCancelled = plan.targets[frame.target].cancelled.map { $0.on <= asOf } ?? false
            return frame.window.first <= asOf && asOf - frame.window.last <= Self.daysAfter && !isCancelled
        }.map(\.target)
    }

    // MARK: What is read

    /// Metrics that no target needs, but a check does, with the days it looks at: no more than were reported.
    func widen(_ windows: inout [String: Window], from firstDays: [String: Day]) {
        for id in Set(comparedMetrics.flatMap { plan.metrics[$0].inputs }) {
            var first = min(asOf, max(asOf.adding(years: -2) - 14, firstDays[id] ?? asOf))
            if let input = plan.metricIndex(id).map({ plan.metrics[$0] }), input.reporting == .cumulative {
                first = input.calendar.period(.year, containing: first).window.first
            }
            let old = windows[id]
            windows[id] = Window(min(old?.first ?? first, first), max(old?.last ?? asOf, asOf))
        }
    }

    /// What was revised of the metrics whose fall is good news.
    func revised(_ ledger: Ledger, knownAt: Instant?) throws -> [String: RevisedValues] {
        guard kinds.contains(.reclassification) else { return [:] }
        var windows: [String: Window] = [:]
        for index in ownMetrics where plan.metrics[index].better == .lower {
            guard case .count = plan.metrics[index].kind else { continue }
            windows[plan.metrics[index].id] = CheckContext.lastYear(plan.metrics[index], asOf)
        }
        return try ledger.revised(windows, codes: plan.units.codes, knownAt: knownAt)
    }

    /// The reported metrics behind the targets.
    private var ownMetrics: [Int] {
        Set(targets.flatMap { plan.metrics[plan.targets[$0].metric].inputs }.compactMap(plan.metricIndex)).sorted()
    }

    /// Metrics held against the year before, or looked at for their noise.
    private var comparedMetrics: [Int] {
        var found: Set<Int> = []
        if kinds.contains(.guardMoved) {
            for target in targets where !plan.targets[target].guards.isEmpty {
                found.insert(plan.targets[target].metric)
                found.formUnion(plan.targets[target].guards.compactMap(plan.metricIndex))
            }
        }
        for metric in ownMetrics {
            if kinds.contains(.endSpike) { found.insert(metric) }
            var related: [String] = []
            if kinds.contains(.substitution) { related += plan.metrics[metric].siblings }
            if kinds.contains(.reclassification) { related += plan.metrics[metric].reclassifiedTo }
            if !related.isEmpty { found.insert(metric) }
            found.formUnion(related.compactMap(plan.metricIndex))
        }
        return found.sorted()
    }

    // MARK: What is said

    func add(to judgements: inout Judgements, _ bank: MetricBank, _ revised: [String: RevisedValues]) {
        let mixes = concurrently(judgements.contexts.count) { [judgements] index in
            UnitMix(judgements.contexts[index], plan, bank, asOf: asOf) as UnitMix??
        }
        for (index, mix) in mixes.enumerated() { judgements.contexts[index].mix = mix.flatMap { $0 } }
        guard !kinds.isEmpty, !targets.isEmpty else { return }
        let context = CheckContext(plan, bank, asOf: asOf, compared: comparedMetrics)
        let tasks = tasks(context, judgements, revised)
        let answers = concurrently(tasks.count) { (kind: tasks[$0].kind, suspects: tasks[$0].run()) }
        var byKind: [CheckKind: Suspects] = [:]
        for answer in answers { byKind[answer.kind, default: Suspects()].add(answer.suspects) }
        for kind in CheckKind.allCases {
            guard let suspects = byKind[kind], suspects.tested > 0 else { continue }
            judgements.checks.tested[kind] = suspects.tested
            judgements.checks.findings += suspects.standing.map(silenced)
        }
    }

    private struct Task: Sendable {
        var kind: CheckKind
        var run: @Sendable () -> Suspects
    }

    private func tasks(
        _ context: CheckContext, _ judgements: Judgements, _ revised: [String: RevisedValues]
    ) -> [Task] {
        var tasks: [Task] = []
        for target in targets {
            guard judgements.contexts.indices.contains(target), let toDate = judgements.contexts[target].toDate else {
                continue
            }
            let judged = judgements.contexts[target]
            tasks.append(Task(kind: .bunching) { bunching(context, target, judged, judgements) })
            tasks.append(Task(kind: .guardMoved) { GuardCheck(context: context).suspects(target, toDate) })
        }
        for metric in ownMetrics {
            tasks.append(Task(kind: .heaping) { HeapingCheck(context: context).suspects(metric) })
            tasks.append(Task(kind: .endSpike) { EndSpikeCheck(context: context).suspects(metric) })
            tasks.append(Task(kind: .substitution) { SubstitutionCheck(context: context).suspects(metric) })
            let changed = revised[plan.metrics[metric].id]
            tasks.append(
                Task(kind: .reclassification) {
                    var suspects = ReclassificationCheck(context: context).withdrawn(metric)
                    if let changed {
                        suspects.add(ReclassificationCheck(context: context).revisedDown(metric, changed))
                    }
                    return suspects
                })
        }
        return tasks.filter { kinds.contains($0.kind) }
    }

    private func bunching(
        _ context: CheckContext, _ target: Int, _ judged: TargetContext, _ judgements: Judgements
    ) -> Suspects {
        let leaves = plan.leaves(of: target, on: judged.treeDay(asOf: asOf))
        guard leaves.count > 1 else { return Suspects() }
        let check = BunchingCheck(context: context)
        var suspects = check.ratios(target, judged.aim, leaves)
        suspects.add(check.totals(target, judged, judgements.assessments[judged.rows], Set(leaves)))
        return suspects
    }

    /// A finding with the silence that holds it back on this day, if any.
    private func silenced(_ finding: Finding) -> Finding {
        let names = [
            finding.target.map { plan.targets[$0].id }, plan.metrics[finding.metric].id,
            finding.other.map { plan.metrics[$0].id },
        ]
        var finding = finding
        finding.silence = plan.integrity.silences.first { silence in
            silence.kind == finding.kind && asOf <= silence.until && (silence.on.map { names.contains($0) } ?? true)
        }
        return finding
    }
}

extension Plan {
    /// The units judged for a target on a day that have no judged unit below them; pools left out.
    func leaves(of target: Int, on day: Day) -> [Int] {
        let judged = targets[target].units.standing(on: day, in: units).judged
        let parents = Set(judged.filter { !units[$0].isPool }.compactMap { units.parent(of: $0, on: day) })
        return judged.filter { !parents.contains($0) && !units[$0].isPool }
    }
}
