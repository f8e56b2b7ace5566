import Plan

/// `reach`: a cumulative count reaches a total. Pace index = actual ÷ (total × pace share).
struct ReachEvaluator: Evaluator {
    let id = "reach/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        let verdict = Verdict(batch: batch)
        let rule = batch.judgement
        return verdict.each { index, assessment in
            let total = batch.goals[index]
            assessment.goal = total
            guard total.isFinite, total > 0 else { return assessment.say(.measuring, .noBaseline) }
            let actual = assessment.actual
            let coverage = verdict.coverage(index)
            let pace = PaceFactors(total: total, batch.pace, coverage)
            assessment.expected = pace.expected
            assessment.pace = pace.expected > 0 ? actual / pace.expected : .nan
            if batch.periodsLeft > 0 {
                assessment.requiredRate = max(0, total - actual) / Double(batch.periodsLeft)
            }
            if batch.isClosed {
                if ExactComparison.isAtLeast([actual], [total, 1 + rule.exceed]) {
                    assessment.say(.exceeded, .finalExceeded)
                } else {
                    assessment.say(
                        actual >= total ? .achieved : .missed, actual >= total ? .finalAchieved : .finalMissed)
                }
            } else if actual >= total {
                // Early: a later revision may still take it back.
                assessment.say(.achieved, .achievedEarly)
                assessment.flags.formUnion([.lockedIn, .provisional])
            } else if pace.isReached(by: actual, share: rule.tolerance) {
                assessment.say(.ahead, .abovePace)
            } else if pace.isReached(by: actual, share: -rule.tolerance) {
                assessment.say(.onTrack, .withinPace)
            } else if pace.isReached(by: actual, share: -rule.amber) {
                assessment.say(.atRisk, .belowPace)
            } else {
                assessment.say(.offTrack, .farBelowPace)
            }
        }
    }
}

/// `cap`: a cumulative count stays at or below a total. Pace index = (total × pace share) ÷ actual.
struct CapEvaluator: Evaluator {
    let id = "cap/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        let verdict = Verdict(batch: batch)
        let rule = batch.judgement
        return verdict.each { index, assessment in
            let total = batch.goals[index]
            assessment.goal = total
            guard total.isFinite else { return assessment.say(.measuring, .noBaseline) }
            let actual = assessment.actual
            let pace = PaceFactors(total: total, batch.pace, verdict.coverage(index))
            assessment.expected = pace.expected
            assessment.pace = actual > 0 ? pace.expected / actual : .nan
            if batch.periodsLeft > 0 {
                assessment.requiredRate = max(0, total - actual) / Double(batch.periodsLeft)
            }
            if actual > total {
                assessment.say(.missed, batch.isClosed ? .finalMissed : .capBroken)
                if !batch.isClosed { assessment.flags.insert(.unreachable) }
            } else if batch.isClosed {
                let exceeds = ExactComparison.isAtLeast([total, 1 - rule.exceed], [actual])
                assessment.say(exceeds ? .exceeded : .achieved, exceeds ? .finalExceeded : .finalAchieved)
            } else if actual == 0 || pace.isKept(by: actual, share: -rule.tolerance) {
                assessment.say(.ahead, .underCap)
            } else if pace.isKept(by: actual, share: rule.tolerance) {
                assessment.say(.onTrack, .underCap)
            } else if pace.isKept(by: actual, share: rule.amber) {
                assessment.say(.atRisk, .nearCap)
            } else {
                assessment.say(.offTrack, .overPaceOfCap)
            }
        }
    }
}

/// `grow`: a level moves from one value to another. Pace index = (actual − start) ÷ ((goal − start) × pace share).
struct GrowEvaluator: Evaluator {
    let id = "grow/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        guard case .grow(let declared, _) = batch.aim else {
            throw EvaluationFailure("grow was given the aim \(batch.aim.word)")
        }
        let verdict = Verdict(batch: batch)
        let rule = batch.judgement
        return verdict.each { index, assessment in
            let goal = batch.goals[index]
            let start = declared.map { batch.wholeGoal == 0 ? $0 : $0 * goal / batch.wholeGoal } ?? batch.starts[index]
            assessment.goal = goal
            assessment.baseline = start
            guard start.isFinite, goal.isFinite, goal != start else { return assessment.say(.measuring, .noBaseline) }
            // A fall towards the goal is progress where lower is better: both sides change sign.
            let sign: Double = goal > start ? 1 : -1
            let way = abs(goal - start)
            let done = (assessment.actual - start) * sign
            let pace = PaceFactors(total: way, batch.pace, Share(1, of: 1), isPercent: batch.isPercent)
            assessment.expected = start + sign * pace.expected
            assessment.pace = pace.expected > 0 ? done / pace.expected : .nan
            if batch.periodsLeft > 0 { assessment.requiredRate = sign * max(0, way - done) / Double(batch.periodsLeft) }
            if batch.isClosed {
                if ExactComparison.isAtLeast([done], [way, 1 + rule.exceed]) {
                    assessment.say(.exceeded, .finalExceeded)
                } else {
                    assessment.say(done >= way ? .achieved : .missed, done >= way ? .finalAchieved : .finalMissed)
                }
            } else if done >= way {
                assessment.say(.achieved, .achievedEarly)
                assessment.flags.insert(.provisional)
            } else if done < 0 {
                assessment.say(.offTrack, .movedAway)
            } else if pace.isReached(by: done, share: rule.tolerance) {
                assessment.say(.ahead, .abovePace)
            } else if pace.isReached(by: done, share: -rule.tolerance) {
                assessment.say(.onTrack, .withinPace)
            } else if pace.isReached(by: done, share: -rule.amber) {
                assessment.say(.atRisk, .belowPace)
            } else {
                assessment.say(.offTrack, .farBelowPace)
            }
        }
    }
}

/// An expected value as its exact factors: total × pace share × coverage.
private struct PaceFactors {
    let expected: Double
    private let factors: [Double]
    private let divisors: [Double]
    private let isPercent: Bool

    init(total: Double, _ pace: Share, _ coverage: Share, isPercent: Bool = false) {
        factors = [total, Double(pace.part), Double(coverage.part)]
        divisors = [Double(pace.whole), Double(coverage.whole)]
        expected = total * pace.value * coverage.value
        self.isPercent = isPercent
    }

    /// Whether `actual ≥ expected × (1 + share)`; for fewer than 20 expected events the margin is at least one event.
    func isReached(by actual: Double, share: Double) -> Bool {
        if let margin = wholeEvent(share) { return actual >= expected + margin }
        return ExactComparison.isAtLeast([actual] + divisors, factors + [1 + share])
    }

    /// Whether `actual ≤ expected × (1 + share)`, with the same margin.
    func isKept(by actual: Double, share: Double) -> Bool {
        if let margin = wholeEvent(share) { return actual <= expected + margin }
        return ExactComparison.isAtLeast(factors + [1 + share], [actual] + divisors)
    }

    private func wholeEvent(_ share: Double) -> Double? {
        guard !isPercent, expected < 20, abs(share) * expected < 1 else { return nil }
        return share < 0 ? -1 : 1
    }
}

extension EvaluationBatch {
    /// The declared end of a `grow`, before it is shared.
    fileprivate var wholeGoal: Double {
        if case .grow(_, let to) = aim { to } else { .nan }
    }
}
