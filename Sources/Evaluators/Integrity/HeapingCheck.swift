import Periods
import Plan
import Statistics

/// Last digits that are uneven, as they are where figures are estimated or copied.
///
/// Last digits of counts are even by nature only where the counts are large and spread wide: the mean is at least 30 and
/// the standard deviation 5, from which the tenth part that each digit takes is exact to a hundredth. A value repeated
/// from the period before counts once, for a stock that does not move says nothing anew.
struct HeapingCheck {
    let context: CheckContext
    private static let leastMean = 30.0
    private static let leastSpread = 5.0
    private static let leastValues = 12

    func suspects(_ index: Int) -> Suspects {
        var suspects = Suspects()
        let metric = context.plan.metrics[index]
        guard metric.isReported, metric.decimals == 0, let table = context.bank.table(metric.id) else {
            return suspects
        }
        if case .milestone = metric.kind { return suspects }
        let periods = metric.complete(
            table.series.periods.suffix(metric.grain == .day ? 366 : 2 * metric.grain.perYear), on: context.asOf)
        guard let last = periods.last,
            let window = Window(metric.window(of: periods.lowerBound).first, metric.window(of: last).last)
        else { return suspects }
        var all: [Double] = []
        var reporters = 0
        for unit in table.isReporter.indices where table.isReporter[unit] && isWide(table, unit, periods) {
            let values = changed(table, unit, periods)
            guard values.count >= Self.leastValues else { continue }
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

    /// The values of a unit, those that repeat the one before left out.
    private func changed(_ table: MetricTable, _ unit: Int, _ periods: Range<Int>) -> [Double] {
        var values: [Double] = []
        var last = Double.nan
        for period in periods {
            let value = table.value(unit, period)
            guard value.isFinite, !table.isLevel || value != last else { continue }
            values.append(value)
            last = value
        }
        return values
    }

    /// Whether last digits of such counts are even by nature; of all values, which is quickly told.
    private func isWide(_ table: MetricTable, _ unit: Int, _ periods: Range<Int>) -> Bool {
        let start = table.series.row(unit) + periods.lowerBound - table.series.periods.lowerBound
        return table.series.values.withUnsafeBufferPointer { values in
            var (count, sum, squares) = (0.0, 0.0, 0.0)
            for value in values[start..<start + periods.count] where value.isFinite {
                count += 1
                sum += value
                squares += value * value
            }
            guard count > 0, sum >= Self.leastMean * count else { return false }
            let mean = sum / count
            return squares / count - mean * mean >= Self.leastSpread * Self.leastSpread
        }
    }
}
