/// Whether the last days of a period hold more than their share, as they do where entries wait for the deadline.
public struct EndSpike: Hashable, Sendable {
    /// The share of all events in the last days.
    public let share: Double
    /// The share of the days that the last ones are.
    public let expected: Double
    /// The one-sided probability of such a share by chance, after the dispersion of the days before.
    public let p: Double

    /// Looks at daily counts, the last `days` of them against those before.
    ///
    /// - Returns: nil without whole days before and after, or without events.
    public init?(daily: [Double], days: Int) {
        guard days > 0, days <= daily.count / 2, daily.allSatisfy(isCount) else { return nil }
        let before = daily.dropLast(days)
        let late = compensatedSum(daily.suffix(days))
        let total = compensatedSum(daily)
        guard total > 0 else { return nil }
        share = late / total
        expected = Double(days) / Double(daily.count)
        // Dividing counts by φ is the usual way to give an exact test the variance that the series shows.
        let phi = dispersionFloor(dispersion(of: before.lazy.map { Optional($0) }))
        guard let even = Share(part: Double(days), rest: Double(before.count)),
            let binomial = Binomial(trials: (total / phi).rounded(), probability: even)
        else { return nil }
        p = binomial.atLeast((late / phi).rounded())
    }
}
