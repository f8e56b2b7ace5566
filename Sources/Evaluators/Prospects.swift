import Periods
import Plan

/// What history adds to a verdict: outlook, signal, assurance, the test of a change, the other alignments.
///
/// Evaluators say what is; these facts say what it means. They are the same for built-in evaluators and plugins, and an
/// evaluator's own answer is never overwritten by silence.
struct Prospects {
    let frame: TargetFrame
    let prepared: PreparedBatch
    let bank: MetricBank
    var learning = Outlooks.Learning.everything
    var drawsCharts = true

    /// Adds the facts to the assessments and says what the context should tell of them.
    func add(to assessments: inout [Assessment], _ context: inout TargetContext) {
        let target = bank.plan.targets[frame.target]
        context.paceShape = prepared.paceShape
        context.alignments = prepared.alignedBases(frame, bank)
        context.straddled = prepared.straddled(frame, bank)
        guard let history = prepared.history else {
            for index in assessments.indices { assessments[index].signal = .tooFew }
            return
        }
        let outlooks = Outlooks(
            frame: frame, prepared: prepared, history: history, plan: bank.plan, yearBefore: yearBefore(history),
            learning: learning)
        let noise = outlooks.noise
        context.outlookShape = outlooks.add(to: &assessments)
        guard drawsCharts else { return }
        let dispersion: (Int) -> Double = { noise(outlooks.levels[$0]) }
        let signals = ProcessSignals(
            prepared: prepared, history: history, rule: target.signal, anchor: anchor(of: target),
            levels: outlooks.levels, dispersion: dispersion)
        (context.charts, context.signalDiscovery) = signals.add(to: &assessments)
        context.discovery = ChangeTests(prepared: prepared, dispersion: dispersion).add(to: &assessments)
    }

    /// The feast that the target's pace goes by, else Tết where Vietnamese is spoken.
    private func anchor(of target: Target) -> AnchorTable? {
        if case .shaped(let shape) = target.pace, let anchor = shape.anchor { return anchor }
        return bank.plan.languages.contains(.vietnamese) ? .tet : nil
    }

    /// The year before the window, where some unit's is estimated from former units.
    private func yearBefore(_ history: History) -> Measure? {
        guard !history.table.exactFrom.isEmpty else { return nil }
        let metric = bank.plan.metric(of: bank.plan.targets[frame.target])
        let year = ShareCurve.shifted(frame.window, by: 1)
        return bank.measure(metric, judged: prepared.batch.units) { ($0.metric.parts(of: year), nil) }
    }
}
