/// How many cases each unit lacks towards a common rate, ranked by cases and not by rate.
///
/// Small units with bad rates fall away by themselves: they hold few of the missing cases.
public struct Shortfall: Hashable, Sendable {
    /// Σ numerators over Σ denominators, nil without cases.
    public let totalRate: Double?
    /// The cases missing in all, `target × Σ denominators − Σ numerators`; negative above the target.
    public let total: Double
    /// The cases missing in each unit, in the order given.
    public let gaps: [Double]
    /// Positions of the units, the largest gap first; equal gaps keep their order.
    public let ranking: [Int]
    /// The mean of the units' rates, which is not the total's rate; printed beside it as a warning. Nil without cases.
    public let naiveMean: Double?

    /// The shortfall of units towards a target rate, or nil when the target is not finite.
    public init?(target: Double, units: [GroupRate]) {
        guard target.isFinite else { return nil }
        let cases = compensatedSum(units.map(\.denominator))
        let successes = compensatedSum(units.map(\.numerator))
        let gaps = units.map { $0.denominator * target - $0.numerator }
        totalRate = cases > 0 ? successes / cases : nil
        total = cases * target - successes
        self.gaps = gaps
        ranking = gaps.indices.sorted { (gaps[$0], $1) > (gaps[$1], $0) }
        naiveMean = mean(units.compactMap(\.rate))
    }

    /// How many of the first units in the ranking hold at least this share of all positive gaps: "9 units hold 70 %".
    public func unitsHolding(share: Double) -> Int {
        let all = compensatedSum(gaps.lazy.filter { $0 > 0 })
        guard all > 0 else { return 0 }
        var sum = CompensatedSum()
        for (position, unit) in ranking.enumerated() {
            guard gaps[unit] > 0 else { return position }
            sum.add(gaps[unit])
            if sum.value >= share * all { return position + 1 }
        }
        return ranking.count
    }
}
