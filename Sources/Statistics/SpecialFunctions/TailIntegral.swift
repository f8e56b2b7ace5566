#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `∫ exp(−φ(u)) du` from 0 to `end`, for a convex φ with φ(0) = 0: the tail of a log-concave density beside its edge.
///
/// Continued fractions and series need about √count terms near the middle of a distribution; the integrand there is
/// nearly a bell, which a few Gauss–Legendre panels integrate to full accuracy whatever the count.
///
/// - Parameters:
///   - slope: φ′(0).
///   - curvature: φ″(0), not negative.
///   - end: the upper end, possibly infinite.
///   - exponent: φ.
func tailIntegral(slope: Double, curvature: Double, end: Double, exponent: (Double) -> Double) -> Double {
    // Within one unit of scale φ grows by about 1.
    let rising = max(slope, 0)
    let scale = 2 / (rising + (rising * rising + 2 * curvature).squareRoot())
    guard scale > 0, scale.isFinite else { return 0 }
    var total = 0.0
    var low = 0.0
    var high = min(2 * scale, end)
    // Each panel is twice as long as the one before; φ passes 45 long before the tenth.
    for _ in 0..<12 {
        let centre = (low + high) / 2
        let half = (high - low) / 2
        var sum = 0.0
        for (node, weight) in gaussLegendre {
            sum += weight * (exp(-exponent(centre - half * node)) + exp(-exponent(centre + half * node)))
        }
        total += half * sum
        guard high < end, exponent(high) < 45 else { break }
        low = high
        high = min(low + (low == 2 * scale ? 2 * scale : low), end)
    }
    return total
}

/// The positive nodes of the 16-point Gauss–Legendre rule and their weights.
let gaussLegendre: [(node: Double, weight: Double)] = [
    (0.09501250983763744, 0.1894506104550685), (0.2816035507792589, 0.18260341504492358),
    (0.45801677765722737, 0.16915651939500254), (0.6178762444026438, 0.14959598881657674),
    (0.755404408355003, 0.12462897125553388), (0.8656312023878318, 0.09515851168249279),
    (0.9445750230732326, 0.062253523938647894), (0.9894009349916499, 0.027152459411754096),
]
