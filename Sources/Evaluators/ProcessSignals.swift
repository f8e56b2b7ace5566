import Periods
import Plan
import Statistics

/// Adds `signal` and `assurance`: the last point of each unit's chart, and the aim against its limits.
///
/// The chart is chosen by the data: p for ratios of small denominators and p′ for large ones; XmR for counts of ten or
/// more a period, c with exact Poisson limits from one to ten; for rarer events periods are joined until a point holds
/// one on average, and below one in two periods the times between events are charted. Counts are divided by what is
/// usual at that time of the year where earlier years agree on it. Cumulative values are never charted. Buffers are
/// shared by all units of a target.
struct ProcessSignals {
    let prepared: PreparedBatch
    let history: History
    let rule: SignalRule
    /// The feast near which periods of different years are told by their distance from it.
    var anchor: AnchorTable?
    /// The level of each row, and φ of a row's level.
    let levels: [String]
    let dispersion: (Int) -> Double

    /// Denominators from which the plain p chart flags everything (domain study, section 3).
    private static let largeCases = 300.0
    private static let xmrMean = 10.0
    /// Events a point below which times between them say more than joined periods do.
    private static let rareMean = 0.5
    /// As many of the last times between events are charted, unless the plan says how many points.
    private static let usualTimes = 36

    /// Adds the signals of the charts, and for several units holds back those that may be chance.
    func add(to assessments: inout [Assessment]) -> (basis: ChartBasis?, discovery: UnitDiscovery?) {
        let season = rule.isSeasonal && history.isCount ? Season(history, anchor: anchor) : nil
        guard
            let charted = ChartedColumns(
                history, rule, through: prepared.batch.toDate.last, seasonYears: season?.years)
        else { return (nil, nil) }
        var charter = Charter(rule: rule, isHigherBetter: prepared.batch.better == .higher)
        var discovery = SignalDiscovery(rate: rule.falseFlags)
        let adjusted = season?.dispersions(history, levels: levels)
        for index in assessments.indices {
            draw(index, &charter, charted.starting(at: history.table.exactFrom(index)), season)
            guard judge(&assessments[index], charter), !prepared.batch.isTop[index] else { continue }
            let chance = charter.chance(dispersion: adjusted?[levels[index]] ?? dispersion(index))
            assessments[index].process.p = chance
            discovery.add(index, chance)
        }
        return (charted.basis, discovery.holdBack(&assessments))
    }

    // MARK: One unit's chart

    private func draw(_ index: Int, _ charter: inout Charter, _ charted: ChartedColumns, _ season: Season?) {
        let columns = charted.columns
        let row = history.table.row(index).lowerBound
        let positions = row + columns.lowerBound..<row + columns.upperBound
        let perPoint = max(1, history.grain == .day ? 7 : 1)
        charter.isCount = false
        if !history.table.denominators.isEmpty {
            charter.take(
                history.table.numerators, over: history.table.denominators, positions, span: perPoint,
                locked: charted.lockedPoints(span: perPoint))
            if charter.begin(span: perPoint) { drawRatio(&charter) }
            return
        }
        let load = Load(history.table.values, positions)
        charter.isCount = history.isCount && !load.isNet
        guard charter.isCount else {
            charter.take(history.table.values, positions, span: 1, locked: charted.lockedPoints(span: 1))
            if charter.begin(span: 1) { charter.drawXmR() }
            return
        }
        if isByTimes(load.mean * Double(perPoint)) {
            drawTimes(row, &charter, charted, season)
            return
        }
        let span = isJoined ? max(perPoint, load.periodsPerEvent ?? perPoint) : perPoint
        charter.take(
            history.table.values, positions, span: span, season: season.map { $0.factors[columns] },
            locked: charted.lockedPoints(span: span))
        guard charter.begin(span: span) else { return }
        if season != nil, let factor = charter.cases.last { charter.chart.season = factor }
        drawCount(&charter, columns, span)
    }

    private var isJoined: Bool { rule.chart == .auto || rule.chart == .c || rule.chart == .t }

    private func isByTimes(_ mean: Double) -> Bool {
        switch rule.chart {
        case .auto: mean < Self.rareMean
        // From one event a period on, the time between two is not known.
        case .t: mean < 1
        case .xmr, .c, .u, .uPrime, .p, .pPrime: false
        }
    }

