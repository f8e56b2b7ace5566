import Evaluators
import Plan

/// What earlier years and periods say beside the statuses, in sentences: shapes other than linear, comparisons that
/// depend on the alignment, units that changed beyond chance, units whose past is an estimate.
struct HistoryText {
    private let run: RunView
    private let language: Language
    private let numbers: NumberText

    init(_ run: RunView, language: Language) {
        self.run = run
        self.language = language
        numbers = NumberText(language)
    }

    var lines: [String] {
        run.judgements.contexts.indices.flatMap { index -> [String] in
            let context = run.judgements.contexts[index]
            let title = run.target(of: context).title[language]
            let own = [shape(index), alignments(index), discovery(context), estimates(context)]
            return (own + ChartText(context, language).lines).compactMap { $0 }.map { "\(title): \($0)" }
        }
    }

    /// The shape of a pace that is not linear, and what a linear one would say.
    private func shape(_ index: Int) -> String? {
        let context = run.judgements.contexts[index]
        guard let row = run.topRows[index], let shape = context.paceShape,
            let linear = run.judgements.assessments[row].linear.status, linear != run.judgements.assessments[row].status
        else { return nil }
        let words = ShapeText(shape, language: language).words
        let status = linear.word(in: language)
        return language.say(
            vi: "tiến độ tính \(words); nếu tính đều theo ngày thì \(status)",
            en: "the pace is \(words); a linear one would say \(status)")
    }

    /// All answers, when they do not agree on whether the value rose or fell.
    private func alignments(_ index: Int) -> String? {
        let context = run.judgements.contexts[index]
        guard let row = run.topRows[index] else { return nil }
        let actual = run.judgements.assessments[row].actual
        let position = row - context.rows.lowerBound
        guard context.alignments.disagree(position, actual: actual) else { return nil }
        let answers = context.alignments.compactMap { base -> String? in
            guard let change = base.change(position, actual: actual) else { return nil }
            let value = numbers.number(base.values[position])
            return "\(name(base)) \(numbers.signedPercent(change)) (\(value))"
        }
        let all = answers.joined(separator: ", ")
        return language.say(
            vi: "tăng hay giảm tùy cách so sánh: \(all)",
            en: "whether it rose or fell depends on the comparison: \(all)")
    }

    private func name(_ base: AlignedBase) -> String {
        switch base.name {
        case "calendar": language.say(vi: "theo ngày dương lịch", en: "by calendar dates")
        case "iso_week": language.say(vi: "theo tuần", en: "by weeks")
        default: language.say(vi: "theo \(base.name)", en: "by \(base.name)")
        }
    }

    /// How many units changed beyond chance, and how many of those chance alone explains.
    private func discovery(_ context: TargetContext) -> String? {
        guard let found = context.discovery, found.flagged > 0 else { return nil }
        let (flagged, tested) = (numbers.number(Double(found.flagged)), numbers.number(Double(found.tested)))
        let wrong = numbers.number(found.expectedFalse, decimals: 1)
        return language.say(
            vi: "\(flagged) trên \(tested) đơn vị thay đổi ngoài dao động ngẫu nhiên; "
                + "trung bình nhiều nhất \(wrong) trong số đó là báo nhầm",
            en: "\(flagged) of \(tested) units changed beyond chance; on average at most \(wrong) of them by chance")
    }

    /// How many units were judged with figures that shares of former units stand in for.
    private func estimates(_ context: TargetContext) -> String? {
        let estimated = context.origins.values.count { $0.isEstimated }
        guard estimated > 0 else { return nil }
        let (count, all) = (numbers.number(Double(estimated)), numbers.number(Double(run.leafRows(of: context).count)))
        return language.say(
            vi: "\(count) trên \(all) đơn vị được đánh giá với số ước tính từ đơn vị cũ",
            en: "\(count) of \(all) units are judged with figures estimated from former units")
    }
}
