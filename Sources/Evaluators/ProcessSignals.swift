import Periods
import Plan
import Statistics

/// Adds `signal` and `assurance`: the last point of each unit's chart, and the aim against its limits.
///
/// The chart is chosen by the data: p for ratios of small denominators and p′ for large ones; XmR for counts of ten or
/// more a period, c with exact Poisson limits from one to ten, and for rarer events periods are joined until a point
/// holds one on average. Cumulative values are never charted. Buffers are shared by all units of a target.
struct ProcessSignals {
    let prepared: PreparedBatch
    let history: History
    let rule: SignalRule

    /// Denominators from which the plain p chart flags everything (domain study, section 3).
    private static let largeCases = 300.0
    private static let xmrMean = 10.0

    func add(to assessments: inout [Assessment]) {
        var charter = Charter(rule: rule, isHigherBetter: prepared.batch.better == .higher)
        let charted = chartedColumns
        let perPoint = max(1, history.grain == .day ? 7 : 1)
        for index in assessments.indices {
            let row = history.table.row(index).lowerBound
            // Shares of others' figures scatter less than figures do: no limits are drawn from them.
            let first = max(charted.lowerBound, history.table.exactFrom(index))
            let columns = min(first, charted.upperBound)..<charted.upperBound
            let positions = row + columns.lowerBound..<row + columns.upperBound
            var chart = ProcessChart()
            if history.table.denominators.isEmpty {
                let isCount = history.isCount
                let span = isCount ? charter.span(history.table.values, positions, perPoint) : 1
                if let span {
                    charter.take(history.table.values, positions, span: span)
                    chart = isCount ? countChart(&charter, columns, span) : charter.xmr()
                    chart.span = Int32(clamping: span)
                }
            } else {
                charter.take(history.table.numerators, positions, span: perPoint)
                charter.takeCases(history.table.denominators, positions, span: perPoint)
                chart = ratioChart(&charter)
                chart.span = Int32(clamping: perPoint)
            }
            judge(&assessments[index], chart, charter)
        }
    }

    /// Two years of weeks, three of months, unless the plan says how many points.
    private var chartedColumns: Range<Int> {
        let usual: Int
        switch history.grain {
        case .day: usual = 728
        case .week: usual = 104
        case .month: usual = 36
        case .quarter, .halfYear, .year: usual = 24
        }
        let wanted = rule.points.map { history.grain == .day ? $0 * 7 : $0 } ?? usual
        return max(0, history.width - wanted)..<history.width
    }

    private func countChart(_ charter: inout Charter, _ columns: Range<Int>, _ span: Int) -> ProcessChart {
        switch rule.chart {
        case .xmr: return charter.xmr()
        case .c: return charter.counts()
        case .u, .uPrime:
            charter.takeDays(history.table.windows, columns, span: span)
            return charter.rates(isLaney: rule.chart == .uPrime)
        case .auto, .p, .pPrime: return charter.mean >= Self.xmrMean ? charter.xmr() : charter.counts()
        }
    }

    private func ratioChart(_ charter: inout Charter) -> ProcessChart {
        switch rule.chart {
        case .xmr: charter.ratioXmR()
        case .p: charter.proportions(isLaney: false)
        case .pPrime: charter.proportions(isLaney: true)
        case .auto, .c, .u, .uPrime: charter.proportions(isLaney: charter.meanCases >= Self.largeCases)
        }
    }

    private func judge(_ assessment: inout Assessment, _ made: ProcessChart, _ charter: Charter) {
        var chart = made
        guard chart.kind != nil, Int(chart.points) >= rule.minimumPoints else {
            assessment.signal = .tooFew
            return
        }
        chart.aim = aim(of: assessment, chart)
        defer { assessment.process = chart }
        guard !chart.isConstant else { return }
        switch chart.signals.pointType(charter.direction, improvementWins: rule.profile.improvementWins) {
        case .improvement: assessment.signal = .improvement
        case .concern: assessment.signal = .concern
        case .common, .neutralHigh, .neutralLow: break
        }
        guard assessment.data != .missing,
            let assurance = Statistics.Assurance(
                target: chart.aim, lower: charter.lowest ?? chart.lower, upper: charter.highest ?? chart.upper,
                direction: charter.direction, inclusive: rule.profile.inclusiveAssurance)
        else { return }
        switch assurance {
        case .consistentPass: assessment.assurance = .willPass
        case .consistentFail: assessment.assurance = .willFail
        case .inconsistent: assessment.assurance = .hitAndMiss
        }
    }

    /// What each point must hold for the aim to be met: a bound itself, or a total's even part.
    private func aim(of assessment: Assessment, _ chart: ProcessChart) -> Double {
        let batch = prepared.batch
        switch batch.aim {
        case .maintain(_, let bound): return history.isCount ? .nan : bound
        case .reach, .cap, .reduceBy:
            // A year's goal in equal parts: one for each point's days.
            guard let days = history.table.windows.last?.count else { return .nan }
            return assessment.goal * Double(days * Int(chart.span)) / Double(batch.window.count)
        case .grow: return history.isCount ? .nan : assessment.goal
        case .range, .milestones, .custom: return .nan
        }
    }
}