    private func drawTimes(_ row: Int, _ charter: inout Charter, _ charted: ChartedColumns, _ season: Season?) {
        let all = charted.all
        charter.takeTimes(
            Charter.EventSeries(
                values: history.table.values, positions: row + all.lowerBound..<row + all.upperBound,
                windows: history.table.windows[all], season: season.map { $0.factors[all] }),
            most: rule.points ?? Self.usualTimes, locked: charted.basis.lockedPoints, lockedColumns: charted.locked)
        guard charter.begin(span: 1), charter.known >= rule.minimumPoints else { return }
        charter.drawTimes()
    }

    private func drawCount(_ charter: inout Charter, _ columns: Range<Int>, _ span: Int) {
        switch rule.chart {
        case .xmr: charter.drawXmR()
        case .c: charter.drawCounts()
        case .u, .uPrime:
            let windows = history.table.windows
            guard windows.indices.contains(columns.upperBound - span) else { return }
            charter.takeDays(windows, columns, span: span)
            let days = windows[columns.upperBound - 1].last - windows[columns.upperBound - span].first + 1
            charter.drawRates(isLaney: rule.chart == .uPrime, days: Double(days))
        case .auto, .p, .pPrime, .t: charter.mean >= Self.xmrMean ? charter.drawXmR() : charter.drawCounts()
        }
    }

    private func drawRatio(_ charter: inout Charter) {
        switch rule.chart {
        case .xmr: charter.drawXmR()
        case .p: charter.drawProportions(isLaney: false)
        case .pPrime: charter.drawProportions(isLaney: true)
        case .auto, .c, .u, .uPrime, .t: charter.drawProportions(isLaney: charter.meanCases >= Self.largeCases)
        }
    }

    // MARK: What it says

    /// Whether there were points enough to say anything.
    private func judge(_ assessment: inout Assessment, _ charter: Charter) -> Bool {
        var chart = charter.chart
        guard Int(chart.points) >= rule.minimumPoints, chart.kind != nil else {
            chart.kind = nil
            assessment.process = chart
            assessment.signal = .tooFew
            return false
        }
        chart.aim = aim(of: assessment, chart)
        assessment.process = chart
        guard !chart.isConstant else { return true }
        switch chart.signals.pointType(charter.direction, improvementWins: rule.profile.improvementWins) {
        case .improvement: assessment.signal = .improvement
        case .concern: assessment.signal = .concern
        case .common, .neutralHigh, .neutralLow: break
        }
        guard assessment.data != .missing,
            let assurance = Statistics.Assurance(
                target: chart.aim, lower: charter.lowest ?? chart.lower, upper: charter.highest ?? chart.upper,
                direction: charter.direction, inclusive: rule.profile.inclusiveAssurance)
        else { return true }
        switch assurance {
        case .consistentPass: assessment.assurance = .willPass
        case .consistentFail: assessment.assurance = .willFail
        case .inconsistent: assessment.assurance = .hitAndMiss
        }
        return true
    }

    /// What each point must hold for the aim to be met: a bound itself, or a total's even part; of times between events,
    /// how long they must be on average.
    private func aim(of assessment: Assessment, _ chart: ProcessChart) -> Double {
        let batch = prepared.batch
        switch batch.aim {
        case .maintain(_, let bound): return history.isCount ? .nan : bound
        case .reach, .cap, .reduceBy:
            if chart.kind == .t {
                return assessment.goal > 0 ? Double(batch.window.count) / assessment.goal : .nan
            }
            // A year's goal in equal parts: one for each point's days.
            guard let days = history.table.windows.last?.count else { return .nan }
            return assessment.goal * Double(days * Int(chart.span)) / Double(batch.window.count)
        case .grow: return history.isCount ? .nan : assessment.goal
        case .range, .milestones, .custom: return .nan
        }
    }
}

/// How many events a unit's charted periods hold.
private struct Load {
    var events = 0.0
    var known = 0
    /// Whether corrections took a count below zero, so that no law of counts holds.
    var isNet = false

    init(_ series: [Double], _ positions: Range<Int>) {
        series.withUnsafeBufferPointer { series in
            for position in positions where series[position].isFinite {
                events += series[position]
                known += 1
                if series[position] < 0 { isNet = true }
            }
        }
    }

    /// Events a period; NaN where nothing is known.
    var mean: Double { known > 0 ? events / Double(known) : .nan }

    /// How many periods hold one event; nil where there is none.
    var periodsPerEvent: Int? {
        events > 0 && known > 0 ? Int((Double(known) / events).rounded(.up)) : nil
    }
}
