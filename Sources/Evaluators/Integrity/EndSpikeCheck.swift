import Periods
import Plan
import Statistics

/// Last days of months and quarters that hold more than their share, as they do where entries wait for the deadline.
///
/// Two years are looked at: the last three days or the last week of each month, and for all units together the last
/// seven days or two weeks of each quarter. The share must be beyond chance (binomial, after the metric's own
/// dispersion), and so must the number of months in which it was above its part (a test of signs, which one odd month
/// cannot turn); the larger p counts.
struct EndSpikeCheck {
    let context: CheckContext
    private static let leastEvents = 100.0
    private static let leastBlocks = 6

    func suspects(_ index: Int) -> Suspects {
        var suspects = Suspects()
        let metric = context.plan.metrics[index]
        guard case .count = metric.kind, metric.grain == .day || metric.grain == .week,
            let table = context.bank.table(metric.id), let noise = context.noises[index]
        else { return suspects }
        let isDaily = metric.grain == .day
        let periods = metric.complete(
            table.series.periods.suffix(isDaily ? 731 : 105), on: context.asOf)
        let months = blocks(metric, periods, .month)
        let reporters = table.isReporter.indices.filter { table.isReporter[$0] }
        let tail = isDaily ? 3 : 1
        for unit in reporters {
            let shown = reporters.count > 1 ? unit : nil
            let start = table.series.row(unit) + periods.lowerBound - table.series.periods.lowerBound
            table.series.values.withUnsafeBufferPointer { values in
                let own = UnsafeBufferPointer(rebasing: values[start..<start + periods.count])
                test(own, months, periods, tail: tail, index, unit: shown, dispersion: noise[unit], &suspects)
            }
        }
        let sums = table.sums(reporters, over: periods)
        let dispersion = noise[reporters.count > 1 ? context.units.first ?? 0 : reporters.first ?? 0]
        sums.withUnsafeBufferPointer { sums in
            if reporters.count > 1 {
                test(sums, months, periods, tail: tail, index, unit: nil, dispersion: dispersion, &suspects)
            }
            test(
                sums, blocks(metric, periods, .quarter), periods, tail: isDaily ? 7 : 2, isQuarter: true, index,
                unit: nil, dispersion: dispersion, &suspects)
        }
        return suspects
    }

    /// The reporting periods of each whole month or quarter.
    private func blocks(_ metric: Metric, _ periods: Range<Int>, _ grain: Grain) -> [Range<Int>] {
        guard !periods.isEmpty else { return [] }
        func block(_ period: Int) -> Int { metric.calendar.index(grain, of: metric.assignedDay(period)) }
        var blocks: [Range<Int>] = []
        var start = periods.lowerBound
        for period in periods where block(period + 1) != block(period) {
            blocks.append(start..<period + 1)
            start = period + 1
        }
        // The first may have begun before what was read.
        if let first = blocks.first, block(first.lowerBound - 1) == block(first.lowerBound) { blocks.removeFirst() }
        return blocks
    }

    /// - Parameters:
    ///   - values: of each of `periods`; NaN = not reported, which leaves its month out.
    ///   - tail: how many periods at the end of a block are held against the others.
    private func test(
        _ values: UnsafeBufferPointer<Double>, _ blocks: [Range<Int>], _ periods: Range<Int>, tail: Int,
        isQuarter: Bool = false, _ index: Int, unit: Int?, dispersion: Double, _ suspects: inout Suspects
    ) {
        let metric = context.plan.metrics[index]
        var (late, all, due) = (0.0, 0.0, 0.0)
        var (above, used) = (0, 0)
        var first: Int?
        var last = 0
        for block in blocks where block.count > tail {
            let (start, end) = (block.lowerBound - periods.lowerBound, block.upperBound - periods.lowerBound)
            var before = 0.0
            for position in start..<end - tail { before += values[position] }
            var after = 0.0
            for position in end - tail..<end { after += values[position] }
            guard before + after > 0 else { continue }
            let share = (before + after) * Double(tail) / Double(block.count)
            late += after
            all += before + after
            due += share
            used += 1
            if after > share { above += 1 }
            first = first ?? block.lowerBound
            last = block.upperBound - 1
        }
        guard used >= Self.leastBlocks, all >= Self.leastEvents, let first,
            let window = Window(metric.window(of: first).first, metric.window(of: last).last)
        else { return }
        let share = due / all
        guard late > due, above * 2 > used,
            let part = Statistics.Share(part: share, rest: 1 - share), let even = Statistics.Share(0.5),
            let shares = Binomial(trials: (all / dispersion).rounded(), probability: part),
            let signs = Binomial(trials: Double(used), probability: even)
        else { return suspects.clear() }
        let p = max(shares.atLeast((late / dispersion).rounded()), signs.atLeast(Double(above)))
        suspects.add(
            Finding(
                evidence: .endSpike(
                    late: late, all: all, share: share, above: above, of: used, isQuarter: isQuarter),
                metric: index, unit: unit, window: window, p: min(1, p)))
    }
}
