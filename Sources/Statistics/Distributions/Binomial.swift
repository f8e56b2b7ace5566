#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The number of successes in independent trials.
public struct Binomial: CountDistribution, Hashable {
    /// How many trials, a whole number.
    public let trials: Double
    /// The probability that one succeeds.
    public let probability: Share

    /// The distribution, or nil unless the number of trials is whole, not negative and at most 2⁵³.
    public init?(trials: Double, probability: Share) {
        guard isCount(trials) else { return nil }
        self.trials = trials
        self.probability = probability
    }

    public var mean: Double { trials * probability.value }
    public var variance: Double { mean * probability.complement }
    public var largest: Double { trials }

    public func mass(_ count: Double) -> Double {
        let k = count.rounded(.down)
        guard k >= 0, k <= trials else { return 0 }
        if probability.value == 0 { return k == 0 ? 1 : 0 }
        if probability.complement == 0 { return k == trials ? 1 : 0 }
        if k == 0 { return power(probability.complement, probability.value, trials) }
        if k == trials { return power(probability.value, probability.complement, trials) }
        let rest = trials - k
        let below = -excess(k, rest, probability)
        return betaPower(k, rest, probability, below: below) * (trials / (k * rest))
    }

    public func tails(_ count: Double) -> Tails {
        let k = count.rounded(.down)
        guard k >= 0 else { return .lower(0) }
        guard k < trials else { return .upper(0) }
        return incompleteBeta(k + 1, trials - k, probability)?.swapped ?? .lower(.nan)
    }

    public func massRatio(_ count: Double) -> Double {
        (trials - count) / (count + 1) * (probability.value / probability.complement)
    }
}

/// `p^n`, where `q` is 1 − p with all its digits.
func power(_ p: Double, _ q: Double, _ n: Double) -> Double {
    n == 0 ? 1 : exp(n * (q < 0.5 ? log1p(-q) : log(p)))
}
