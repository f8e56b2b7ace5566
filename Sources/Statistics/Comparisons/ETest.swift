#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The statistic by which the E-test orders outcomes.
public enum ETestStatistic: String, Hashable, Sendable {
    /// Variance estimated under no change.
    case score
    /// Variance estimated from each outcome.
    case wald
}

extension TwoCounts {
    /// The two-sided p of the E-test: more powerful than the exact test, but liberal at tiny counts.
    ///
    /// The p adds up, over all pairs of counts at least as far apart as those seen, the probability of the pair when
    /// both rates are the pooled one. Absolute error below 1e-12; when the counts add up to more than 1e9 the
    /// normal limit is used, which by then agrees to nine digits. Nil when both counts are 0.
    ///
    /// Source: K. Krishnamoorthy and J. Thomson, Journal of Statistical Planning and Inference 119 (2004).
    public func eTest(_ statistic: ETestStatistic = .score) -> Double? {
        let total = current + prior
        guard total > 0 else { return nil }
        let ratio = exposureCurrent / exposurePrior
        let seen = distance(current, prior, ratio, statistic).magnitude
        if seen == 0 { return 1 }
        guard total <= 1e9 else { return Normal.twoSided(seen) }
        let share = currentShare
        guard let first = PoissonTable(mean: total * share.value),
            let second = PoissonTable(mean: total * share.complement)
        else { return nil }
        let bound = seen * (1 - 1e-12)

        // As the first count grows, so do both edges of the region in the second: three counters, one sweep.
        var sum = CompensatedSum()
        var lastFar = second.low - 1
        var firstFar = second.low
        for count in first.counts {
            while lastFar < second.high, distance(count, lastFar + 1, ratio, statistic) >= bound { lastFar += 1 }
            while firstFar <= second.high, distance(count, firstFar, ratio, statistic) > -bound { firstFar += 1 }
            let far = second.atMost(lastFar) + second.atLeast(firstFar)
            sum.add(first.mass(count) * far)
        }
        return min(1, sum.value)
    }

    /// How far apart two counts are, in standard errors; positive when the first rate is the higher.
    private func distance(
        _ first: Double, _ second: Double, _ ratio: Double, _ statistic: ETestStatistic
    ) -> Double {
        guard first + second > 0 else { return 0 }
        let difference = first - second * ratio
        switch statistic {
        case .score: return difference / ((first + second) * ratio).squareRoot()
        case .wald: return difference / (first + second * ratio * ratio).squareRoot()
        }
    }
}

/// The masses and tails of a Poisson distribution over the counts that matter, tabulated once.
private struct PoissonTable {
    let low: Double
    let high: Double
    private var masses: [Double]
    private var below: [Double]
    private var above: [Double]

    init?(mean: Double) {
        guard let poisson = Poisson(mean: mean), mean <= 1e9 else { return nil }
        // Nine standard deviations leave less than 1e-18 outside; small means have the longer tails.
        let reach = 9 * mean.squareRoot() + 40
        let bottom = max(0, (mean - reach).rounded(.down))
        let top = (mean + reach).rounded(.up)
        let size = Int(top - bottom) + 1
        let middle = mean.rounded(.down)
        let centre = Int(middle - bottom)
        low = bottom
        high = top
        masses = Array(repeating: 0, count: size)
        masses[centre] = poisson.mass(middle)
        for index in stride(from: centre + 1, to: size, by: 1) {
            masses[index] = masses[index - 1] * poisson.massRatio(bottom + Double(index - 1))
        }
        for index in stride(from: centre - 1, through: 0, by: -1) {
            masses[index] = masses[index + 1] / poisson.massRatio(bottom + Double(index))
        }
        below = masses
        above = masses
        for index in masses.indices.dropFirst() { below[index] += below[index - 1] }
        for index in masses.indices.dropLast().reversed() { above[index] += above[index + 1] }
    }

    var counts: some Sequence<Double> { stride(from: low, through: high, by: 1) }

    func mass(_ count: Double) -> Double { masses[Int(count - low)] }

    func atMost(_ count: Double) -> Double { count < low ? 0 : below[Int(count - low)] }

    func atLeast(_ count: Double) -> Double { count > high ? 0 : above[Int(count - low)] }
}
