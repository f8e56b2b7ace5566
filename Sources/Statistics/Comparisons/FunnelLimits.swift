/// Limits around a target within which a unit of a given size is "not different from the target".
///
/// A funnel plot with them replaces the league table, which ranks small units by luck (D. Spiegelhalter, Statistics in
/// Medicine 24, 2005).
public struct FunnelLimits: Hashable, Sendable {
    /// The target rate.
    public let target: Double
    /// The unit's number of cases.
    public let cases: Double

    private let binomial: Binomial

    /// Nil unless the target is within 0...1 and cases are whole and above 0.
    public init?(target: Double, cases: Double) {
        guard isCount(cases), cases > 0, let share = Share(target),
            let binomial = Binomial(trials: cases, probability: share)
        else { return nil }
        self.target = target
        self.cases = cases
        self.binomial = binomial
    }

    /// Rates `z` standard errors around the target, cut at 0 and 1: 1.96 holds 95 % of innocent units, 3.09 99.8 %.
    public func normal(z: Double) -> (low: Double, high: Double) {
        let half = z * (target * (1 - target) / cases).squareRoot()
        return (max(0, target - half), min(1, target + half))
    }

    /// The smallest count that innocent units exceed or reach with probability 1 − `tail`: fewer is below the limit.
    /// To be used instead of the normal limits below 50 cases.
    public func exactLower(tail: Double) -> Double? { binomial.quantile(tail) }

    /// The largest count still inside at the upper side: more is above the limit.
    public func exactUpper(tail: Double) -> Double? { binomial.quantile(1 - tail) }
}
