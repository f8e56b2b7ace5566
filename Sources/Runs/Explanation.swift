import Evaluators
import Ledger
import Periods
import Plan
import Reports
import Store

/// Builds the explanation of one target for one unit: value → comparison → aggregation → batches → alerts.
public struct Explanation {
    let plan: Plan
    let view: RunView
    let context: TargetContext
    let assessment: Assessment
    let language: Language
    let numbers: NumberText

    /// nil when the target is not judged for that unit. Indices into the plan.
    public init?(_ view: RunView, target: Int, unit: Int, language: Language) {
        guard let context = view.judgements.contexts.first(where: { $0.target == target }),
            let assessment = view.judgements.assessment(target: target, unit: unit)
        else { return nil }
        plan = view.plan
        self.view = view
        self.context = context
        self.assessment = assessment
        self.language = language
        numbers = NumberText(language)
    }

    /// Reads the batches behind the value and puts everything together.
    public func view(_ ledger: Ledger, decisions: [RecordedDecision]) throws(StoreFailure) -> ExplainView {
        var explained = ExplainView(
            target: target.title[language], unit: unit.name[language],
            status: "\(assessment.status.shape) \(assessment.status.word(in: language))",
            because: Because(language).sentence(assessment, target: target, metric: metric, context: context),
            steps: steps + [trackRecord(ledger)].compactMap { $0 } + data + ripening(ledger),
            batches: try batches(ledger),
            decisions: decisions.filter { $0.view.target == target.id && $0.view.unit == unit.code }.map { decision in
                ExplainView.Decision(
                    rule: decision.view.rule,
                    outcome: decision.isTold ? say(vi: "đã báo", en: "told") : say(vi: "không báo", en: "not told"),
                    reason: decision.view.reason)
            },
            info: view.info)
        explained.needs = needs
        return explained
    }

    var target: Target { plan.targets[context.target] }
    var metric: Metric { plan.metric(of: target) }
    private var unit: Unit { plan.units[Int(assessment.unit)] }

    /// The day by whose tree the target was judged.
    private var treeDay: Day { context.treeDay(asOf: view.info.asOf) }

    func say(vi: String, en: String) -> String { language == .vietnamese ? vi : en }

    // MARK: Steps

    private var steps: [ExplainView.Step] {
        [pace, expected, value, comparator, formerUnits, change, goal, required, coverage].compactMap { $0 } + prospects
            + insight
    }

    func text(_ value: Double) -> String { numbers.value(value, metric: metric) }

    private var pace: ExplainView.Step? {
        guard assessment.pace.isFinite else { return nil }
        let pace = numbers.number(assessment.pace, decimals: 2)
        let actual = text(assessment.actual)
        let expected = numbers.modelled(assessment.expected, metric: metric)
        let formula: String
        switch context.aim {
        case .reach, .maintain(.atLeast, _), .milestones:
            formula = "\(actual) ÷ \(expected) = \(pace)"
        case .cap, .reduceBy, .maintain(.atMost, _):
            formula = "\(expected) ÷ \(actual) = \(pace)"
        case .grow:
            let start = text(assessment.baseline)
            formula = "(\(actual) − \(start)) ÷ (\(expected) − \(start)) = \(pace)"
        case .custom:
            formula = pace
        case .range:
            formula = say(
                vi: "khoảng cách đến biên gần nhất ÷ nửa độ rộng = \(pace)",
                en: "distance to the nearest edge ÷ half the width = \(pace)")
        }
        return .init(label: say(vi: "Tiến độ", en: "Pace"), formula: formula)
    }

