import Evaluators
import Periods
import Plan

/// What all assessments of a target share, once a target: how its charts are drawn, what testing all units at once
/// says, and which reporting periods lie on its window's edges.
extension RunJSON {
    func writeTargets(to json: inout JSONWriter) {
        json.raw(",\n\"targets\":[")
        for (index, context) in run.judgements.contexts.enumerated() {
            json.raw(index == 0 ? "\n" : ",\n")
            json.raw(#"{"target":"#)
            json.string(run.target(of: context).id)
            json.raw(#","charts":"#)
            write(context.charts, to: &json)
            json.raw(#","signals":"#)
            write(context.signalDiscovery, to: &json)
            json.raw(#","changes":"#)
            write(context.discovery, to: &json)
            json.raw(#","straddled":"#)
            write(context.straddled, to: &json)
            json.raw("}")
        }
        json.raw(run.judgements.contexts.isEmpty ? "]" : "\n]")
    }

    private func write(_ basis: ChartBasis?, to json: inout JSONWriter) {
        guard let basis else { return json.raw("null") }
        json.raw(#"{"profile":"#)
        json.string(basis.rule.profile.name)
        json.raw(#","minimum_points":"#)
        json.integer(basis.rule.minimumPoints)
        json.raw(#","window":"#)
        TargetConstants.write(basis.window, to: &json)
        json.raw(basis.rule.screensRanges ? #","screened":true"# : #","screened":false"#)
        json.raw(#","locked_to":"#)
        TargetConstants.write(basis.lockedTo, to: &json)
        json.raw(#","locked_points":"#)
        basis.lockedPoints.map { json.integer($0) } ?? json.raw("null")
        json.raw(#","rebased_on":"#)
        basis.rebase.map { json.string($0.on.description) } ?? json.raw("null")
        json.raw(#","rebased_because":"#)
        basis.rebase.map { json.string($0.because[language]) } ?? json.raw("null")
        json.raw(#","seasonal_years":"#)
        basis.seasonYears.map { json.integer($0) } ?? json.raw("null")
        json.raw("}")
    }

    private func write(_ found: UnitDiscovery?, to json: inout JSONWriter) {
        guard let found else { return json.raw("null") }
        json.raw(#"{"tested":"#)
        json.integer(found.tested)
        json.raw(#","flagged":"#)
        json.integer(found.flagged)
        json.raw(#","held_back":"#)
        json.integer(found.heldBack)
        json.raw(#","expected_false":"#)
        json.number(found.expectedFalse)
        json.raw(#","rate":"#)
        json.number(found.rate)
        json.raw("}")
    }

    private func write(_ straddled: [StraddledPeriod], to json: inout JSONWriter) {
        json.raw("[")
        for (index, period) in straddled.enumerated() {
            if index > 0 { json.raw(",") }
            json.raw(#"{"first":"#)
            json.string(period.window.first.description)
            json.raw(#","last":"#)
            json.string(period.window.last.description)
            json.raw(#","rule":"#)
            json.string(period.rule.rawValue)
            json.raw(#","days_inside":"#)
            json.integer(period.daysInside)
            json.raw(#","share":"#)
            json.number(period.share)
            json.raw("}")
        }
        json.raw("]")
    }
}
