import Ledger
import Periods
import Plan

/// What the data allows a verdict to say: adds the four virtues, and withholds verdicts that the data does not carry.
///
/// Nothing is on pace on dead data, a fall that a gap of the feed explains is no fall, and figures that still ripen are
/// provisional. It comes after the evaluator, so plugins are held to the same.
struct DataGate {
    let frame: TargetFrame
    let prepared: PreparedBatch
    let bank: MetricBank
    let knowledge: Knowledge
    let evaluator: any Evaluator

    /// Correct or clean below it: provisional; below the minimum coverage: disputed.
    private static let reliable = 0.95

    private var batch: EvaluationBatch { prepared.batch }
    private var plan: Plan { bank.plan }

    func apply(to assessments: inout [Assessment], _ context: inout TargetContext) {
        let metric = plan.metric(of: plan.targets[frame.target])
        let inputs = bank.inputs(of: metric)
        let counts = inputs.map { VirtueCount($0, periods($0), knowledge, units: plan.units) }
        guard !counts.isEmpty else { return }
        let root = plan.targets[frame.target].units.root
        context.inputs = zip(inputs, counts).compactMap { table, count in
            plan.metricIndex(table.metric.id).map { index in
                InputVirtues(
                    metric: index, tally: count.tallies[root], gaps: gaps(table),
                    maturity: knowledge.maturity[table.metric.id],
                    maturityDays: knowledge.maturityDays(table.metric))
            }
        }
        context.gaps = context.inputs.flatMap(\.gaps).map(\.window).sorted { $0.first < $1.first }.withoutRepeats
        let filled = gapFilled(assessments, inputs)
        addRipening(&context, inputs)
        addBasis(&assessments, &context)
        for index in assessments.indices {
            let unit = Int(assessments[index].unit)
            var virtues = DataVirtues(counts[0].tallies[unit])
            for count in counts.dropFirst() { virtues = virtues.worse(DataVirtues(count.tallies[unit])) }
            if case .ratio = metric.kind, metric.isPercent, !reconciles(assessments[index]) { virtues.correct = 0 }
            assessments[index].virtues = virtues
            let isDead = counts.contains {
                $0.tallies[unit].isDead(minimumCoverage: batch.judgement.minimumCoverage)
            }
            judge(&assessments[index], filled?[index], isDead: isDead, context)
        }
    }

    /// A part cannot be more than its whole.
    private func reconciles(_ assessment: Assessment) -> Bool {
        !(assessment.numerator > assessment.denominator && assessment.denominator > 0)
    }

    // MARK: The verdict

    private func judge(_ assessment: inout Assessment, _ filled: Status?, isDead: Bool, _ context: TargetContext) {
        guard assessment.status.grade != nil else { return }
        let virtues = assessment.virtues
        let worst = [virtues.correct, virtues.clean].filter(\.isFinite).min() ?? 1
        if !context.gaps.isEmpty || worst < Self.reliable || context.matureFrom.map({ $0 > frame.asOf }) ?? false {
            assessment.flags.insert(.provisional)
            if assessment.data == .fresh { assessment.data = .provisional }
        }
        if isDead {
            assessment.data = .stale
            if assessment.status.isGood { withhold(&assessment, .noData, .deadFeed) }
        } else if worst < batch.judgement.minimumCoverage {
            assessment.data = .disputed
            if assessment.status.isGood { withhold(&assessment, .measuring, .disputedData) }
        } else if let filled, filled.grade != assessment.status.grade {
            withhold(&assessment, .measuring, .feedGap)
        }
        // What the last point says while the feed is silent is said by the feed.
        if context.gaps.contains(where: { $0.contains(batch.toDate.last) }) { assessment.signal = .none }
    }

    private func withhold(_ assessment: inout Assessment, _ status: Status, _ reason: Reason) {
        assessment.say(status, reason)
        assessment.flags.subtract([.beyondChance, .lockedIn])
        assessment.outlook = .none
        assessment.forecast = Forecast()
        assessment.linear.status = nil
    }

    // MARK: Gaps

    private func periods(_ table: MetricTable) -> Range<Int> {
        table.metric.complete(table.metric.periods(in: frame.window), on: min(frame.asOf, batch.toDate.last))
    }