    private var expected: ExplainView.Step? {
        guard assessment.expected.isFinite else { return nil }
        let result = numbers.modelled(assessment.expected, metric: metric)
        let share = numbers.percent(context.paceShare, decimals: 1)
        let coverage = assessment.coverage < 1 ? " × \(numbers.percent(assessment.coverage, decimals: 1))" : ""
        var inputs: [String] = []
        let formula: String
        switch context.aim {
        case .reach, .cap:
            formula = "\(text(assessment.goal)) × \(share)\(coverage) = \(result)"
            inputs = [paceWords(share)] + coverageWords
        case .grow:
            formula =
                "\(text(assessment.baseline)) + \(share) × (\(text(assessment.goal)) − \(text(assessment.baseline))) = \(result)"
            inputs = [paceWords(share)]
        case .reduceBy(let fraction, _):
            formula =
                "\(text(assessment.baseline)) × (1 − \(numbers.percent(fraction, decimals: fraction * 100 == (fraction * 100).rounded() ? 0 : 1))) = \(result)"
            inputs = coverageWords
        case .maintain, .range, .milestones, .custom:
            formula = result
        }
        return .init(label: say(vi: "Cần đạt đến nay", en: "Expected by now"), formula: formula, inputs: inputs)
    }

    private func paceWords(_ share: String) -> String {
        switch target.pace {
        case .linear:
            say(
                vi: "\(share): phần ngày đã qua của kỳ (đều theo ngày)",
                en: "\(share): share of the period's days that have passed (linear)")
        case .steps:
            say(vi: "\(share): theo các mốc đã thống nhất", en: "\(share): by the agreed steps")
        case .shaped:
            "\(share): \(context.paceShape.map { ShapeText($0, language: language).words } ?? "")"
        }
    }

    private var coverageWords: [String] {
        guard assessment.coverage < 1 else { return [] }
        return [
            say(
                vi:
                    "chỉ tính các đơn vị đã báo cáo: \(numbers.percent(assessment.coverage, decimals: 1)) báo cáo phải có",
                en:
                    "scaled to what was reported: \(numbers.percent(assessment.coverage, decimals: 1)) of the reports due"
            )
        ]
    }

    private var value: ExplainView.Step? {
        guard assessment.actual.isFinite else { return nil }
        let label = say(vi: "Kết quả", en: "Value")
        let span = context.toDate.map { numbers.window($0) } ?? ""
        switch metric.kind {
        case .ratio(let of, let to):
            let formula =
                "\(numbers.number(assessment.numerator)) ÷ \(numbers.number(assessment.denominator)) = \(text(assessment.actual))"
            var inputs = [
                "\(title(of)): \(numbers.number(assessment.numerator)), \(span)",
                "\(title(to)): \(numbers.number(assessment.denominator)), \(span)",
            ]
            if assessment.low.isFinite {
                inputs.append(
                    say(vi: "khoảng tin cậy Wilson 95 %", en: "Wilson 95 % interval")
                        + " \(text(assessment.low))–\(text(assessment.high))")
            }
            return .init(label: label, formula: formula, inputs: inputs)
        case .formula(let program, _):
            return .init(label: label, formula: "\(program.source) = \(text(assessment.actual))", inputs: [span])
        case .count, .level, .milestone:
            return .init(
                label: label, formula: text(assessment.actual),
                inputs: ["\(metric.title[language]), \(span)"] + aggregation)
        }
    }

    /// How the value of a unit with children came about.
    private var aggregation: [String] {
        let index = Int(assessment.unit)
        if let pool = context.pool, pool.unit == index {
            return [say(vi: "tổng của \(pool.members.count) đơn vị", en: "the sum of \(pool.members.count) units")]
        }
        guard !plan.units.children[index].isEmpty else { return [] }
        if metric.parents == .reported { return [say(vi: "do đơn vị tự báo cáo", en: "as the unit itself reports it")] }
        let leaves = plan.units.leaves(under: index, on: treeDay).count
        return [say(vi: "tổng của \(leaves) đơn vị trực thuộc", en: "the sum of \(leaves) units below it")]
    }

