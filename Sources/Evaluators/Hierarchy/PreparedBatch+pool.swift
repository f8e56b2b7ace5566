import Plan

/// Units of a target that are too small to be judged alone and are judged as one.
public struct UnitPool: Sendable, Hashable {
    /// Index into `Plan.units` of the unit that stands for them.
    public var unit: Int
    /// Indices into `Plan.units` of the units in it, in the tree's order; empty when none is small enough.
    public var members: [Int]
    /// The size below which a unit belongs to it.
    public var below: Double
}

extension PreparedBatch {
    /// Adds the small units up into their pool, column by column: values are sums, never averages, and ratios are sums
    /// over sums.
    ///
    /// Who is small does not change in the course of a period: it is decided by the unit's goal for the whole period, or
    /// by last year's events over all of it. A single small unit is no pool and stays as it is.
    mutating func poolSmallUnits(_ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric) {
        guard let declared = bank.plan.targets[frame.target].units.pool,
            let row = batch.units.firstIndex(of: declared.unit)
        else { return }
        let below = declared.below ?? (batch.aim.isTotal ? Self.smallShare : batch.judgement.minimumBase)
        let sizes = sizes(frame, bank, metric)
        let parents = Set(batch.units.compactMap { bank.plan.units.parent(of: $0, on: frame.treeDay) })
        var members = batch.units.indices.filter {
            $0 != row && !batch.isTop[$0] && !parents.contains(batch.units[$0]) && sizes[$0] < below
        }
        if members.count < 2 { members = [] }
        pooling = Pooling(row: row, members: members)
        pool = UnitPool(unit: declared.unit, members: members.map { batch.units[$0] }, below: below)

        batch.current = pooled(batch.current)
        batch.baseline = batch.baseline.map(pooled)
        batch.wholeBaseline = batch.wholeBaseline.map(pooled)
        if !batch.goals.isEmpty { batch.goals[row] = Self.sum(of: members, in: batch.goals) }
        if !batch.starts.isEmpty { batch.starts[row] = Self.sum(of: members, in: batch.starts) }
        if var table = history?.table {
            table.sum(members, into: row)
            history?.table = table
        }
        batch.periods?.sum(members, into: row)
    }

    /// Expected events below which a share of a total is too small to be judged.
    private static let smallShare = 5.0

    /// Where the pool and its members stand in the batch's columns.
    struct Pooling: Sendable {
        var row: Int
        var members: [Int]
    }

    /// The size of each row; NaN, which is below nothing, where it is not known.
    private func sizes(_ frame: TargetFrame, _ bank: MetricBank, _ metric: Metric) -> [Double] {
        if !batch.goals.isEmpty { return batch.goals }
        if case .ratio = metric.kind {
            let before = bank.measure(metric, judged: batch.units) { table in
                let first = table.metric.periods(in: frame.window).lowerBound
                return (PeriodParts(first - table.metric.grain.perYear..<first), nil)
            }
            return zip(before.denominator, batch.current.denominator).map { $0.isNaN ? $1 : $0 }
        }
        return batch.wholeBaseline?.value ?? [Double](repeating: .nan, count: batch.count)
    }

    /// The measure with the pool's row filled in.
    func pooled(_ measure: Measure) -> Measure {
        guard let pooling else { return measure }
        var pooled = measure
        let (row, members) = (pooling.row, pooling.members)
        pooled.numerator[row] = Self.sum(of: members, in: measure.numerator)
        pooled.denominator[row] = Self.sum(of: members, in: measure.denominator)
        let isRatio = members.contains { measure.denominator[$0].isFinite }
        if isRatio {
            let denominator = pooled.denominator[row]
            pooled.value[row] = denominator > 0 ? pooled.numerator[row] / denominator : .nan
        } else {
            pooled.value[row] = Self.sum(of: members, in: measure.value)
        }
        for column in [\Measure.reported, \.due, \.reporters, \.silent] {
            pooled[keyPath: column][row] = members.reduce(0) { $0 + measure[keyPath: column][$1] }
        }
        return pooled
    }

    /// NaN when no member has a value.
    private static func sum(of members: [Int], in column: [Double]) -> Double {
        let known = members.map { column[$0] }.filter(\.isFinite)
        return known.isEmpty ? .nan : known.reduce(0, +)
    }

    /// Members keep their numbers, but their pool is judged in their place.
    func markPooled(_ assessments: inout [Assessment]) {
        guard let pooling else { return }
        for index in pooling.members {
            assessments[index].say(.measuring, .pooled)
            assessments[index].flags.formIntersection([.provisional])
            assessments[index].outlook = .none
        }
        if pooling.members.isEmpty {
            assessments[pooling.row].say(.measuring, .nothingPooled)
            // Nobody is asked to report for it.
            assessments[pooling.row].data = .fresh
        }
    }
}

extension PeriodTable {
    /// Fills a row with the sums of others, period by period; NaN where none of them reported.
    fileprivate mutating func sum(_ members: [Int], into row: Int) {
        for column in [\PeriodTable.numerators, \.denominators, \.values] where !self[keyPath: column].isEmpty {
            for (offset, position) in self.row(row).enumerated() {
                var sum = Double.nan
                for member in members { sum.accumulate(self[keyPath: column][self.row(member).lowerBound + offset]) }
                self[keyPath: column][position] = sum
            }
        }
        guard !denominators.isEmpty else { return }
        for position in self.row(row) {
            values[position] = denominators[position] > 0 ? numerators[position] / denominators[position] : .nan
        }
    }
}
