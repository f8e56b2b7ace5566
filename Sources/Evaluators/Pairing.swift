import Periods
import Plan

/// Which reports of earlier periods have a counterpart now, so that like is compared with like.
///
/// A unit's report counts where the unit reported the counterpart. A unit that is gone by then counts as far as what
/// became of it has reported, by the declared shares; in full when nothing is declared of it.
struct Pairing {
    let periods: Range<Int>
    /// From a period to its counterpart.
    private let offset: Int
    private let days: [Day]
    private let units: UnitTree

    /// nil when the two ranges are not equally long.
    init?(_ table: MetricTable, _ periods: Range<Int>, with current: Range<Int>, _ units: UnitTree) {
        guard current.count == periods.count else { return nil }
        self.periods = periods
        offset = current.lowerBound - periods.lowerBound
        self.units = units
        days = units.isChanging ? current.map { table.metric.assignedDay($0) } : []
    }

    /// Whether something became of the unit on some day, so that `share(of:)` must be asked.
    func isSplit(_ unit: Int) -> Bool {
        !units.succession.isEmpty && units.succession.gives(unit)
    }

    /// Whether the unit reported the counterpart, or was gone by then.
    @inline(__always)
    func isReported(_ unit: Int, _ position: Int, _ table: MetricTable) -> Bool {
        if !table.value(unit, periods.lowerBound + position + offset).isNaN { return true }
        return !days.isEmpty && !units[unit].exists(on: days[position])
    }

    /// How much of the unit reported the counterpart, 0…1; 1 exactly when all did.
    func share(of unit: Int, _ position: Int, _ day: Day, _ table: MetricTable) -> Double {
        guard let parts = units.succession.successors(of: unit, from: day, to: days[position]) else {
            return isReported(unit, position, table) ? 1 : 0
        }
        var missing = 0.0
        for part in parts where !isReported(part.unit, position, table) { missing += part.share }
        return missing == 0 ? 1 : missing > 1 - 1e-9 ? 0 : 1 - missing
    }

    /// The day that decides where the counterpart belongs.
    func day(_ position: Int) -> Day { days[position] }

    /// The counterparts of a part of the periods.
    func counterparts(_ positions: Range<Int>) -> Range<Int> {
        let first = periods.lowerBound + offset
        return first + positions.lowerBound..<first + positions.upperBound
    }
}
