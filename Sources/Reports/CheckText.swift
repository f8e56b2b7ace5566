import Evaluators
import Periods
import Plan

/// The integrity checks in words: the counts, what to check, and what does the same innocently.
///
/// Units are named in the tree's order, never ranked; findings of the same question in several units are one sentence.
public struct CheckText: Sendable {
    private let run: RunView
    private let language: Language
    private let numbers: NumberText
    private static let mostNames = 4
    private static let leastBase = 20.0

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
        return say("\(count) câu hỏi về số liệu: ", count == 1 ? "one question about the figures: " : "\(count) questions about the figures: ")
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

    private func metric(_ index: Int) -> String { run.plan.metrics[index].title[language] }

    private func say(_ vietnamese: String, _ english: String) -> String {
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

// MARK: - The counts

extension CheckText {
    private func facts(_ finding: Finding) -> String {
        "\(counts(finding)) (\(chance(finding.p)))"
    }

    private func chance(_ p: Double) -> String {
        p < 0.001 ? "p < \(numbers.number(0.001, decimals: 3))" : "p = \(numbers.number(p, decimals: 3))"
    }

    private func counts(_ finding: Finding) -> String {
        switch finding.evidence {
        case .bunching(let aim, let width, let met, let missed, let unitsMet, let unitsMissed):
            let all = unitsMet + unitsMissed
            let near =
                aim.isNaN
                ? say("trong \(numbers.declaredPercent(width)) quanh chỉ tiêu", "within \(numbers.declaredPercent(width)) of their goals")
                : say(
                    "trong \(points(width)) điểm quanh \(numbers.declaredPercent(aim))",
                    "within \(points(width)) points of \(numbers.declaredPercent(aim))")
            return say(
                "\(unitsMet) trên \(all) đơn vị có kết quả \(near) có nhiều kết quả vừa đạt hơn vừa hụt (\(met) so với \(missed) kết quả)",
                "of \(all) units with results \(near), \(unitsMet) have more that just meet it than just miss it (\(met) results against \(missed))")
        case .heaping(let digits, _):
            return heaping(digits)
        case .endSpike(let late, let all, let share, let above, let of, let isQuarter):
            return spike(
                numbers.percent(late / all, decimals: 1), numbers.percent(share, decimals: 1), above, of, isQuarter,
                finding.metric)
        case .substitution(let own, let sibling, let correlation):
            let other = finding.other.map(metric) ?? ""
            var text = say(
                "\(moved(own)) trong một năm, còn \(other) \(moved(sibling))",
                "\(moved(own)) over a year, and \(other) \(moved(sibling))")
            if correlation < -0.3 {
                let number = numbers.number(correlation, decimals: 2)
                text += say("; từng kỳ thường ngược chiều nhau (tương quan \(number))", "; from period to period they move against one another (correlation \(number))")
            }
            return text
        case .withdrawn(let gone, let all):
            let other = finding.other.map(metric) ?? ""
            return say(
                "\(other) \(part(gone.now, all.now)) trong một năm, năm trước \(part(gone.before, all.before))",
                "\(other): \(part(gone.now, all.now)) over a year, after \(part(gone.before, all.before)) the year before")
        case .revisedDown(let down, let up, let lost, let gained):
            return say(
                "trong \(down + up) số liệu đã sửa, \(down) số sửa giảm (tổng cộng \(numbers.number(lost))), \(up) số sửa tăng (\(numbers.number(gained)))",
                "of \(down + up) values revised since they were first reported, \(down) went down (by \(numbers.number(lost)) in all) and \(up) up (by \(numbers.number(gained)))")
        case .guardMoved(let own, let other):
            let name = finding.other.map(metric) ?? ""
            return say(
                "\(metric(finding.metric)) \(moved(own, of: finding.metric)) so với cùng kỳ, trong khi \(name) \(moved(other, of: finding.other))",
                "\(metric(finding.metric)) \(moved(own, of: finding.metric)) against the same period, while \(name) \(moved(other, of: finding.other))")
        }
    }

    private func points(_ width: Double) -> String {
        let points = width * 100
        return numbers.number(points, decimals: points == points.rounded() ? 0 : points * 10 == (points * 10).rounded() ? 1 : 2)
    }

    private func heaping(_ digits: [Int]) -> String {
        let all = digits.reduce(0, +)
        let usual = Double(all) / 10
        let most = digits.indices.sorted { (-digits[$0], $0) < (-digits[$1], $1) }
        // The second is told as well when it stands out like the first.
        let shown = most.prefix(2).filter { $0 == most[0] || Double(digits[$0]) >= 1.5 * usual }.sorted()
        let seen = shown.reduce(0) { $0 + digits[$1] }
        let expected = numbers.number(usual * Double(shown.count))
        let word = shown.map(String.init).joined(separator: say(" và ", " and "))
        return say(
            "trong \(numbers.number(Double(all))) số, \(numbers.number(Double(seen))) số tận cùng là \(word), thường chỉ khoảng \(expected)",
            "of \(numbers.number(Double(all))) values, \(numbers.number(Double(seen))) end in \(word), where \(expected) would be usual")
    }

    private func spike(
        _ held: String, _ share: String, _ above: Int, _ of: Int, _ isQuarter: Bool, _ metric: Int
    ) -> String {
        let isDaily = run.plan.metrics[metric].grain == .day
        let tail: String
        let blocks: String
        if isQuarter {
            tail = isDaily ? say("7 ngày cuối quý", "the last 7 days of quarters") : say("2 tuần cuối quý", "the last 2 weeks of quarters")
            blocks = say("quý", "quarters")
        } else {
            tail = isDaily ? say("3 ngày cuối tháng", "the last 3 days of months") : say("tuần cuối tháng", "the last week of months")
            blocks = say("tháng", "months")
        }
        return say(
            "\(tail) chiếm \(held) tổng số, theo thời gian là \(share); cao hơn phần của mình ở \(above) trên \(of) \(blocks)",
            "\(tail) hold \(held) of all, \(share) of the time, and more than their part in \(above) of \(of) \(blocks)")
    }

    /// "from 9,900 to 9,005 (−9.0 %)"; ratios in percent, their change in points.
    private func moved(_ pair: TwoPeriods, of metric: Int? = nil) -> String {
        if let metric, run.plan.metrics[metric].isPercent {
            let (before, now) = (numbers.percent(pair.before, decimals: 1), numbers.percent(pair.now, decimals: 1))
            let points = numbers.signed((pair.now - pair.before) * 100, decimals: 1)
            return say("từ \(before) thành \(now) (\(points) điểm)", "went from \(before) to \(now) (\(points) points)")
        }
        // A percentage of a handful says nothing that the counts do not.
        let isTold = pair.change.isFinite && pair.before >= Self.leastBase
        let change = isTold ? " (\(numbers.signedPercent(pair.change)))" : ""
        let (before, now) = (numbers.number(pair.before), numbers.number(pair.now))
        return say("từ \(before) thành \(now)\(change)", "went from \(before) to \(now)\(change)")
    }

    /// "120 of 1,300 (9.2 %)"
    private func part(_ count: Double, _ all: Double) -> String {
        "\(numbers.number(count)) \(say("trên", "of")) \(numbers.number(all)) (\(numbers.percent(count / all, decimals: 1)))"
    }

    /// What to look at, and what does the same without anything being wrong.
    private func ask(_ evidence: Finding.Evidence) -> String {
        switch evidence {
        case .bunching:
            say(
                "Đề nghị kiểm tra cách tính các trường hợp sát mức; lập kế hoạch bám chỉ tiêu hoặc quy tắc làm tròn cũng gây ra điều này.",
                "Please check how cases near the limit are counted; work planned to the standard or a rounding rule does the same.")
        case .heaping:
            say(
                "Đề nghị kiểm tra cách ghi số; ước lượng, đếm theo chục hoặc chép lại biểu mẫu cũng gây ra điều này.",
                "Please check how the figure is written down; estimates, tallies in tens or copied forms do the same.")
        case .endSpike:
            say(
                "Đề nghị kiểm tra thời điểm nhập; hạn nộp, nhập theo đợt hoặc việc thật sự dồn cuối kỳ cũng gây ra điều này.",
                "Please check when entries are made; deadlines, entry in batches or work that truly falls there do the same.")
        case .substitution:
            say(
                "Đề nghị kiểm tra định nghĩa và cách phân loại; đổi tên loại, biểu mẫu mới hoặc chuyển biến thật cũng gây ra điều này.",
                "Please check definitions and coding; a renamed category, a new form or a real shift does the same.")
        case .withdrawn:
            say(
                "Đề nghị kiểm tra lý do; quy định mới, sàng lọc kỹ hơn hoặc giải quyết tồn đọng cũng gây ra điều này.",
                "Please check the reasons; a new rule, better screening or a cleared backlog does the same.")
        case .revisedDown:
            say(
                "Đề nghị kiểm tra nội dung đã sửa; xóa trùng, chuyển đúng địa bàn hoặc rà soát muộn cũng gây ra điều này.",
                "Please check what was corrected; duplicates removed, cases moved to the right place or a late audit do the same.")
        case .guardMoved:
            say(
                "Đề nghị kiểm tra kết quả có đúng với thực tế; nguyên nhân khác, cách đếm mới hoặc một đợt cao điểm cũng gây ra điều này.",
                "Please check that the gain is what people see; another cause, a new way of counting or a campaign does the same.")
        }
    }
}
