#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

// Charts of individual values: XmR, moving ranges, and times between rare events.

extension ControlChart {
    /// An XmR chart of values in time order, NaN where missing. Never for cumulative values, which depend on each
    /// other.
    public static func xmr(_ values: [Double], options: ChartOptions = ChartOptions()) -> ControlChart {
        individuals(.xmr, values, options: options)
    }

    /// A chart of the times between rare events, NaN where missing: y^(1/3.6) makes exponential times nearly normal,
    /// and limits are carried back. Values must not be negative; negative ones count as missing.
    ///
    /// Source: L. S. Nelson, Journal of Quality Technology 26 (1994).
    public static func timeBetween(_ values: [Double], options: ChartOptions = ChartOptions()) -> ControlChart {
        let transformed = values.map { $0 >= 0 ? pow($0, 1 / 3.6) : .nan }
        let chart = individuals(.t, transformed, options: options)
        func back(_ value: Double) -> Double { value.isNaN ? value : pow(max(value, 0), 3.6) }
        return ControlChart(
            kind: .t, options: options, values: values.map { $0 >= 0 ? $0 : .nan },
            phases: chart.phases.map {
                Phase(points: $0.points, centre: back($0.centre), xmr: $0.xmr, isComputable: $0.isComputable)
            },
            limits: chart.lower.indices.map { index in
                var limits = PointLimits()
                limits.lower = back(chart.lower[index])
                limits.upper = back(chart.upper[index])
                limits.lowerTwoSigma = back(chart.lowerTwoSigma[index])
                limits.upperTwoSigma = back(chart.upperTwoSigma[index])
                return limits
            })
    }

    private static func individuals(_ kind: Kind, _ values: [Double], options: ChartOptions) -> ControlChart {
        var phases: [Phase] = []
        var limits: [PointLimits] = []
        for points in options.phases(count: values.count) {
            let baseline = options.baselineValues(values, phase: points)
            let factor = options.factor ?? (kind == .t ? 3 / 1.128 : XmRLimits.standardFactor)
            let xmr = XmRLimits(baseline, screens: options.screensRanges, factor: factor)
            phases.append(
                Phase(
                    points: points, centre: xmr?.mean ?? .nan, xmr: xmr, isComputable: xmr?.areComputable ?? false))
            let own = xmr.map { PointLimits($0) } ?? .unknown
            limits.append(contentsOf: repeatElement(own, count: points.count))
        }
        return ControlChart(kind: kind, options: options, values: values, phases: phases, limits: limits)
    }

    /// A chart of the moving ranges of values in time order; the first point of each phase has none (NaN).
    ///
    /// The centre is the mean moving range, the upper limit 3.267 times that, the lower one 0.
    public static func movingRange(_ values: [Double], options: ChartOptions = ChartOptions()) -> ControlChart {
        var ranges = [Double](repeating: .nan, count: values.count)
        var phases: [Phase] = []
        var limits: [PointLimits] = []
        for points in options.phases(count: values.count) {
            for index in points.dropFirst() { ranges[index] = (values[index] - values[index - 1]).magnitude }
            let baseline = options.baselineValues(values, phase: points)
            let known = zip(baseline, baseline.dropFirst()).map { ($1 - $0).magnitude }.filter { !$0.isNaN }
            let centre = mean(known) ?? .nan
            let sigma = (XmRLimits.rangeFactor - 1) / 3 * centre
            phases.append(
                Phase(points: points, centre: centre, xmr: nil, isComputable: centre > 0 && centre.isFinite))
            let own = PointLimits(centre: centre, sigma: sigma, within: 0 ... .infinity)
            limits.append(contentsOf: repeatElement(own, count: points.count))
        }
        return ControlChart(kind: .mr, options: options, values: ranges, phases: phases, limits: limits)
    }
}
