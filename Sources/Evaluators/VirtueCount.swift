import Ledger
import Periods
import Plan

/// Counts, for every unit of the tree, how the reports of one metric came over some periods.
struct VirtueCount {
    /// By index of the unit tree; children are in their parents where these are summed.
    private(set) var tallies: [VirtueTally]

    /// A unit is dead when it missed so many reports on end, over at least so many days.
    private static let deadReports = 2
    private static let deadDays = 7

    init(_ table: MetricTable, _ periods: Range<Int>, _ knowledge: Knowledge, units: UnitTree) {
        let metric = table.metric
        tallies = [VirtueTally](repeating: VirtueTally(), count: units.count)
        // Steps are reported when they are done, not week by week.
        if case .milestone = metric.kind { return }
        let windows = periods.map(metric.window)
        let gaps = knowledge.gaps[metric.id]
        let inGap = periods.map { gaps?.contain($0) ?? false }
        let arrivals = knowledge.arrivals[metric.id]
        let isCumulative = metric.reporting == .cumulative
        let days = periods.map(metric.assignedDay)
        guard let firstDay = days.first, let lastDay = days.last else { return }
        for unit in 0..<units.count where table.isReporter[unit] {
            let standing = units.exists(unit, from: firstDay, to: lastDay)
            var tally = VirtueTally()
            var lastDue = Int32.min
            for (column, period) in periods.enumerated() {
                if !standing, !units.exists(unit, on: days[column]) { continue }
                tally.due += 1
                lastDue = windows[column].last.number
                let value = table.value(unit, period)
                guard !value.isNaN else {
                    tally.silence += 1
                    continue
                }
                tally.reported += 1
                tally.silence = 0
                tally.lastReport = lastDue
                if isCumulative, value < 0 { tally.failed += 1 }
                if let arrivals, arrivals.isLate(unit, period, metric) {
                    tally.late += 1
                } else if inGap[column] {
                    tally.inGap += 1
                }
                if let arrivals, arrivals.isUnsettled(unit, period) { tally.failed += 1 }
            }
            guard tally.due > 0 else { continue }
            tally.reporters = 1
            let silentDays = tally.lastReport > .min ? Int(lastDue) - Int(tally.lastReport) : .max
            if tally.silence >= Self.deadReports, silentDays >= Self.deadDays { tally.dead = 1 }
            tally.rejected = knowledge.rejected(metric.id, unit)
            tallies[unit] = tally
        }
        if metric.parents == .reported {
            addMismatches(table, periods, units)
        } else {
            for unit in stride(from: units.count - 1, through: 0, by: -1) {
                if let parent = units.parent(of: unit, on: lastDay) { tallies[parent].add(tallies[unit]) }
            }
        }
        // Rows that name no unit count against the whole.
        for unit in units.units.indices where units.parent(of: unit, on: lastDay) == nil {
            tallies[unit].rejected += knowledge.unplaced(metric.id)
        }
    }

    /// A parent's own report that is not the sum of its children's, where all of these are there.
    private mutating func addMismatches(_ table: MetricTable, _ periods: Range<Int>, _ units: UnitTree) {
        guard case .count = table.metric.kind else { return }
        for unit in 0..<units.count where !units.children[unit].isEmpty {
            for period in periods {
                let day = table.metric.assignedDay(period)
                let own = table.value(unit, period)
                var sum = 0.0
                for child in units.children[unit]
                where units.exists(child, on: day) && units.parent(of: child, on: day) == unit {
                    sum += table.value(child, period)
                }
                if own.isFinite, sum.isFinite, (own - sum).magnitude > max(0.5, 0.005 * sum.magnitude) {
                    tallies[unit].failed += 1
                }
            }
        }
    }
}

extension Arrivals {
    /// Whether a report came after its day, as far as the ledger was there to see it.
    fileprivate func isLate(_ unit: Int, _ period: Int, _ metric: Metric) -> Bool {
        guard metric.dueDays > 0, let cell = position(unit, period), first[cell] < .max else { return false }
        let due = metric.dueDay(of: period).number
        return first[cell] > due && since <= due
    }

    /// Whether a value moved by more than a tenth, and more than one, after it should have been settled.
    fileprivate func isUnsettled(_ unit: Int, _ period: Int) -> Bool {
        guard let cell = position(unit, period), settled[cell].isFinite else { return false }
        return (values[cell] - settled[cell]).magnitude > max(1, settled[cell].magnitude / 10)
    }
}
