#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Anhøj's test for non-random variation: unusually long runs, or unusually few crossings of the centre.
public struct RunsAnalysis: Hashable, Sendable {
    /// Points off the centre; those on it say nothing and are left out.
    public let usefulPoints: Int
    /// The most points in a row on one side.
    public let longestRun: Int
    /// The longest run still compatible with chance, round(log₂ n) + 3.
    public let longestRunMaximum: Int
    /// How often the line crosses the centre.
    public let crossings: Int
    /// The fewest crossings still compatible with chance, the 5th percentile of Bin(n − 1, ½).
    public let crossingsMinimum: Int

    /// Whether either test signals.
    public var signals: Bool { longestRun > longestRunMaximum || crossings < crossingsMinimum }

    /// The analysis of the sides (1, −1; others are left out) of a series, or nil with fewer than two useful points.
    public init?(sides: some Sequence<Int>) {
        var previous = 0
        var run = 0
        var longest = 0
        var crossings = 0
        var useful = 0
        for side in sides where side == 1 || side == -1 {
            useful += 1
            if side == previous {
                run += 1
            } else {
                crossings += previous == 0 ? 0 : 1
                run = 1
            }
            longest = max(longest, run)
            previous = side
        }
        guard useful >= 2,
            let least = Binomial(trials: Double(useful - 1), probability: Share(value: 0.5, complement: 0.5))?
                .quantile(0.05)
        else { return nil }
        usefulPoints = useful
        longestRun = longest
        longestRunMaximum = Int(log2(Double(useful)).rounded(.toNearestOrEven)) + 3
        self.crossings = crossings
        crossingsMinimum = Int(least)
    }
}
