import Alerting
import Evaluators
import Plan

/// Writes the sentence of every transition in one language: the rule's own, else a shipped one.
struct Sentences {
    private let plan: Plan
    private let judgements: Judgements
    private let language: Language
    private let because: Because
    /// For each rule its template, or why it has none that can be used; nil when it has no `says`.
    private let templates: [Result<SentenceTemplate, SentenceTemplate.Problem>?]

    init(plan: Plan, judgements: Judgements, language: Language) {
        self.plan = plan
        self.judgements = judgements
        self.language = language
        because = Because(language)
        templates = plan.rules.map { rule in
            rule.says.map { says in
                Result { () throws(SentenceTemplate.Problem) in try SentenceTemplate(says[language]) }
            }
        }
    }

    func text(of entry: AlertEntry) -> TransitionText {
        var text = TransitionText(entry, plan: plan, judgements: judgements, language: language, because: because)
        text.sentence = plain(text)
        guard let rule = entry.rule, let template = templates[rule] else { return text }
        switch template {
        case .failure(let problem):
            text.templateProblem = problem.description
        case .success(let template):
            // "… lags on …" would be false at the end of an alert, unless the text itself speaks of the end.
            if case .resolve = entry.decision, !template.speaksOfTheEnd { break }
            let sentence = template.render(text.facts)
            if sentence.isEmpty {
                text.templateProblem = "the text of the rule came out empty"
            } else {
                text.sentence = sentence
            }
        }
        return text
    }

    /// A sentence that needs no template.
    private func plain(_ text: TransitionText) -> String {
        let isGone = text.entry.assessment == nil || text.entry.target == nil
        let place = "\(text.unitName), \(text.targetTitle)"
        let (vi, en): (String, String)
        switch text.entry.decision {
        case .resolve(.conditionCleared) where text.tone == .good:
            vi =
                "\(text.unitName) đã khắc phục «\(text.targetTitle)»: hiện \(text.actual), lẽ ra \(text.expected) "
                + "tính đến \(text.asOf) (\(text.status))"
            en =
                "\(text.unitName) has recovered on \(text.targetTitle): now \(text.actual) against \(text.expected) "
                + "expected by \(text.asOf) (\(text.status))"
        case .resolve where isGone:
            vi = "\(place): hết cảnh báo «\(text.entry.row.key.rule)», \(text.reason)"
            en = "\(place): alert \(text.entry.row.key.rule) is over, \(text.reason)"
        case .resolve:
            vi = "\(place): hết «\(text.entry.row.key.rule)», \(text.reason); hiện \(text.actual) (\(text.status))"
            en = "\(place): \(text.entry.row.key.rule) is over, \(text.reason); now \(text.actual) (\(text.status))"
        default:
            vi =
                "\(place): \(text.entry.row.key.rule), đạt \(text.actual), lẽ ra \(text.expected) "
                + "tính đến \(text.asOf) (\(text.status))"
            en =
                "\(place): \(text.entry.row.key.rule), \(text.actual) against \(text.expected) expected by "
                + "\(text.asOf) (\(text.status))"
        }
        return (language == .vietnamese ? vi : en).oneLine
    }
}
