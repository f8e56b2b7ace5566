import Periods

extension UnitSelection {
    /// The selection by the tree of a day: units that do not exist then are left out, and those that moved count where
    /// they stand. What is named stays when nothing of it exists any more, so that the target still says something.
    public func standing(on day: Day, in units: UnitTree) -> UnitSelection {
        guard units.isChanging else { return self }
        var standing = self
        let existing = carriers.filter { units[$0].exists(on: day) }
        if !existing.isEmpty { standing.carriers = existing }
        if let first = standing.carriers.first, !standing.carriers.contains(root) { standing.root = first }
        var judged = Set(standing.carriers)
        if let level {
            judged.formUnion(
                units.subtree(of: standing.root, on: day).filter { level == "all" || units[$0].level == level })
        }
        for unit in judged { judged.formUnion(units.ancestors(of: unit, on: day)) }
        standing.judged = judged.sorted() + (pool.map { [$0.unit] } ?? [])
        return standing
    }
}
