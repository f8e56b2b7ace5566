#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A distribution of counts 0, 1, 2 …
///
/// Counts are passed as `Double` so that sums and differences of large ones need no checks; fractions are rounded down.
public protocol CountDistribution: Sendable {
    /// The expected count.
    var mean: Double { get }
    /// The variance of the count.
    var variance: Double { get }
    /// The largest count possible, infinite where there is none.
    var largest: Double { get }
    /// The probability of exactly `count`.
    func mass(_ count: Double) -> Double
    /// The probabilities of at most `count` and of more.
    func tails(_ count: Double) -> Tails
    /// mass(count + 1) / mass(count).
    func massRatio(_ count: Double) -> Double
}

extension CountDistribution {
    /// The probability of at most `count`.
    public func atMost(_ count: Double) -> Double { tails(count).lower }

    /// The probability of at least `count`.
    public func atLeast(_ count: Double) -> Double { tails(count.rounded(.up) - 1).upper }

    /// The smallest count with probability at least `p` at or below it, or nil unless 0 ≤ p ≤ 1 (infinite for p = 1
    /// where counts have no largest).
    public func quantile(_ p: Double) -> Double? {
        guard p >= 0, p <= 1, mean.isFinite, variance.isFinite else { return nil }
        if p == 0 { return 0 }
        if p == 1 { return largest }
        let z = Normal.quantile(p) ?? 0
        let start = mean + z * variance.squareRoot() + (z * z - 1) / 6 * max(0, min(1, variance / max(mean, 1)))
        return search(p, from: min(max(start.rounded(.down), 0), largest))
    }

    /// Whether the probability at or below a count reaches p; the slack forgives rounding where both are equal.
    private func reaches(_ lower: Double, _ p: Double) -> Bool { lower >= p * (1 - 1e-13) }

    private func search(_ p: Double, from start: Double) -> Double {
        var count = start
        var lower = tails(count).lower
        var mass = mass(count)
        // The start is nearly always within a few counts: walk with ratios, which cost a division each.
        for _ in 0..<40 {
            if reaches(lower, p) {
                guard count > 0, reaches(lower - mass, p) else { return count }
                lower -= mass
                count -= 1
                mass /= massRatio(count)
            } else {
                guard count < largest else { return largest }
                mass *= massRatio(count)
                count += 1
                lower += mass
            }
            if !mass.isFinite || mass == 0 { break }
        }
        return bisect(p, from: count)
    }

    private func bisect(_ p: Double, from start: Double) -> Double {
        var low = -1.0
        var high = max(start, 1)
        var step = 1.0
        while high < largest, high < 0x1p53, !reaches(tails(high).lower, p) {
            low = high
            high = min(high + step, largest)
            step *= 2
        }
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            guard middle > low, middle < high else { break }
            if reaches(tails(middle).lower, p) { high = middle } else { low = middle }
        }
        return high
    }
}
