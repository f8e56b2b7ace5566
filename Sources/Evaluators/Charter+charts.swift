import Plan
import Statistics

// The charts themselves. Each reads the buffers of the series taken last and leaves its findings in `chart`.

extension Charter {
    /// Whether the points that limits come from are enough of them; a lock needs a dozen.
    private var hasBase: Bool { !isLocked || knownBase >= SignalRule.fewestLocked }

    /// Begins a chart; false where it must stay empty.
    mutating func begin(span: Int) -> Bool {
        chart = ProcessChart()
        chart.points = Int32(clamping: known)
        chart.span = Int32(clamping: span)
        chart.locked = isLocked ? Int32(clamping: knownBase) : 0
        return hasBase
    }

    mutating func drawXmR() {
        guard let limits = XmRLimits(values.span.extracting(0..<base), screens: rule.screensRanges) else { return }
        chart.kind = .xmr
        chart.last = values.last ?? .nan
        chart.centre = limits.mean
        chart.lower = limits.lower
        chart.upper = limits.upper
        chart.isConstant = !limits.areComputable
        chart.signals = lastPointSignals(values.span, limits: limits, profile: rule.profile)
        addWholeChart { ControlChart.xmr($0, options: $1) }
    }

    /// Counts with exact limits: those of the last point, at its time of the year.
    mutating func drawCounts() {
        let mean = mean
        guard mean.isFinite else { return }
        chart.kind = .c
        chart.last = values.last ?? .nan
        chart.centre = mean
        let exposure = cases.last ?? 1
        guard var limits = poisson[mean * exposure] ?? ChartLimits.poisson(mean: mean * exposure) else {
            chart.isConstant = true
            return
        }
        poisson[mean * exposure] = limits
        if exposure != 1 { limits = limits.divided(by: exposure, centre: mean) }
        chart.lower = limits.lower
        chart.upper = limits.upper
        chart.signals = lastPointSignals(values.span, limits: limits, profile: rule.profile)
        addWholeChart { ControlChart.counts($0, options: $1) }
    }

    /// p, or p′ with Laney's widening.
    mutating func drawProportions(isLaney: Bool) {
        drawStandardised(isLaney ? .pPrime : .p, ceiling: 1) { rate, cases in
            (rate * max(0, 1 - rate) / cases).squareRoot()
        }
    }

    /// u, or u′ with Laney's widening: events per day of the period, told per the last period's days.
    mutating func drawRates(isLaney: Bool, days: Double) {
        drawStandardised(isLaney ? .uPrime : .u, ceiling: .infinity) { rate, cases in (rate / cases).squareRoot() }
        chart.last *= days
        chart.centre *= days
        chart.lower *= days
        chart.upper *= days
        (lowest, highest) = (nil, nil)
    }

    /// Points in sigmas from the pooled rate, so that one set of limits serves them all.
    private mutating func drawStandardised(
        _ kind: ControlChart.Kind, ceiling: Double, _ sigma: (_ rate: Double, _ cases: Double) -> Double
    ) {
        let (events, exposure) = pooled
        guard exposure > 0, let last = values.indices.last else { return }
        let rate = events / exposure
        chart.kind = kind
        chart.centre = rate
        guard rate > 0, rate < ceiling else {
            chart.isConstant = true
            return
        }
        scores.removeAll(keepingCapacity: true)
        var fewest = Double.infinity
        for index in values.indices {
            let isKnown = values[index].isFinite
            scores.append(isKnown ? (values[index] - rate) / sigma(rate, cases[index]) : .nan)
            if isKnown { fewest = min(fewest, cases[index]) }
        }
        var width = 1.0
        if kind == .pPrime || kind == .uPrime {
            guard
                let limits = XmRLimits(
                    scores.span.extracting(0..<base), screens: rule.screensRanges, factor: 1 / 1.128),
                limits.areComputable
            else {
                chart.isConstant = true
                return
            }
            width = limits.reach
        }
        // Without cases in the last period there is no last point, but the process still has its limits.
        let own = 3 * width * sigma(rate, cases[last] > 0 ? cases[last] : exposure / Double(max(1, knownBase)))
        chart.last = values[last]
        chart.lower = max(0, rate - own)
        chart.upper = min(ceiling, rate + own)
        let widest = 3 * width * sigma(rate, fewest)
        lowest = max(0, rate - widest)
        highest = min(ceiling, rate + widest)
        chart.signals = lastPointSignals(scores.span, limits: .standardised(sigma: width), profile: rule.profile)
        addTrend()
        addWholeChart(of: scores) { ControlChart.xmr($0, options: $1) }
    }

    /// A trend is one of the rates themselves: sigmas hide it where denominators vary.
    private mutating func addTrend() {
        chart.signals.subtract([.trendUp, .trendDown])
        var trends = rule.profile
        (trends.shiftPoints, trends.twoInThree) = (nil, nil)
        let open = ChartLimits(
            centre: 0, lower: -.infinity, upper: .infinity, lowerTwoSigma: -.infinity, upperTwoSigma: .infinity)
        chart.signals.formUnion(lastPointSignals(values.span, limits: open, profile: trends))
    }

    /// Nelson's rules 4 and 6–8 and the runs analysis need the whole chart. A run that is too long to be chance counts
    /// while the last point is part of it.
    mutating func addWholeChart(
        of points: [Double]? = nil, _ draw: ([Double], ChartOptions) -> ControlChart
    ) {
        guard rule.profile.nelsonExtras || rule.profile.runsAnalysis else { return }
        let whole = draw(
            points ?? values,
            ChartOptions(
                profile: rule.profile, screens: rule.screens, lockAfter: isLocked ? base : nil,
                direction: direction))
        if let last = whole.signals.last { chart.signals.formUnion(last) }
        guard rule.profile.runsAnalysis, let phase = whole.phases.last, let runs = whole.runsAnalysis(phase: phase)
        else {
            return
        }
        let sides = whole.values.map { $0 > phase.centre ? 1 : $0 < phase.centre ? -1 : 0 }.filter { $0 != 0 }
        let run = sides.reversed().prefix { $0 == sides.last }.count
        if run > runs.longestRunMaximum {
            chart.signals.insert(sides.last == 1 ? .shiftAbove : .shiftBelow)
            chart.run = Int32(clamping: runs.longestRunMaximum + 1)
        }
    }
}

extension ChartLimits {
    /// The limits of a point that is told by its exposure.
    fileprivate func divided(by exposure: Double, centre: Double) -> ChartLimits {
        ChartLimits(
            centre: centre, lower: lower / exposure, upper: upper / exposure, lowerTwoSigma: lowerTwoSigma / exposure,
            upperTwoSigma: upperTwoSigma / exposure)
    }
}
