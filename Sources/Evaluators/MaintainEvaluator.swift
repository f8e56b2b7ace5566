import Plan
import Statistics

/// `maintain`: a ratio or level stays at or above, or at or below, a bound. Pace index = value ÷ bound, or its inverse.
///
/// A ratio is judged with its Wilson 95 % interval. A value without a denominator has no such interval: the tolerance
/// stands in for it.
struct MaintainEvaluator: Evaluator {
    let id = "maintain/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        guard case .maintain(let kind, let bound) = batch.aim else {
            throw EvaluationFailure("maintain was given the aim \(batch.aim.word)")
        }
        let isFloor = kind == .atLeast
        let verdict = Verdict(batch: batch)
        let rule = batch.judgement
        return verdict.each { index, assessment in
            let value = assessment.actual
            assessment.expected = bound
            assessment.goal = bound
            assessment.pace = isFloor ? quotient(value, bound) : quotient(bound, value)
            let isRatio = assessment.denominator.isFinite
            if isRatio {
                if let interval = wilsonInterval(successes: assessment.numerator, trials: assessment.denominator) {
                    assessment.low = interval.low
                    assessment.high = interval.high
                }
                requireRemainder(batch, index, bound, isFloor, &assessment)
            }
            let holds =
                isRatio
                ? meets(assessment.numerator, [assessment.denominator, bound], isFloor)
                : meets(value, [bound], isFloor)
            if batch.isClosed {
                let margin =
                    batch.isPercent
                    ? bound + (isFloor ? rule.exceed : -rule.exceed)
                    : bound * (1 + (isFloor ? rule.exceed : -rule.exceed))
                let exceeds =
                    isRatio
                    ? meets(assessment.numerator, [assessment.denominator, margin], isFloor)
                    : meets(value, [margin], isFloor)
                // A ratio cannot rise above 100 % nor fall below 0 %, so such an excess cannot be asked for.
                let canExceed = !isRatio || (0...1).contains(margin)
                if exceeds, canExceed { return assessment.say(.exceeded, .finalExceeded) }
                return assessment.say(holds ? .achieved : .missed, holds ? .finalAchieved : .finalMissed)
            }
            let near = bound * rule.tolerance
            let surely =
                isRatio
                ? (isFloor ? assessment.low >= bound : assessment.high <= bound)
                : (isFloor ? value >= bound + near : value <= bound - near)
            let withinNoise =
                isRatio
                ? (isFloor ? assessment.high >= bound : assessment.low <= bound)
                : (isFloor ? value >= bound - near : value <= bound + near)
            if holds {
                assessment.say(surely ? .ahead : .onTrack, surely ? .surelyHolds : .holds)
            } else if withinNoise {
                assessment.say(.atRisk, .withinNoise)
            } else if isRatio, isFloor, let best = bestStretch(batch, index), assessment.requiredRate <= best {
                assessment.say(.atRisk, .recoverable)
            } else {
                assessment.say(.offTrack, .doesNotHold)
            }
        }
    }

    /// The ratio the remaining events must hold, when as many come as have come in proportion to the days.
    private func requireRemainder(
        _ batch: EvaluationBatch, _ index: Int, _ bound: Double, _ isFloor: Bool, _ assessment: inout Assessment
    ) {
        let elapsed = batch.elapsed.value
        guard elapsed > 0, elapsed < 1, batch.periodsLeft > 0 else { return }
        let denominator = assessment.denominator
        let remaining = denominator * (1 - elapsed) / elapsed
        guard remaining > 0 else { return }
        let needed = bound * (denominator + remaining) - assessment.numerator
        assessment.requiredRate = needed / remaining
        if isFloor {
            if needed > remaining { assessment.flags.insert(.unreachable) }
            if needed <= 0 { assessment.flags.insert(.lockedIn) }
        } else {
            if needed < 0 { assessment.flags.insert(.unreachable) }
            if needed >= remaining { assessment.flags.insert(.lockedIn) }
        }
    }

    /// The best ratio of any three months on end in the unit's history.
    private func bestStretch(_ batch: EvaluationBatch, _ index: Int) -> Double? {
        guard let table = batch.periods, let first = table.windows.first, !table.numerators.isEmpty else { return nil }
        let length = max(1, Int((91.0 / Double(first.count)).rounded()))
        let row = table.row(index)
        guard row.count >= length else { return nil }
        var best: Double?
        for start in row.lowerBound...(row.upperBound - length) {
            var numerator = 0.0
            var denominator = 0.0
            for position in start..<start + length where !table.denominators[position].isNaN {
                numerator += table.numerators[position]
                denominator += table.denominators[position]
            }
            if denominator > 0 { best = max(best ?? 0, numerator / denominator) }
        }
        return best
    }

    private func meets(_ value: Double, _ bound: [Double], _ isFloor: Bool) -> Bool {
        isFloor ? ExactComparison.isAtLeast([value], bound) : ExactComparison.isAtLeast(bound, [value])
    }

    private func quotient(_ part: Double, _ whole: Double) -> Double {
        whole > 0 ? part / whole : .nan
    }
}
