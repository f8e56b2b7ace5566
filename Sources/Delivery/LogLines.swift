import Alerting
import Crypto
import Evaluators
import Plan

/// The lines of the log files: one a transition, each with an id by which it is known again.
struct LogLines {
    private let judgements: Judgements
    private let run: RunReference
    private let time: String

    init(plan: Plan, judgements: Judgements, run: RunReference) {
        self.judgements = judgements
        self.run = run
        time = LocalTime(run.at, timeZone: plan.timeZone).description
    }

    /// `2026-03-16T08:00:00+07:00 CRITICAL fired Reduce crime | Ward 7 | Ward 7 lags on … #1f0c9a2b77de`
    func text(_ text: TransitionText) -> [UInt8] {
        let key = text.entry.row.key
        let severity = text.entry.row.told?.severity ?? text.entry.row.severity
        let marked = text.templateProblem == nil ? "" : " [\(DigestWords.words(.english).plainText)]"
        let line =
            "\(time) \(severity.uppercased()) \(text.entry.decision.transition ?? key.rule) "
            + "\(text.targetTitle) | \(text.unitName) | \(text.sentence)\(marked) #\(id(of: text.entry))"
        return Array(line.oneLine.utf8) + [UInt8(ascii: "\n")]
    }

    func json(_ text: TransitionText) -> [UInt8] {
        let entry = text.entry
        let key = entry.row.key
        let assessment = entry.assessment.map { judgements.assessments[$0] }
        var line = JSONText()
        line.member("id", id(of: entry))
        line.member("time", run.at.description)
        line.member("run", run.id)
        line.member("as_of", run.asOf.description)
        line.member("rule", key.rule)
        line.member("state", entry.stateWord)
        line.member("transition", entry.decision.transition)
        line.member("severity", entry.row.told?.severity ?? entry.row.severity)
        line.member("tone", "\(text.tone)")
        line.member("target", key.target)
        line.member("target_title", text.targetTitle)
        line.member("unit", key.unit)
        line.member("unit_name", text.unitName)
        line.member("level", text.unitLevel)
        line.member("period", key.period)
        line.member("since", entry.since?.description)
        line.member("status", assessment?.status.rawValue)
        line.member("data", assessment?.data.rawValue)
        line.member("actual", assessment?.actual ?? .nan)
        line.member("expected", assessment?.expected ?? .nan)
        line.member("goal", assessment?.goal ?? .nan)
        line.member("baseline", assessment?.baseline ?? .nan)
        line.member("pace", assessment?.pace ?? .nan)
        line.member("change", assessment?.change ?? .nan)
        line.member("required_rate", assessment?.requiredRate ?? .nan)
        line.member("text", text.sentence)
        line.member("because", text.why)
        line.member("reason", text.reason)
        line.member("person", text.accountable.person)
        line.member("email", text.accountable.email)
        line.member("template_problem", text.templateProblem)
        return line.line()
    }

    /// Twelve hexadecimal digits that stay the same however often the line is tried.
    private func id(of entry: AlertEntry) -> String {
        let key = entry.row.key
        return hash([run.id, key.rule, key.target, key.unit, key.period, entry.decision.transition ?? ""])
    }
}

/// The first 12 hexadecimal digits of the SHA-256 over texts, each ended by a zero byte.
func hash(_ texts: [String]) -> String {
    var sha = SHA256()
    for text in texts {
        sha.update(data: Array(text.utf8))
        sha.update(data: [0])
    }
    let digits = Array("0123456789abcdef")
    return String(sha.finalize().prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
