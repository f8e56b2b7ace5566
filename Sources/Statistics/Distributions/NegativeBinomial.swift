#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A count with more variance than Poisson's: a Poisson count whose mean is itself uncertain (gamma).
public struct NegativeBinomial: CountDistribution, Hashable {
    /// The shape r, above 0, not necessarily whole.
    public let shape: Double
    /// The probability p; the mean is r (1 − p) / p.
    public let probability: Share

    /// The distribution, or nil unless the shape is positive and finite and the probability above 0.
    public init?(shape: Double, probability: Share) {
        guard shape > 0, shape.isFinite, probability.value > 0 else { return nil }
        self.shape = shape
        self.probability = probability
    }

    /// The distribution with this mean and variance, or nil unless variance > mean > 0.
    public init?(mean: Double, variance: Double) {
        guard mean > 0, variance > mean, variance.isFinite,
            let probability = Share(part: mean, rest: variance - mean)
        else { return nil }
        self.init(shape: mean * mean / (variance - mean), probability: probability)
    }

    public var mean: Double { shape * (probability.complement / probability.value) }
    public var variance: Double { mean / probability.value }
    public var largest: Double { probability.complement == 0 ? 0 : .infinity }

    public func mass(_ count: Double) -> Double {
        let k = count.rounded(.down)
        guard k >= 0, k.isFinite else { return 0 }
        if probability.complement == 0 { return k == 0 ? 1 : 0 }
        if k == 0 { return power(probability.value, probability.complement, shape) }
        let below = -excess(shape, k, probability)
        return betaPower(shape, k, probability, below: below) / k
    }

    public func tails(_ count: Double) -> Tails {
        let k = count.rounded(.down)
        guard k >= 0 else { return .lower(0) }
        guard k.isFinite else { return .upper(0) }
        return incompleteBeta(shape, k + 1, probability) ?? .lower(.nan)
    }

    public func massRatio(_ count: Double) -> Double {
        (count + shape) / (count + 1) * probability.complement
    }
}
