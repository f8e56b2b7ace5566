import Periods

/// Road traffic by day, as the traffic department's own system writes it: one JSON object a line.
enum Traffic {
    /// Crashes and fines for drinking and driving. The nine days around Tết are stretches of their own.
    private static let city = [
        Stretch("2024-01-01", "2024-02-06", 140, 13_900),
        Stretch("2024-02-07", "2024-02-15", 60, 2_300),
        Stretch("2024-02-16", "2024-12-31", 1130, 121_000),
        Stretch("2025-01-01", "2025-01-25", 92, 10_100),
        Stretch("2025-01-26", "2025-02-03", 54, 2_900),
        Stretch("2025-02-04", "2025-12-14", 1020, 127_000),
        Stretch("2025-12-15", "2025-12-31", 58, 7_900),
        Stretch("2026-01-01", "2026-02-13", 142, 19_800),
        Stretch("2026-02-14", "2026-02-22", 43, 4_100),
        Stretch("2026-02-23", "2026-05-17", 262, 36_300),
    ]

    static func files() throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "traffic")
        var years: [Int: [String]] = [:]
        for stretch in city {
            for (day, values) in try stretch.daily({ $0.weekday == .saturday ? 1250 : 1000 }, using: &random) {
                for (metric, value) in zip(["traffic_crashes", "drink_driving_fines"], values) {
                    years[day.year, default: []].append(
                        #"{"date":"\#(day)","unit":"traffic","metric":"\#(metric)","value":\#(value)}"#)
                }
            }
        }
        return years.map { DataFile("\($0)/traffic.jsonl", $1) }
    }
}
