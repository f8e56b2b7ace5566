import Periods
import Plan

/// The sums of units that stand on all days of whole periods, straight from the columns: most of what a roll-up adds.
struct PlainSums {
    /// One unit's part of a roll-up.
    struct Own {
        var sum = 0.0
        var due: Int32 = 0
        var reported: Int32 = 0
        /// Whether the last report that was due is missing.
        var isSilent = false
    }

    private let values: [Double]
    private let width: Int
    /// Columns of the periods, and the first of their counterparts'; nil where none are asked for.
    private let columns: Range<Int>
    private let counterpart: Int?
    private let pairing: Pairing?

    /// nil when some period counts in part, or lies outside what was read.
    init?(_ table: MetricTable, _ parts: PeriodParts, _ positions: Range<Int>, _ pairing: Pairing?) {
        let read = table.series.periods
        let first = parts.periods.lowerBound
        let periods = first + positions.lowerBound..<first + positions.upperBound
        guard parts.isWhole, read.clamped(to: periods) == periods else { return nil }
        values = table.series.values
        width = read.count
        columns = periods.lowerBound - read.lowerBound..<periods.upperBound - read.lowerBound
        self.pairing = pairing
        guard let pairing else {
            counterpart = nil
            return
        }
        let others = pairing.counterparts(positions)
        guard others.count == periods.count, read.clamped(to: others) == others else { return nil }
        counterpart = others.lowerBound - read.lowerBound
    }

    /// nil for a unit whose counterparts are not simply its own reports.
    subscript(unit: Int) -> Own? {
        if let pairing, !pairing.isOwn(unit) { return nil }
        return values.withUnsafeBufferPointer { values in
            var own = Own()
            let row = unit * width
            guard row + columns.upperBound <= values.count else { return own }
            for column in columns {
                if let counterpart, values[row + counterpart + column - columns.lowerBound].isNaN { continue }
                own.due += 1
                let value = values[row + column]
                own.isSilent = value.isNaN
                guard !own.isSilent else { continue }
                own.reported += 1
                own.sum += value
            }
            return own
        }
    }
}