    private var comparator: ExplainView.Step? {
        guard case .reduceBy(_, let against) = context.aim, assessment.baseline.isFinite else { return nil }
        let label: String
        switch against {
        case .samePeriod: label = say(vi: "Cùng kỳ", en: "Same period")
        case .adjacentPeriod: label = say(vi: "Liền kề", en: "Adjacent period")
        case .fixed: label = say(vi: "Mốc cố định", en: "Fixed base")
        }
        var inputs: [String] = []
        if let window = context.baselineWindow, let toDate = context.toDate {
            inputs.append(
                say(
                    vi:
                        "\(numbers.window(window)) (\(window.count) ngày), so với \(numbers.window(toDate)) (\(toDate.count) ngày)",
                    en:
                        "\(numbers.window(window)) (\(window.count) days), against \(numbers.window(toDate)) (\(toDate.count) days)"
                ))
        }
        let change =
            assessment.change.isFinite
            ? numbers.signedPercent(assessment.change) : say(vi: "không có gốc so sánh", en: "n/a (no base)")
        return .init(
            label: label, formula: "\(text(assessment.actual)) / \(text(assessment.baseline)): \(change)",
            inputs: inputs)
    }

    private var goal: ExplainView.Step? {
        guard assessment.goal.isFinite else { return nil }
        let inputs =
            ["\(context.periodName): \(numbers.window(context.window))"]
            + target.amendments.map { amendment in
                say(
                    vi: "sửa đổi ngày \(numbers.day(amendment.on)), \(amendment.by): \(amendment.because)",
                    en: "amended on \(numbers.day(amendment.on)) by \(amendment.by): \(amendment.because)")
            }
        return .init(label: say(vi: "Mục tiêu", en: "Goal"), formula: text(assessment.goal), inputs: inputs)
    }

    private var required: ExplainView.Step? {
        guard assessment.requiredRate.isFinite else { return nil }
        let formula: String
        if case .maintain = context.aim {
            formula = say(
                vi: "\(text(assessment.requiredRate)) trong phần còn lại của kỳ",
                en: "\(text(assessment.requiredRate)) over the rest of the period")
        } else {
            let rate = numbers.number(assessment.requiredRate, decimals: 1)
            formula = say(vi: "\(rate) mỗi kỳ báo cáo còn lại", en: "\(rate) in each reporting period left")
        }
        return .init(label: say(vi: "Mức cần từ nay", en: "Required from now"), formula: formula)
    }

    private var coverage: ExplainView.Step? {
        guard assessment.coverage.isFinite else { return nil }
        return .init(
            label: say(vi: "Báo cáo nhận được", en: "Reports in"),
            formula: numbers.percent(assessment.coverage, decimals: 1))
    }

    private func title(_ id: String) -> String {
        plan.metricIndex(id).map { plan.metrics[$0].title[language] } ?? id
    }

    // MARK: Batches

    private func batches(_ ledger: Ledger) throws(StoreFailure) -> [ExplainView.Batch] {
        guard context.toDate != nil else { return [] }
        var within = plan.units.subtree(of: Int(assessment.unit), on: treeDay)
        if let pool = context.pool, pool.unit == Int(assessment.unit) {
            within = pool.members.flatMap { plan.units.subtree(of: $0, on: treeDay) }
        }
        let below = within.map { plan.units[$0].code }
        let codes = metric.parents == .reported ? [unit.code] : below
        let knownAt = Instant(view.info.knownAt)
        var rows: [ExplainView.Batch] = []
        for id in metric.inputs {
            guard let input = plan.metricIndex(id).map({ plan.metrics[$0] }) else { continue }
            let periods = input.complete(input.parts(of: context.window), on: view.info.asOf).periods
            // Values lie on the first days of their periods, which may come before the window they belong to.
            guard !periods.isEmpty,
                let days = Window(
                    input.window(of: periods.lowerBound).first, input.window(of: periods.upperBound - 1).first)
            else { continue }
            for contribution in try ledger.contributions(to: id, codes: codes, in: days, knownAt: knownAt) {
                let name = metric.inputs.count > 1 ? "\(contribution.batch.source) (\(id))" : contribution.batch.source
                rows.append(
                    ExplainView.Batch(
                        id: String(contribution.batch.id), file: name, rows: contribution.standing,
                        receivedAt: contribution.batch.receivedAt.description, submitter: contribution.batch.submitter,
                        contribution: contribution.sum))
            }
        }
        return rows
    }
}
