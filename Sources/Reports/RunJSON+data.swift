import Evaluators
import Periods
import Plan

/// What stands behind the data: comparison, ripening, virtues, revisions.
extension RunJSON {
    func writeData(_ assessment: Assessment, _ target: TargetConstants, to json: inout JSONWriter) {
        json.raw(#","comparison":"#)
        if target.comparison.isEmpty {
            json.raw("null")
        } else {
            json.raw(target.comparison)
            let settled = assessment.settledBaseline
            let change = settled > 0 ? assessment.actual / settled - 1 : .nan
            json.raw(#","settled_baseline":"#)
            json.number(settled)
            json.raw(#","settled_change":"#)
            json.number(change)
            json.raw(#","bias":"#)
            json.number(change - assessment.change)
            json.raw("}")
        }
        json.raw(target.provisionalUntil)
        json.raw(#","virtues":"#)
        Self.write(assessment.virtues, to: &json)
    }

    /// The four scores; null when nothing was measured.
    static func write(_ virtues: DataVirtues, to json: inout JSONWriter) {
        guard virtues.least.isFinite else { return json.raw("null") }
        json.raw("{")
        writeScores(virtues, to: &json)
        json.raw("}")
    }

    private static func writeScores(_ virtues: DataVirtues, to json: inout JSONWriter) {
        json.raw(#""correct":"#)
        json.number(virtues.correct)
        json.raw(#","sufficient":"#)
        json.number(virtues.sufficient)
        json.raw(#","clean":"#)
        json.number(virtues.clean)
        json.raw(#","alive":"#)
        json.number(virtues.alive)
    }

    /// `data_virtues` and `revisions` of the whole run.
    func writeRunData(_ run: RunView, to json: inout JSONWriter) {
        json.raw(",\n\"data_virtues\":")
        writeVirtues(run, to: &json)
        json.raw(",\n\"revisions\":")
        writeRevisions(run, to: &json)
    }

    private func writeVirtues(_ run: RunView, to json: inout JSONWriter) {
        let summary = VirtueSummary(run)
        let state = ReportingState(run)
        guard !summary.rows.isEmpty else { return json.raw("null") }
        json.raw("{")
        Self.writeScores(summary.overall, to: &json)
        json.raw(#","missing":["#)
        writeCodes(state.missing, run, to: &json)
        json.raw(#"],"late":["#)
        writeCodes(state.late, run, to: &json)
        json.raw(#"],"metrics":["#)
        for (index, row) in summary.rows.enumerated() {
            json.raw(index > 0 ? ",\n" : "\n")
            write(row, run, to: &json)
        }
        json.raw("]}")
    }

    private func writeCodes(_ units: [Int], _ run: RunView, to json: inout JSONWriter) {
        for (index, unit) in units.enumerated() {
            if index > 0 { json.raw(",") }
            json.string(run.plan.units[unit].code)
        }
    }

    private func write(_ row: VirtueSummary.Row, _ run: RunView, to json: inout JSONWriter) {
        let tally = row.input.tally
        json.raw(#"{"metric":"#)
        json.string(run.plan.metrics[row.metric].id)
        json.raw(#","window":"#)
        TargetConstants.write(row.window, to: &json)
        json.raw(",")
        Self.writeScores(row.virtues, to: &json)
        let counts: [(StaticString, Int32)] = [
            (#","due":"#, tally.due), (#","reported":"#, tally.reported), (#","late":"#, tally.late),
            (#","unreconciled":"#, tally.failed), (#","rejected":"#, tally.rejected),
            (#","reporters":"#, tally.reporters), (#","dead":"#, tally.dead),
        ]
        for (name, count) in counts {
            json.raw(name)
            json.integer(Int(count))
        }
        json.raw(#","gaps":["#)
        for (index, gap) in row.input.gaps.enumerated() {
            json.raw(index > 0 ? #",{"window":"# : #"{"window":"#)
            TargetConstants.write(gap.window, to: &json)
            json.raw(#","actual":"#)
            json.number(gap.actual)
            json.raw(#","expected":"#)
            json.number(gap.expected)
            json.raw("}")
        }
        json.raw(#"],"maturity":"#)
        writeMaturity(row.input, to: &json)
        json.raw("}")
    }

    private func writeMaturity(_ input: InputVirtues, to json: inout JSONWriter) {
        guard let days = input.maturityDays else { return json.raw("null") }
        json.raw(#"{"days":"#)
        json.integer(days)
        json.raw(#","settled_days":"#)
        if let settled = input.maturity?.settledDays { json.integer(settled) } else { json.raw("null") }
        json.raw(#","periods":"#)
        json.integer(input.maturity?.periods ?? 0)
        json.raw(#","curve":["#)
        if let learnt = input.maturity {
            for (index, (age, share)) in zip(learnt.ages, learnt.shares).enumerated() {
                json.raw(index > 0 ? #",{"days":"# : #"{"days":"#)
                json.integer(age)
                json.raw(#","share":"#)
                json.number(share)
                json.raw("}")
            }
        }
        json.raw("]}")
    }

    private func writeRevisions(_ run: RunView, to json: inout JSONWriter) {
        guard let report = run.revisions else { return json.raw("null") }
        json.raw(#"{"as_of":"#)
        json.string(report.asOf.description)
        json.raw(#","since":"#)
        json.string(report.since.description)
        json.raw(#","metrics":["#)
        for (index, revision) in report.metrics.enumerated() {
            json.raw(index > 0 ? ",\n" : "\n")
            json.raw(#"{"metric":"#)
            json.string(run.plan.metrics[revision.metric].id)
            json.raw(#","window":"#)
            TargetConstants.write(revision.window, to: &json)
            write(revision.changed, revision.before, revision.after, revision.late, to: &json)
            json.raw(#","units":["#)
            for (position, unit) in revision.units.enumerated() {
                json.raw(position > 0 ? #",{"unit":"# : #"{"unit":"#)
                json.string(run.plan.units[unit.unit].code)
                write(unit.changed, unit.before, unit.after, unit.late, to: &json)
                json.raw("}")
            }
            json.raw("]}")
        }
        json.raw(#"],"effects":["#)
        for (index, effect) in report.effects.enumerated() {
            json.raw(index > 0 ? #",{"target":"# : #"{"target":"#)
            json.string(run.plan.targets[effect.target].id)
            json.raw(#","unit":"#)
            json.string(run.plan.units[effect.unit].code)
            json.raw(#","was":"#)
            json.string(effect.was.rawValue)
            json.raw(#","now":"#)
            json.string(effect.now.rawValue)
            json.raw("}")
        }
        json.raw("]}")
    }

    private func write(_ changed: Int, _ before: Double, _ after: Double, _ late: Int, to json: inout JSONWriter) {
        json.raw(#","changed":"#)
        json.integer(changed)
        json.raw(#","before":"#)
        json.number(before)
        json.raw(#","after":"#)
        json.number(after)
        json.raw(#","late":"#)
        json.integer(late)
    }
}

extension TargetContext {
    /// From the brace to the instant of a comparison's JSON; empty without a same period.
    var comparisonJSON: [UInt8] {
        guard let basis = comparatorBasis else { return [] }
        var json = JSONWriter()
        json.raw(#"{"known":"#)
        json.string(basis.word)
        json.raw(#","known_at":"#)
        if let instant = basis.instant { json.string(instant.description) } else { json.raw("null") }
        json.raw(#","reason":"#)
        switch basis {
        case .then: json.raw("null")
        case .declaredNow: json.string("declared")
        case .unknownThen: json.string("ledger_begins_later")
        case .tooFewThen: json.string("too_few_reports_then")
        }
        return json.bytes
    }

    /// The key `provisional_until` with its value: the day before the figures are settled.
    var provisionalJSON: [UInt8] {
        var json = JSONWriter()
        json.raw(#","provisional_until":"#)
        if let matureFrom { json.string(matureFrom.description) } else { json.raw("null") }
        return json.bytes
    }
}
