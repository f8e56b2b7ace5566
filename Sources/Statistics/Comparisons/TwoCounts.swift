/// Two counts of the same thing over two periods, and what can be said of their difference.
///
/// Both counts are noisy: treating the prior one as a fixed truth over-calls changes.
public struct TwoCounts: Hashable, Sendable {
    /// The count of the current period, a whole number.
    public let current: Double
    /// The count of the prior period, a whole number.
    public let prior: Double
    /// Days, population or whatever the current count is proportional to.
    public let exposureCurrent: Double
    /// The same for the prior count.
    public let exposurePrior: Double

    /// Two counts, or nil unless they are whole and not negative (at most 2⁵³) and exposures are positive and finite.
    public init?(current: Double, prior: Double, exposureCurrent: Double = 1, exposurePrior: Double = 1) {
        guard isCount(current), isCount(prior), exposureCurrent > 0, exposurePrior > 0,
            exposureCurrent.isFinite, exposurePrior.isFinite, (exposureCurrent + exposurePrior).isFinite
        else { return nil }
        self.current = current
        self.prior = prior
        self.exposureCurrent = exposureCurrent
        self.exposurePrior = exposurePrior
    }

    /// Current less prior.
    public var difference: Double { current - prior }

    /// The difference in percent of the prior count, nil when that is 0.
    public var percentChange: Double? { Statistics.percentChange(current: current, prior: prior) }

    /// Wheeler's Poisson z, 2 (√C − √P), read against ±3. It treats P as fixed: between two noisy counts its standard
    /// deviation is √2.
    public var wheelerZ: Double { 2 * (current.squareRoot() - prior.squareRoot()) }

    /// The continuity-corrected z, sign × max(0, |C − P| − 1) / √(φ (C + P)), for equal exposures; it never over-calls
    /// the exact test. Nil when both counts are 0 or the dispersion φ is below 1.
    public func correctedZ(dispersion: Double = 1) -> Double? {
        let total = current + prior
        guard total > 0, dispersion >= 1, dispersion.isFinite else { return nil }
        let size = max(0, difference.magnitude - 1) / (dispersion * total).squareRoot()
        return difference < 0 ? -size : size
    }

    /// The current rate over the prior rate, nil when the prior count is 0.
    public var rateRatio: Double? {
        prior > 0 ? (current / prior) * (exposurePrior / exposureCurrent) : nil
    }

    /// The probability that an event of either period falls in the current one when nothing has changed.
    var currentShare: Share {
        Share(part: exposureCurrent, rest: exposurePrior) ?? Share(value: 0.5, complement: 0.5)
    }
}

/// Whether the number is whole, not negative and small enough for `Double` to count one by one.
func isCount(_ value: Double) -> Bool {
    value >= 0 && value <= 0x1p53 && value == value.rounded()
}
