import Periods

/// How the city's crimes fall on its communes, and how that changes from phase to phase.
struct CrimeGeography {
    /// Chances of a crime in each commune, from a day on.
    private let phases: [(since: Day, draw: WeightedDraw)]
    /// How hard cases are to resolve, for each commune.
    private let hardness: [Int]
    private let people: WeightedDraw
    private let hotSpot: (code: Int, weeks: [Day])

    /// Places in the units file of communes where crime grows against the trend in 2026, and where it falls far faster.
    private static let growing = [6, 15, 24, 42, 77, 113]
    private static let falling = [1, 10, 21, 34, 39, 53, 108]

    init(_ communes: [Commune], using random: inout SplitMix64) throws {
        // Before 1 July 2025 these communes did not exist: what is drawn for them then is shared out to the units before.
        let before = communes.chances(70...140, using: &random)
        let takenOver = before.map { $0 * random.within(90...112) / 100 }
        let thisYear = takenOver.enumerated().map { unit, chance in
            let percent =
                Self.growing.contains(unit) ? 150...190 : Self.falling.contains(unit) ? 50...70 : 92...108
            return chance * random.within(percent) / 100
        }
        phases = [
            (try Timeline.day("2025-12-15"), WeightedDraw(thisYear)),
            (try Timeline.day("2025-03-01"), WeightedDraw(takenOver)),
            (try Timeline.day(Timeline.first), WeightedDraw(before)),
        ]
        hardness = communes.map { _ in random.within(6...16) }
        people = WeightedDraw(communes.map(\.residents))
        hotSpot = (42, try Timeline.weeks(from: "2026-03-30", to: "2026-04-26"))
    }

    /// For each metric a column of the communes' values in one week, adding up to the city's totals.
    ///
    /// - Parameter totals: crimes, resolved, found by communes, wanted subjects, reports rejected.
    func columns(in week: Day, totals: [Int], using random: inout SplitMix64) -> [[Int]] {
        guard let draw = phases.first(where: { $0.since <= week + 3 })?.draw else { return [] }
        let crimes = draw.counts(totals[0], using: &random)
        // Counted with the week in which the case was recorded, so no commune resolves more than it has.
        let open = subset(of: crimes, taking: totals[0] - totals[1], weights: hardness, using: &random)
        let resolved = zip(crimes, open).map { $0 - $1 }
        let found = subset(of: resolved, taking: totals[2], weights: resolved.map { _ in 1 }, using: &random)
        let wanted = people.counts(totals[3], using: &random)
        let rejected = people.counts(totals[4], using: &random)
        let hotSpots = crimes.indices.map { $0 == hotSpot.code && hotSpot.weeks.contains(week) ? 1 : 0 }
        return [crimes, resolved, found, wanted, rejected, hotSpots]
    }
}
