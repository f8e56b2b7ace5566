import Evaluators
import Plan
import Reports

/// The steps that look below and beside the value: the units together, where this one stands among them, and what is to
/// be checked.
extension Explanation {
    var insight: [ExplainView.Step] {
        let all = isTop ? [together, pooled] : [pooled, place]
        return all.compactMap { $0 } + questions
    }

    /// What the units below the top unit say together.
    private var together: ExplainView.Step? {
        guard let text = UnitsText(view, context: position, language: language) else { return nil }
        return .init(
            label: say(vi: "Các đơn vị", en: "Units"), formula: text.distribution,
            inputs: [text.contribution, text.funnel].compactMap { $0 })
    }

    /// Why a ratio changed, with the warning where the whole moved against its parts.
    var change: ExplainView.Step? {
        guard isTop, let text = UnitsText(view, context: position, language: language), let mix = text.mix else {
            return nil
        }
        return .init(
            label: say(vi: "So với cùng kỳ", en: "Same period"), formula: mix,
            inputs: [text.reversal].compactMap { $0 })
    }

    /// Who is judged together with whom.
    private var pooled: ExplainView.Step? {
        guard let pool = context.pool, !pool.members.isEmpty else { return nil }
        let unit = Int(assessment.unit)
        guard isTop || unit == pool.unit || pool.members.contains(unit) else { return nil }
        let names = pool.members.map { plan.units[$0].name[language] }.joined(separator: ", ")
        let below = numbers.number(pool.below, decimals: pool.below == pool.below.rounded() ? 0 : 1)
        return .init(
            label: say(vi: "Đánh giá chung", en: "Judged together"),
            formula: say(
                vi: "\(plan.units[pool.unit].name[language]): \(pool.members.count) đơn vị có quy mô dưới \(below)",
                en: "\(plan.units[pool.unit].name[language]): \(pool.members.count) units smaller than \(below)"),
            inputs: [names])
    }

    /// Where this unit lies among the limits around a ratio's bound.
    private var place: ExplainView.Step? {
        guard let place = UnitFunnel.place(of: assessment, aim: context.aim) else { return nil }
        let said: String
        switch place {
        case .inside:
            said = say(
                vi: "không khác mức chung ngoài dao động ngẫu nhiên", en: "not different from the rest beyond chance")
        case .below: said = say(vi: "dưới giới hạn 95 %", en: "below the 95 % limits")
        case .above: said = say(vi: "trên giới hạn 95 %", en: "above the 95 % limits")
        case .farBelow: said = say(vi: "dưới giới hạn 99,8 %", en: "below the 99.8 % limits")
        case .farAbove: said = say(vi: "trên giới hạn 99,8 %", en: "above the 99.8 % limits")
        }
        return .init(label: say(vi: "So với các đơn vị", en: "Among the units"), formula: said)
    }

    private var questions: [ExplainView.Step] {
        let text = CheckText(view, language: language)
        let asked =
            isTop
            ? text.questions(ofTarget: context.target)
            : text.questions(ofTarget: context.target, unit: Int(assessment.unit))
        return asked.map { question in
            .init(
                label: say(vi: "Đề nghị kiểm tra", en: "Please check"),
                formula: "\(question.subject): \(question.facts)",
                inputs: [question.ask])
        }
    }

    /// The units that hold the gap, largest part first; those of a ratio that are not different from the rest are one row.
    var needs: [ExplainView.Need] {
        guard isTop else { return [] }
        return view.needs(ofContext: position, language: language)
    }

    /// Whether this is the target's top unit, for which the units below are told.
    private var isTop: Bool {
        view.topRows[position].map { view.judgements.assessments[$0].unit == assessment.unit } ?? false
    }

    private var position: Int {
        view.judgements.contexts.firstIndex { $0.target == context.target } ?? 0
    }
}
