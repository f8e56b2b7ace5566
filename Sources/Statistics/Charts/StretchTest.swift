/// How surprising the last points of a series are if nothing has changed: the p values behind a chart's signals.
///
/// A chart's rules are fast to apply and easy to explain, but how often they hold by chance depends on the chart, the
/// number of points and the mean. These tests say it in one currency, so that the signals of many units can be held
/// against each other. All are two-sided, twice the smaller tail, and never below the true chance for discrete data.
public enum StretchTest {
    /// Of events in a stretch, given those in the rest: binomial by the share of the exposure; of counts that vary more
    /// than Poisson's law says, beta-binomial, which is the law of negative binomial counts given their sum.
    ///
    /// - Parameters:
    ///   - count: events in the stretch.
    ///   - rest: events in the rest.
    ///   - exposures: points (or days) of the stretch and of the rest.
    ///   - dispersion: variance over mean of a point, at least 1.
    ///   - isUpward: which side is tested.
    public static func counts(
        _ count: Double, rest: Double, exposures: (stretch: Double, rest: Double), dispersion: Double, isUpward: Bool
    ) -> Double? {
        let total = (count + rest).rounded()
        let (inside, outside) = exposures
        guard count >= 0, rest >= 0, total > 0, inside > 0, outside > 0 else { return nil }
        if dispersion > 1.001 {
            // A negative binomial count of this mean and dispersion has this size for each unit of exposure.
            let size = total / (inside + outside) / (dispersion - 1)
            return BetaBinomial(trials: total, a: size * inside, b: size * outside)
                .map { twoSided($0, count.rounded(), isUpward) }
        }
        return Share(part: inside, rest: outside)
            .flatMap { Binomial(trials: total, probability: $0) }
            .map { twoSided($0, count.rounded(), isUpward) }
    }

    /// Of successes among the cases of a stretch, given those of the rest (Jeffreys' prior): beta-binomial, widened to
    /// the dispersion.
    public static func proportions(
        _ successes: (stretch: Double, rest: Double), cases: (stretch: Double, rest: Double), dispersion: Double,
        isUpward: Bool
    ) -> Double? {
        let trials = cases.stretch.rounded()
        guard trials > 0, cases.rest > 0, successes.rest >= 0, successes.rest <= cases.rest else { return nil }
        let rate = (successes.rest + 0.5) / (cases.rest + 1)
        // The variance of the law is that of a binomial times 1 + (trials − 1) / (weight + 1).
        let widening = max(1, dispersion) * (1 + trials / (cases.rest + 1)) - 1
        let weight = trials > 1 && widening > 0 ? max(0.5, (trials - 1) / widening - 1) : cases.rest + 1
        return BetaBinomial(trials: trials, a: weight * rate, b: weight * (1 - rate))
            .map { twoSided($0, min(trials, successes.stretch.rounded()), isUpward) }
    }

    /// Of the sum of some times between events, given the sum of the others: beta, exact for a Poisson process.
    public static func times(
        _ sums: (stretch: Double, rest: Double), counts: (stretch: Double, rest: Double), dispersion: Double,
        isUpward: Bool
    ) -> Double? {
        let dispersion = max(1, dispersion)
        guard let share = Share(part: sums.stretch, rest: sums.rest),
            let law = Beta(counts.stretch / dispersion, counts.rest / dispersion)
        else { return nil }
        let tails = law.tails(share)
        return min(1, 2 * (isUpward ? tails.upper : tails.lower))
    }

    /// Of the mean of some values against the mean of the others, with their standard deviation: Student's t.
    public static func values(
        means: (stretch: Double, rest: Double), counts: (stretch: Double, rest: Double), deviation: Double,
        isUpward: Bool
    ) -> Double? {
        let freedom = counts.rest - 1
        guard deviation > 0, counts.stretch > 0, freedom >= 1 else { return nil }
        let error = deviation * (1 / counts.stretch + 1 / counts.rest).squareRoot()
        let t = (means.stretch - means.rest) / error
        guard t.isFinite, let share = Share(part: freedom, rest: t * t),
            let tails = incompleteBeta(freedom / 2, 0.5, share)
        else { return nil }
        // Both tails together; a point on the other side of the mean is no evidence.
        return (t > 0) == isUpward ? tails.lower : 1
    }

    /// Of as many points in a row that rise (or fall) up to the last one: two in their factorial, whatever the law of
    /// the points.
    public static func trend(points: Int) -> Double {
        guard points > 1 else { return 1 }
        return (2...points).reduce(2.0) { $0 / Double($1) }
    }

    private static func twoSided(_ law: some CountDistribution, _ count: Double, _ isUpward: Bool) -> Double {
        min(1, 2 * (isUpward ? law.tails(count - 1).upper : law.tails(count).lower))
    }
}
