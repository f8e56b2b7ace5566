import Alerting
import Evaluators
import Periods
import Plan

/// What people read of one transition, in one language: names, numbers as of now, the sentence, the reasons.
///
/// The numbers are always those of this run. On a recovery they show the value that recovered, not the last bad one.
struct TransitionText: Sendable {
    let entry: AlertEntry
    let targetTitle: String
    let unitName: String
    let unitLevel: String
    let unitParent: String
    let metricTitle: String
    let actual: String
    let expected: String
    let goal: String
    let baseline: String
    let change: String
    let pace: String
    let requiredRate: String
    let coverage: String
    let daysLeft: String
    let asOf: String
    let since: String
    let status: String
    let severity: String
    /// Why the status is what it is, with its counts.
    let why: String
    /// Why it is told now.
    let reason: String
    let accountable: Accountable
    let isProvisional: Bool
    let tone: Tone
    var sentence = ""
    /// Why the rule's own text could not be used; the sentence is then a plain one.
    var templateProblem: String?

    /// Good and bad news have equal rank; the rest is for the record.
    enum Tone: Int, Sendable, CaseIterable {
        case attention, good, record
    }

    init(_ entry: AlertEntry, plan: Plan, judgements: Judgements, language: Language, because: Because) {
        let text = NumberText(language)
        let key = entry.row.key
        let assessment = entry.assessment.map { judgements.assessments[$0] }
        let target = entry.target.map { plan.targets[$0] }
        let metric = target.map { plan.metric(of: $0) }
        let unit = entry.unit.map { plan.units[$0] }
        let context = entry.target.flatMap { judgements.contexts.indices.contains($0) ? judgements.contexts[$0] : nil }

        func value(_ number: Double?, isModelled: Bool = false) -> String {
            guard let number, let metric else { return NumberText.absent }
            return isModelled ? text.modelled(number, metric: metric) : text.value(number, metric: metric)
        }
        self.entry = entry
        targetTitle = target?.title[language] ?? key.target
        unitName = unit?.name[language] ?? key.unit
        unitLevel = unit?.level ?? ""
        unitParent = unit?.parent(on: judgements.asOf).map { plan.units[$0].name[language] } ?? ""
        metricTitle = metric?.title[language] ?? ""
        actual = value(assessment?.actual)
        expected = value(assessment?.expected, isModelled: true)
        goal = value(assessment?.goal, isModelled: true)
        baseline = value(assessment?.baseline)
        let relative = text.signedPercent(assessment?.change ?? .nan)
        change =
            assessment?.change.isFinite == true && assessment?.baseline.isFinite == true
            ? "\(relative) (\(baseline) → \(actual))" : relative
        pace = text.number(assessment?.pace ?? .nan, decimals: 2)
        requiredRate = value(assessment?.requiredRate, isModelled: true)
        coverage = text.percent(assessment?.coverage ?? .nan)
        daysLeft = context.map { String($0.daysLeft) } ?? NumberText.absent
        asOf = text.day(judgements.asOf)
        since = entry.since.map(text.day) ?? NumberText.absent
        status = assessment.map { $0.status.word(in: language) } ?? NumberText.absent
        severity = Severity.word(entry.row.told?.severity ?? entry.row.severity, in: language)
        if let assessment, let target, let metric, let context {
            why = because.sentence(assessment, target: target, metric: metric, context: context)
        } else {
            why = ""
        }
        reason = entry.reason(in: language)
        accountable = target?.accountable ?? Accountable()
        isProvisional = assessment?.flags.contains(.provisional) ?? false
        tone = Tone(entry, isGoodRule: entry.rule.map { plan.rules[$0].isGood } ?? false, status: assessment?.status)
    }

    /// What `{{…}}` may name.
    var facts: [String: Any] {
        let key = entry.row.key
        return [
            "unit": ["code": key.unit, "name": unitName, "level": unitLevel, "parent": unitParent],
            "target": ["id": key.target, "title": targetTitle, "metric": metricTitle],
            "actual": actual, "expected": expected, "goal": goal, "baseline": baseline, "change": change, "pace": pace,
            "required_rate": requiredRate, "coverage": coverage, "days_left": daysLeft, "as_of": asOf,
            "period": key.period, "since": since, "status": status, "severity": severity, "rule": key.rule,
            "why": why, "reason": reason, "person": accountable.person ?? "", "task": accountable.task ?? "",
            "responsibility": accountable.responsibility ?? "", "timeline": accountable.timeline ?? "",
            "accountability": accountable.accountability ?? "",
            "fired": entry.decision.transition == "fired", "worsened": entry.decision.transition == "worsened",
            "eased": entry.decision.transition == "eased", "resolved": entry.decision.transition == "resolved",
            "good": tone == .good, "provisional": isProvisional,
        ]
    }
}

extension TransitionText.Tone {
    init(_ entry: AlertEntry, isGoodRule: Bool, status: Status?) {
        switch entry.decision {
        case .fire, .worsen: self = isGoodRule ? .good : .attention
        case .ease: self = isGoodRule ? .record : .good
        case .resolve(.conditionCleared): self = isGoodRule ? .record : .good
        case .resolve(.periodEnded(_, let status?)) where !isGoodRule:
            self = status == .missed ? .attention : .good
        case .resolve, .hold, .none: self = .record
        }
    }
}
