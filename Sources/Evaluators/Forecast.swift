import Statistics

/// Where a value will end and how likely the aim is: the numbers behind an outlook.
///
/// It keeps the parameters of its law, five numbers a row, and works ranges out when someone asks for them.
public struct Forecast: Sendable, Equatable {
    /// The law of what is still to come.
    public enum Law: UInt8, Sendable {
        /// No forecast.
        case none
        /// A count: gamma-Poisson, widened to the history's over-dispersion.
        case count
        /// A ratio: beta-binomial, widened the same way.
        case ratio
    }

    public var law = Law.none
    /// The probability that the aim is hit, 0…1.
    public var probability = Double.nan
    /// The count so far, or a ratio's numerator.
    public var observed = Double.nan
    /// A ratio's denominator so far.
    public var cases = Double.nan
    /// A ratio's cases still to come.
    public var remaining = Double.nan
    /// Mean and variance of what is still to come of a count.
    public var restMean = Double.nan
    public var restVariance = Double.nan
    /// How many times the variance of the plain law; 1 = no more than chance.
    public var dispersion = Double.nan

    /// The expected final value; NaN without a forecast.
    public var mean: Double {
        switch law {
        case .none: .nan
        case .count: observed + restMean
        case .ratio: (observed + remaining * rate) / (cases + remaining)
        }
    }

    /// The final values that leave half of `1 − level` outside on either side.
    public func range(_ level: Double) -> (low: Double, high: Double)? {
        switch law {
        case .none: return nil
        case .count:
            guard restMean > 0 else { return (observed, observed) }
            guard let low = countRest?.quantile((1 - level) / 2), let high = countRest?.quantile((1 + level) / 2) else {
                return nil
            }
            return (observed + low, observed + high)
        case .ratio:
            guard remaining > 0 else { return (mean, mean) }
            guard let rest, let low = rest.quantile((1 - level) / 2), let high = rest.quantile((1 + level) / 2) else {
                return nil
            }
            let whole = cases + remaining
            return ((observed + low) / whole, (observed + high) / whole)
        }
    }

    private var rate: Double { (observed + 0.5) / (cases + 1) }

    private var countRest: NegativeBinomial? { NegativeBinomial(mean: restMean, variance: restVariance) }

    private var rest: BetaBinomial? { Self.rest(rate, trials: remaining, cases: cases, dispersion: dispersion) }

    /// Successes among the cases to come: a beta-binomial with `dispersion` times the variance of the plain one.
    static func rest(_ rate: Double, trials: Double, cases: Double, dispersion: Double) -> BetaBinomial? {
        guard trials > 0 else { return nil }
        // A beta-binomial's variance is N p q (S + N) / (S + 1), with S = cases + 1 for the plain one.
        let plain = (cases + 1 + trials) / (cases + 2)
        let factor = max(dispersion * plain, 1 + 1e-9)
        // Beyond N the law has no more to give: all cases succeed or none does.
        let strength = factor < trials ? max((trials - factor) / (factor - 1), 1e-3) : 1e-3
        return BetaBinomial(trials: trials, a: rate * strength, b: (1 - rate) * strength)
    }
}

extension Forecast {
    /// The forecast of a count of which `rest` is still to come; nil when the numbers allow none.
    ///
    /// - Parameters:
    ///   - dispersion: the factor on the variance of `rest`, at least 1.
    ///   - goalVariance: how uncertain the goal itself is; it weakens the probability and leaves the range alone.
    static func count(
        observed: Double, rest: RestOfCount, dispersion: Double, goal: Double, isFloor: Bool, goalVariance: Double = 0
    ) -> Forecast? {
        guard observed >= 0, observed <= 0x1p53, rest.mean >= 0, dispersion >= 1, dispersion.isFinite else {
            return nil
        }
        var made = Forecast()
        made.law = .count
        made.observed = observed
        made.restMean = rest.mean
        made.restVariance = rest.variance * dispersion
        made.dispersion = dispersion
        let missing = goal - observed
        let law = NegativeBinomial(mean: made.restMean, variance: made.restVariance + max(0, goalVariance))
        if made.restMean == 0 {
            made.probability = (isFloor ? missing <= 0 : missing >= 0) ? 1 : 0
        } else if isFloor {
            made.probability = missing <= 0 ? 1 : law?.atLeast(missing) ?? .nan
        } else {
            made.probability = missing < 0 ? 0 : law?.atMost(missing) ?? .nan
        }
        return made.probability.isFinite ? made : nil
    }

    /// The forecast of a ratio whose remaining cases are known in number; nil when the numbers allow none.
    static func ratio(
        numerator: Double, cases: Double, remaining: Double, dispersion: Double, bound: Double, isFloor: Bool
    ) -> Forecast? {
        guard numerator >= 0, numerator <= cases, cases > 0, remaining >= 0, bound >= 0, bound <= 1 else { return nil }
        var made = Forecast()
        made.law = .ratio
        made.observed = numerator
        made.cases = cases
        made.remaining = remaining
        made.dispersion = dispersion
        let whole = cases + remaining
        if isFloor {
            let needed = decimalCeiling(bound, of: whole) - numerator
            made.probability = needed <= 0 ? 1 : needed > remaining ? 0 : made.rest?.atLeast(needed) ?? .nan
        } else {
            let allowed = whole - decimalCeiling(1 - bound, of: whole) - numerator
            made.probability = allowed < 0 ? 0 : allowed >= remaining ? 1 : made.rest?.atMost(allowed) ?? .nan
        }
        return made.probability.isFinite ? made : nil
    }
}
