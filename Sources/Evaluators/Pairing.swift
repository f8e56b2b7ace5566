import Periods
import Plan

/// Which reports of earlier periods have a counterpart now, so that like is compared with like.
///
/// A unit's report counts where the unit reported the counterpart. A unit that is gone by then counts as far as what
/// became of it has reported, by the declared shares; in full when nothing is declared of it.
struct Pairing {
    let periods: Range<Int>
    private let current: Range<Int>
    /// From a period to its counterpart.
    private let offset: Int
    /// The days that decide where the periods and their counterparts belong; empty where the tree never changes.
    private let days: [Day]
    private let counterpartDays: [Day]
    /// Positions with the same number see the same changes between the period and its counterpart.
    private let eras: [Int]
    private let units: UnitTree

    /// What became of a unit between a period and its counterpart, kept from one period to the next.
    struct Successors {
        fileprivate var era = -1
        fileprivate var parts: [Succession.Part]?
    }

    /// nil when whole periods are not equally many on both sides. Cut at their edges, windows of equally many days may
    /// touch one period more or less: then the last stand against each other.
    init?(_ table: MetricTable, _ parts: PeriodParts, with current: Range<Int>, _ units: UnitTree) {
        let periods = parts.periods
        guard !current.isEmpty, !parts.isWhole || current.count == periods.count else { return nil }
        self.periods = periods
        self.current = current
        let offset = current.upperBound - periods.upperBound
        self.offset = offset
        self.units = units
        days = units.isChanging ? periods.map { table.metric.assignedDay($0) } : []
        counterpartDays = units.isChanging ? periods.map { table.metric.assignedDay(current.nearest($0 + offset)) } : []
        let changes = units.succession.days
        func passed(_ day: Day) -> Int { changes.count { $0 <= day } }
        eras =
            changes.isEmpty
            ? [] : zip(days, counterpartDays).map { passed($0) * (changes.count + 1) + passed($1) }
    }

    /// Whether something became of the unit on some day, so that `share(of:)` must be asked.
    func isSplit(_ unit: Int) -> Bool {
        !units.succession.isEmpty && units.succession.gives(unit)
    }

    /// Whether the counterparts of the unit's reports are its own, on all days.
    func isOwn(_ unit: Int) -> Bool {
        guard let first = counterpartDays.first, let last = counterpartDays.last else { return true }
        return !isSplit(unit) && units.exists(unit, from: min(first, last), to: max(first, last))
    }

    /// Whether the unit reported the counterpart, or was gone by then.
    @inline(__always)
    func isReported(_ unit: Int, _ position: Int, _ table: MetricTable) -> Bool {
        if !table.value(unit, current.nearest(periods.lowerBound + position + offset)).isNaN { return true }
        return !counterpartDays.isEmpty && !units.exists(unit, on: counterpartDays[position])
    }

    /// How much of the unit reported the counterpart, 0…1; 1 exactly when all did.
    func share(of unit: Int, _ position: Int, _ table: MetricTable, _ successors: inout Successors) -> Double {
        if successors.era != eras[position] {
            successors.era = eras[position]
            successors.parts = units.succession.successors(
                of: unit, from: days[position], to: counterpartDays[position])
        }
        guard let parts = successors.parts else { return isReported(unit, position, table) ? 1 : 0 }
        var missing = 0.0
        for part in parts where !isReported(part.unit, position, table) { missing += part.share }
        return missing == 0 ? 1 : missing > 1 - 1e-9 ? 0 : 1 - missing
    }

    /// The day that decides where the counterpart belongs.
    func counterpartDay(_ position: Int) -> Day { counterpartDays[position] }

    /// The counterparts of a part of the periods.
    func counterparts(_ positions: Range<Int>) -> Range<Int> {
        let first = periods.lowerBound + offset
        return current.nearest(first + positions.lowerBound)..<current.nearest(first + positions.upperBound - 1) + 1
    }
}

extension Range<Int> {
    @inline(__always)
    fileprivate func nearest(_ number: Int) -> Int { Swift.min(Swift.max(number, lowerBound), upperBound - 1) }
}
