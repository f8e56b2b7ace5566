#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The number of independent events when so many are expected.
public struct Poisson: CountDistribution, Hashable {
    /// The expected number.
    public let mean: Double

    /// The distribution, or nil unless the mean is finite and not negative.
    public init?(mean: Double) {
        guard mean >= 0, mean.isFinite else { return nil }
        self.mean = mean
    }

    public var variance: Double { mean }
    public var largest: Double { mean == 0 ? 0 : .infinity }

    public func mass(_ count: Double) -> Double {
        let k = count.rounded(.down)
        guard k >= 0, k.isFinite else { return 0 }
        if mean == 0 { return k == 0 ? 1 : 0 }
        return k == 0 ? exp(-mean) : gammaDensityTimesX(k, mean) / k
    }

    public func tails(_ count: Double) -> Tails {
        let k = count.rounded(.down)
        guard k >= 0 else { return .lower(0) }
        guard k.isFinite else { return .upper(0) }
        return incompleteGamma(shape: k + 1, mean)?.swapped ?? .lower(.nan)
    }

    public func massRatio(_ count: Double) -> Double { mean / (count + 1) }
}
