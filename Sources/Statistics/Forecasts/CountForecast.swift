#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where a count will end, given what has happened and which share of the period's events is usual by now.
///
/// The rest R of the period is negative binomial with shape C + ½ and probability w: a Poisson rate learnt from the
/// part that has passed, with Jeffreys' prior. Its mean is (C + ½)(1 − w)/w and its variance mean / w; a dispersion φ
/// above 1 multiplies the variance.
public struct CountForecast: Hashable, Sendable {
    /// What has been counted so far; a fraction where counts were split between units.
    public let observed: Double
    /// The share w of the period's events usual by now, above 0, at most 1.
    public let shareElapsed: Double

    /// What is still to come; nil when nothing is.
    private let rest: NegativeBinomial?

    /// The forecast, or nil unless 0 ≤ count ≤ 2⁵³, 0 < share ≤ 1 and dispersion ≥ 1.
    public init?(observed: Double, shareElapsed: Double, dispersion: Double = 1) {
        guard observed >= 0, observed <= 0x1p53, shareElapsed > 0, shareElapsed <= 1, dispersion >= 1,
            dispersion.isFinite, let share = Share(shareElapsed)
        else { return nil }
        self.observed = observed
        self.shareElapsed = shareElapsed
        guard share.complement > 0 else {
            rest = nil
            return
        }
        let shape = observed + 0.5
        if dispersion == 1 {
            rest = NegativeBinomial(shape: shape, probability: share)
        } else {
            let mean = shape * (share.complement / share.value)
            rest = NegativeBinomial(mean: mean, variance: dispersion * mean / share.value)
        }
        guard rest != nil else { return nil }
    }

    /// The expected final count.
    public var mean: Double { observed + (rest?.mean ?? 0) }

    /// The standard deviation of the final count.
    public var standardDeviation: Double { (rest?.variance ?? 0).squareRoot() }

    /// The final counts that leave half of `1 − level` outside on either side: level 0.8 gives the 10th and 90th
    /// percentile. Never below what has been counted.
    public func interval(_ level: Double) -> (low: Double, high: Double)? {
        guard level > 0, level < 1 else { return nil }
        guard let rest else { return (observed, observed) }
        let tail = (1 - level) / 2
        guard let low = rest.quantile(tail), let high = rest.quantile(1 - tail) else { return nil }
        return (observed + low, observed + high)
    }

    /// The probability that the final count reaches at least `target`: a floor is hit.
    public func probability(atLeast target: Double) -> Double {
        let missing = target - observed
        guard missing > 0 else { return 1 }
        return rest?.atLeast(missing) ?? 0
    }

    /// The probability that the final count stays at or below `target`: a cap is kept.
    public func probability(atMost target: Double) -> Double {
        let room = target - observed
        guard room >= 0 else { return 0 }
        return rest?.atMost(room) ?? 1
    }
}
