import Periods

/// Social-order crime by commune and week: the figures that the founding users published, and a city that yields them.
///
/// The stretches add up to what Documentation/founding.md lists: six months from 1 March 2025, 4,299 cases against
/// 6,240 (−31.1 %) with 3,192 found by communes; three months from 1 July 2025, 1,899 against 2,860 (−33.6 %) with
/// 1,194 found; 1 January to 14 October 2025, 7,265 against 9,818 (−26.0 %) with 6,322 resolved (87.0 %).
enum Crime {
    /// The file as the communes' reports are collected in it: a column for each metric, days as people write them.
    private static let header =
        "Tuần từ ngày;Mã đơn vị;Phạm pháp hình sự;Đã điều tra làm rõ;Công an xã phát hiện;Truy nã;"
        + "Tin báo không khởi tố;Điểm phức tạp"

    /// Totals of the city: crimes, resolved, found by communes, wanted subjects, reports rejected.
    private static let city = [
        Stretch("2024-01-01", "2024-02-29", 2280, 1880, 1120, 52, 350),
        Stretch("2024-03-01", "2024-06-30", 4250, 3520, 2110, 104, 660),
        Stretch("2024-07-01", "2024-08-31", 1990, 1650, 990, 55, 345),
        Stretch("2024-09-01", "2024-09-30", 870, 722, 430, 24, 152),
        Stretch("2024-10-01", "2024-10-14", 428, 356, 212, 12, 76),
        Stretch("2024-10-15", "2024-12-31", 2365, 1965, 1180, 66, 420),
        Stretch("2025-01-01", "2025-02-28", 2095, 1806, 1150, 44, 340),
        Stretch("2025-03-01", "2025-06-30", 2981, 2602, 2362, 126, 630),
        Stretch("2025-07-01", "2025-08-31", 1318, 1150, 830, 71, 330),
        Stretch("2025-09-01", "2025-09-30", 581, 508, 364, 33, 148),
        Stretch("2025-10-01", "2025-10-14", 290, 256, 182, 15, 74),
        Stretch("2025-10-15", "2025-12-14", 1395, 1221, 900, 70, 335),
        Stretch("2025-12-15", "2025-12-31", 345, 302, 228, 17, 75),
        Stretch("2026-01-01", "2026-03-16", 2110, 1853, 1420, 92, 400),
        Stretch("2026-03-17", "2026-05-17", 1350, 1166, 905, 66, 330),
    ]

    static func files(_ reporters: Reporters) throws -> [DataFile] {
        var random = SplitMix64(seed: DataFile.seed, topic: "crime")
        var chance = SplitMix64(seed: DataFile.seed, topic: "crime of former units")
        let geography = try CrimeGeography(reporters.communes, using: &random)
        let gaps = try LateReports()
        let revisable = try Timeline.weeks(from: "2026-02-01", to: "2026-04-26")
        var years: [Int: [String]] = [:]
        var corrections = ["date,unit,metric,value"]

        for stretch in city {
            for (week, totals) in try stretch.weekly(Timeline.rush, using: &random) {
                var columns = geography.columns(in: week, totals: totals, using: &random)
                if reporters.areFormer(in: week) {
                    columns =
                        reporters.former.nested(Array(columns[..<3]), using: &chance)
                        + columns[3...].map { reporters.former.split($0, using: &chance) }
                }
                for (unit, code) in reporters.codes(in: week).enumerated() where gaps[code, week] != .noRow {
                    var values = columns.map { $0[unit] }
                    if values[0] > max(1, values[1]), revisable.contains(week), random.below(9) == 0 {
                        // One case became known late: the first report lacked it, the correction has it.
                        corrections.append("\(week),\(code),social_order_crimes,\(values[0])")
                        values[0] -= 1
                    }
                    let cells = gaps[code, week] == .emptyRow ? values.map { _ in "" } : values.map(String.init)
                    years[(week + 3).year, default: []].append(
                        ([vietnamese(week), code] + cells).joined(separator: ";"))
                }
            }
        }
        return years.map { DataFile("\($0)/crime.csv\($0 < 2026 ? ".gz" : "")", [header] + $1) }
            + [DataFile("corrections/2026-05-12.csv", corrections)]
    }

    /// `05/01/2026`
    private static func vietnamese(_ day: Day) -> String {
        day.description.split(separator: "-").reversed().joined(separator: "/")
    }
}
