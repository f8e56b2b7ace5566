import Periods

/// The weekly reports that have not come in when the demonstration is run: a missing report is not a zero.
struct LateReports {
    enum Gap {
        /// The commune's row is there and empty.
        case emptyRow
        case noRow
    }

    private let gaps: [String: (since: Day, gap: Gap)]

    init() throws {
        gaps = [
            "c018": (try Timeline.day("2026-05-11"), .emptyRow),
            "c045": (try Timeline.day("2026-05-11"), .noRow),
            "c084": (try Timeline.day("2026-05-04"), .emptyRow),
            "c120": (try Timeline.day("2026-04-20"), .noRow),
        ]
    }

    /// Whether and how the commune's report of the week is missing.
    subscript(commune: String, week: Day) -> Gap? {
        guard let (since, gap) = gaps[commune], since <= week else { return nil }
        return gap
    }
}
