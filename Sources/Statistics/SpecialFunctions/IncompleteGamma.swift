#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The two tails of a distribution at a point; each is accurate by itself, however small.
public struct Tails: Hashable, Sendable {
    /// The probability below the point.
    public let lower: Double
    /// The probability above the point.
    public let upper: Double

    static func lower(_ value: Double) -> Tails {
        let bounded = min(max(value, 0), 1)
        return Tails(lower: bounded, upper: 1 - bounded)
    }

    static func upper(_ value: Double) -> Tails {
        let bounded = min(max(value, 0), 1)
        return Tails(lower: 1 - bounded, upper: bounded)
    }

    var swapped: Tails { Tails(lower: upper, upper: lower) }
}

/// The regularised incomplete gamma functions P(a, x) (lower) and Q(a, x) (upper), or nil unless a > 0 and x ≥ 0.
///
/// The smaller tail is computed, never the difference from 1. Relative error below 1e-12 for shapes up to 2e9.
public func incompleteGamma(shape a: Double, _ x: Double) -> Tails? {
    guard a > 0, a.isFinite, x >= 0 else { return nil }
    if x == 0 { return .lower(0) }
    if x == .infinity { return .upper(0) }
    let density = gammaDensityTimesX(a, x)
    if a > 2_000 {
        return x < a ? .lower(density * integralBelow(a, x)) : .upper(density * integralAbove(a, x))
    }
    return x < a + 1 ? .lower(density * lowerSeries(a, x)) : .upper(density * upperFraction(a, x))
}

/// `x^a e^−x / Γ(a)`, as a Stirling form around the deviance of x from a.
func gammaDensityTimesX(_ a: Double, _ x: Double) -> Double {
    (a / (2 * .pi)).squareRoot() * exp(-stirlingError(a) - deviance(a, mean: x, excess: x - a))
}

/// Σ xⁿ / (a (a+1) … (a+n)): all terms positive, quick for x below a.
private func lowerSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    for _ in 0..<20_000 {
        n += 1
        term *= x / n
        sum += term
        guard term > sum * 1e-17 else { break }
    }
    return sum
}

/// Legendre's continued fraction, x above a + 1, by the modified Lentz method.
private func upperFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var result = d
    for i in 1..<20_000 {
        let n = Double(i)
        let an = -n * (n - a)
        b += 2
        d = an * d + b
        if d.magnitude < tiny { d = tiny }
        c = b + an / c
        if c.magnitude < tiny { c = tiny }
        d = 1 / d
        let factor = d * c
        result *= factor
        guard (factor - 1).magnitude > 1e-16 else { break }
    }
    return result
}

/// ∫ of the density from 0 to x over `x` times the density at x: substitute t = x (1 − u).
private func integralBelow(_ a: Double, _ x: Double) -> Double {
    let slope = (a - x) - 1
    return tailIntegral(slope: slope, curvature: a - 1, end: 1) { u in
        u >= 1 ? .infinity : u * slope - (a - 1) * log1pMinus(-u)
    }
}

/// ∫ of the density from x to infinity over `x` times the density at x: substitute t = x (1 + u).
private func integralAbove(_ a: Double, _ x: Double) -> Double {
    let slope = (x - a) + 1
    return tailIntegral(slope: slope, curvature: a - 1, end: .infinity) { u in
        u * slope - (a - 1) * log1pMinus(u)
    }
}
