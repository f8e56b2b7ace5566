/// Which share of a year's events is usual by the end of each of its parts, learnt from earlier years.
///
/// Years are pooled, Σ cumulative counts over Σ totals, so that a busy year weighs more than a quiet one. The parts
/// (months, weeks, days from a feast) are whatever the caller aligned.
public struct SeasonalShape: Hashable, Sendable {
    /// The share by the end of each part, rising to 1.
    public let cumulativeShares: [Double]

    /// The shape of some years of equally many parts, or nil when they are ragged, empty, negative or without events.
    public init?(years: [[Double]]) {
        guard let parts = years.first?.count, parts > 0, years.allSatisfy({ $0.count == parts }),
            years.joined().allSatisfy({ $0 >= 0 && $0.isFinite })
        else { return nil }
        let total = compensatedSum(years.joined())
        guard total > 0, total.isFinite else { return nil }
        var running = CompensatedSum()
        cumulativeShares = (0..<parts).map { part in
            for year in years { running.add(year[part]) }
            return part == parts - 1 ? 1 : min(1, running.value / total)
        }
    }

    /// The part of a target usual by the end of each part.
    public func expected(target: Double) -> [Double] {
        cumulativeShares.map { $0 * target }
    }

    /// The same under a linear shape of equally many parts, to be shown beside the seasonal one.
    public static func linear(parts: Int, target: Double) -> [Double] {
        guard parts > 0 else { return [] }
        return (1...parts).map { target * Double($0) / Double(parts) }
    }
}
