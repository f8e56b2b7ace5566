import Periods
import Plan
import Statistics

/// Draws one unit's chart after the other in the same buffers and looks at the last point only.
struct Charter {
    let rule: SignalRule
    let isHigherBetter: Bool
    /// The chart drawn last.
    var chart = ProcessChart()
    /// The limits that bound all points, where they vary with the denominators; nil elsewhere.
    var lowest: Double?
    var highest: Double?

    /// Sums of each point as reported.
    var counts: [Double] = []
    /// What each point is held against: a ratio's cases, days, or how much its time of the year usually holds. Empty
    /// where every point is worth the same.
    var cases: [Double] = []
    /// What is plotted.
    var values: [Double] = []
    /// Values in sigmas, where limits vary.
    var scores: [Double] = []
    /// Whether points are counts, rather than levels, results of formulas or net counts below zero.
    var isCount = false
    /// How many of the first points limits come from.
    var base = 0
    /// Of times between events, that since the last one; NaN where it is not known.
    var openTime = Double.nan
    /// Points that are known, and those of them that limits come from.
    var known = 0
    var knownBase = 0
    /// Exact limits of Poisson counts by their mean; units of a target share many.
    var poisson: [Double: ChartLimits] = [:]

    init(rule: SignalRule, isHigherBetter: Bool) {
        self.rule = rule
        self.isHigherBetter = isHigherBetter
    }

    /// Which way the plotted values should go: times between events the other way than their number.
    var direction: ImprovementDirection {
        isHigherBetter == (chart.kind != .t) ? .increase : .decrease
    }

    /// Whether limits come from some of the points only.
    var isLocked: Bool { base < values.count }

    // MARK: Taking a unit's series

    /// Sums of `span` periods each, the last point ending with the last period; NaN where one of them is missing.
    ///
    /// - Parameters:
    ///   - season: how much each period usually holds, over all columns; nil where that is no matter.
    ///   - locked: how many of the first points limits come from; nil for all.
    mutating func take(
        _ series: [Double], _ positions: Range<Int>, span: Int, season: ArraySlice<Double>? = nil, locked: Int?
    ) {
        Self.fill(&counts, series, positions, span)
        cases.removeAll(keepingCapacity: true)
        if let season { take(season: season, span: span) }
        plot()
        base = min(locked ?? values.count, values.count)
        (lowest, highest) = (nil, nil)
        countKnown()
    }

    /// A ratio's numerators and denominators.
    mutating func take(
        _ numerators: [Double], over denominators: [Double], _ positions: Range<Int>, span: Int, locked: Int?
    ) {
        Self.fill(&counts, numerators, positions, span)
        Self.fill(&cases, denominators, positions, span)
        values.removeAll(keepingCapacity: true)
        for index in counts.indices { values.append(cases[index] > 0 ? counts[index] / cases[index] : .nan) }
        base = min(locked ?? values.count, values.count)
        (lowest, highest) = (nil, nil)
        countKnown()
    }

    /// The days of each point as its exposure, beside its time of the year.
    mutating func takeDays(_ windows: [Window], _ columns: Range<Int>, span: Int) {
        let isSeasonal = !cases.isEmpty
        for point in counts.indices {
            let last = columns.upperBound - 1 - (counts.count - 1 - point) * span
            let days = Double(windows[last].last - windows[last - span + 1].first + 1)
            if isSeasonal { cases[point] *= days } else { cases.append(days) }
        }
        plot()
    }

    private mutating func take(season: ArraySlice<Double>, span: Int) {
        for start in stride(from: season.startIndex + season.count % span, to: season.endIndex, by: span) {
            var sum = 0.0
            for column in start..<start + span { sum += season[column] }
            cases.append(sum / Double(span))
        }
    }

    private mutating func plot() {
        values.removeAll(keepingCapacity: true)
        if cases.isEmpty {
            values.append(contentsOf: counts)
        } else {
            for index in counts.indices { values.append(counts[index] / cases[index]) }
        }
    }

    private mutating func countKnown() {
        known = 0
        knownBase = 0
        for index in values.indices where values[index].isFinite {
            known += 1
            if index < base { knownBase += 1 }
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

    // MARK: What is known of the points that limits come from

    /// Events and what they are held against, over the points that limits come from.
    var pooled: (events: Double, cases: Double) {
        var events = 0.0
        var exposure = 0.0
        for index in 0..<base where values[index].isFinite {
            events += counts[index]
            exposure += cases.isEmpty ? 1 : cases[index]
        }
        return (events, exposure)
    }

    /// Events a point, at an ordinary time of the year.
    var mean: Double {
        let (events, exposure) = pooled
        return exposure > 0 ? events / exposure : .nan
    }

    var meanCases: Double { knownBase > 0 ? pooled.cases / Double(knownBase) : .nan }
}
