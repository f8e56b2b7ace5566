import Evaluators
import Periods
import Plan

/// What the units below a target say together, in sentences: their statuses side by side, who holds the gap, which of
/// them differ from the bound, and why a ratio changed.
///
/// Values roll up, statuses do not: nothing here is an average of statuses.
public struct UnitsText: Sendable {
    private let run: RunView
    private let index: Int
    private let context: TargetContext
    private let language: Language
    private let numbers: NumberText
    /// The part of a gap of which it is said how few units hold it.
    static let bulk = 0.7

    /// nil for a target without units below. `context`: an index into `Judgements.contexts`.
    public init?(_ run: RunView, context: Int, language: Language) {
        guard run.judgements.contexts.indices.contains(context) else { return nil }
        let found = run.judgements.contexts[context]
        guard found.rows.count > 1, found.toDate != nil, !run.leafRows(of: found).isEmpty else { return nil }
        self.run = run
        index = context
        self.context = found
        self.language = language
        numbers = NumberText(language)
    }

    /// "126 units: 3 ahead of pace, 80 on pace …; 125 of 126 reported"
    public var distribution: String {
        let rows = run.leafRows(of: context).map { run.judgements.assessments[$0] }
        let alone = rows.filter { $0.reason != .pooled && Int($0.unit) != context.pool?.unit }
        let statuses = run.distribution(of: context)
            .map { "\(numbers.number(Double($0.count))) \($0.status.phrase(language))" }
        let units = rows.filter { Int($0.unit) != context.pool?.unit }
        let reported = units.count { $0.coverage > 0 }
        var text = say(
            "\(count(units.count)) đơn vị: ", units.count == 1 ? "one unit: " : "\(count(units.count)) units: ")
        text += statuses.joined(separator: ", ")
        if units.count > alone.count {
            let together = units.count - alone.count
            text += say("; \(together) đơn vị nhỏ được đánh giá chung", "; \(together) small ones are judged together")
        }
        return text
            + say(
                "; \(count(reported)) trên \(count(units.count)) đã báo cáo",
                "; \(count(reported)) of \(count(units.count)) reported")
    }

    /// "9 of 48 lagging units hold 70 % of the gap of 63: they need support first"; nil when none lags.
    public var contribution: String? {
        let ranked = Shortfall.ranked(in: context, of: run)
        guard !ranked.isEmpty else { return nil }
        let gap = ranked.reduce(0) { $0 + $1.cases }
        let holders = ranked.holding(Self.bulk)
        let counted = run.metric(of: context).countedIn[language]
        let size =
            numbers.number(gap, decimals: gap < 100 && gap != gap.rounded() ? 1 : 0)
            + (counted.isEmpty ? "" : " " + counted)
        guard ranked.count > 1 else {
            return say(
                "một đơn vị chậm, thiếu hụt \(size): cần hỗ trợ",
                "one unit lags and holds the gap of \(size): it needs support")
        }
        guard holders < ranked.count else {
            return say(
                "\(count(ranked.count)) đơn vị chậm chiếm toàn bộ phần thiếu hụt \(size): cần hỗ trợ",
                "\(count(ranked.count)) lagging units hold the gap of \(size): they need support")
        }
        let share = numbers.percent(ranked[holders - 1].cumulative)
        return say(
            "\(count(holders)) trên \(count(ranked.count)) đơn vị chậm chiếm \(share) phần thiếu hụt \(size): cần hỗ trợ trước",
            holders == 1
                ? "1 of \(count(ranked.count)) lagging units holds \(share) of the gap of \(size): it needs support first"
                : "\(count(holders)) of \(count(ranked.count)) lagging units hold \(share) of the gap of \(size): they need support first"
        )
    }

    /// How many lie outside the limits around a ratio's bound, and how many would by chance.
    public var funnel: String? {
        guard let funnel = run.funnel(of: context) else { return nil }
        let bound = numbers.declaredPercent(funnel.bound)
        let expected = numbers.number(funnel.expected, decimals: 1)
        let far = numbers.number(funnel.expectedFar, decimals: 1)
        return say(
            "quanh \(bound), \(count(funnel.outside)) trên \(count(funnel.units)) đơn vị nằm ngoài giới hạn 95 % (\(count(funnel.below)) dưới, \(count(funnel.above)) trên; ngẫu nhiên khoảng \(expected)), \(count(funnel.far)) ngoài 99,8 % (ngẫu nhiên \(far)); các đơn vị còn lại không khác mức chung và không xếp hạng",
            "around \(bound), \(count(funnel.outside)) of \(count(funnel.units)) units lie outside the 95 % limits (\(count(funnel.below)) below, \(count(funnel.above)) above; chance alone puts \(expected) there) and \(count(funnel.far)) outside the 99.8 % limits (chance \(far)); the others are not different from the rest and are not ranked"
        )
    }

