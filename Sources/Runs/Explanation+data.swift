import Evaluators
import Ledger
import Periods
import Plan
import Reports

/// The steps that say how far the data can be trusted: comparison, virtues, ripening, gaps.
extension Explanation {
    var data: [ExplainView.Step] {
        ([likeForLike, virtues] + gaps + [provisional]).compactMap { $0 }
    }

    /// Both comparisons and the difference between them.
    private var likeForLike: ExplainView.Step? {
        guard let basis = context.comparatorBasis, assessment.baseline.isFinite else { return nil }
        let label = say(vi: "Biết đến lúc nào", en: "As known when")
        switch basis {
        case .then(let instant):
            let day = numbers.day(instant.day)
            let settled = assessment.settledBaseline
            var inputs = [
                say(
                    vi: "cùng kỳ theo số liệu biết đến ngày \(day): \(text(assessment.baseline))",
                    en: "the same period as it was known on \(day): \(text(assessment.baseline))")
            ]
            if settled.isFinite {
                let change = settled > 0 ? assessment.actual / settled - 1 : .nan
                let signed = change.isFinite ? ", \(numbers.signedPercent(change))" : ""
                inputs.append(
                    say(
                        vi: "theo số liệu biết đến nay: \(text(settled))\(signed)",
                        en: "as it is known today: \(text(settled))\(signed)"))
                let bias = (change - assessment.change) * 100
                if bias.isFinite {
                    let points = numbers.number(bias.magnitude, decimals: 1)
                    inputs.append(
                        bias.magnitude < 0.05
                            ? say(vi: "hai cách như nhau", en: "both say the same")
                            : say(
                                vi: "so với số liệu đã ổn định sẽ lệch \(bias < 0 ? "−" : "+")\(points) điểm phần trăm",
                                en: "against settled figures it would be off by \(bias < 0 ? "−" : "+")\(points) points"
                            ))
                }
            }
            return .init(
                label: label,
                formula: say(
                    vi: "so như với như: cả hai đều theo số liệu khi đó",
                    en: "like for like: both as they were known then"),
                inputs: inputs)
        case .declaredNow:
            return .init(
                label: label,
                formula: say(vi: "theo số liệu biết đến nay (known: now)", en: "as known today (known: now)"))
        case .unknownThen(let wanted, let first):
            return .init(
                label: label, formula: say(vi: "theo số liệu biết đến nay", en: "as known today"),
                inputs: [
                    say(
                        vi:
                            "sổ số liệu có kỳ này từ ngày \(numbers.day(first.day)), chưa biết ngày \(numbers.day(wanted.day))",
                        en:
                            "the ledger has that period since \(numbers.day(first.day)), not yet on \(numbers.day(wanted.day))"
                    )
                ])
        case .tooFewThen(let wanted):
            return .init(
                label: label, formula: say(vi: "theo số liệu biết đến nay", en: "as known today"),
                inputs: [
                    say(
                        vi: "đến ngày \(numbers.day(wanted.day)) mới có quá ít báo cáo của kỳ này",
                        en: "too few of its reports were in on \(numbers.day(wanted.day))")
                ])
        }
    }

    private var virtues: ExplainView.Step? {
        guard let scores = VirtueSummary.text(assessment.virtues, language) else { return nil }
        var inputs: [String] = []
        if context.inputs.count > 1 || Int(assessment.unit) != target.units.root {
            inputs = context.inputs.compactMap { input in
                VirtueSummary.text(DataVirtues(input.tally), language).map {
                    "\(plan.metrics[input.metric].title[language]), \(plan.units[target.units.root].name[language]): \($0)"
                }
            }
        }
        if let last = assessment.virtues.lastReport {
            inputs.append(
                say(vi: "kỳ cuối có báo cáo: đến \(numbers.day(last))", en: "last report: to \(numbers.day(last))"))
        }
        return .init(label: say(vi: "Số liệu", en: "Data"), formula: scores, inputs: inputs)
    }

    private var gaps: [ExplainView.Step] {
        context.inputs.flatMap { input in
            input.gaps.map { gap in
                .init(
                    label: say(vi: "Đứt luồng số liệu", en: "Feed gap"), formula: numbers.window(gap.window),
                    inputs: [
                        say(
                            vi:
                                "\(plan.metrics[input.metric].title[language]): \(numbers.number(gap.actual)), thường khoảng \(numbers.number(gap.expected.rounded()))",
                            en:
                                "\(plan.metrics[input.metric].title[language]): \(numbers.number(gap.actual)) where about \(numbers.number(gap.expected.rounded())) are usual"
                        )
                    ])
            }
        }
    }

    private var provisional: ExplainView.Step? {
        guard let from = context.matureFrom, from > view.info.asOf else { return nil }
        return .init(
            label: say(vi: "Tạm tính", en: "Provisional"),
            formula: say(vi: "đến ngày \(numbers.day(from))", en: "until \(numbers.day(from))"))
    }

    /// How the metric's figures ripened so far, learnt from the ledger's batches.
    func ripening(_ ledger: Ledger) -> [ExplainView.Step] {
        metric.inputs.compactMap { id in
            guard let input = plan.metricIndex(id).map({ plan.metrics[$0] }),
                let learnt = try? LearntMaturity.learn(
                    input, units: plan.units, ledger: ledger, asOf: view.info.asOf, knownAt: Instant(view.info.knownAt))
            else { return nil }
            let points = zip(learnt.ages, learnt.shares).filter { [0, 7, 14, 28, 60, 90, 180].contains($0.0) }.map {
                say(
                    vi: "\($0.0) ngày: \(numbers.percent($0.1, decimals: 1))",
                    en: "\($0.0) days: \(numbers.percent($0.1, decimals: 1))")
            }
            let settled = learnt.settledDays.map {
                say(vi: "ổn định (±2 %) sau \($0) ngày", en: "settled (within 2 %) after \($0) days")
            }
            return .init(
                label: say(vi: "Độ chín số liệu", en: "Maturity"),
                formula: settled ?? say(vi: "chưa ổn định", en: "not settled within the days followed"),
                inputs: [
                    "\(input.title[language]): " + points.joined(separator: ", "),
                    say(
                        vi: "học từ \(learnt.periods) kỳ báo cáo", en: "learnt from \(learnt.periods) reporting periods"
                    ),
                ])
        }
    }
}
