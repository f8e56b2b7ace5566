import Statistics

/// Holds the chart signals of a target's units against each other.
///
/// By chance alone the rules hold for 2 to 8 of a hundred stable charts, so that a hundred units always have some. Only
/// those stay that Benjamini and Hochberg's procedure keeps: of them, on average at most the share declared is false.
struct SignalDiscovery {
    /// The share of the flagged that may be false.
    let rate: Double
    private var rows: [Int] = []
    private var chances: [Double?] = []

    init(rate: Double) {
        self.rate = rate
    }

    /// Adds a unit that was charted; a chance that is NaN says that no rule holds for it.
    mutating func add(_ row: Int, _ chance: Double) {
        rows.append(row)
        chances.append(chance.isNaN ? 1 : chance)
    }

    /// Takes back the signals that may be chance. nil where there are not several units.
    func holdBack(_ assessments: inout [Assessment]) -> UnitDiscovery? {
        guard rows.count > 1, let found = benjaminiHochberg(chances, q: rate) else { return nil }
        let kept = Set(found.rejected)
        var held = 0
        for (position, row) in rows.enumerated() where assessments[row].process.p.isFinite {
            guard !kept.contains(position) else { continue }
            assessments[row].signal = .none
            assessments[row].process.isHeldBack = true
            held += 1
        }
        return UnitDiscovery(
            tested: rows.count, flagged: found.rejected.count, expectedFalse: found.expectedFalse, rate: rate,
            heldBack: held)
    }
}
