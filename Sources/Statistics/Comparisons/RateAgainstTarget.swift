/// A rate beside the rate that is wanted at least.
public struct RateAgainstTarget: Hashable, Sendable {
    /// Successes, a whole number.
    public let numerator: Double
    /// Cases, a whole number.
    public let denominator: Double
    /// The rate wanted, 0...1.
    public let target: Double

    /// Nil unless the counts are whole, the numerator within the denominator and the target within 0...1.
    public init?(numerator: Double, denominator: Double, target: Double) {
        guard isCount(numerator), isCount(denominator), numerator <= denominator, target >= 0, target <= 1 else {
            return nil
        }
        self.numerator = numerator
        self.denominator = denominator
        self.target = target
    }

    /// Numerator over denominator, nil without cases.
    public var rate: Double? { denominator > 0 ? numerator / denominator : nil }

    /// How many of the cases there are would have to be successes in addition; 0 when the target is met.
    public var extraNeeded: Double { max(0, decimalCeiling(target, of: denominator) - numerator) }

    /// Whether the rate reaches the target; exactly the target counts as met. Nil without cases.
    public var isMet: Bool? { denominator > 0 ? extraNeeded == 0 : nil }

    /// The probability of so few successes if the true rate were just the target. Nil without cases.
    public var oneSidedP: Double? {
        guard denominator > 0, let share = Share(target) else { return nil }
        return Binomial(trials: denominator, probability: share)?.atMost(numerator)
    }
}
