import Periods
import Plan
import Statistics

/// Last digits that are uneven, as they are where figures are estimated or copied.
///
/// Last digits of counts are even by nature only where the counts are large and vary much from period to period: the
/// mean is at least 30, and the standard deviation between neighbours 5, from which the tenth part that each digit takes
/// is exact to a hundredth. Levels are left out: a stock that moves slowly keeps its digits.
struct HeapingCheck {
    let context: CheckContext
    private static let leastMean = 30.0
    private static let leastSpread = 5.0
    private static let leastValues = 12

    func suspects(_ index: Int) -> Suspects {
        var suspects = Suspects()
        let metric = context.plan.metrics[index]
        guard case .count = metric.kind, metric.decimals == 0, let table = context.bank.table(metric.id) else {
            return suspects
        }
        let periods = metric.complete(
            table.series.periods.suffix(metric.grain == .day ? 366 : 2 * metric.grain.perYear), on: context.asOf)
        guard let last = periods.last,
            let window = Window(metric.window(of: periods.lowerBound).first, metric.window(of: last).last)
        else { return suspects }
        var all: [Double] = []
        var reporters = 0
        for unit in table.isReporter.indices where table.isReporter[unit] && isWide(table, unit, periods) {
            var values: [Double] = []
            table.forEach(unit, over: periods) { if $0.isFinite { values.append($0) } }
            reporters += 1
            all += values
            add(values, unit, index, window, &suspects)
        }
        if reporters > 1 { add(all, nil, index, window, &suspects) }
        return suspects
    }

    private func add(_ values: [Double], _ unit: Int?, _ metric: Int, _ window: Window, _ suspects: inout Suspects) {
        guard let digits = DigitHeaping(values: values, least: 10) else { return }
        suspects.add(
            Finding(
                evidence: .heaping(digits: digits.counts, chiSquare: digits.chiSquare), metric: metric, unit: unit,
                window: window, p: digits.p))
    }

    /// Whether last digits of such counts are even by nature; told without copying them.
    private func isWide(_ table: MetricTable, _ unit: Int, _ periods: Range<Int>) -> Bool {
        var (count, sum, steps, squares) = (0, 0.0, 0, 0.0)
        var last = Double.nan
        table.forEach(unit, over: periods) { value in
            guard value.isFinite else { return }
            count += 1
            sum += value
            if last.isFinite {
                steps += 1
                squares += (value - last) * (value - last)
            }
            last = value
        }
        // A step between neighbours has twice the variance of each.
        return count >= Self.leastValues && sum >= Self.leastMean * Double(count)
            && squares >= 2 * Self.leastSpread * Self.leastSpread * Double(steps)
    }
}
