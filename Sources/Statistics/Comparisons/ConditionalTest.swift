/// The exact test of two Poisson counts: given their sum n, the current one is binomial with share t₁ / (t₁ + t₂).
///
/// Source: J. Przyborowski and H. Wilenski, Biometrika 31 (1940).
public struct ConditionalTest: Hashable, Sendable {
    /// The two-sided p: everything no more probable than what was seen. For statements.
    public let minimumLikelihood: Double
    /// Twice the smaller one-sided p, at most 1.
    public let doubled: Double
    /// Twice the smaller one-sided mid-p, which counts what was seen by half: less conservative. For screening.
    public let midP: Double
}

extension TwoCounts {
    /// The exact conditional test, nil when both counts are 0 or their sum is above 2⁵³.
    public var conditionalTest: ConditionalTest? {
        let total = current + prior
        guard total > 0, let binomial = Binomial(trials: total, probability: currentShare), isCount(total) else {
            return nil
        }
        let mass = binomial.mass(current)
        let below = binomial.atMost(current)
        let above = binomial.atLeast(current)
        let smaller = min(below, above)
        return ConditionalTest(
            minimumLikelihood: binomial.noMoreProbable(than: current),
            doubled: min(1, 2 * smaller),
            midP: min(1, 2 * (smaller - mass / 2)))
    }
}

extension Binomial {
    /// The probability of all counts whose mass does not exceed that of `count`.
    ///
    /// Masses rise to the mode and fall after it, so the counts wanted are two tails; the edge of the far one is
    /// found by bisection. Masses that differ by less than 1e-7 of each other count as equal, or rounding would decide
    /// between mirror images.
    func noMoreProbable(than count: Double) -> Double {
        let bound = mass(count) * (1 + 1e-7)
        let mode = ((trials + 1) * probability.value).rounded(.down)
        if mass(mode) <= bound { return 1 }
        if count > mode {
            // The largest count below the mode that is no more probable.
            let edge = bisect(from: -1, to: mode) { mass($0) <= bound }
            return min(1, atLeast(count) + atMost(edge))
        }
        // The smallest count above the mode that is no more probable, found from the far side.
        let edge = bisect(from: trials + 1, to: mode) { mass($0) <= bound }
        return min(1, atMost(count) + atLeast(edge))
    }

    /// The last whole number on the way from `start`, where `holds` is taken to be true, to `end`, where it is false.
    private func bisect(from start: Double, to end: Double, holds: (Double) -> Bool) -> Double {
        var good = start
        var bad = end
        while (bad - good).magnitude > 1 {
            let middle = ((good + bad) / 2).rounded(.down)
            guard middle != good, middle != bad else { break }
            if holds(middle) { good = middle } else { bad = middle }
        }
        return good
    }
}
