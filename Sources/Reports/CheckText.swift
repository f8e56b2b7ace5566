import Evaluators
import Periods
import Plan

/// The integrity checks in words: the counts, what to check, and what does the same innocently.
///
/// Units are named in the tree's order, never ranked; findings of the same question in several units are one sentence.
public struct CheckText: Sendable {
    let run: RunView
    let language: Language
    let numbers: NumberText
    private static let mostNames = 4
    static let leastBase = 20.0

    public init(_ run: RunView, language: Language) {
        self.run = run
        self.language = language
        numbers = NumberText(language)
    }

    /// One question, about one unit, all units together, or several units.
    public struct Question: Sendable, Hashable {
        /// What it is about: the target's or the metric's title, and the unit when there is one.
        public var subject: String
        /// The counts, with the units that show the same.
        public var facts: String
        /// What to check, and what innocent causes there are.
        public var ask: String

        public var text: String { "\(subject): \(facts). \(ask)" }
    }

    /// What stands below the heading.
    public var preface: String {
        let rate = numbers.percent(IntegrityChecks.falseDiscoveryRate)
        return say(
            "Câu hỏi về số liệu, không phải nhận xét về ai. Trung bình nhiều nhất \(rate) số câu hỏi là do ngẫu nhiên.",
            "Questions about figures, not findings about anyone. On average at most \(rate) of them are chance.")
    }

    /// The questions of the run, those held back left out.
    public var questions: [Question] { questions { _ in true } }

    /// The questions that concern a target: its own and those about its metric's counts.
    public func questions(ofTarget target: Int) -> [Question] {
        questions(where: concerns(target))
    }

    /// The same of one unit.
    public func questions(ofTarget target: Int, unit: Int) -> [Question] {
        let concerns = concerns(target)
        return questions { concerns($0) && $0.unit == unit }
    }

    /// What is held back, why and until when.
    public var silenced: [String] {
        var said: [String] = []
        for finding in run.judgements.checks.findings {
            guard let silence = finding.silence else { continue }
            let day = numbers.day(silence.until)
            let text = say(
                "\(word(finding.kind)), tạm không nêu đến \(day): \(silence.because)",
                "\(word(finding.kind)), held back until \(day): \(silence.because)")
            if !said.contains(text) { said.append(text) }
        }
        return said
    }

    /// "3 questions: guard (2), end of month (1)", for a single line; nil without any.
    public var summary: String? {
        let questions = questionGroups { _ in true }
        guard !questions.isEmpty else { return nil }
        let kinds = CheckKind.allCases.compactMap { kind -> String? in
            let count = questions.count { $0.first?.kind == kind }
            return count > 0 ? "\(word(kind)) (\(count))" : nil
        }
        let count = questions.count
        return say(
            "\(count) câu hỏi về số liệu: ",
            count == 1 ? "one question about the figures: " : "\(count) questions about the figures: ")
            + kinds.joined(separator: ", ")
    }

    /// A finding's own sentence, without grouping.
    func sentence(_ finding: Finding) -> String {
        question([finding]).text
    }

    private func concerns(_ target: Int) -> (Finding) -> Bool {
        let plan = run.plan
        let inputs = plan.metric(of: plan.targets[target]).inputs.compactMap(plan.metricIndex)
        return { finding in finding.target.map { $0 == target } ?? inputs.contains(finding.metric) }
    }

    private func questions(where isWanted: (Finding) -> Bool) -> [Question] {
        questionGroups(where: isWanted).map(question)
    }

    /// Findings with the same question, in the order of the run.
    private func questionGroups(where isWanted: (Finding) -> Bool) -> [[Finding]] {
        var groups: [[Finding]] = []
        var positions: [Key: Int] = [:]
        for finding in run.judgements.checks.shown where isWanted(finding) {
            let key = Key(finding)
            if let position = positions[key] {
                groups[position].append(finding)
            } else {
                positions[key] = groups.count
                groups.append([finding])
            }
        }
        return groups
    }

    /// What makes two findings the same question; one about all units together stands by itself.
    private struct Key: Hashable {
        var kind: CheckKind
        var isRevision: Bool
        var target: Int?
        var metric: Int
        var other: Int?
        var isWhole: Bool

        init(_ finding: Finding) {
            kind = finding.kind
            if case .revisedDown = finding.evidence { isRevision = true } else { isRevision = false }
            target = finding.target
            metric = finding.metric
            other = finding.other
            isWhole = finding.unit == nil
        }
    }

    private func question(_ group: [Finding]) -> Question {
        guard let first = group.first else { return Question(subject: "", facts: "", ask: "") }
        var subject = first.target.map { run.plan.targets[$0].title[language] } ?? metric(first.metric)
        var facts = facts(first)
        let names = group.compactMap { $0.unit.map { run.plan.units[$0].name[language] } }
        if names.count == 1 {
            subject += ", \(names[0])"
        } else if names.count > 1 {
            var shown = names.prefix(Self.mostNames).joined(separator: ", ")
            let rest = names.count - Self.mostNames
            if rest > 0 { shown += say(" và \(rest) đơn vị khác", " and \(rest) more") }
            subject += say(", \(names.count) đơn vị", ", \(names.count) units")
            facts = say("\(shown); ở \(names[0]) \(facts)", "\(shown); in \(names[0]), \(facts)")
        }
        return Question(subject: subject, facts: facts, ask: ask(first.evidence))
    }

    func metric(_ index: Int) -> String { run.plan.metrics[index].title[language] }

    func say(_ vietnamese: String, _ english: String) -> String {
        language.say(vi: vietnamese, en: english)
    }

    /// The kind in two words.
    func word(_ kind: CheckKind) -> String {
        switch kind {
        case .bunching: say("kết quả dồn sát chỉ tiêu", "bunching at the target")
        case .heaping: say("chữ số cuối", "last digits")
        case .endSpike: say("dồn cuối kỳ", "end of period")
        case .substitution: say("chuyển loại", "substitution")
        case .reclassification: say("rút, chuyển, sửa giảm", "reclassification")
        case .guardMoved: say("chỉ số đối chứng", "guard")
        }
    }
}
