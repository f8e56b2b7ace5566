import Plan
import Statistics

/// `range`: a value stays inside two bounds. Pace index = distance to the nearest edge ÷ half the width.
///
/// The guard band is a tenth of the width at each edge. "Within noise" is the Wilson 95 % interval for ratios and
/// ± 1.96 √value for counts; other values have none.
struct RangeEvaluator: Evaluator {
    let id = "range/v1"

    func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        guard case .range(let low, let high, let share) = batch.aim else {
            throw EvaluationFailure("range was given the aim \(batch.aim.word)")
        }
        let verdict = Verdict(batch: batch)
        let width = high - low
        return verdict.each { index, assessment in
            let value = assessment.actual
            let distance = min(value - low, high - value)
            assessment.pace = distance / (width / 2)
            assessment.goal = low
            assessment.expected = value < low ? low : value > high ? high : value
            let noise = interval(of: &assessment, isPercent: batch.isPercent)
            let isInside = distance >= 0
            if batch.isClosed {
                let met = isInside && insideShare(batch, index, low, high) >= share
                assessment.say(met ? .achieved : .missed, met ? .finalAchieved : .finalMissed)
            } else if ExactComparison.isAtLeast([distance], [width, 0.1]) {
                assessment.say(.onTrack, .insideRange)
            } else if isInside {
                assessment.say(.atRisk, .nearEdge)
            } else if let noise, noise.high >= low, noise.low <= high {
                assessment.say(.atRisk, .outsideNoise)
            } else {
                assessment.say(.offTrack, .outsideRange)
            }
        }
    }

    private func interval(of assessment: inout Assessment, isPercent: Bool) -> (low: Double, high: Double)? {
        if assessment.denominator.isFinite {
            guard let interval = wilsonInterval(successes: assessment.numerator, trials: assessment.denominator) else {
                return nil
            }
            assessment.low = interval.low
            assessment.high = interval.high
            return interval
        }
        guard !isPercent, assessment.actual >= 0 else { return nil }
        let margin = 1.959963984540054 * assessment.actual.squareRoot()
        return (assessment.actual - margin, assessment.actual + margin)
    }

    /// Share of the reported periods whose value lay inside; 1 when the metric has no values by period.
    private func insideShare(_ batch: EvaluationBatch, _ index: Int, _ low: Double, _ high: Double) -> Double {
        guard let table = batch.periods else { return 1 }
        var reported = 0
        var inside = 0
        for position in table.row(index) where !table.values[position].isNaN {
            reported += 1
            if table.values[position] >= low, table.values[position] <= high { inside += 1 }
        }
        return reported > 0 ? Double(inside) / Double(reported) : 0
    }
}
