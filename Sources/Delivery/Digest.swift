import Alerting
import Plan

/// One message to one receiver about one run: what people read, before it is a mail.
///
/// Good and bad news stand side by side. Where there is more than fits, the head says how much is shown.
struct Digest: Sendable {
    let words: DigestWords
    let language: Language
    let groups: [Group]
    let count: Int
    let introduction: String
    let footer: String
    let subject: String

    struct Group: Sendable {
        var tone: TransitionText.Tone
        var title: String
        /// `12 of 126 shown`; nil when all are.
        var shown: String?
        var rows: [Row]
    }

    struct Row: Sendable {
        var sentence: String
        /// Severity and transition: `critical, new`.
        var mark: String
        var facts: [(name: String, value: String)]
    }

    /// Rows of a group that are printed; the log files and the store hold all of them.
    static let longestGroup = 40

    /// - Parameters:
    ///   - texts: the transitions, at least one, in any order.
    ///   - children: for each of `texts`, the names of the units below with the same transition.
    init(
        _ texts: [TransitionText], children: [[String]], organisation: String, asOf: String, runID: String,
        language: Language
    ) {
        let words = DigestWords.words(language)
        let order = texts.indices.sorted { Self.matters(texts[$0], more: texts[$1], else: $0 < $1) }
        var groups: [Group] = []
        for tone in TransitionText.Tone.allCases {
            let members = order.filter { texts[$0].tone == tone }
            guard !members.isEmpty else { continue }
            let shown = members.prefix(Self.longestGroup)
            groups.append(
                Group(
                    tone: tone, title: "\(words.title(of: tone)) (\(members.count))",
                    shown: shown.count < members.count ? words.shown(shown.count, members.count) : nil,
                    rows: shown.map { Self.row(texts[$0], children: children[$0], words: words) }))
        }
        self.words = words
        self.language = language
        self.groups = groups
        count = texts.count
        introduction = words.intro(organisation, asOf, texts.count)
        let first = texts[order[0]]
        footer = words.footer(runID, first.entry.row.key.target, first.entry.row.key.unit)
        subject = Self.subject(first, texts: texts, words: words)
    }

    /// Graver first, then higher units, then the order of the plan.
    private static func matters(_ a: TransitionText, more b: TransitionText, else tie: Bool) -> Bool {
        if a.weight != b.weight { return a.weight > b.weight }
        let (left, right) = (a.entry.unit ?? Int.max, b.entry.unit ?? Int.max)
        return left == right ? tie : left < right
    }

    private static func subject(_ first: TransitionText, texts: [TransitionText], words: DigestWords) -> String {
        var subject = first.sentence
        guard texts.count > 1 else { return subject }
        let attention = texts.count { $0.tone == .attention }
        let good = texts.count { $0.tone == .good }
        subject += " – \(words.andMore(texts.count - 1))"
        if attention > 0, good > 0 { subject += " (\(words.counts(attention, good)))" }
        return subject
    }

    private static func row(_ text: TransitionText, children: [String], words: DigestWords) -> Row {
        var facts: [(String, String)] = []
        func add(_ name: String, _ value: String) {
            if !value.isEmpty, value != NumberText.absent { facts.append((name, value)) }
        }
        add(words.now, text.isProvisional ? "\(text.actual) (\(words.provisional))" : text.actual)
        add(words.expected, text.expected)
        add(words.goal, text.goal)
        add(words.change, text.change)
        add(words.pace, text.pace)
        add(words.since, text.since)
        add(words.accountable, text.accountable.line)
        add(words.why, text.why)
        add(words.toldBecause, text.reason)
        if !children.isEmpty {
            let named = children.prefix(5)
            facts.append(("", words.below(named.joined(separator: ", "), children.count - named.count)))
        }
        if let problem = text.templateProblem { facts.append(("", "\(words.plainText): \(problem)")) }
        let transition = text.entry.decision.transition ?? ""
        let mark = [text.severity, words.transitions[transition] ?? transition].filter { !$0.isEmpty }
        return Row(sentence: text.sentence, mark: mark.joined(separator: ", "), facts: facts)
    }
}

extension TransitionText {
    /// How much a transition matters: news of either kind before records, graver before milder.
    var weight: Int {
        (tone == .record ? 0 : 10) + Severity.rank(entry.row.told?.severity ?? entry.row.severity)
    }
}

extension DigestWords {
    func title(of tone: TransitionText.Tone) -> String {
        switch tone {
        case .attention: attention
        case .good: good
        case .record: record
        }
    }
}

extension Accountable {
    /// `Nguyễn Văn A (task), due …`: the parts that are given.
    var line: String {
        let details = [task, timeline].compactMap { $0 }.joined(separator: "; ")
        guard let person, !person.isEmpty else { return details }
        return details.isEmpty ? person : "\(person) (\(details))"
    }
}
