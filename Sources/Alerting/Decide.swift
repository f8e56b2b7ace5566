import CEL
import Evaluators
import Periods
import Plan

/// Decides what every rule says of every assessment, given what earlier runs left behind.
///
/// A pure function: no clock, no files, no network. See ``AlertMemory`` for why there are two memories.
///
/// - Parameters:
///   - before: what the latest run with an earlier as-of day left; empty when there is none.
///   - told: what the latest run of all left, its `asOf` being the latest as-of day of any run; may be of the same
///     as-of day (a run again), or of a later one (then nothing is told).
public func decide(plan: Plan, judgements: Judgements, before: AlertMemory, told: AlertMemory) -> Decisions {
    var decider = Decider(plan: plan, judgements: judgements, before: before, told: told)
    decider.judge()
    decider.closeWhatIsGone()
    decider.route()
    return Decisions(
        asOf: judgements.asOf, entries: decider.entries, rows: decider.rows,
        runsInStatus: decider.history.runs, failures: decider.failures)
}

/// The work of one `decide`.
private struct Decider {
    let plan: Plan
    let judgements: Judgements
    let overtakenBy: Day?
    let history: StatusHistory
    private let before: MemoryIndex
    private let told: MemoryIndex
    private let codes: [String]
    /// For each rule whether it speaks of the data alone.
    private let aboutData: [Bool]
    private var facts: RuleFacts
    private(set) var entries: [AlertEntry] = []
    private(set) var rows: [AlertRow] = []
    private(set) var failures: [RuleFailure] = []

    init(plan: Plan, judgements: Judgements, before: AlertMemory, told: AlertMemory) {
        self.plan = plan
        self.judgements = judgements
        overtakenBy = told.asOf.flatMap { $0 > judgements.asOf ? $0 : nil }
        history = StatusHistory(plan: plan, judgements: judgements, memory: before.statuses)
        let places = AlertPlaces(plan: plan, judgements: judgements)
        self.before = MemoryIndex(before.rows, places: places)
        self.told = MemoryIndex(told.rows, places: places)
        codes = plan.units.codes
        aboutData = plan.rules.map { $0.when.variables.allSatisfy(RuleFacts.concernsDataOnly) }
        facts = RuleFacts(plan: plan, judgements: judgements, history: history)
    }

    // MARK: Rules × assessments

    mutating func judge() {
        for context in judgements.contexts {
            facts.select(context)
            for rule in plan.rules.indices { judge(rule: rule, context: context) }
        }
    }

    private mutating func judge(rule: Int, context: TargetContext) {
        let first = entries.count
        let verdicts = facts.verdicts(of: plan.rules[rule].when)
        for (row, verdict) in zip(context.rows, verdicts) {
            let slot = rule * judgements.assessments.count + row
            let isRemembered = before.isKnown(slot) || told.isKnown(slot)
            guard verdict != .fails || isRemembered else { continue }
            decide(rule: rule, context: context, row: row, verdict: verdict, slot: slot)
        }
        listChildren(from: first)
    }

    private mutating func decide(
        rule index: Int, context: TargetContext, row: Int, verdict: RuleFacts.Verdict, slot: Int
    ) {
        let rule = plan.rules[index]
        let assessment = judgements.assessments[row]
        let unit = Int(assessment.unit)
        let remembered = before.row(slot)
        let isFiring = remembered?.state == .firing
        var alert = AlertCase(
            asOf: judgements.asOf, runs: max(1, rule.runs), holds: verdict == .failed ? nil : verdict == .holds,
            status: assessment.status, data: assessment.data, period: context.periodName,
            isAboutData: aboutData[index], before: remembered, told: told.row(slot)?.told, overtakenBy: overtakenBy)
        do {
            if verdict == .failed { _ = try expression("when") { try facts.bool(rule.when, row: row) } }
            if isFiring, verdict == .fails, let until = rule.until {
                alert.ends = try expression("until") { try facts.bool(until, row: row) }
            }
            if !isFiring, verdict == .holds, (remembered?.runs ?? 0) + 1 < alert.runs, let atOnce = rule.atOnce {
                alert.atOnce = try expression("at_once") { try facts.bool(atOnce, row: row) }
            }
            alert.severity = remembered?.severity ?? ""
            if verdict == .holds { alert.severity = try severity(of: rule, row: row) }
        } catch {
            alert.holds = nil
            alert.failure = "\(error.name): \(error.message)"
            note(error, rule: rule, context: context, unit: unit)
        }
        let outcome = alert.outcome()
        guard outcome.decision != .none || outcome.told != nil else { return }
        let key = AlertKey(
            rule: rule.id, target: plan.targets[context.target].id, unit: codes[unit],
            period: context.periodName)
        let remembering = AlertRow(
            key: key, state: outcome.state, runs: outcome.runs, since: outcome.since, severity: outcome.severity,
            easing: outcome.easing, told: outcome.told)
        if outcome.state != .inactive || outcome.told != nil { rows.append(remembering) }
        guard outcome.decision != .none else { return }
        entries.append(
            AlertEntry(
                row: remembering, decision: outcome.decision, rule: index, target: context.target, unit: unit,
                assessment: row, since: outcome.since ?? remembered?.since ?? told.row(slot)?.since))
    }

