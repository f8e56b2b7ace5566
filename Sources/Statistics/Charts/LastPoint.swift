/// The signals of the last point of a chart of individual values, without judging the others.
///
/// This is what a status needs of thousands of series a run: it allocates nothing and looks back only as far as the
/// longest rule. ``ControlChart`` gives the same answer for its last point.
///
/// - Parameters:
///   - values: the series, NaN where missing; the last value is judged.
///   - limits: the limits of its phase.
///   - profile: the rules. Nelson's extra rules and the runs analysis are for whole charts and are not applied here.
/// - Returns: no signals when the last value is missing or the limits are not computable.
public func lastPointSignals(
    _ values: Span<Double>, limits: XmRLimits, profile: RuleProfile
) -> PointSignals {
    guard limits.areComputable else { return [] }
    return lastPointSignals(
        values,
        limits: ChartLimits(
            centre: limits.mean, lower: limits.lower, upper: limits.upper, lowerTwoSigma: limits.lowerTwoSigma,
            upperTwoSigma: limits.upperTwoSigma),
        profile: profile)
}

/// The same against limits of any chart. Where they vary with the denominators, standardise the values first, so that
/// all points share one set.
public func lastPointSignals(
    _ values: Span<Double>, limits: ChartLimits, profile: RuleProfile
) -> PointSignals {
    guard let last = values.indices.last, !values[last].isNaN else { return [] }
    var signals: PointSignals = []
    let value = values[last]
    if value > limits.upper { signals.insert(.aboveUpper) }
    if value < limits.lower { signals.insert(.belowLower) }

    let side = ChartRules.side(value, of: limits.centre)
    if let points = profile.shiftPoints, points > 0, side != 0 {
        var run = 1
        while run < points, last - run >= 0, ChartRules.side(values[last - run], of: limits.centre) == side { run += 1 }
        if run >= points { signals.insert(side > 0 ? .shiftAbove : .shiftBelow) }
    }
    if let points = profile.trendPoints, points > 1, last >= points - 1 {
        let direction = ChartRules.side(value, of: values[last - 1])
        var steps = 1
        while steps < points - 1,
            ChartRules.side(values[last - steps], of: values[last - steps - 1]) == direction
        { steps += 1 }
        if direction != 0, steps >= points - 1 { signals.insert(direction > 0 ? .trendUp : .trendDown) }
    }
    if let rule = profile.twoInThree, last >= 2 {
        signals.formUnion(twoInThree(values, last: last, limits: limits, rule: rule))
    }
    return signals
}

private func twoInThree(
    _ values: Span<Double>, last: Int, limits: ChartLimits, rule: RuleProfile.TwoInThree
) -> PointSignals {
    func beyond(_ value: Double) -> Int {
        if rule == .nearLimits, value > limits.upper || value < limits.lower { return 0 }
        return value > limits.upperTwoSigma ? 1 : value < limits.lowerTwoSigma ? -1 : 0
    }
    let mark = beyond(values[last])
    guard mark != 0 else { return [] }
    let sum = mark + beyond(values[last - 1]) + beyond(values[last - 2])
    guard sum * mark >= 2 else { return [] }
    if rule != .thirdAnywhere {
        for index in (last - 2)...last where ChartRules.side(values[index], of: limits.centre) != mark { return [] }
    }
    return mark > 0 ? .twoInThreeAbove : .twoInThreeBelow
}

/// The five lines of a chart.
public struct ChartLimits: Hashable, Sendable {
    public var centre: Double
    public var lower: Double
    public var upper: Double
    public var lowerTwoSigma: Double
    public var upperTwoSigma: Double

    public init(centre: Double, lower: Double, upper: Double, lowerTwoSigma: Double, upperTwoSigma: Double) {
        self.centre = centre
        self.lower = lower
        self.upper = upper
        self.lowerTwoSigma = lowerTwoSigma
        self.upperTwoSigma = upperTwoSigma
    }

    /// Limits for values standardised to mean 0 and this sigma.
    public static func standardised(sigma: Double = 1) -> ChartLimits {
        ChartLimits(
            centre: 0, lower: -3 * sigma, upper: 3 * sigma, lowerTwoSigma: -2 * sigma, upperTwoSigma: 2 * sigma)
    }

    /// The exact percentiles of a Poisson count at 3 and 2 sigma of a bell; nil unless the mean is above 0.
    public static func poisson(mean: Double) -> ChartLimits? {
        guard mean > 0, let law = Poisson(mean: mean) else { return nil }
        func limit(_ sigmas: Double) -> Double { law.quantile(Normal.tails(sigmas).lower) ?? .nan }
        return ChartLimits(
            centre: mean, lower: limit(-3), upper: limit(3), lowerTwoSigma: limit(-2), upperTwoSigma: limit(2))
    }
}
