import Periods

/// What communes report beside crime: emergency calls, discipline of reporting, fires, electronic identities.
enum CommuneLife {
    static func files(_ reporters: Reporters) throws -> [DataFile] {
        try calls(reporters) + discipline(reporters.communes) + fires(reporters) + identities(reporters)
    }

    /// Calls to 113: the guard of the crime targets, for crime that falls on paper only leaves the calls where they were.
    private static func calls(_ reporters: Reporters) throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "calls")
        var chance = SplitMix64(seed: DataFile.seed, topic: "calls of former units")
        var rows = TidyRows()
        let draw = WeightedDraw(reporters.communes.chances(75...130, using: &random))
        for stretch in [
            Stretch("2024-01-01", "2024-12-31", 74_200), Stretch("2025-01-01", "2025-12-31", 68_100),
            Stretch("2026-01-01", Timeline.last, 25_900),
        ] {
            for (week, totals) in try stretch.weekly(Timeline.rush, using: &random) {
                var counts = draw.counts(totals[0], using: &random)
                if reporters.areFormer(in: week) { counts = reporters.former.split(counts, using: &chance) }
                for (code, count) in zip(reporters.codes(in: week), counts) {
                    rows.add(week, code, "emergency_calls", count)
                }
            }
        }
        return rows.files("emergency-calls.csv.gz")
    }

    /// A report a day since the two-level model began, and how many of the week's seven came in time.
    private static func discipline(_ communes: [Commune]) throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "discipline")
        let gaps = try LateReports()
        var rows = TidyRows()
        // Late reports in a thousand: most communes a few, every fourteenth many.
        let late = communes.indices.map { $0 % 14 == 9 ? random.within(90...210) : random.within(5...35) }
        for week in try Timeline.weeks(from: "2025-07-01") {
            for (unit, commune) in communes.enumerated() where gaps[commune.code, week] == nil {
                let onTime = (0..<7).count { _ in random.below(1000) >= late[unit] }
                rows.add(week, commune.code, "reports_due", 7)
                rows.add(week, commune.code, "reports_on_time", onTime)
            }
        }
        return rows.files("discipline.csv")
    }

    private static func fires(_ reporters: Reporters) throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "fires")
        var chance = SplitMix64(seed: DataFile.seed, topic: "fires of former units")
        var rows = TidyRows()
        let draw = WeightedDraw(reporters.communes.chances(60...150, using: &random))
        for (from, to, total) in [
            ("2024-01-01", "2024-12-31", 1236), ("2025-01-01", "2025-12-31", 1118), ("2026-01-01", Timeline.last, 352),
        ] {
            let months = try Timeline.months(from: from, to: to)
            for (month, count) in zip(months, shares(of: total, by: months.map { _ in random.within(850...1150) })) {
                var counts = draw.counts(count, using: &random)
                if reporters.areFormer(in: month, weekly: false) {
                    counts = reporters.former.split(counts, using: &chance)
                }
                for (code, count) in zip(reporters.codes(in: month, weekly: false), counts) {
                    rows.add(month, weekly: false, code, "fires", count)
                }
            }
        }
        return rows.files("fires.csv", packsFormer: true)
    }

    /// People whose electronic identity is active, at the end of each month.
    private static func identities(_ reporters: Reporters) throws -> [DataFile] {
        var rows = TidyRows()
        for (index, month) in try Timeline.months(from: "2025-01-01").enumerated() {
            // 550,000 more in 2025, 38,000 a month since.
            let people = 5_350_000 + (index < 12 ? 50_000 * index : 550_000 + 38_000 * (index - 11))
            var levels = shares(of: people, by: reporters.communes.map(\.residents))
            if reporters.areFormer(in: month, weekly: false) { levels = reporters.former.shared(levels) }
            for (code, level) in zip(reporters.codes(in: month, weekly: false), levels) {
                rows.add(month, weekly: false, code, "electronic_identities", level)
            }
        }
        return rows.files("identities.csv", packsFormer: true)
    }
}