    /// Why the ratio changed against the same period, with the counts.
    public var mix: String? {
        guard let mix = context.mix else { return nil }
        func rate(_ cases: UnitMix.Cases) -> String {
            "\(numbers.percent(cases.rate, decimals: 1)) (\(numbers.number(cases.numerator)) \(say("trên", "of")) \(numbers.number(cases.denominator)))"
        }
        func points(_ change: Double) -> String { numbers.signed(change * 100, decimals: 1) }
        return say(
            "\(rate(mix.now)), cùng kỳ năm trước \(rate(mix.before)): \(points(mix.change)) điểm, trong đó \(points(mix.rateEffect)) do tỷ lệ của từng đơn vị và \(points(mix.mixEffect)) do cơ cấu giữa các đơn vị",
            "\(rate(mix.now)) against \(rate(mix.before)) in the same period last year: \(points(mix.change)) points, of which \(points(mix.rateEffect)) by the units' own rates and \(points(mix.mixEffect)) by cases moving between units"
        )
    }

    /// The warning that the whole moved against its parts; nil where it did not.
    public var reversal: String? {
        guard let mix = context.mix, mix.isReversed else { return nil }
        let most = count(max(mix.rose, mix.fell))
        let all = count(mix.compared)
        return mix.change < 0
            ? say(
                "Lưu ý nghịch lý Simpson: tỷ lệ tăng ở \(most) trên \(all) đơn vị nhưng tỷ lệ chung giảm, vì cơ cấu thay đổi",
                "Beware of Simpson's paradox: the rate rose in \(most) of \(all) units, yet the whole fell, because cases moved between them"
            )
            : say(
                "Lưu ý nghịch lý Simpson: tỷ lệ giảm ở \(most) trên \(all) đơn vị nhưng tỷ lệ chung tăng, vì cơ cấu thay đổi",
                "Beware of Simpson's paradox: the rate fell in \(most) of \(all) units, yet the whole rose, because cases moved between them"
            )
    }

    /// Who is judged together, and how the pool stands.
    public var pool: String? {
        guard let pool = context.pool, !pool.members.isEmpty,
            let assessment = run.judgements.assessment(target: context.target, unit: pool.unit)
        else { return nil }
        let name = run.plan.units[pool.unit].name[language]
        let because = Because(language).sentence(
            assessment, target: run.target(of: context), metric: run.metric(of: context), context: context)
        return say(
            "\(name) (\(pool.members.count) đơn vị): \(assessment.status.shape) \(assessment.status.word(in: language)), \(because)",
            "\(name) (\(pool.members.count) units): \(assessment.status.shape) \(assessment.status.word(in: language)), \(because)"
        )
    }

    /// All of it, the distribution first.
    public var lines: [String] {
        [distribution, contribution, funnel, mix, reversal, pool].compactMap { $0 }
    }

    private func count(_ value: Int) -> String { numbers.number(Double(value)) }

    private func say(_ vietnamese: String, _ english: String) -> String {
        language.say(vi: vietnamese, en: english)
    }
}

extension RunView {
    /// The funnel of a target's lowest units, its pool in place of the units in it.
    func funnel(of context: TargetContext) -> UnitFunnel? {
        UnitFunnel(
            context.aim, leafRows(of: context).lazy.map { judgements.assessments[$0] }.filter { $0.reason != .pooled })
    }

    /// The contexts of targets with units below that are still under way.
    var unitContexts: [Int] {
        judgements.contexts.indices.filter { index in
            guard let row = topRows[index] else { return false }
            return judgements.contexts[index].rows.count > 1 && !judgements.assessments[row].status.isFinal
        }
    }
}

extension String {
    /// With a capital at its start and a full stop at its end.
    var asSentence: String {
        guard let first else { return self }
        let isClosed = last == "." || last == "?" || last == "!"
        return first.uppercased() + dropFirst() + (isClosed ? "" : ".")
    }
}
