import Periods

/// All units of a workspace, parents before their children, and what became of which unit when.
///
/// The tree may change: units exist on some days only, move from one parent to another, and succeed one another. What
/// depends on the tree asks for that of a day.
public struct UnitTree: Sendable {
    public let units: [Unit]
    /// Indices of the units that are or were below each unit, in the order of the file.
    public let children: [[Int]]
    /// Which units succeeded which.
    public let succession: Succession
    /// The days on which some unit came under another parent, ascending.
    public let moveDays: [Day]
    /// Whether the tree is not the same on all days.
    public let isChanging: Bool
    private let indices: [String: Int]
    /// The same facts as in `units`, in columns: loops over periods must not copy whole units.
    private let parents: [Int32]
    private let firstDays: [Day]
    private let lastDays: [Day]
    private let hasStays: [Bool]

    /// - Parameters:
    ///   - units: parents must come before their children and codes must be unique (the loader sees to both).
    ///   - changes: which units succeed which, by their indices; the loader has checked them.
    public init(_ units: [Unit], changes: [Succession.Change] = []) {
        self.units = units
        var children = [[Int]](repeating: [], count: units.count)
        var indices: [String: Int] = [:]
        var moveDays: Set<Day> = []
        for (index, unit) in units.enumerated() {
            indices[unit.code] = index
            let parents = unit.stays.isEmpty ? [unit.parent] : unit.stays.map(\.parent)
            // A pool lies under its parent, but what it adds up is there already.
            for parent in Set(parents.compactMap { $0 }) where parent < index && !unit.isPool {
                children[parent].append(index)
            }
            for (before, after) in zip(unit.stays, unit.stays.dropFirst()) where before.parent != after.parent {
                if let day = after.from { moveDays.insert(day) }
            }
        }
        self.children = children
        self.indices = indices
        parents = units.map { Int32(clamping: $0.parent ?? -1) }
        firstDays = units.map { $0.validFrom ?? Day(number: .min) }
        lastDays = units.map { $0.validTo ?? Day(number: .max) }
        hasStays = units.map { !$0.stays.isEmpty }
        self.moveDays = moveDays.sorted()
        isChanging = !changes.isEmpty || units.contains(where: \.isBounded)
        succession = Succession(changes, among: units)
    }

    /// The same tree with one more unit at its end.
    func adding(_ unit: Unit) -> UnitTree {
        UnitTree(units + [unit], changes: succession.changes)
    }

    /// The same units with what became of them.
    func succeeding(by changes: [Succession.Change]) -> UnitTree {
        UnitTree(units, changes: changes)
    }

    public var count: Int { units.count }
    public var codes: [String] { units.map(\.code) }

    public subscript(index: Int) -> Unit { units[index] }

    /// Index of the unit with this code.
    public func index(of code: String) -> Int? { indices[code] }

    /// Whether a unit exists on a day.
    public func exists(_ index: Int, on day: Day) -> Bool {
        firstDays[index] <= day && day <= lastDays[index] && (!hasStays[index] || units[index].exists(on: day))
    }

    /// Whether a unit surely exists on all days of a stretch.
    public func exists(_ index: Int, from first: Day, to last: Day) -> Bool {
        firstDays[index] <= first && last <= lastDays[index] && !hasStays[index]
    }

    /// Whether a unit exists on no day of a stretch.
    public func isAbsent(_ index: Int, from first: Day, to last: Day) -> Bool {
        lastDays[index] < first || last < firstDays[index]
    }

    /// A unit's parent on a day.
    public func parent(of index: Int, on day: Day) -> Int? {
        guard !hasStays[index] else { return units[index].parent(on: day) }
        return parents[index] < 0 ? nil : Int(parents[index])
    }

    /// Whether a unit came under another parent, or paused.
    public func hasMoved(_ index: Int) -> Bool { hasStays[index] }

    /// The units above `index` on a day, nearest first.
    public func ancestors(of index: Int, on day: Day) -> [Int] {
        var found: [Int] = []
        var next = parent(of: index, on: day)
        while let above = next {
            found.append(above)
            next = parent(of: above, on: day)
        }
        return found
    }

    /// `index` and the units that exist below it on a day, parents before children.
    public func subtree(of index: Int, on day: Day) -> [Int] {
        var found = [index]
        var next = 0
        while next < found.count {
            let above = found[next]
            found.append(contentsOf: children[above].filter { parent(of: $0, on: day) == above })
            next += 1
        }
        return found.filter { $0 == index || exists($0, on: day) }.sorted()
    }

    /// Units below `index` on a day that have none below themselves; the unit itself when it has none.
    public func leaves(under index: Int, on day: Day) -> [Int] {
        let below = subtree(of: index, on: day)
        let parents = Set(below.compactMap { parent(of: $0, on: day) })
        return below.filter { !parents.contains($0) }
    }

    /// Positions of ascending `days` between which no unit moves.
    public func stretches(of days: [Day]) -> [Range<Int>] {
        var stretches: [Range<Int>] = []
        var start = 0
        for day in moveDays {
            let end = days.firstIndex { $0 >= day } ?? days.count
            if end > start { stretches.append(start..<end) }
            start = max(start, end)
        }
        if start < days.count { stretches.append(start..<days.count) }
        return stretches
    }
}
