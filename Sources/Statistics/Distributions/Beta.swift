#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The beta distribution of an unknown share.
public struct Beta: Hashable, Sendable {
    /// The first shape, above 0.
    public let a: Double
    /// The second shape, above 0.
    public let b: Double

    /// The distribution, or nil unless both shapes are positive and finite.
    public init?(_ a: Double, _ b: Double) {
        guard a > 0, b > 0, a.isFinite, b.isFinite else { return nil }
        self.a = a
        self.b = b
    }

    /// a / (a + b).
    public var mean: Double { a / (a + b) }

    /// The tails below and above a share.
    public func tails(_ x: Share) -> Tails {
        incompleteBeta(a, b, x) ?? .lower(.nan)
    }

    /// The share with probability `p` below it, or nil outside 0...1. Both sides of the share keep their digits.
    public func quantile(lower p: Double) -> Share? {
        guard p >= 0, p <= 1 else { return nil }
        if p == 0 { return Share(value: 0, complement: 1) }
        if p == 1 { return Share(value: 1, complement: 0) }
        return p <= 0.5
            ? Beta.lowQuantile(a, b, p)
            : Beta.lowQuantile(b, a, 1 - p).swapped
    }

    /// The share with probability `p` above it, or nil outside 0...1.
    public func quantile(upper p: Double) -> Share? {
        Beta(b, a)?.quantile(lower: p)?.swapped
    }

    /// Newton's method for the logarithm of the tail as a function of the logit of x: smooth and concave, so the steps
    /// cannot wander; a bracket guards them all the same.
    private static func lowQuantile(_ a: Double, _ b: Double, _ p: Double) -> Share {
        let spread = (1 / a + 1 / b).squareRoot()
        var logit = log(a / b) + (Normal.quantile(p) ?? 0) * min(spread, 10)
        var low = -740.0
        var high = 740.0
        var share = Share(logit: logit)
        for _ in 0..<200 {
            let tail = (incompleteBeta(a, b, share) ?? .lower(0)).lower
            let power = betaPower(a, b, share, below: -excess(a, b, share))
            if tail < p { low = logit } else { high = logit }
            var next = logit - log(tail / p) * (tail / power)
            if !(next > low && next < high) { next = (low + high) / 2 }
            let step = next - logit
            logit = next
            share = Share(logit: logit)
            guard step.magnitude > 4e-15 * max(1, logit.magnitude), low < high else { break }
        }
        return share
    }
}

extension Share {
    /// The share whose logit, log(value / complement), is given.
    init(logit: Double) {
        self.init(value: 1 / (1 + exp(-logit)), complement: 1 / (1 + exp(logit)))
    }
}