    /// A severity that is not one of the three words is taken as it is and noted; an alert is never lost over it.
    private mutating func severity(of rule: Rule, row: Int) throws(ExpressionFailure) -> String {
        switch rule.severity {
        case .word(let word): return word
        case .expression(let program): return try expression("severity") { try facts.string(program, row: row) }
        }
    }

    private struct ExpressionFailure: Error {
        var name: String
        var message: String
    }

    private func expression<Value>(
        _ name: String, _ body: () throws -> Value
    ) throws(ExpressionFailure) -> Value {
        do {
            return try body()
        } catch {
            throw ExpressionFailure(name: name, message: (error as? CELError)?.message ?? "\(error)")
        }
    }

    private mutating func note(_ failure: ExpressionFailure, rule: Rule, context: TargetContext, unit: Int) {
        let target = plan.targets[context.target].id
        if let last = failures.indices.last, failures[last].rule == rule.id, failures[last].target == target,
            failures[last].expression == failure.name
        {
            failures[last].count += 1
            return
        }
        failures.append(
            RuleFailure(
                rule: rule.id, target: target, expression: failure.name, unit: plan.units[unit].code, count: 1,
                message: failure.message))
    }

    // MARK: What is gone from the plan

    /// Alerts whose rule, target, unit or period is no longer judged end, with the reason.
    mutating func closeWhatIsGone() {
        for (row, gone) in told.gone {
            guard let known = row.told else { continue }
            var remembering = row
            var decision = Decision.none
            if known.state == .firing {
                if let overtakenBy {
                    decision = .hold(.overtaken(by: overtakenBy))
                } else {
                    decision = .resolve(gone.end)
                    remembering.told = .init(.resolved, severity: known.severity, on: judgements.asOf)
                    (remembering.state, remembering.runs, remembering.easing) = (.inactive, 0, 0)
                    (remembering.since, remembering.severity) = (nil, "")
                }
                rows.append(remembering)
            } else if known.on == judgements.asOf {
                // Kept for this as-of day only, so that a run again can say why it is silent.
                decision = .hold(.alreadyResolved(on: known.on))
                rows.append(remembering)
            }
            guard decision != .none else { continue }
            entries.append(
                AlertEntry(
                    row: remembering, decision: decision, rule: gone.rule, target: gone.target, unit: gone.unit,
                    assessment: gone.assessment, since: row.since))
        }
    }

    // MARK: Parents and routes

    /// Hangs each transition of one rule and target below the nearest unit above it that has the same one.
    private mutating func listChildren(from first: Int) {
        let told = (first..<entries.count).filter { entries[$0].decision.isTold }
        guard told.count > 1 else { return }
        var places: [Int: Int] = [:]
        for index in told {
            if let unit = entries[index].unit { places[unit] = index }
        }
        for index in told {
            var unit = entries[index].unit.flatMap { plan.units.parent(of: $0, on: judgements.asOf) }
            while let above = unit {
                if let parent = places[above],
                    entries[parent].decision.transition == entries[index].decision.transition
                {
                    entries[parent].children.append(index)
                    break
                }
                unit = plan.units.parent(of: above, on: judgements.asOf)
            }
        }
    }

    mutating func route() {
        for index in entries.indices where entries[index].decision.isTold {
            entries[index].routed = plan.route(entries[index])
        }
    }
}
