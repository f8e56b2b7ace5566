import Plan

/// What every built-in evaluator does before and after it looks at its own kind: the data fact, the gates that come
/// before any judgement, and the closing words.
struct Verdict {
    let batch: EvaluationBatch

    /// An assessment with its facts about data, and whether there is anything to judge.
    func opened(_ index: Int) -> (assessment: Assessment, isJudged: Bool) {
        var assessment = Assessment(target: Int32(clamping: batch.target), unit: Int32(clamping: batch.units[index]))
        let current = batch.current
        let due = Double(current.due[index])
        let reported = Double(current.reported[index])
        assessment.coverage = due > 0 ? min(1, reported / due) : .nan
        assessment.actual = current.value[index]
        assessment.numerator = current.numerator[index]
        assessment.denominator = current.denominator[index]
        guard reported > 0 else { return (assessment, false) }
        guard !(assessment.coverage < batch.judgement.minimumCoverage) else {
            assessment.reason = .lowCoverage
            assessment.flags.insert(.provisional)
            return (assessment, false)
        }
        let isSilent =
            Double(current.silent[index])
            > Double(current.reporters[index]) * (1 - batch.judgement.minimumCoverage)
        if isSilent {
            assessment.data = .stale
        } else if assessment.coverage < batch.judgement.provisionalCoverage {
            assessment.data = .provisional
        } else {
            assessment.data = .fresh
        }
        if assessment.coverage < batch.judgement.provisionalCoverage { assessment.flags.insert(.provisional) }
        guard assessment.actual.isFinite else {
            assessment.status = .measuring
            assessment.reason = .notDefined
            return (assessment, false)
        }
        return (assessment, true)
    }

    /// Share of the due reports that came in, as a fraction of whole numbers.
    func coverage(_ index: Int) -> Share {
        Share(Int64(min(batch.current.reported[index], batch.current.due[index])), of: Int64(batch.current.due[index]))
    }

    /// Whether too little of the period has passed for a judgement.
    var isTooEarly: Bool {
        !ExactComparison.isAtLeast(
            [Double(batch.elapsed.part)], [Double(batch.elapsed.whole), batch.judgement.minimumElapsed])
    }

    /// Replaces a running judgement by `measuring` early in the period; final, unreachable and locked verdicts stand.
    func gated(_ assessment: Assessment) -> Assessment {
        guard isTooEarly, !assessment.status.isFinal, !assessment.flags.contains(.unreachable) else {
            return assessment
        }
        var early = assessment
        early.status = .measuring
        early.reason = .tooEarly
        return early
    }

    /// One assessment a unit: opened, judged when there is something to judge, gated.
    func each(_ judge: (Int, inout Assessment) -> Void) -> [Assessment] {
        batch.units.indices.map { index in
            var (assessment, isJudged) = opened(index)
            guard isJudged else { return assessment }
            judge(index, &assessment)
            return gated(assessment)
        }
    }
}

extension Assessment {
    /// Sets status and reason together.
    mutating func say(_ status: Status, _ reason: Reason) {
        self.status = status
        self.reason = reason
    }
}
