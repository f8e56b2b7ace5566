import Evaluators
import Periods
import Plan

/// A run as JSON: the contract of `onpace run --format json`, one assessment a line.
///
/// Field names are snake_case, absent numbers null, the order is fixed and the same run gives the same bytes.
public struct RunJSON: Sendable {
    let run: RunView
    let language: Language

    /// - Parameter language: of the sentence, of `because` and of the alerts' words; nil = the workspace's first.
    public init(_ run: RunView, language: Language? = nil) {
        self.run = run
        self.language = language ?? run.plan.languages.first ?? .english
    }

    /// The whole document.
    public func bytes() -> [UInt8] {
        var all: [UInt8] = []
        all.reserveCapacity(2_000 + run.judgements.assessments.count * 900)
        write { all.append(contentsOf: $0) }
        return all
    }

    /// Hands the document over in pieces of some 64 KiB, so that a nation's run need not lie in memory as text.
    public func write<Failure: Error>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var json = JSONWriter(reserving: Self.pieceSize + 4_096)
        writeHead(&json)
        json.raw(#","assessments":["#)
        let codes = run.plan.units.units.map { Self.quoted($0.code) }
        let because = Because(language)
        var explanation: [UInt8] = []
        var isFirst = true
        for context in run.judgements.contexts {
            let constants = TargetConstants(context, run: run)
            for row in context.rows {
                json.raw(isFirst ? "\n" : ",\n")
                isFirst = false
                let assessment = run.judgements.assessments[row]
                explanation.removeAll(keepingCapacity: true)
                because.append(
                    assessment, target: run.target(of: context), metric: run.metric(of: context), context: context,
                    to: &explanation)
                write(
                    assessment, codes[Int(assessment.unit)], constants, row: row - context.rows.lowerBound,
                    because: explanation, to: &json)
                if json.count >= Self.pieceSize {
                    try sink(json.bytes)
                    json.removeAll()
                }
            }
        }
        json.raw("\n]")
        writeAlerts(&json)
        writeTargets(to: &json)
        writeRunData(run, to: &json)
        writeChecks(to: &json)
        writeHierarchy(to: &json)
        json.raw("}\n")
        try sink(json.bytes)
    }

    private static let pieceSize = 65_536

    private static func quoted(_ text: String) -> [UInt8] {
        var json = JSONWriter()
        json.string(text)
        return json.bytes
    }
}

// MARK: - Parts of the document

