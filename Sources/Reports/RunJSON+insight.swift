import Evaluators
import Periods
import Plan

/// `checks` and `hierarchy`: what is asked about the figures, and what the units below each target say together.
extension RunJSON {
    private static let mostUnits = 10

    func writeChecks(to json: inout JSONWriter) {
        let checks = run.judgements.checks
        let text = CheckText(run, language: language)
        json.raw(",\n\"checks\":[")
        for (index, finding) in checks.findings.enumerated() {
            json.raw(index == 0 ? "\n" : ",\n")
            json.raw(#"{"check":"#)
            json.string(finding.kind.rawValue)
            json.raw(#","target":"#)
            writeOptional(finding.target.map { run.plan.targets[$0].id }, to: &json)
            json.raw(#","metric":"#)
            json.string(run.plan.metrics[finding.metric].id)
            json.raw(#","other":"#)
            writeOptional(finding.other.map { run.plan.metrics[$0].id }, to: &json)
            json.raw(#","unit":"#)
            writeOptional(finding.unit.map { run.plan.units[$0].code }, to: &json)
            json.raw(#","window":"#)
            TargetConstants.write(finding.window, to: &json)
            json.raw(#","p":"#)
            json.number(finding.p)
            json.raw(#","tested":"#)
            json.integer(checks.tested[finding.kind] ?? 0)
            json.raw(#","evidence":"#)
            write(finding.evidence, to: &json)
            json.raw(#","sentence":"#)
            json.string(text.sentence(finding))
            json.raw(#","silenced":"#)
            if let silence = finding.silence {
                json.raw(#"{"because":"#)
                json.string(silence.because)
                json.raw(#","until":"#)
                json.string(silence.until.description)
                json.raw("}")
            } else {
                json.raw("null")
            }
            json.raw("}")
        }
        json.raw(checks.findings.isEmpty ? "]" : "\n]")
    }

    private func writeOptional(_ text: String?, to json: inout JSONWriter) {
        if let text { json.string(text) } else { json.raw("null") }
    }

    private func write(_ evidence: Finding.Evidence, to json: inout JSONWriter) {
        switch evidence {
        case .bunching(let aim, let width, let met, let missed, let unitsMet, let unitsMissed):
            json.object([
                ("aim", aim), ("width", width), ("just_met", Double(met)), ("just_missed", Double(missed)),
                ("units_met", Double(unitsMet)), ("units_missed", Double(unitsMissed)),
            ])
        case .heaping(let digits, let chiSquare):
            json.raw(#"{"digits":["#)
            for (index, count) in digits.enumerated() {
                if index > 0 { json.raw(",") }
                json.integer(count)
            }
            json.raw(#"],"chi_square":"#)
            json.number(chiSquare)
            json.raw("}")
        case .endSpike(let late, let all, let share, let above, let of, let isQuarter):
            json.object([
                ("late", late), ("all", all), ("expected_share", share), ("above", Double(above)), ("of", Double(of)),
                ("of_quarters", isQuarter ? 1 : 0),
            ])
        case .substitution(let own, let sibling, let correlation):
            json.object([
                ("now", own.now), ("before", own.before), ("other_now", sibling.now), ("other_before", sibling.before),
                ("correlation", correlation),
            ])
        case .withdrawn(let gone, let all):
            json.object([
                ("withdrawn_now", gone.now), ("of_now", all.now), ("withdrawn_before", gone.before),
                ("of_before", all.before),
            ])
        case .revisedDown(let down, let up, let lost, let gained):
            json.object([("down", Double(down)), ("up", Double(up)), ("lost", lost), ("gained", gained)])
        case .guardMoved(let own, let other):
            json.object([
                ("now", own.now), ("before", own.before), ("other_now", other.now), ("other_before", other.before),
            ])
        }
    }

    // MARK: Units

    func writeHierarchy(to json: inout JSONWriter) {
        json.raw(",\n\"hierarchy\":[")
        var isFirst = true
        for context in run.judgements.contexts where context.rows.count > 1 {
            json.raw(isFirst ? "\n" : ",\n")
            isFirst = false
            write(context, to: &json)
        }
        json.raw(isFirst ? "]" : "\n]")
    }

    private func write(_ context: TargetContext, to json: inout JSONWriter) {
        let rows = run.leafRows(of: context).map { run.judgements.assessments[$0] }
        let units = rows.filter { Int($0.unit) != context.pool?.unit }
        json.raw(#"{"target":"#)
        json.string(run.target(of: context).id)
        json.raw(#","units":"#)
        json.integer(units.count)
        json.raw(#","reported":"#)
        json.integer(units.count { $0.coverage > 0 })
        json.raw(#","by_status":"#)
        json.object(run.distribution(of: context).map { ($0.status.rawValue, Double($0.count)) })
        json.raw(#","shortfall":"#)
        writeShortfall(context, to: &json)
        json.raw(#","funnel":"#)
        if let funnel = run.funnel(of: context) {
            json.object([
                ("bound", funnel.bound), ("units", Double(funnel.units)), ("below", Double(funnel.below)),
                ("above", Double(funnel.above)), ("far", Double(funnel.far)), ("expected", funnel.expected),
                ("expected_far", funnel.expectedFar),
            ])
        } else {
            json.raw("null")
        }
        json.raw(#","mix":"#)
        writeMix(context.mix, to: &json)
        json.raw(#","pool":"#)
        if let pool = context.pool {
            json.raw(#"{"unit":"#)
            json.string(run.plan.units[pool.unit].code)
            json.raw(#","below":"#)
            json.number(pool.below)
            json.raw(#","members":["#)
            for (index, member) in pool.members.enumerated() {
                if index > 0 { json.raw(",") }
                json.string(run.plan.units[member].code)
            }
            json.raw("]}")
        } else {
            json.raw("null")
        }
        json.raw("}")
    }

    private func writeShortfall(_ context: TargetContext, to json: inout JSONWriter) {
        let ranked = Shortfall.ranked(in: context, of: run)
        guard !ranked.isEmpty else { return json.raw("null") }
        json.raw(#"{"cases":"#)
        json.number(ranked.reduce(0) { $0 + $1.cases })
        json.raw(#","lagging":"#)
        json.integer(ranked.count)
        json.raw(#","units_holding_70":"#)
        json.integer(ranked.holding(UnitsText.bulk))
        json.raw(#","largest":["#)
        for (index, unit) in ranked.prefix(Self.mostUnits).enumerated() {
            if index > 0 { json.raw(",") }
            json.raw(#"{"unit":"#)
            json.string(run.unit(of: run.judgements.assessments[unit.row]).code)
            json.raw(#","cases":"#)
            json.number(unit.cases)
            json.raw(#","share":"#)
            json.number(unit.share)
            json.raw(#","cumulative":"#)
            json.number(unit.cumulative)
            json.raw(#","funnel":"#)
            writeOptional(run.place(of: unit, in: context)?.rawValue, to: &json)
            json.raw("}")
        }
        json.raw("]}")
    }

    private func writeMix(_ mix: UnitMix?, to json: inout JSONWriter) {
        guard let mix else { return json.raw("null") }
        json.raw(#"{"window":"#)
        TargetConstants.write(mix.partner, to: &json)
        for (key, cases) in [("now", mix.now), ("before", mix.before)] {
            json.raw(",")
            json.string(key)
            json.raw(":")
            json.object([("numerator", cases.numerator), ("denominator", cases.denominator)])
        }
        json.raw(#","effects":"#)
        json.object([("change", mix.change), ("rate", mix.rateEffect), ("mix", mix.mixEffect)])
        json.raw(#","compared":"#)
        json.integer(mix.compared)
        json.raw(#","rose":"#)
        json.integer(mix.rose)
        json.raw(#","fell":"#)
        json.integer(mix.fell)
        json.raw(mix.isReversed ? #","reversed":true}"# : #","reversed":false}"#)
    }
}

extension JSONWriter {
    /// An object of numbers.
    fileprivate mutating func object(_ members: [(String, Double)]) {
        raw("{")
        for (index, (key, value)) in members.enumerated() {
            if index > 0 { raw(",") }
            string(key)
            raw(":")
            number(value)
        }
        raw("}")
    }
}
