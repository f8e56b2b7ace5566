import Ledger
import Periods
import Plan

/// Judges every target of a plan for every unit it names, as of a day, with what was known at an instant.
public struct Judge: Sendable {
    let plan: Plan
    let catalogue: EvaluatorCatalogue
    /// What outlooks learn from; less than everything is for comparison.
    var learning = Outlooks.Learning.everything
    /// Whether charts are drawn; what only foretells needs none.
    var drawsCharts = true

    public init(_ plan: Plan, catalogue: EvaluatorCatalogue = .builtIn) {
        self.plan = plan
        self.catalogue = catalogue
    }

    /// A pure function of the plan, the ledger as known at `knownAt`, and the day.
    ///
    /// - Throws: `StoreFailure` when the ledger cannot be read. An evaluator that fails costs only its own target.
    public func judge(_ ledger: Ledger, asOf: Day, knownAt: Instant?) throws -> Judgements {
        let frames = plan.targets.indices.map { TargetFrame(plan, target: $0, asOf: asOf) }
        let insight = Insight(plan, frames, asOf: asOf)
        var bank = try bank(ledger, frames, knownAt: knownAt, beside: insight)
        if let last = try ledger.head(knownAt: knownAt)?.receivedAt {
            bank.knowledge = try Knowledge(plan, ledger, frames, bank, knownAt: knownAt.map { min($0, last) } ?? last)
        }
        let revised = try insight.revised(ledger, knownAt: knownAt)
        var judgements = judge(frames, bank, asOf: asOf)
        insight.add(to: &judgements, bank, revised)
        return judgements
    }

    /// Judges frames over series read before; the contexts come in the frames' order.
    func judge(_ frames: [TargetFrame], _ bank: MetricBank, asOf: Day) -> Judgements {
        var judgements = Judgements(asOf: asOf, contexts: [], assessments: [])
        // Targets made of others come when those are judged.
        let simple = frames.indices.filter { !frames[$0].isComposite }
        var outcomes = [Outcome?](repeating: nil, count: frames.count)
        let judgedFirst = concurrently(simple.count) { position in
            judge(frames[simple[position]], bank) { _ in nil }
        }
        for (position, outcome) in judgedFirst.enumerated() { outcomes[simple[position]] = outcome }
        for index in frames.indices where frames[index].isComposite {
            outcomes[index] = judge(frames[index], bank) { id in
                frames.firstIndex { plan.targets[$0.target].id == id }.flatMap { outcomes[$0]?.assessments }
            }
        }
        for outcome in outcomes.compactMap({ $0 }) {
            let start = judgements.assessments.count
            judgements.assessments += outcome.assessments
            var context = outcome.context
            context.rows = start..<judgements.assessments.count
            judgements.contexts.append(context)
        }
        return judgements
    }

    /// Reads what the frames need, once.
    func bank(
        _ ledger: Ledger, _ frames: [TargetFrame], knownAt: Instant?, beside insight: Insight? = nil
    ) throws -> MetricBank {
        let firstDays = try ledger.firstDays()
        var windows = windows(of: frames, from: firstDays)
        insight?.widen(&windows, from: firstDays)
        return try MetricBank(plan, ledger: ledger, windows: windows, knownAt: knownAt)
    }

    private struct Outcome: Sendable {
        var assessments: [Assessment]
        var context: TargetContext
    }

