/// One group's part in a rate: successes of cases.
public struct GroupRate: Hashable, Sendable {
    /// Successes; not negative.
    public let numerator: Double
    /// Cases; not negative.
    public let denominator: Double

    /// A group's part; nil unless both are finite and not negative.
    public init?(numerator: Double, denominator: Double) {
        guard numerator >= 0, denominator >= 0, numerator.isFinite, denominator.isFinite else { return nil }
        self.numerator = numerator
        self.denominator = denominator
    }

    var rate: Double? { denominator > 0 ? numerator / denominator : nil }
}

/// Why a total rate changed: because groups changed their rates, or because cases moved between groups.
///
/// Source: E. Kitagawa, JASA 50 (1955): Σ mean weight × change of rate + Σ mean rate × change of weight.
public struct MixAndRate: Hashable, Sendable {
    /// The total rate before.
    public let prior: Double
    /// The total rate now.
    public let current: Double
    /// What the changes of the groups' rates contribute.
    public let rateEffect: Double
    /// What the shift of cases between groups contributes.
    public let mixEffect: Double
    /// Whether every group that can be compared has a higher rate now.
    public let everyGroupRose: Bool
    /// Whether every group that can be compared has a lower rate now.
    public let everyGroupFell: Bool

    /// The change of the total, the sum of both effects.
    public var change: Double { rateEffect + mixEffect }

    /// Simpson's paradox: all groups moved one way, the total the other.
    public var isReversed: Bool {
        (everyGroupRose && current < prior) || (everyGroupFell && current > prior)
    }

    /// The decomposition over groups present before and now, in any order but the same one.
    ///
    /// A group without cases in one of the periods has no rate there; the other period's stands in, so that its coming
    /// or going is mix, not rate.
    ///
    /// - Returns: nil when the groups do not pair up or a period has no cases at all.
    public init?(prior before: [GroupRate], current now: [GroupRate]) {
        guard before.count == now.count, !before.isEmpty else { return nil }
        let casesBefore = compensatedSum(before.map(\.denominator))
        let casesNow = compensatedSum(now.map(\.denominator))
        guard casesBefore > 0, casesNow > 0, casesBefore.isFinite, casesNow.isFinite else { return nil }
        prior = compensatedSum(before.map(\.numerator)) / casesBefore
        current = compensatedSum(now.map(\.numerator)) / casesNow
        var rateEffect = CompensatedSum()
        var mixEffect = CompensatedSum()
        var rose = 0
        var fell = 0
        var compared = 0
        for (old, new) in zip(before, now) {
            guard let oldRate = old.rate ?? new.rate, let newRate = new.rate ?? old.rate else { continue }
            let oldWeight = old.denominator / casesBefore
            let newWeight = new.denominator / casesNow
            rateEffect.add((oldWeight + newWeight) / 2 * (newRate - oldRate))
            mixEffect.add((oldRate + newRate) / 2 * (newWeight - oldWeight))
            guard old.denominator > 0, new.denominator > 0 else { continue }
            compared += 1
            rose += newRate > oldRate ? 1 : 0
            fell += newRate < oldRate ? 1 : 0
        }
        self.rateEffect = rateEffect.value
        self.mixEffect = mixEffect.value
        everyGroupRose = compared > 0 && rose == compared
        everyGroupFell = compared > 0 && fell == compared
        guard prior.isFinite, current.isFinite, change.isFinite else { return nil }
    }
}
