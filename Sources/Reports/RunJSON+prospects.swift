import Evaluators
import Periods
import Plan

/// What stands behind outlook, signal, assurance and change, after the fields of the contract.
extension RunJSON {
    func writeProspects(_ assessment: Assessment, _ target: TargetConstants, row: Int, to json: inout JSONWriter) {
        json.raw(#","probability":"#)
        json.number(assessment.forecast.probability)
        json.raw(#","forecast":"#)
        writeForecast(assessment.forecast, to: &json)
        json.raw(#","recent_rate":"#)
        json.number(assessment.recentRate)
        json.raw(#","best_rate":"#)
        json.number(assessment.bestRate)
        json.raw(target.shapes)
        json.raw(#","linear":"#)
        if let status = assessment.linear.status {
            json.raw(#"{"expected":"#)
            json.number(assessment.linear.expected)
            json.raw(#","pace":"#)
            json.number(assessment.linear.pace)
            json.raw(#","status":"#)
            json.string(status.rawValue)
            json.raw("}")
        } else {
            json.raw("null")
        }
        json.raw(#","chart":"#)
        writeChart(assessment.process, profile: target.profile, to: &json)
        json.raw(#","test":"#)
        writeTest(assessment, to: &json)
        json.raw(#","alignments":"#)
        writeAlignments(target.alignments, row, actual: assessment.actual, to: &json)
    }

    private func writeForecast(_ forecast: Forecast, to json: inout JSONWriter) {
        guard forecast.law != .none else { return json.raw("null") }
        let half = forecast.range(0.5)
        let most = forecast.range(0.8)
        json.raw(#"{"mean":"#)
        json.number(forecast.mean)
        json.raw(#","low_50":"#)
        json.number(half?.low ?? .nan)
        json.raw(#","high_50":"#)
        json.number(half?.high ?? .nan)
        json.raw(#","low_80":"#)
        json.number(most?.low ?? .nan)
        json.raw(#","high_80":"#)
        json.number(most?.high ?? .nan)
        json.raw(#","dispersion":"#)
        json.number(forecast.dispersion)
        json.raw("}")
    }

    private func writeChart(_ chart: ProcessChart, profile: String, to json: inout JSONWriter) {
        guard let kind = chart.kind else { return json.raw("null") }
        json.raw(#"{"kind":"#)
        json.string(kind.rawValue)
        json.raw(#","profile":"#)
        json.string(profile)
        json.raw(#","points":"#)
        json.integer(Int(chart.points))
        json.raw(#","span":"#)
        json.integer(Int(chart.span))
        json.raw(#","last":"#)
        json.number(chart.last)
        json.raw(#","centre":"#)
        json.number(chart.centre)
        json.raw(#","lower":"#)
        json.number(chart.lower)
        json.raw(#","upper":"#)
        json.number(chart.upper)
        json.raw(#","aim":"#)
        json.number(chart.aim)
        json.raw(#","label":"#)
        json.string(chart.signals.label.rawValue)
        json.raw(#","locked":"#)
        chart.locked > 0 ? json.integer(Int(chart.locked)) : json.raw("null")
        json.raw(#","season":"#)
        json.number(chart.season)
        json.raw(#","p":"#)
        json.number(chart.p)
        json.raw(chart.isHeldBack ? #","held_back":true"# : #","held_back":false"#)
        json.raw(chart.isOpen ? #","open":true}"# : #","open":false}"#)
    }

    private func writeTest(_ assessment: Assessment, to json: inout JSONWriter) {
        let test = assessment.test
        guard test.p.isFinite else { return json.raw("null") }
        json.raw(#"{"p":"#)
        json.number(test.p)
        json.raw(#","beyond_p":"#)
        json.number(test.beyondP)
        json.raw(#","dispersion":"#)
        json.number(test.dispersion)
        json.raw(test.isFlagged ? #","flagged":true"# : #","flagged":false"#)
        json.raw(#","additions_survived":"#)
        json.number(assessment.additionsSurvived ?? .nan)
        json.raw("}")
    }

    private func writeAlignments(_ bases: [AlignedBase], _ row: Int, actual: Double, to json: inout JSONWriter) {
        guard !bases.isEmpty else { return json.raw("null") }
        json.raw("[")
        for (index, base) in bases.enumerated() {
            if index > 0 { json.raw(",") }
            json.raw(#"{"alignment":"#)
            json.string(base.name)
            json.raw(#","window":"#)
            TargetConstants.write(base.window, to: &json)
            json.raw(#","value":"#)
            json.number(base.values.indices.contains(row) ? base.values[row] : .nan)
            json.raw(#","change":"#)
            json.number(base.change(row, actual: actual) ?? .nan)
            json.raw(#","note":"#)
            json.string(base.note)
            json.raw("}")
        }
        json.raw("]")
    }
}

extension JSONWriter {
    mutating func shape(_ use: ShapeUse?) {
        guard let use else { return raw("null") }
        raw(#"{"shape":"#)
        string(use.word)
        raw(#","years":["#)
        for (index, year) in use.years.enumerated() {
            if index > 0 { raw(",") }
            integer(year)
        }
        raw(#"],"share":"#)
        number(use.share)
        raw(use.isFallback ? #","fallback":true}"# : #","fallback":false}"#)
    }
}