    private func judge(
        _ frame: TargetFrame, _ bank: MetricBank, judged: (String) -> [Assessment]?
    ) -> Outcome {
        let target = plan.targets[frame.target]
        if let cancelled = target.cancelled, cancelled.on <= frame.asOf {
            return uniform(target, frame, .cancelled, .cancelled)
        }
        guard frame.asOf >= frame.window.first else { return uniform(target, frame, .notStarted, .notBegun) }
        guard var prepared = PreparedBatch(frame, bank) else {
            // Begun, but no reporting period is complete yet.
            return uniform(target, frame, .measuring, .tooEarly)
        }
        prepared.addCustomInputs(frame, bank, judged: judged)
        guard let evaluator = catalogue[frame.aim.word] else {
            return uniform(
                target, frame, .error, .evaluatorFailed, prepared, failure: "no evaluator judges \(frame.aim.word)")
        }
        do throws(EvaluationFailure) {
            let evaluation = try evaluator.evaluation(prepared.batch)
            var assessments = evaluation.assessments
            let units = assessments.map { Int($0.unit) }
            guard units == prepared.batch.units else {
                throw EvaluationFailure("\(evaluator.id) answered for other units than it was asked about")
            }
            var context = frame.context(prepared)
            for (assessment, note) in zip(assessments, evaluation.notes) { context.notes[assessment.unit] = note }
            addLinear(to: &assessments, prepared, evaluator)
            explainIncomparable(&assessments, &context, prepared)
            Prospects(frame: frame, prepared: prepared, bank: bank, learning: learning, drawsCharts: drawsCharts)
                .add(to: &assessments, &context)
            Origins(frame: frame, prepared: prepared, plan: plan).add(to: &assessments, &context)
            if let knowledge = bank.knowledge {
                DataGate(frame: frame, prepared: prepared, bank: bank, knowledge: knowledge, evaluator: evaluator)
                    .apply(to: &assessments, &context)
            }
            context.pool = prepared.pool
            prepared.markPooled(&assessments)
            return Outcome(assessments: assessments, context: context)
        } catch {
            return uniform(target, frame, .error, .evaluatorFailed, prepared, failure: error.message)
        }
    }

    /// The same word for every unit, when there is nothing to compute.
    private func uniform(
        _ target: Target, _ frame: TargetFrame, _ status: Status, _ reason: Reason, _ prepared: PreparedBatch? = nil,
        failure: String? = nil
    ) -> Outcome {
        let assessments = frame.selection.judged.map { unit in
            var assessment = Assessment(target: Int32(clamping: frame.target), unit: Int32(clamping: unit))
            assessment.say(status, reason)
            return assessment
        }
        var context = frame.context(prepared)
        context.failure = failure
        return Outcome(assessments: assessments, context: context)
    }

    /// What a linear pace would say, beside any other shape.
    private func addLinear(
        to assessments: inout [Assessment], _ prepared: PreparedBatch, _ evaluator: any Evaluator
    ) {
        guard let shape = prepared.paceShape, shape.word != "linear" || !shape.campaigns.isEmpty, !shape.isFallback
        else { return }
        switch prepared.batch.aim {
        case .reach, .cap, .grow: break
        case .reduceBy, .maintain, .range, .milestones, .custom: return
        }
        var batch = prepared.batch
        batch.pace = batch.elapsed
        guard let linear = try? evaluator.evaluate(batch), linear.count == assessments.count else { return }
        for index in assessments.indices where linear[index].expected.isFinite {
            assessments[index].linear.expected = linear[index].expected
            assessments[index].linear.pace = linear[index].pace
            assessments[index].linear.status = linear[index].status
        }
    }

    /// Says until when two windows cannot be compared, where that is why there is no base.
    private func explainIncomparable(
        _ assessments: inout [Assessment], _ context: inout TargetContext, _ prepared: PreparedBatch
    ) {
        guard case .notComparable(let day)? = prepared.comparatorFailure else { return }
        context.comparableFrom = day
        for index in assessments.indices where assessments[index].reason == .noBaseline {
            assessments[index].say(.measuring, .notComparable)
        }
    }

    /// The days that must be read of each metric: no more than were reported.
    private func windows(of frames: [TargetFrame], from firstDays: [String: Day]) -> [String: Window] {
        var windows: [String: Window] = [:]
        for frame in frames where frame.asOf >= frame.window.first {
            let wanted = frame.earliest(plan)
            let named = (frame.aim.arguments?.metrics ?? []).compactMap { id in
                plan.metricIndex(id).map { plan.metrics[$0] }
            }
            for id in ([plan.metric(of: plan.targets[frame.target])] + named).flatMap(\.inputs) {
                let old = windows[id]
                var first = max(wanted, min(firstDays[id] ?? wanted, frame.window.first))
                // Values since the year began need the year's first to be told apart.
                if let metric = plan.metricIndex(id).map({ plan.metrics[$0] }), metric.reporting == .cumulative {
                    first = metric.calendar.period(.year, containing: first).window.first
                }
                first = min(old?.first ?? first, first)
                windows[id] = Window(first, max(old?.last ?? frame.latest, frame.latest, first))
            }
        }
        return windows
    }
}
