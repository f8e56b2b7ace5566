import Plan

/// What history adds to a verdict: outlook, signal, assurance, the test of a change, the other alignments.
///
/// Evaluators say what is; these facts say what it means. They are the same for built-in evaluators and plugins, and an
/// evaluator's own answer is never overwritten by silence.
struct Prospects {
    let frame: TargetFrame
    let prepared: PreparedBatch
    let bank: MetricBank
    /// Whether outlooks are by the days alone.
    var isLinear = false

    /// Adds the facts to the assessments and says what the context should tell of them.
    func add(to assessments: inout [Assessment], _ context: inout TargetContext) {
        let target = bank.plan.targets[frame.target]
        context.paceShape = prepared.paceShape
        context.alignments = prepared.alignedBases(frame, bank)
        guard let history = prepared.history else {
            for index in assessments.indices { assessments[index].signal = .tooFew }
            return
        }
        let outlooks = Outlooks(
            frame: frame, prepared: prepared, history: history, plan: bank.plan, yearBefore: yearBefore(history),
            isLinear: isLinear)
        let noise = outlooks.noise
        context.outlookShape = outlooks.add(to: &assessments)
        ProcessSignals(prepared: prepared, history: history, rule: target.signal).add(to: &assessments)
        context.discovery = ChangeTests(prepared: prepared) { noise(outlooks.levels[$0]) }.add(to: &assessments)
    }

    /// The year before the window, where some unit's is estimated from former units.
    private func yearBefore(_ history: History) -> Measure? {
        guard !history.table.exactFrom.isEmpty else { return nil }
        let metric = bank.plan.metric(of: bank.plan.targets[frame.target])
        let year = ShareCurve.shifted(frame.window, by: 1)
        return bank.measure(metric, judged: prepared.batch.units) { ($0.metric.periods(in: year), nil) }
    }
}
