import Periods
import Plan
import Statistics

/// Draws one unit's chart after the other in the same buffers and looks at the last point only.
struct Charter {
    let rule: SignalRule
    let direction: ImprovementDirection
    /// The limits that bound all points, where they vary with the denominators; nil elsewhere.
    private(set) var lowest: Double?
    private(set) var highest: Double?

    private var values: [Double] = []
    private var cases: [Double] = []
    private var scores: [Double] = []
    private var known = 0
    private var sum = 0.0
    /// Exact limits of Poisson counts by their mean; units of a target share many.
    private var poisson: [Double: ChartLimits] = [:]

    init(rule: SignalRule, isHigherBetter: Bool) {
        self.rule = rule
        direction = isHigherBetter ? .increase : .decrease
    }

    var mean: Double { known > 0 ? sum / Double(known) : .nan }

    var meanCases: Double {
        var total = 0.0
        for value in cases where value.isFinite { total += value }
        return known > 0 ? total / Double(known) : .nan
    }

    // MARK: Taking a unit's series

    /// How many reporting periods make a point, so that one holds an event on average; nil when too few points are left.
    func span(_ series: [Double], _ positions: Range<Int>, _ least: Int) -> Int? {
        guard rule.chart == .auto || rule.chart == .c else { return least }
        var total = 0.0
        var count = 0
        series.withUnsafeBufferPointer { series in
            for position in positions where series[position].isFinite {
                total += series[position]
                count += 1
            }
        }
        guard count > 0, total > 0 else { return nil }
        let span = max(least, Int((Double(count) / total).rounded(.up)))
        return count / span >= rule.minimumPoints ? span : nil
    }

    /// Sums of `span` periods each, the last point ending with the last period; NaN where one of them is missing.
    mutating func take(_ series: [Double], _ positions: Range<Int>, span: Int) {
        Self.fill(&values, series, positions, span)
        cases.removeAll(keepingCapacity: true)
        (lowest, highest) = (nil, nil)
        sum = 0
        known = 0
        for value in values where value.isFinite {
            sum += value
            known += 1
        }
    }

    mutating func takeCases(_ series: [Double], _ positions: Range<Int>, span: Int) {
        Self.fill(&cases, series, positions, span)
    }

    /// The days of each point as its exposure.
    mutating func takeDays(_ windows: [Window], _ columns: Range<Int>, span: Int) {
        cases.removeAll(keepingCapacity: true)
        for point in values.indices {
            let last = columns.upperBound - 1 - (values.count - 1 - point) * span
            cases.append(Double(windows[last].last - windows[last - span + 1].first + 1))
        }
    }

    private static func fill(_ buffer: inout [Double], _ series: [Double], _ positions: Range<Int>, _ span: Int) {
        buffer.removeAll(keepingCapacity: true)
        let first = positions.lowerBound + positions.count % span
        series.withUnsafeBufferPointer { series in
            if span == 1 {
                buffer.append(contentsOf: series[positions])
                return
            }
            for start in stride(from: first, to: positions.upperBound, by: span) {
                var sum = 0.0
                for position in start..<start + span { sum += series[position] }
                buffer.append(sum)
            }
        }
    }

    // MARK: Charts

    mutating func xmr() -> ProcessChart {
        var chart = ProcessChart()
        chart.points = Int32(clamping: known)
        guard let limits = XmRLimits(values.span, screens: rule.profile.screens) else { return chart }
        chart.kind = .xmr
        chart.last = values.last ?? .nan
        chart.centre = limits.mean
        chart.lower = limits.lower
        chart.upper = limits.upper
        chart.isConstant = !limits.areComputable
        chart.signals = lastPointSignals(values.span, limits: limits, profile: rule.profile)
        addWholeChart(&chart) { ControlChart.xmr($0, options: $1) }
        return chart
    }

    /// Counts with exact limits.
    mutating func counts() -> ProcessChart {
        var chart = ProcessChart()
        chart.points = Int32(clamping: known)
        let mean = mean
        guard mean.isFinite else { return chart }
        chart.kind = .c
        chart.last = values.last ?? .nan
        chart.centre = mean
        guard let limits = poisson[mean] ?? ChartLimits.poisson(mean: mean) else {
            chart.isConstant = true
            return chart
        }
        poisson[mean] = limits
        chart.lower = limits.lower
        chart.upper = limits.upper
        chart.signals = lastPointSignals(values.span, limits: limits, profile: rule.profile)
        addWholeChart(&chart) { ControlChart.counts($0, options: $1) }
        return chart
    }

    mutating func ratioXmR() -> ProcessChart {
        for index in values.indices { values[index] = cases[index] > 0 ? values[index] / cases[index] : .nan }
        known = values.count { $0.isFinite }
        return xmr()
    }

