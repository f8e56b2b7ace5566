#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The standard normal distribution.
public enum Normal {
    /// The tails below and above `z`; NaN gives NaN.
    public static func tails(_ z: Double) -> Tails {
        let scaled = z / 2.0.squareRoot()
        return Tails(lower: erfc(-scaled) / 2, upper: erfc(scaled) / 2)
    }

    /// The probability of being at least as far from 0 as `z`.
    public static func twoSided(_ z: Double) -> Double {
        erfc(z.magnitude / 2.0.squareRoot())
    }

    /// The value with probability `p` below it, or nil unless 0 < p < 1.
    public static func quantile(_ p: Double) -> Double? {
        guard p > 0, p < 1 else { return nil }
        // 1 − p is exact here, and the smaller tail is the one to invert.
        return p > 0.5 ? -lowerQuantile(1 - p) : lowerQuantile(p)
    }

    /// For p up to a half: a rational start (Abramowitz and Stegun 26.2.23, good to 4.5e-4) and Halley's steps, each of
    /// which triples the digits.
    private static func lowerQuantile(_ p: Double) -> Double {
        if p == 0.5 { return 0 }
        let t = (-2 * log(p)).squareRoot()
        let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
        let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        var z = numerator / denominator - t
        for _ in 0..<3 {
            // Near the middle the difference of the tails is tiny while each is near a half.
            let difference =
                p > 0.25
                ? (0.5 - p) - erf(-z / 2.0.squareRoot()) / 2
                : erfc(-z / 2.0.squareRoot()) / 2 - p
            let step = difference * (2 * .pi).squareRoot() * exp(z * z / 2)
            z -= step / (1 + z * step / 2)
        }
        return z
    }
}
