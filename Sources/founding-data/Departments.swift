import Periods

/// What the city's departments report: licences, certificates, specialised cases, the inspection.
///
/// Published for 1 March to 14 October 2025: more than 123,000 licence applications approved, 288 examination councils,
/// more than 82,000 registrations, 103,000 criminal-record applications received.
enum Departments {
    /// Applications approved, examination councils held, registrations for the examination.
    private static let licences = [
        Stretch("2025-03-01", "2025-10-14", 123_412, 288, 82_150),
        Stretch("2025-10-15", "2025-12-31", 40_900, 99, 28_300),
        Stretch("2026-01-01", "2026-05-17", 74_600, 171, 49_600),
    ]

    /// Applications received, certificates returned, returned on time, received online.
    private static let records = [
        Stretch("2025-03-01", "2025-10-14", 103_000, 101_900, 100_480, 71_300),
        Stretch("2025-10-15", "2025-12-31", 34_400, 34_150, 33_640, 25_100),
        Stretch("2026-01-01", "2026-02-28", 25_100, 24_900, 24_650, 19_300),
        Stretch("2026-03-01", "2026-05-17", 36_800, 36_300, 34_700, 28_900),
    ]

    /// Cases of economic, drug, environmental and high-tech crime found, and files sent back to be completed.
    private static let specialised = [
        (Stretch("2024-01-01", "2024-12-31", 1990, 66), chances: [40, 45, 10, 5]),
        (Stretch("2025-01-01", "2025-12-14", 1985, 58), chances: [40, 45, 10, 5]),
        (Stretch("2025-12-15", "2026-05-17", 874, 21), chances: [38, 47, 13, 2]),
    ]

    /// Days on which a step of the inspection by the seven delegations was complete, for each year's inspection.
    private static let inspections = [
        (
            from: "2025-07-07", to: "2025-12-14",
            done: ["2025-07-11", "2025-07-24", "2025-08-21", "2025-09-27", "2025-10-09"]
        ),
        (from: "2026-03-02", to: Timeline.last, done: ["2026-03-06", "2026-03-18", "2026-04-24"]),
    ]

    static func files() throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "departments")
        var rows = TidyRows()
        for stretch in licences {
            for (week, values) in try stretch.weekly(Timeline.opening, using: &random) {
                rows.add(week, "traffic", "licences_approved", values[0])
                rows.add(week, "traffic", "licence_councils", values[1])
                rows.add(week, "traffic", "licence_registrations", values[2])
            }
        }
        for stretch in records {
            for (week, values) in try stretch.weekly(Timeline.opening, using: &random) {
                rows.add(week, "records", "records_received", values[0])
                rows.add(week, "records", "records_returned", values[1])
                rows.add(week, "records", "records_on_time", values[2])
                rows.add(week, "records", "records_online", values[3])
                // Tenths of a day; slower where more is late.
                let tenths = 52 + 10 * (values[1] - values[2]) * 100 / max(1, values[1]) / 10 + random.within(-2...2)
                rows.add(week, "records", "records_days", "\(tenths / 10).\(tenths % 10)")
            }
        }
        let divisions = ["economy", "drugs", "environment", "hightech"]
        for (stretch, chances) in specialised {
            for (week, totals) in try stretch.weekly({ _ in 1000 }, using: &random) {
                let found = WeightedDraw(chances).counts(totals[0], using: &random)
                let returned = WeightedDraw(chances).counts(totals[1], using: &random)
                for (index, division) in divisions.enumerated() {
                    rows.add(week, division, "specialised_cases", found[index])
                    rows.add(week, division, "files_sent_back", returned[index])
                }
            }
        }
        for inspection in inspections {
            let done = try inspection.done.map(Timeline.day)
            for week in try Timeline.weeks(from: inspection.from, to: inspection.to) {
                rows.add(week, "staff", "inspection_steps", done.count { $0 <= week + 6 })
            }
        }
        return rows.files("departments.csv")
    }
}
