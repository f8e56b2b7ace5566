import Ledger
import Periods
import Plan

/// One reported metric as known: units of the plan × reporting periods, made comparable.
///
/// Cumulative reports are turned into increments, and zeros that the source leaves out are put back.
struct MetricTable: Sendable {
    let metric: Metric
    /// Values unit-major over `series.periods`; NaN = not reported.
    var series: Series
    /// Whether each unit of the tree reports this metric itself.
    let isReporter: [Bool]

    init(metric: Metric, series: Series, units: UnitTree) {
        self.metric = metric
        self.series = series
        isReporter = units.units.indices.map { metric.isReported(by: $0, in: units) }
        if units.isChanging { forgetOthersDays(units) }
        if metric.reporting == .cumulative { takeDifferences() }
        if metric.zeros == .omitted { restoreZeros(units) }
    }

    var isLevel: Bool {
        switch metric.kind {
        case .level, .milestone: true
        default: false
        }
    }

    /// The value of a unit in a period; NaN outside what was read.
    @inline(__always)
    func value(_ unit: Int, _ period: Int) -> Double {
        guard series.periods.contains(period) else { return .nan }
        return series.values[series.row(unit) + period - series.periods.lowerBound]
    }

    /// The same with some periods as another reading has them, and the share of their values that it has. What it lacks
    /// stays.
    func replacing(_ periods: Range<Int>, by other: MetricTable) -> (table: MetricTable, share: Double) {
        var table = self
        var known = 0
        var found = 0
        for unit in 0..<series.unitCount {
            for period in periods.clamped(to: series.periods) {
                let position = series.row(unit) + period - series.periods.lowerBound
                guard !series.values[position].isNaN else { continue }
                known += 1
                let value = other.value(unit, period)
                guard !value.isNaN else { continue }
                found += 1
                table.series.values[position] = value
            }
        }
        return (table, known > 0 ? Double(found) / Double(known) : 0)
    }

    /// A report counts only on days on which its unit exists, however it came into the ledger: its successors report
    /// the others.
    private mutating func forgetOthersDays(_ units: UnitTree) {
        let days = series.periods.map(metric.assignedDay)
        guard let first = days.first, let last = days.last else { return }
        // Found first: there is hardly ever one, and a table that is only read is not copied.
        var others: [Int] = []
        for unit in 0..<min(units.count, series.unitCount) where !units.exists(unit, from: first, to: last) {
            let row = series.row(unit)
            for (column, day) in days.enumerated()
            where !series.values[row + column].isNaN && !units.exists(unit, on: day) {
                others.append(row + column)
            }
        }
        for position in others { series.values[position] = .nan }
    }

    /// Values since the year began → values of each period. A missing report moves its part into the next one.
    private mutating func takeDifferences() {
        let years = series.periods.map { metric.calendar.index(.year, of: metric.assignedDay($0)) }
        for unit in 0..<series.unitCount {
            var before = 0.0
            var year: Int?
            for (column, position) in (series.row(unit)..<series.row(unit) + series.periods.count).enumerated() {
                let total = series.values[position]
                guard !total.isNaN else { continue }
                if years[column] != year { before = 0 }
                series.values[position] = total - before
                before = total
                year = years[column]
            }
        }
    }

    /// Where anyone reported a period, a unit that did not reported zero.
    private mutating func restoreZeros(_ units: UnitTree) {
        let width = series.periods.count
        for column in 0..<width {
            let isReported = (0..<series.unitCount).contains { !series.values[$0 * width + column].isNaN }
            guard isReported else { continue }
            let day = metric.assignedDay(series.periods.lowerBound + column)
            for unit in 0..<series.unitCount
            where isReporter[unit] && series.values[unit * width + column].isNaN && units.exists(unit, on: day) {
                series.values[unit * width + column] = 0
            }
        }
    }
}
