// Charts of counts, whose sigma follows from their distribution: c, u, p, and Laney's u′ and p′.

extension ControlChart {
    /// A c chart of counts over equal exposures, NaN where missing: sigma is the root of the mean.
    public static func counts(_ counts: [Double], options: ChartOptions = ChartOptions()) -> ControlChart {
        let ones = counts.map { _ in 1.0 }
        return ratio(.c, counts, ones, multiplier: 1, options: options, ceiling: .infinity) { rate, _ in
            rate.squareRoot()
        }
    }

    /// A u chart of events over exposures, as events per `multiplier` units of exposure.
    ///
    /// Returns nil when the lists differ in length or the multiplier is not positive. Points without exposure are
    /// missing.
    public static func rates(
        _ events: [Double], exposures: [Double], multiplier: Double = 1, options: ChartOptions = ChartOptions()
    ) -> ControlChart? {
        guard events.count == exposures.count, multiplier > 0, multiplier.isFinite else { return nil }
        return ratio(
            .u, events, exposures, multiplier: multiplier, options: options, ceiling: .infinity, sigma: perUnit)
    }

    /// A p chart of successes among cases. Returns nil when the lists differ in length. Points without cases are
    /// missing.
    public static func proportions(
        _ successes: [Double], cases: [Double], options: ChartOptions = ChartOptions()
    ) -> ControlChart? {
        guard successes.count == cases.count else { return nil }
        return ratio(.p, successes, cases, multiplier: 1, options: options, ceiling: 1, sigma: perCase)
    }

    /// A u′ chart: the limits of a u chart widened by how much more the points vary than counts would.
    ///
    /// With large exposures nothing in life is as steady as Poisson's law; plain limits then flag every point.
    /// Source: D. B. Laney, Quality Engineering 14 (2002).
    public static func laneyRates(
        _ events: [Double], exposures: [Double], multiplier: Double = 1, options: ChartOptions = ChartOptions()
    ) -> ControlChart? {
        guard events.count == exposures.count, multiplier > 0, multiplier.isFinite else { return nil }
        return ratio(
            .uPrime, events, exposures, multiplier: multiplier, options: options, ceiling: .infinity, sigma: perUnit)
    }

    /// A p′ chart: the limits of a p chart widened as in ``laneyRates(_:exposures:multiplier:options:)``.
    public static func laneyProportions(
        _ successes: [Double], cases: [Double], options: ChartOptions = ChartOptions()
    ) -> ControlChart? {
        guard successes.count == cases.count else { return nil }
        return ratio(.pPrime, successes, cases, multiplier: 1, options: options, ceiling: 1, sigma: perCase)
    }

    /// Poisson: the variance of a rate is the rate over its exposure.
    private static func perUnit(rate: Double, denominator: Double) -> Double { (rate / denominator).squareRoot() }

    /// Binomial: p (1 − p) over the number of cases.
    private static func perCase(rate: Double, denominator: Double) -> Double {
        (rate * max(0, 1 - rate) / denominator).squareRoot()
    }

    private static func ratio(
        _ kind: Kind, _ numerators: [Double], _ denominators: [Double], multiplier: Double, options: ChartOptions,
        ceiling: Double, sigma: (_ rate: Double, _ denominator: Double) -> Double
    ) -> ControlChart {
        let rates = zip(numerators, denominators).map { numerator, denominator in
            denominator > 0 && numerator >= 0 ? numerator / denominator : .nan
        }
        var phases: [Phase] = []
        var limits: [PointLimits] = []
        for points in options.phases(count: rates.count) {
            let baseline = options.baseline(of: points).filter { !rates[$0].isNaN }
            let rate =
                compensatedSum(baseline.map { numerators[$0] })
                / compensatedSum(baseline.map { denominators[$0] })
            let widening =
                kind == .pPrime || kind == .uPrime
                ? laneyFactor(rates, denominators, rate: rate, phase: points, options: options, sigma: sigma) : 1
            var computable = rate.isFinite && widening > 0
            for index in points {
                guard !rates[index].isNaN, rate.isFinite else {
                    limits.append(.unknown)
                    continue
                }
                let own = sigma(rate, denominators[index]) * widening
                computable = computable && own > 0
                let exact =
                    options.exactLimits
                    ? exactLimits(kind, rate: rate, denominator: denominators[index], multiplier: multiplier) : nil
                limits.append(
                    exact ?? PointLimits(centre: rate * multiplier, sigma: own * multiplier, within: 0...ceiling))
            }
            phases.append(Phase(points: points, centre: rate * multiplier, xmr: nil, isComputable: computable))
        }
        return ControlChart(
            kind: kind, options: options, values: rates.map { $0 * multiplier }, phases: phases, limits: limits)
    }

    /// Limits at the percentiles of a bell at 3 and 2 sigma, for charts whose law is known; nil for the others. A
    /// point on a limit is inside.
    private static func exactLimits(
        _ kind: Kind, rate: Double, denominator: Double, multiplier: Double
    ) -> PointLimits? {
        let law: (any CountDistribution)?
        switch kind {
        case .c, .u: law = Poisson(mean: rate * denominator)
        case .p: law = Share(rate).flatMap { Binomial(trials: denominator, probability: $0) }
        default: law = nil
        }
        guard let law else { return nil }
        func limit(_ sigmas: Double) -> Double {
            let count = law.quantile(Normal.tails(sigmas).lower) ?? .nan
            return count / denominator * multiplier
        }
        var limits = PointLimits()
        limits.lower = limit(-3)
        limits.upper = limit(3)
        limits.lowerTwoSigma = limit(-2)
        limits.upperTwoSigma = limit(2)
        return limits
    }

    /// The sigma of the standardised values, from their moving ranges; 0 where it cannot be computed.
    private static func laneyFactor(
        _ rates: [Double], _ denominators: [Double], rate: Double, phase: Range<Int>, options: ChartOptions,
        sigma: (Double, Double) -> Double
    ) -> Double {
        let standardised = rates.indices.map { index in
            phase.contains(index) ? (rates[index] - rate) / sigma(rate, denominators[index]) : .nan
        }
        let baseline = options.baselineValues(standardised, phase: phase)
        let limits = XmRLimits(baseline, screens: options.screensRanges, factor: 1 / 1.128)
        return limits.flatMap { $0.areComputable ? $0.reach : nil } ?? 0
    }
}
