/// Whether results crowd just on the good side of a target, where honest ones lie on both sides alike.
public struct Bunching: Hashable, Sendable {
    /// Results that just meet the target.
    public let justMet: Int
    /// Results that just miss it.
    public let justMissed: Int
    /// The one-sided probability of so many among the near ones if both sides were equally likely; 1 without any.
    public let p: Double

    /// Counts results within `width` of the target on either side; exactly the target counts as met.
    ///
    /// - Returns: nil unless target and width are finite and the width positive.
    public init?(results: [Double], target: Double, width: Double, higherIsBetter: Bool = true) {
        guard target.isFinite, width > 0, width.isFinite else { return nil }
        var met = 0
        var missed = 0
        for result in results {
            let distance = higherIsBetter ? result - target : target - result
            if distance >= 0, distance < width { met += 1 }
            if distance < 0, distance >= -width { missed += 1 }
        }
        justMet = met
        justMissed = missed
        let even = Binomial(trials: Double(met + missed), probability: Share(value: 0.5, complement: 0.5))
        p = even?.atLeast(Double(met)) ?? 1
    }
}