    private func basePeriods(_ table: MetricTable) -> Range<Int> {
        prepared.baselineWindow.map { table.metric.periods(in: $0) } ?? 0..<0
    }

    private func gaps(_ table: MetricTable) -> [FeedGap] {
        let (now, before) = (periods(table), basePeriods(table))
        return (knowledge.gaps[table.metric.id]?.gaps ?? []).filter {
            $0.periods.overlaps(now) || $0.periods.overlaps(before)
        }
    }

    /// What the evaluator would say had the gaps brought what is usual; nil without a gap in a count or a ratio.
    private func gapFilled(_ assessments: [Assessment], _ inputs: [MetricTable]) -> [Status]? {
        guard inputs.contains(where: { !gaps($0).isEmpty }) else { return nil }
        switch batch.aim {
        case .reach, .cap, .reduceBy, .grow, .maintain: break
        // A count in a range is its last period; plugins are not asked twice.
        case .range, .milestones, .custom: return nil
        }
        var filled = batch
        switch plan.metric(of: plan.targets[frame.target]).kind {
        case .count:
            let now = lacking(inputs[0], periods(inputs[0]))
            let before = lacking(inputs[0], basePeriods(inputs[0]))
            for (index, unit) in batch.units.enumerated() {
                filled.current.value[index] += now[unit]
                filled.baseline?.value[index] += before[unit]
            }
        case .ratio where inputs.count == 2:
            let parts = inputs.map { lacking($0, periods($0)) }
            for (index, unit) in batch.units.enumerated() {
                filled.current.numerator[index] += parts[0][unit]
                filled.current.denominator[index] += parts[1][unit]
                filled.current.value[index] = filled.current.numerator[index] / filled.current.denominator[index]
            }
        case .ratio, .level, .milestone, .formula:
            return nil
        }
        guard let answers = try? evaluator.evaluate(filled), answers.count == assessments.count else { return nil }
        return answers.map(\.status)
    }

    /// What the reports of each unit lack in the gaps among `periods`.
    private func lacking(_ table: MetricTable, _ periods: Range<Int>) -> [Double] {
        var lacking = [Double](repeating: 0, count: plan.units.count)
        guard let gaps = knowledge.gaps[table.metric.id] else { return lacking }
        let affected = periods.filter(gaps.contain)
        guard !affected.isEmpty else { return lacking }
        for unit in lacking.indices where table.isReporter[unit] && gaps.usual[unit].isFinite {
            for period in affected {
                let value = table.value(unit, period)
                if value.isFinite { lacking[unit] += max(0, gaps.usual[unit] - value) }
            }
        }
        if table.metric.parents == .summed {
            for unit in stride(from: plan.units.count - 1, through: 0, by: -1) {
                if let parent = plan.units.parent(of: unit, on: frame.treeDay) { lacking[parent] += lacking[unit] }
            }
        }
        return lacking
    }

    // MARK: Ripening and comparison

    private func addRipening(_ context: inout TargetContext, _ inputs: [MetricTable]) {
        guard let days = inputs.compactMap({ knowledge.maturityDays($0.metric) }).max() else { return }
        context.matureFrom = batch.toDate.last + days
    }

    private func addBasis(_ assessments: inout [Assessment], _ context: inout TargetContext) {
        guard let comparator = knowledge.comparators[frame.target], prepared.baselineWindow != nil else { return }
        context.comparatorBasis = comparator.basis
        guard comparator.basis.instant != nil, let settled = batch.settledBaseline ?? batch.baseline else { return }
        for index in assessments.indices where assessments[index].baseline.isFinite {
            assessments[index].settledBaseline = settled.value[index]
        }
    }
}

extension Status {
    /// Whether it says that all is well.
    var isGood: Bool {
        switch self {
        case .onTrack, .ahead, .achieved, .exceeded: true
        default: false
        }
    }
}

extension Reason {
    /// Whether a verdict was withheld because the data does not carry it.
    public var concernsData: Bool {
        switch self {
        case .deadFeed, .feedGap, .disputedData: true
        default: false
        }
    }
}

extension [Window] {
    /// Each window once, in order.
    fileprivate var withoutRepeats: [Window] {
        reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
