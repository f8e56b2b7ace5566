import Plan
import Statistics

/// `reduce_by`: a count falls by at least a fraction against its comparator. Pace index = ((1 − x) × base) ÷ actual.
struct ReductionEvaluator: Evaluator {
    let id = "reduce_by/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        guard case .reduceBy(let fraction, _) = batch.aim, let baseline = batch.baseline,
            let whole = batch.wholeBaseline
        else { throw EvaluationFailure("reduce_by was given no comparator") }
        let verdict = Verdict(batch: batch)
        let rule = batch.judgement
        return verdict.each { index, assessment in
            let actual = assessment.actual
            let base = baseline.value[index]
            assessment.baseline = base
            guard base.isFinite else { return assessment.say(.measuring, .noBaseline) }
            if Double(baseline.reported[index]) < Double(baseline.due[index]) * rule.provisionalCoverage {
                assessment.flags.insert(.provisional)
            }
            assessment.expected = (1 - fraction) * base
            assessment.pace = actual > 0 ? assessment.expected / actual : .nan
            assessment.change = percentChange(current: actual, prior: base).map { $0 / 100 } ?? .nan
            let wholeBase = whole.value[index]
            if wholeBase.isFinite {
                assessment.goal = (1 - fraction) * wholeBase
                if batch.periodsLeft > 0 {
                    assessment.requiredRate = max(0, assessment.goal - actual) / Double(batch.periodsLeft)
                }
                if !batch.isClosed, !batch.isRolling, actual > assessment.goal { assessment.flags.insert(.unreachable) }
            }
            if base == 0 {
                assessment.say(actual == 0 ? .onTrack : .offTrack, actual == 0 ? .noBaseStillZero : .noBaseButEvents)
                if batch.isClosed {
                    assessment.say(actual == 0 ? .achieved : .missed, actual == 0 ? .finalAchieved : .finalMissed)
                }
                return
            }
            if base + actual < rule.minimumBase, !batch.isTop[index] { return assessment.say(.measuring, .smallBase) }
            func fell(by share: Double) -> Bool { ExactComparison.isAtLeast([base, 1 - share], [actual]) }
            if batch.isClosed {
                if fell(by: fraction + rule.exceed) {
                    assessment.say(.exceeded, .finalExceeded)
                } else {
                    let met = fell(by: fraction)
                    assessment.say(met ? .achieved : .missed, met ? .finalAchieved : .finalMissed)
                }
            } else if fell(by: fraction + rule.tolerance) {
                assessment.say(.ahead, .reducedBeyond)
            } else if fell(by: fraction) {
                assessment.say(.onTrack, .reducedEnough)
            } else if fell(by: fraction - rule.tolerance) {
                assessment.say(.atRisk, .reducedTooLittle)
            } else {
                assessment.say(.offTrack, actual < base ? .reducedTooLittle : .notReduced)
            }
        }
    }
}
