import Periods
import Plan

/// Sums of one metric over some periods for every unit of the tree: reporters' own values, then children into parents.
///
/// Values roll up; statuses never do. A parent's value of a period is the sum of the units that stood under it then, as
/// they were reported: shares of former units play no part in it.
struct RollUp {
    /// By index of the unit tree.
    private(set) var sum: [Double]
    private(set) var reported: [Int32]
    private(set) var due: [Int32]
    private(set) var reporters: [Int32]
    private(set) var silent: [Int32]
    /// Variance of what was left out of `sum` by shares (see ``SplitVariance``); empty when nothing was.
    private(set) var splitVariance: [Double] = []

    /// - Parameters:
    ///   - parts: the periods to add up, those at the edges perhaps in part.
    ///   - pairedWith: the current periods, when `parts` are their counterpart of another year: a period counts only where
    ///     its counterpart was reported, so that like is compared with like.
    init(_ table: MetricTable, over parts: PeriodParts, pairedWith current: Range<Int>? = nil, units: UnitTree) {
        let periods = parts.periods
        let count = units.count
        sum = [Double](repeating: 0, count: count)
        reported = [Int32](repeating: 0, count: count)
        due = reported
        reporters = reported
        silent = reported
        let days = periods.map { table.metric.assignedDay($0) }
        guard let last = days.last else { return }
        let pairing = current.flatMap { Pairing(table, parts, with: $0, units) }
        if table.isLevel {
            // A level is one value, that of the end: whoever stands there then.
            takeLevels(table, periods, days, pairing, units)
            addToParents(table, units, on: last)
            return
        }
        let stretches = units.stretches(of: days)
        guard stretches.count > 1 else {
            takeSums(table, parts, days, 0..<days.count, pairing, units)
            addToParents(table, units, on: last)
            return
        }
        let empty = self
        for stretch in stretches {
            var part = empty
            part.takeSums(table, parts, days, stretch, pairing, units)
            part.addToParents(table, units, on: days[stretch.lowerBound])
            add(part)
        }
    }

    private mutating func takeSums(
        _ table: MetricTable, _ parts: PeriodParts, _ days: [Day], _ positions: Range<Int>, _ pairing: Pairing?,
        _ units: UnitTree
    ) {
        let last = days[days.count - 1]
        let firstPeriod = parts.periods.lowerBound
        let isWhole = parts.isWhole
        let (firstDay, lastDay) = (days[positions.lowerBound], days[positions.upperBound - 1])
        let plain = PlainSums(table, parts, positions, pairing)
        for unit in sum.indices where table.isReporter[unit] && !units.isAbsent(unit, from: firstDay, to: lastDay) {
            let standing = units.exists(unit, from: firstDay, to: lastDay)
            if standing, let own = plain?[unit] {
                (sum[unit], due[unit], reported[unit]) = (own.sum, own.due, own.reported)
                guard positions.upperBound == days.count, own.due > 0 else { continue }
                reporters[unit] = 1
                silent[unit] = own.isSilent ? 1 : 0
                continue
            }
            let isSplit = pairing?.isSplit(unit) ?? false
            var successors = Pairing.Successors()
            var isSilent = false
            for position in positions {
                if !standing, !units.exists(unit, on: days[position]) { continue }
                var share = 1.0
                if let pairing {
                    if isSplit {
                        share = pairing.share(of: unit, position, table, &successors)
                    } else if !pairing.isReported(unit, position, table) {
                        continue
                    }
                    if share <= 0 { continue }
                }
                due[unit] += 1
                let value = table.value(unit, firstPeriod + position)
                isSilent = value.isNaN
                guard !isSilent else { continue }
                reported[unit] += 1
                let counted = isWhole ? value : value * parts.share(at: position)
                sum[unit] += share == 1 ? counted : share * counted
                if share < 1 { addVariance(SplitVariance.of(counted, share: share), unit) }
            }
            // Who is gone by the end is no reporter that could be silent.
            guard positions.upperBound == days.count, due[unit] > 0, units.exists(unit, on: last) else { continue }
            reporters[unit] = 1
            silent[unit] = isSilent ? 1 : 0
        }
    }

    private mutating func takeLevels(
        _ table: MetricTable, _ periods: Range<Int>, _ days: [Day], _ pairing: Pairing?, _ units: UnitTree
    ) {
        let end = days[days.count - 1]
        for unit in sum.indices where table.isReporter[unit] && units.exists(unit, on: end) {
            let standing = units.exists(unit, from: days[0], to: end)
            var last = Double.nan
            var isSilent = false
            for position in days.indices {
                if !standing, !units.exists(unit, on: days[position]) { continue }
                if let pairing, !pairing.isReported(unit, position, table) { continue }
                due[unit] = 1
                let value = table.value(unit, periods.lowerBound + position)
                isSilent = value.isNaN
                if !isSilent { last = value }
            }
            guard due[unit] > 0 else { continue }
            if !last.isNaN {
                sum[unit] = last
                reported[unit] = 1
            }
            reporters[unit] = 1
            silent[unit] = isSilent ? 1 : 0
        }
    }

    private mutating func addToParents(_ table: MetricTable, _ units: UnitTree, on day: Day) {
        guard table.metric.parents == .summed else { return }
        for unit in stride(from: sum.count - 1, through: 0, by: -1) {
            guard let parent = units.parent(of: unit, on: day) else { continue }
            sum[parent] += sum[unit]
            reported[parent] += reported[unit]
            due[parent] += due[unit]
            reporters[parent] += reporters[unit]
            silent[parent] += silent[unit]
            if !splitVariance.isEmpty { splitVariance[parent] += splitVariance[unit] }
        }
    }

    private mutating func add(_ part: RollUp) {
        for unit in sum.indices {
            sum[unit] += part.sum[unit]
            reported[unit] += part.reported[unit]
            due[unit] += part.due[unit]
            reporters[unit] += part.reporters[unit]
            silent[unit] += part.silent[unit]
            if !part.splitVariance.isEmpty { addVariance(part.splitVariance[unit], unit) }
        }
    }

    private mutating func addVariance(_ variance: Double, _ unit: Int) {
        if splitVariance.isEmpty { splitVariance = [Double](repeating: 0, count: sum.count) }
        splitVariance[unit] += variance
    }

    /// The columns of the judged units; a unit without any report has no value.
    func measure(of judged: [Int]) -> Measure {
        var measure = Measure(count: judged.count)
        for (index, unit) in judged.enumerated() {
            if reported[unit] > 0 { measure.value[index] = sum[unit] }
            measure.reported[index] = reported[unit]
            measure.due[index] = due[unit]
            measure.reporters[index] = reporters[unit]
            measure.silent[index] = silent[unit]
        }
        if !splitVariance.isEmpty { measure.splitVariance = judged.map { splitVariance[$0] } }
        return measure
    }
}
