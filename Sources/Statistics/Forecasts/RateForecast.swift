/// Whether a rate will reach its target by the end, given how many cases are still to come.
///
/// The unknown rate has a Beta(n + ½, d − n + ½) posterior, so the successes still to come are beta-binomial.
public struct RateForecast: Hashable, Sendable {
    /// What arithmetic alone decides.
    public enum State: String, Hashable, Sendable {
        /// Both outcomes are possible.
        case open
        /// Even success in every case to come is not enough.
        case unreachable
        /// Enough even if every case to come fails, given their number.
        case guaranteed
    }

    /// Successes so far.
    public let numerator: Double
    /// Cases so far.
    public let denominator: Double
    /// Cases still to come.
    public let remainingDenominator: Double
    /// The rate wanted at the end, at least.
    public let target: Double

    /// Nil unless the counts are whole, the numerator within the denominator, and the target within 0...1.
    public init?(numerator: Double, denominator: Double, remainingDenominator: Double, target: Double) {
        guard isCount(numerator), isCount(denominator), isCount(remainingDenominator), numerator <= denominator,
            isCount(denominator + remainingDenominator), target >= 0, target <= 1
        else { return nil }
        self.numerator = numerator
        self.denominator = denominator
        self.remainingDenominator = remainingDenominator
        self.target = target
    }

    /// The rate so far, nil without cases.
    public var currentRate: Double? { denominator > 0 ? numerator / denominator : nil }

    /// How many of the cases to come must succeed; 0 or less when none need to.
    public var needed: Double { decimalCeiling(target, of: denominator + remainingDenominator) - numerator }

    /// The rate that the cases to come must reach; above 1 when they cannot. Nil when none are to come.
    public var requiredRate: Double? { remainingDenominator > 0 ? needed / remainingDenominator : nil }

    /// What arithmetic alone decides.
    public var state: State {
        if needed > remainingDenominator { return .unreachable }
        return needed <= 0 ? .guaranteed : .open
    }

    /// The probability that the final rate reaches the target.
    public var probability: Double {
        switch state {
        case .unreachable: 0
        case .guaranteed: 1
        case .open: rest?.atLeast(needed) ?? 0
        }
    }

    /// The probability that the final rate stays at or below `limit`, for rates that should be low.
    public func probability(atMost limit: Double) -> Double? {
        guard limit >= 0, limit <= 1 else { return nil }
        // All cases less those that must fail at least.
        let total = denominator + remainingDenominator
        let allowed = total - decimalCeiling(1 - limit, of: total) - numerator
        if allowed < 0 { return 0 }
        return allowed >= remainingDenominator ? 1 : rest?.atMost(allowed)
    }

    private var rest: BetaBinomial? {
        BetaBinomial(trials: remainingDenominator, a: numerator + 0.5, b: denominator - numerator + 0.5)
    }
}
