#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A share and its complement, which add up to 1, each with all its digits.
///
/// `1 − p` forgets most of a small p. Keeping the pair means that neither side is ever recomputed from the other.
public struct Share: Hashable, Sendable {
    /// The share itself, 0...1.
    public let value: Double
    /// One minus the share.
    public let complement: Double

    /// The share, or nil outside 0...1.
    public init?(_ value: Double) {
        guard value >= 0, value <= 1 else { return nil }
        self.init(value: value, complement: 1 - value)
    }

    /// One part against another, `part : rest`, or nil unless both are non-negative and one is positive.
    public init?(part: Double, rest: Double) {
        guard part >= 0, rest >= 0, part + rest > 0, (part + rest).isFinite else { return nil }
        self.init(value: part / (part + rest), complement: rest / (part + rest))
    }

    init(value: Double, complement: Double) {
        self.value = value
        self.complement = complement
    }

    /// The share of the other side.
    public var swapped: Share { Share(value: complement, complement: value) }
}

/// The regularised incomplete beta function I_x(a, b) (lower) and its complement, or nil unless a, b > 0.
///
/// Relative error of the smaller tail below 1e-12 for parameters from 0.5 to 2e9 and results above 1e-290.
public func incompleteBeta(_ a: Double, _ b: Double, _ x: Share) -> Tails? {
    guard a > 0, b > 0, a.isFinite, b.isFinite else { return nil }
    if x.value <= 0 { return .lower(0) }
    if x.complement <= 0 { return .upper(0) }
    // How far x lies below the mean a/(a+b), times a+b.
    let below = -excess(a, b, x)
    return below >= 0
        ? .lower(lowerTail(a, b, x, below: below))
        : .upper(lowerTail(b, a, x.swapped, below: -below))
}

/// `(a + b) x − a`, from whichever side of the share carries more digits.
func excess(_ a: Double, _ b: Double, _ x: Share) -> Double {
    let sum = a + b
    // What the addition lost (Knuth's two-sum), so that large parameters with fractions keep theirs.
    let virtual = sum - a
    let lost = (a - (sum - virtual)) + (b - virtual)
    return x.value <= x.complement
        ? productMinus(sum, x.value, a) + lost * x.value
        : -(productMinus(sum, x.complement, b) + lost * x.complement)
}

/// `x^a y^b / B(a, b)` as a Stirling form around the deviance of x from a/(a+b); `below` = a − (a+b) x.
func betaPower(_ a: Double, _ b: Double, _ x: Share, below: Double) -> Double {
    let sum = a + b
    let deviances =
        deviance(a, mean: sum * x.value, excess: -below)
        + deviance(b, mean: sum * x.complement, excess: below)
    let stirling = stirlingError(sum) - stirlingError(a) - stirlingError(b)
    return (a / (2 * .pi) * (b / sum)).squareRoot() * exp(stirling - deviances)
}

/// The lower tail for x not above the mean.
private func lowerTail(_ a: Double, _ b: Double, _ x: Share, below: Double) -> Double {
    let power = betaPower(a, b, x, below: below)
    guard power > 0 else { return 0 }
    if min(a, b) > 2_000 {
        return power / x.complement * integralBelow(a, b, x, below: below)
    }
    return power / fraction(a, b, x, below: below)
}

/// The continued fraction of Didonato and Morris (ACM TOMS 18, 1992, equation 9) by the modified Lentz method.
private func fraction(_ a: Double, _ b: Double, _ share: Share, below: Double) -> Double {
    let tiny = 1e-300
    let x = share.value
    let square = x * x
    var result = a * (below + 1) / (a + 1)
    if result.magnitude < tiny { result = tiny }
    var c = result
    var d = 0.0
    var m = 0.0
    // 1 / (a + 2m + 1); the next step needs it again, and divisions are what the loop costs.
    var reciprocal = 1 / (a + 1)
    for _ in 1..<20_000 {
        m += 1
        let before = reciprocal
        reciprocal = 1 / (a + 2 * m + 1)
        let rest = m * (b - m)
        let numerator = (a + m - 1) * before * ((a + b + m - 1) * before) * rest * square
        let next = m + rest * x * before + (a + m) * (below + 1 + m * (1 + share.complement)) * reciprocal
        d = next + numerator * d
        if d.magnitude < tiny { d = tiny }
        c = next + numerator / c
        if c.magnitude < tiny { c = tiny }
        d = 1 / d
        let factor = c * d
        result *= factor
        guard (factor - 1).magnitude > 1e-16 else { break }
    }
    return result
}

/// ∫ of the density from 0 to x over `x` times the density at x: substitute t = x (1 − u).
private func integralBelow(_ a: Double, _ b: Double, _ share: Share, below: Double) -> Double {
    let x = share.value
    let y = share.complement
    let ratio = x / y
    let slope = (below - y + x) / y
    let curvature = (a - 1) + (b - 1) * ratio * ratio
    return tailIntegral(slope: slope, curvature: curvature, end: 1) { u in
        u >= 1 ? .infinity : u * slope - (a - 1) * log1pMinus(-u) - (b - 1) * log1pMinus(u * ratio)
    }
}
