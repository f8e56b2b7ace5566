import Evaluators
import Ledger
import Periods
import Plan
import Reports

/// Finds what became known since the run before, and which of its statements would be others today.
struct RevisionFinder {
    let plan: Plan
    let ledger: Ledger
    let catalogue: EvaluatorCatalogue

    /// nil without a run before, or when it knew as much.
    func report(since previous: PreviousRun?, knownAt: Instant) throws -> RevisionReport? {
        guard let previous, let since = previous.knownAt, since < knownAt else { return nil }
        let metrics = plan.metrics.filter(\.isReported).map { (id: $0.id, lastDue: lastDue($0, on: previous.asOf)) }
        let found = try ledger.restatements(of: metrics, since: since, until: knownAt)
        let revisions = found.compactMap(revision).sorted { $0.metric < $1.metric }
        guard !revisions.isEmpty else {
            return RevisionReport(asOf: previous.asOf, since: since, metrics: [], effects: [])
        }
        return RevisionReport(
            asOf: previous.asOf, since: since, metrics: revisions,
            effects: try effects(previous, Set(revisions.map { plan.metrics[$0.metric].id }), knownAt))
    }

    /// The first day of the last period whose reports were due on a day.
    private func lastDue(_ metric: Metric, on day: Day) -> Day {
        let last = metric.calendar.index(metric.grain, of: day - metric.dueDays + 1) - 1
        return metric.window(of: last).first
    }

    private func revision(_ found: Restatement) -> RevisionReport.MetricRevision? {
        guard let index = plan.metricIndex(found.metric), let first = found.days.min(), let last = found.days.max()
        else { return nil }
        let metric = plan.metrics[index]
        let units = found.codes.map { plan.units.index(of: $0) }
        var byUnit: [Int: RevisionReport.UnitRevision] = [:]
        for row in found.units.indices {
            guard let unit = units[Int(found.units[row])] else { continue }
            var entry = byUnit[unit] ?? .init(unit: unit)
            if found.before[row].isNaN {
                entry.late += 1
            } else {
                entry.changed += 1
                entry.before += found.before[row]
                entry.after += found.after[row]
            }
            byUnit[unit] = entry
        }
        let calendar = metric.calendar
        let begin = calendar.window(metric.grain, index: calendar.index(metric.grain, of: Day(number: first))).first
        let end = calendar.window(metric.grain, index: calendar.index(metric.grain, of: Day(number: last))).last
        guard !byUnit.isEmpty, let window = Window(begin, end) else { return nil }
        let all = byUnit.values
        return .init(
            metric: index, changed: all.reduce(0) { $0 + $1.changed }, before: all.reduce(0) { $0 + $1.before },
            after: all.reduce(0) { $0 + $1.after }, late: all.reduce(0) { $0 + $1.late }, window: window,
            units: byUnit.sorted { $0.key < $1.key }.map(\.value))
    }

    /// Judges the day of the run before again, for the targets that the revised metrics are behind.
    private func effects(
        _ previous: PreviousRun, _ revised: Set<String>, _ knownAt: Instant
    ) throws -> [RevisionReport.Effect] {
        // Under another plan it is the plan that speaks otherwise.
        guard previous.planVersion == plan.version else { return [] }
        let affected = plan.targets.indices.filter { index in
            // Plugins are not asked twice.
            if case .custom = plan.targets[index].aim(on: previous.asOf) { return false }
            return !revised.isDisjoint(with: plan.metric(of: plan.targets[index]).inputs)
        }
        guard !affected.isEmpty else { return [] }
        var part = plan
        part.targets = affected.map { plan.targets[$0] }
        let again = try Judge(part, catalogue: catalogue).judge(ledger, asOf: previous.asOf, knownAt: knownAt)
        return again.contexts.flatMap { context in
            context.rows.compactMap { row -> RevisionReport.Effect? in
                let assessment = again.assessments[row]
                let unit = Int(assessment.unit)
                let key = StatusKey(target: part.targets[context.target].id, unit: plan.units[unit].code)
                guard let was = previous.statuses[key], was != assessment.status else { return nil }
                return .init(target: affected[context.target], unit: unit, was: was, now: assessment.status)
            }
        }
    }
}