extension RunJSON {
    private func writeHead(_ json: inout JSONWriter) {
        json.raw(#"{"run":{"id":"#)
        json.string(run.info.id)
        json.raw(#","as_of":"#)
        json.string(run.info.asOf.description)
        json.raw(#","known_at":"#)
        run.info.knownAt.isEmpty ? json.raw("null") : json.string(run.info.knownAt)
        json.raw(#","plan_version":"#)
        json.string(run.info.planVersion)
        json.raw("},\n\"summary\":{\"sentence\":")
        let sentence = LeadershipSentence(run, language: language)
        json.string(sentence.text)
        json.raw(#","by_status":{"#)
        for (index, entry) in sentence.byStatus.enumerated() {
            if index > 0 { json.raw(",") }
            json.string(entry.status.rawValue)
            json.raw(":")
            json.integer(entry.count)
        }
        json.raw("}}")
    }

    private func write(
        _ assessment: Assessment, _ unit: [UInt8], _ target: TargetConstants, row: Int, because: [UInt8],
        to json: inout JSONWriter
    ) {
        json.raw(target.opening)
        json.raw(unit)
        json.raw(target.kind)
        json.string(assessment.status.rawValue)
        json.raw(#","data":"#)
        json.string(assessment.data.rawValue)
        json.raw(#","outlook":"#)
        json.string(assessment.outlook.rawValue)
        json.raw(#","signal":"#)
        json.string(assessment.signal.rawValue)
        json.raw(#","assurance":"#)
        json.string(assessment.assurance.rawValue)
        json.raw(#","actual":"#)
        json.number(assessment.actual)
        json.raw(#","expected":"#)
        json.number(assessment.expected)
        json.raw(#","goal":"#)
        json.number(assessment.goal)
        json.raw(#","baseline":"#)
        json.number(assessment.baseline)
        json.raw(#","pace":"#)
        json.number(assessment.pace)
        json.raw(#","change":"#)
        json.number(assessment.change)
        json.raw(#","required_rate":"#)
        json.number(assessment.requiredRate)
        json.raw(#","because":"#)
        json.string(because)
        json.raw(#","flags":["#)
        if !assessment.flags.isEmpty { writeWords(assessment.flags.words, to: &json) }
        json.raw(#"],"coverage":"#)
        json.number(assessment.coverage)
        json.raw(#","numerator":"#)
        json.number(assessment.numerator)
        json.raw(#","denominator":"#)
        json.number(assessment.denominator)
        json.raw(#","interval":"#)
        writePair(assessment.low, assessment.high, #"{"low":"#, #","high":"#, to: &json)
        json.raw(target.windows)
        if target.hasComparator {
            writePair(assessment.actual, assessment.baseline, #"{"now":"#, #","before":"#, to: &json)
        } else {
            json.raw("null")
        }
        writeProspects(assessment, target, row: row, to: &json)
        writeData(assessment, target, to: &json)
        json.raw("}")
    }

    private func writeWords(_ words: [String], to json: inout JSONWriter) {
        for (index, word) in words.enumerated() {
            if index > 0 { json.raw(",") }
            json.string(word)
        }
    }

    /// Both numbers, or null when neither is there.
    private func writePair(
        _ first: Double, _ second: Double, _ opening: StaticString, _ middle: StaticString, to json: inout JSONWriter
    ) {
        guard first.isFinite || second.isFinite else { return json.raw("null") }
        json.raw(opening)
        json.number(first)
        json.raw(middle)
        json.number(second)
        json.raw("}")
    }

    private func writeAlerts(_ json: inout JSONWriter) {
        json.raw(",\n\"alerts\":[")
        for (index, alert) in run.alerts.enumerated() {
            json.raw(index == 0 ? "\n" : ",\n")
            json.raw(#"{"rule":"#)
            json.string(alert.rule)
            json.raw(#","target":"#)
            json.string(alert.target)
            json.raw(#","unit":"#)
            json.string(alert.unit)
            json.raw(#","state":"#)
            json.string(alert.state)
            json.raw(#","reason":"#)
            json.string(alert.reason)
            json.raw(#","since":"#)
            json.string(alert.since.description)
            json.raw(#","severity":"#)
            json.string(alert.severity)
            json.raw("}")
        }
        json.raw(run.alerts.isEmpty ? "]" : "\n]")
    }
}

/// What all assessments of a target share, written once.
struct TargetConstants {
    /// From the brace to the unit.
    var opening: [UInt8]
    /// From the unit to the status.
    var kind: [UInt8]
    /// The windows, up to the counts.
    var windows: [UInt8]
    var hasComparator: Bool
    /// The shapes of pace and outlook, each with its key.
    var shapes: [UInt8]
    /// The rule profile of the chart.
    var profile: String
    var alignments: [AlignedBase]
    /// The comparison up to its instant, and until when all is provisional.
    var comparison: [UInt8]
    var provisionalUntil: [UInt8]

    init(_ context: TargetContext, run: RunView) {
        var json = JSONWriter()
        json.raw(#"{"target":"#)
        json.string(run.target(of: context).id)
        json.raw(#","unit":"#)
        opening = json.bytes

        json.removeAll()
        json.raw(#","period":"#)
        json.string(context.periodName)
        json.raw(#","kind":"#)
        json.string(context.aim.word)
        json.raw(#","status":"#)
        kind = json.bytes

        json.removeAll()
        json.raw(#","window":"#)
        Self.write(context.window, to: &json)
        json.raw(#","to_date":"#)
        Self.write(context.toDate, to: &json)
        json.raw(#","baseline_window":"#)
        Self.write(context.baselineWindow, to: &json)
        json.raw(#","counts":"#)
        windows = json.bytes

        if case .reduceBy = context.aim { hasComparator = true } else { hasComparator = false }

        json.removeAll()
        json.raw(#","pace_shape":"#)
        json.shape(context.paceShape)
        json.raw(#","outlook_shape":"#)
        json.shape(context.outlookShape)
        shapes = json.bytes
        profile = run.target(of: context).signal.profile.name
        alignments = context.alignments
        comparison = context.comparisonJSON
        provisionalUntil = context.provisionalJSON
    }

    static func write(_ window: Window?, to json: inout JSONWriter) {
        guard let window else { return json.raw("null") }
        json.raw(#"{"first":"#)
        json.string(window.first.description)
        json.raw(#","last":"#)
        json.string(window.last.description)
        json.raw("}")
    }
}
