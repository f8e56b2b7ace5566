import Periods

/// Drug rehabilitation in four facilities since the police took them over on 1 March 2025.
///
/// Published for autumn 2025: more than 1,600 people completed it, more than 5,100 are in care.
enum Rehabilitation {
    private static let facilities = ["rehab1", "rehab2", "rehab3", "rehab4"]
    private static let places = [1700, 1500, 1300, 1100]
    /// How full each is against the others.
    private static let fullness = [99, 94, 86, 100]
    private static let completing = [34, 28, 16, 22]

    /// People who completed it, incidents (the guard), and people in care in the stretch's last week.
    private static let stretches = [
        (Stretch("2025-03-01", "2025-10-14", 1624, 19), inCare: 5118),
        (Stretch("2025-10-15", "2025-12-31", 640, 6), inCare: 5310),
        (Stretch("2026-01-01", "2026-05-17", 1055, 9), inCare: 5260),
    ]

    static func files() throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "rehabilitation")
        var rows = TidyRows()
        var before = 4650
        for (stretch, inCare) in stretches {
            let weeks = try stretch.weekly({ _ in 1000 }, using: &random)
            for (index, (week, totals)) in weeks.enumerated() {
                let completed = WeightedDraw(completing).counts(totals[0], using: &random)
                let incidents = WeightedDraw(places).counts(totals[1], using: &random)
                let people = before + (inCare - before) * (index + 1) / weeks.count
                let here = shares(of: people, by: zip(places, fullness).map { $0 * $1 * 10 + random.within(-40...40) })
                for (number, facility) in facilities.enumerated() {
                    rows.add(week, facility, "rehab_completions", completed[number])
                    rows.add(week, facility, "people_in_care", here[number])
                    rows.add(week, facility, "rehab_places", places[number])
                    rows.add(week, facility, "rehab_incidents", incidents[number])
                }
            }
            before = inCare
        }
        return rows.files("rehabilitation.csv")
    }
}
