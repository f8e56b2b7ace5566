import Periods
import Plan

/// A target's metric, reporting period by reporting period, as far back as it was read and up to the last period that
/// counts: what paces, forecasts and charts are learnt from.
///
/// It ends where the window to date ends, so nothing learnt from it can know the future.
struct History: Sendable {
    /// Rows in the order of the batch's units.
    var table: PeriodTable
    let grain: Grain
    /// Whether the metric counts events, rather than being a stock or a formula.
    let isCount: Bool

    /// nil when the metric's inputs are not reported in the same periods, or nothing was read.
    init?(_ metric: Metric, _ bank: MetricBank, judged: [Int], through: Day) {
        guard let first = bank.inputs(of: metric).first else { return nil }
        grain = first.metric.grain
        if case .count = metric.kind { isCount = true } else { isCount = false }
        let table = bank.periodTable(metric, judged: judged) { input in
            let read = input.series.periods
            let end = input.metric.calendar.index(input.metric.grain, of: through) + 1
            return read.lowerBound..<max(read.lowerBound, min(read.upperBound, end))
        }
        guard let table, !table.windows.isEmpty else { return nil }
        self.table = table
    }

    var width: Int { table.windows.count }

    /// Whether some of a unit's values are estimated from former units.
    func isEstimated(_ unit: Int) -> Bool { table.exactFrom(unit) > 0 }

    /// Counts whose sums over time mean something: a ratio's denominators, else the values.
    var counts: [Double] { table.denominators.isEmpty ? table.values : table.denominators }

    /// The columns of the reporting periods that lie in `window` by more than half; nil unless all of it was read.
    func columns(in window: Window) -> Range<Int>? {
        guard let first = table.windows.first, let last = table.windows.last, first.first <= window.first,
            window.last <= last.last
        else { return nil }
        let start = table.windows.partition { $0.middle >= window.first }
        let end = table.windows.partition { $0.middle > window.last }
        return start..<max(start, end)
    }

    /// The sum over `window` for one unit, periods that straddle its edges prorated by days; nil where a period in it
    /// was not read or not reported.
    func sum(of unit: Int, over window: Window) -> Double? {
        guard let first = table.windows.first, let last = table.windows.last, first.first <= window.first,
            window.last <= last.last
        else { return nil }
        let row = table.row(unit).lowerBound
        let counts = counts
        var column = table.windows.partition { $0.last >= window.first }
        var sum = 0.0
        while column < width, let common = table.windows[column].intersection(window) {
            let value = counts[row + column]
            guard value.isFinite else { return nil }
            sum += value * Double(common.count) / Double(table.windows[column].count)
            column += 1
        }
        return sum
    }
}

extension [Window] {
    /// The first position at which `isBeyond` holds, for windows in order.
    func partition(_ isBeyond: (Window) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
