import Plan
import Statistics

/// Tests each unit's change against its comparator, and all units of the target at once.
///
/// Counts that vary more than Poisson's law says are divided by that factor first, which widens every interval as
/// quasi-Poisson methods do. The factor is estimated from the history, pooled over the units of a level.
///
/// Where counts are shares of former units' (``SplitVariance``), the factor grows. With c now, b before, V their
/// variances by the split and b̂ = r·b the expectation of c, the variance of c − r·b is r(φ(c + b) + r·V_b + V_c / r), which
/// is that of counts with the factor φ + (r·V_b + V_c / r) / (c + b).
struct ChangeTests {
    let prepared: PreparedBatch
    /// φ of each row's level.
    let dispersion: (Int) -> Double

    private static let falseDiscoveryRate = 0.05
    private static let level = 0.05

    func add(to assessments: inout [Assessment]) -> UnitDiscovery? {
        let batch = prepared.batch
        guard case .reduceBy(let fraction, let comparator) = batch.aim else { return nil }
        if case .fixed = comparator { return nil }
        let days = (Double(batch.toDate.count), Double(prepared.baselineWindow?.count ?? batch.toDate.count))
        for index in assessments.indices {
            let variances = (batch.current.splitVariance(index), batch.baseline?.splitVariance(index) ?? 0)
            guard let test = Self.test(assessments[index], fraction, dispersion(index), days, splitVariances: variances)
            else { continue }
            assessments[index].test = test
            let isMet = assessments[index].change <= -fraction
            let isBigEnough = assessments[index].actual + assessments[index].baseline >= batch.judgement.minimumBase
            if isMet, isBigEnough, test.beyondP < Self.level { assessments[index].flags.insert(.beyondChance) }
        }
        return discovery(&assessments)
    }

    private func discovery(_ assessments: inout [Assessment]) -> UnitDiscovery? {
        let units = assessments.indices.filter { !prepared.batch.isTop[$0] && assessments[$0].test.p.isFinite }
        let pValues = units.map { Optional(min(1, max(0, assessments[$0].test.p))) }
        guard units.count > 1, let found = benjaminiHochberg(pValues, q: Self.falseDiscoveryRate) else { return nil }
        for position in found.rejected { assessments[units[position]].test.isFlagged = true }
        return UnitDiscovery(
            tested: units.count, flagged: found.rejected.count, expectedFalse: found.expectedFalse,
            rate: Self.falseDiscoveryRate)
    }

    static func test(
        _ assessment: Assessment, _ fraction: Double, _ noise: Double, _ days: (now: Double, before: Double),
        splitVariances: (now: Double, before: Double)
    ) -> ChangeTest? {
        let even = days.now / days.before
        // The wider of the two hypotheses' factors serves both.
        let widening =
            [even, even * (1 - fraction)].filter { $0 > 0 }.map {
                $0 * splitVariances.before + splitVariances.now / $0
            }.max() ?? 0
        let total = assessment.actual + assessment.baseline
        let dispersion = noise + (total > 0 ? widening / total : 0)
        let current = (assessment.actual / dispersion).rounded()
        let prior = (assessment.baseline / dispersion).rounded()
        guard current >= 0, prior >= 0, current + prior > 0, assessment.status != .noData,
            let even = Statistics.Share(part: days.now, rest: days.before),
            let aimed = Statistics.Share(part: (1 - fraction) * days.now, rest: days.before),
            let same = Binomial(trials: current + prior, probability: even),
            let reduced = Binomial(trials: current + prior, probability: aimed)
        else { return nil }
        var test = ChangeTest()
        let tails = same.tails(current)
        let mass = same.mass(current)
        let below: Double = tails.lower - mass / 2
        let above: Double = tails.upper + mass / 2
        test.p = min(1, 2 * min(below, above))
        test.beyondP = reduced.atMost(current)
        test.dispersion = dispersion
        return test
    }
}