    /// p, or p′ with Laney's widening.
    mutating func proportions(isLaney: Bool) -> ProcessChart {
        standardised(isLaney ? .pPrime : .p, ceiling: 1) { rate, cases in (rate * max(0, 1 - rate) / cases).squareRoot()
        }
    }

    /// u, or u′ with Laney's widening: events per day of the period, told per the last period's days.
    mutating func rates(isLaney: Bool) -> ProcessChart {
        let days = cases.last ?? 1
        var chart = standardised(isLaney ? .uPrime : .u, ceiling: .infinity) { rate, cases in
            (rate / cases).squareRoot()
        }
        chart.last *= days
        chart.centre *= days
        chart.lower *= days
        chart.upper *= days
        (lowest, highest) = (nil, nil)
        return chart
    }

    /// Points in sigmas from the pooled rate, so that one set of limits serves them all.
    private mutating func standardised(
        _ kind: ControlChart.Kind, ceiling: Double, _ sigma: (_ rate: Double, _ cases: Double) -> Double
    ) -> ProcessChart {
        var chart = ProcessChart()
        var events = 0.0
        var exposure = 0.0
        var points: Int32 = 0
        for index in values.indices where cases[index] > 0 && values[index].isFinite {
            events += values[index]
            exposure += cases[index]
            points += 1
        }
        chart.points = points
        guard exposure > 0, let last = values.indices.last else { return chart }
        let rate = events / exposure
        chart.kind = kind
        chart.centre = rate
        guard rate > 0, rate < ceiling else {
            chart.isConstant = true
            return chart
        }
        scores.removeAll(keepingCapacity: true)
        var fewest = Double.infinity
        for index in values.indices {
            let isKnown = cases[index] > 0 && values[index].isFinite
            scores.append(isKnown ? (values[index] / cases[index] - rate) / sigma(rate, cases[index]) : .nan)
            if isKnown { fewest = min(fewest, cases[index]) }
        }
        var width = 1.0
        if kind == .pPrime || kind == .uPrime {
            guard let limits = XmRLimits(scores.span, screens: rule.profile.screens, factor: 1 / 1.128),
                limits.areComputable
            else {
                chart.isConstant = true
                return chart
            }
            width = limits.reach
        }
        // Without cases in the last period there is no last point, but the process still has its limits.
        let own = 3 * width * sigma(rate, cases[last] > 0 ? cases[last] : exposure / Double(points))
        chart.last = cases[last] > 0 ? values[last] / cases[last] : .nan
        chart.lower = max(0, rate - own)
        chart.upper = min(ceiling, rate + own)
        let widest = 3 * width * sigma(rate, fewest)
        lowest = max(0, rate - widest)
        highest = min(ceiling, rate + widest)
        chart.signals = lastPointSignals(scores.span, limits: .standardised(sigma: width), profile: rule.profile)
        addTrend(&chart)
        addWholeChart(&chart) { _, options in
            ControlChart.xmr(scores, options: options)
        }
        return chart
    }

    /// A trend is one of the rates themselves: sigmas hide it where denominators vary.
    private mutating func addTrend(_ chart: inout ProcessChart) {
        chart.signals.subtract([.trendUp, .trendDown])
        for index in values.indices { values[index] = cases[index] > 0 ? values[index] / cases[index] : .nan }
        var trends = rule.profile
        (trends.shiftPoints, trends.twoInThree) = (nil, nil)
        let open = ChartLimits(
            centre: 0, lower: -.infinity, upper: .infinity, lowerTwoSigma: -.infinity, upperTwoSigma: .infinity)
        chart.signals.formUnion(lastPointSignals(values.span, limits: open, profile: trends))
    }

    /// Nelson's rules 4 and 6–8 and the runs analysis need the whole chart. A run that is too long to be chance counts
    /// while the last point is part of it.
    private func addWholeChart(_ chart: inout ProcessChart, _ draw: ([Double], ChartOptions) -> ControlChart) {
        guard rule.profile.nelsonExtras || rule.profile.runsAnalysis else { return }
        let whole = draw(values, ChartOptions(profile: rule.profile, direction: direction))
        if let last = whole.signals.last { chart.signals.formUnion(last) }
        guard rule.profile.runsAnalysis, let phase = whole.phases.last, let runs = whole.runsAnalysis(phase: phase)
        else {
            return
        }
        let sides = whole.values.map { $0 > phase.centre ? 1 : $0 < phase.centre ? -1 : 0 }.filter { $0 != 0 }
        let run = sides.reversed().prefix { $0 == sides.last }.count
        if run > runs.longestRunMaximum { chart.signals.insert(sides.last == 1 ? .shiftAbove : .shiftBelow) }
    }
}
