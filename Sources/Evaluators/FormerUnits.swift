import Periods
import Plan

/// What units in their present borders had before the borders changed: the share-weighted sum of what the units before
/// them reported.
///
/// Missing reports of former units are missing: they count as due. Only judged units are worked out, and parents never
/// see the result (``RollUp``).
struct FormerUnits {
    private let table: MetricTable
    private let units: UnitTree
    private let days: [Day]
    private let parts: PeriodParts
    /// Sums of all units over some of the periods, for parts that are sums of others; worked out once.
    private var rolls: [Range<Int>: RollUp] = [:]

    /// nil when no unit's borders changed after the first period.
    init?(_ table: MetricTable, over parts: PeriodParts, _ units: UnitTree) {
        guard let last = units.succession.changes.last, let first = parts.periods.first,
            table.metric.assignedDay(first) < last.effective
        else { return nil }
        self.table = table
        self.units = units
        self.parts = parts
        days = parts.periods.map { table.metric.assignedDay($0) }
    }

    // MARK: Over a window

    /// Puts the estimate in the place of the value of each judged unit that was another one in some of the periods.
    mutating func replace(in measure: inout Measure, judged: [Int], pairedWith current: Range<Int>?) {
        let pairing = current.flatMap { Pairing(table, parts, with: $0, units) }
        for (index, unit) in judged.enumerated() {
            guard let lineage = units.succession.lineage(of: unit), let since = lineage.since, days[0] < since else {
                continue
            }
            var sum = PartSum()
            if table.isLevel {
                guard days[days.count - 1] < since else { continue }
                addLevel(&sum, lineage)
            } else {
                addCounts(&sum, unit, lineage, pairing)
            }
            measure.put(sum, at: index)
        }
    }

    private mutating func addCounts(
        _ sum: inout PartSum, _ unit: Int, _ lineage: Succession.Lineage, _ pairing: Pairing?
    ) {
        var start = 0
        for era in lineage.eras {
            let end = days.firstIndex { $0 >= era.before } ?? days.count
            let positions = start..<max(start, end)
            start = positions.upperBound
            guard !positions.isEmpty, table.metric.succession == .split else { continue }
            for part in era.parts { add(part, of: unit, lineage, positions, pairing, to: &sum) }
        }
        guard start < days.count else { return }
        add(Succession.Part(unit: unit, share: 1), of: unit, lineage, start..<days.count, pairing, to: &sum)
    }

    private mutating func add(
        _ part: Succession.Part, of unit: Int, _ lineage: Succession.Lineage, _ positions: Range<Int>,
        _ pairing: Pairing?, to sum: inout PartSum
    ) {
        guard table.isReporter[part.unit] else {
            let roll = rollUp(positions, pairing)
            return sum.add(
                roll.sum[part.unit], share: part.share, reported: roll.reported[part.unit], due: roll.due[part.unit])
        }
        var (value, reported, due): (Double, Int32, Int32) = (0, 0, 0)
        var successors = Pairing.Successors()
        for position in positions where units.exists(part.unit, on: days[position]) {
            if let pairing, !isPaired(part, of: unit, lineage, position, pairing, &successors) { continue }
            due += 1
            let own = table.value(part.unit, parts.periods.lowerBound + position)
            if own.isNaN { continue }
            reported += 1
            value += parts.isWhole ? own : own * parts.share(at: position)
        }
        sum.add(value, share: part.share, reported: reported, due: due)
    }

    /// Whether the counterpart of a part was reported: by the unit itself, once it is itself, else by the part.
    private func isPaired(
        _ part: Succession.Part, of unit: Int, _ lineage: Succession.Lineage, _ position: Int, _ pairing: Pairing,
        _ successors: inout Pairing.Successors
    ) -> Bool {
        let day = pairing.counterpartDay(position)
        if let since = lineage.since, since <= day { return pairing.isReported(unit, position, table) }
        return pairing.share(of: part.unit, position, table, &successors) > 0
    }

    /// The level at the end of the periods.
    private mutating func addLevel(_ sum: inout PartSum, _ lineage: Succession.Lineage) {
        guard table.metric.succession == .split, let parts = lineage.parts(on: days[days.count - 1]) else { return }
        let roll = rollUp(0..<days.count, nil)
        for part in parts {
            sum.add(
                roll.sum[part.unit], share: part.share, reported: roll.reported[part.unit], due: roll.due[part.unit])
        }
    }

    private mutating func rollUp(_ positions: Range<Int>, _ pairing: Pairing?) -> RollUp {
        if let known = rolls[positions] { return known }
        let roll = RollUp(
            table, over: parts.slice(positions), pairedWith: pairing?.counterparts(positions), units: units)
        rolls[positions] = roll
        return roll
    }

    // MARK: Period by period

    /// Puts the estimates of one unit into a row of values, one for each period.
    ///
    /// - Parameter sums: the values of all units of the tree in the same periods.
    /// - Returns: the first column from which on nothing is estimated.
    func replace(_ unit: Int, in row: inout ArraySlice<Double>, sums: ColumnSums) -> Int {
        guard let lineage = units.succession.lineage(of: unit), let since = lineage.since else { return 0 }
        for (column, day) in days.enumerated() {
            guard day < since, let parts = lineage.parts(on: day) else { break }
            var sum = Double.nan
            if table.metric.succession == .split {
                for part in parts where units.exists(part.unit, on: day) {
                    sum = (sum.isNaN ? 0 : sum) + part.share * sums.value(part.unit, column)
                    if sum.isNaN { break }
                }
            }
            row[row.startIndex + column] = sum
        }
        guard let exact = lineage.exactSince else { return 0 }
        return days.firstIndex { $0 >= exact } ?? days.count
    }
}

/// A unit's value put together from parts of others.
private struct PartSum {
    var value = 0.0
    var reported: Int32 = 0
    var due: Int32 = 0
    var variance = 0.0
    var isEstimated = false

    mutating func add(_ part: Double, share: Double, reported: Int32, due: Int32) {
        self.due += due
        self.reported += reported
        guard reported > 0 else { return }
        if share > 1 - 1e-9 {
            value += part
        } else {
            value += share * part
            variance += SplitVariance.of(part, share: share)
            // Of nothing, a share is nothing.
            if part != 0 { isEstimated = true }
        }
    }
}

extension Measure {
    fileprivate mutating func put(_ sum: PartSum, at index: Int) {
        value[index] = sum.reported > 0 ? sum.value : .nan
        reported[index] = sum.reported
        due[index] = sum.due
        if !splitVariance.isEmpty { splitVariance[index] = 0 }
        guard sum.isEstimated else { return }
        if splitVariance.isEmpty { splitVariance = [Double](repeating: 0, count: value.count) }
        if isEstimated.isEmpty { isEstimated = [Bool](repeating: false, count: value.count) }
        splitVariance[index] = sum.variance
        isEstimated[index] = true
    }
}
