import Ledger
import Periods
import Plan

/// Judges every target of a plan for every unit it names, as of a day, with what was known at an instant.
public struct Judge: Sendable {
    let plan: Plan
    let catalogue: EvaluatorCatalogue

    public init(_ plan: Plan, catalogue: EvaluatorCatalogue = .builtIn) {
        self.plan = plan
        self.catalogue = catalogue
    }

    /// A pure function of the plan, the ledger as known at `knownAt`, and the day.
    ///
    /// - Throws: `StoreFailure` when the ledger cannot be read. An evaluator that fails costs only its own target.
    public func judge(_ ledger: Ledger, asOf: Day, knownAt: Instant?) throws -> Judgements {
        let frames = plan.targets.indices.map { TargetFrame(plan, target: $0, asOf: asOf) }
        let bank = try MetricBank(plan, ledger: ledger, windows: windows(of: frames), knownAt: knownAt)
        var judgements = Judgements(asOf: asOf, contexts: [], assessments: [])
        // Targets made of others come when those are judged.
        var outcomes = [Outcome?](repeating: nil, count: frames.count)
        for isComposite in [false, true] {
            for frame in frames where frame.isComposite == isComposite {
                outcomes[frame.target] = judge(frame, bank) { id in
                    plan.targets.firstIndex { $0.id == id }.flatMap { outcomes[$0]?.assessments }
                }
            }
        }
        for frame in frames {
            guard let outcome = outcomes[frame.target] else { continue }
            let start = judgements.assessments.count
            judgements.assessments += outcome.assessments
            var context = frame.context(
                outcome.batch, rows: start..<judgements.assessments.count, failure: outcome.failure)
            context.notes = outcome.notes
            judgements.contexts.append(context)
        }
        return judgements
    }

    private struct Outcome {
        var assessments: [Assessment]
        var batch: PreparedBatch?
        var failure: String?
        var notes: [Int32: LocalText] = [:]
    }

    private func judge(
        _ frame: TargetFrame, _ bank: MetricBank, judged: (String) -> [Assessment]?
    ) -> Outcome {
        let target = plan.targets[frame.target]
        if let cancelled = target.cancelled, cancelled.on <= frame.asOf {
            return Outcome(assessments: uniform(target, frame, .cancelled, .cancelled))
        }
        guard frame.asOf >= frame.window.first else {
            return Outcome(assessments: uniform(target, frame, .notStarted, .notBegun))
        }
        guard var prepared = PreparedBatch(frame, bank) else {
            // Begun, but no reporting period is complete yet.
            return Outcome(assessments: uniform(target, frame, .measuring, .tooEarly))
        }
        prepared.addCustomInputs(frame, bank, judged: judged)
        guard let evaluator = catalogue[frame.aim.word] else {
            return Outcome(
                assessments: uniform(target, frame, .error, .evaluatorFailed), batch: prepared,
                failure: "no evaluator judges \(frame.aim.word)")
        }
        do throws(EvaluationFailure) {
            let evaluation = try evaluator.evaluation(prepared.batch)
            let assessments = evaluation.assessments
            let units = assessments.map { Int($0.unit) }
            guard units == prepared.batch.units else {
                throw EvaluationFailure("\(evaluator.id) answered for other units than it was asked about")
            }
            let notes = zip(assessments, evaluation.notes).compactMap { assessment, note in
                note.map { (assessment.unit, $0) }
            }
            return Outcome(
                assessments: assessments, batch: prepared, notes: Dictionary(notes) { first, _ in first })
        } catch {
            return Outcome(
                assessments: uniform(target, frame, .error, .evaluatorFailed), batch: prepared, failure: error.message)
        }
    }

    /// The same word for every unit, when there is nothing to compute.
    private func uniform(_ target: Target, _ frame: TargetFrame, _ status: Status, _ reason: Reason) -> [Assessment] {
        target.units.judged.map { unit in
            var assessment = Assessment(target: Int32(clamping: frame.target), unit: Int32(clamping: unit))
            assessment.say(status, reason)
            return assessment
        }
    }

    /// The days that must be read of each metric.
    private func windows(of frames: [TargetFrame]) -> [String: Window] {
        var windows: [String: Window] = [:]
        for frame in frames where frame.asOf >= frame.window.first {
            let named = (frame.aim.arguments?.metrics ?? []).compactMap { id in
                plan.metricIndex(id).map { plan.metrics[$0] }
            }
            for id in ([plan.metric(of: plan.targets[frame.target])] + named).flatMap(\.inputs) {
                let old = windows[id]
                let first = min(old?.first ?? frame.earliest, frame.earliest)
                let last = max(old?.last ?? frame.latest, frame.latest)
                windows[id] = Window(first, last)
            }
        }
        return windows
    }
}
