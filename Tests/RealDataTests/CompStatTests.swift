import Foundation
import Testing
import TestSupport

@Suite(
    "New York's weekly sheet of 16 August 2026",
    .enabled(
        if: sharedData(
            "nypd_weekly_counts_2024_2026.csv.gz", "nypd_units.csv", "nypd_compstat_published_2026.csv.gz"), skipped))
struct CompStatTests {
    @Test("counts and percent changes of the week and of 28 days agree with 98 % of what was published")
    func publishedSheet() throws {
        let workspace = try TestWorkspace(fixture: "nypd")
        let units = try Table(file: try shared("nypd_units.csv"))
        try workspace.write(
            "code,parent,level\n" + units.rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n",
            to: "Targets/units.csv")
        let taken = try workspace.ingest([try shared("nypd_weekly_counts_2024_2026.csv.gz")])
        #expect(taken.status == 0, "\(taken.stderr)")
        let run = try workspace.run(asOf: "2026-08-16")

        var counts = Agreement()
        var changes = Agreement()
        var withoutBase = Agreement()
        let known = Set(units.rows.map { $0[0] })
        for row in try Table(file: try shared("nypd_compstat_published_2026.csv.gz")).records
        where row["week_end"] == "2026-08-16" {
            guard let unit = row["unit"], known.contains(unit), let metric = Self.metrics[row["metric"] ?? ""],
                let window = ["WTD": "week", "28D": "28-days"][row["window"] ?? ""],
                let current = Double(row["current"] ?? ""), let prior = Double(row["prior"] ?? "")
            else { continue }
            let judged = try #require(run["\(metric)-\(window)", unit])
            let isSame = judged.actual == current && judged.baseline == prior
            counts.count(isSame, "\(metric)-\(window) \(unit): \(judged.actual ?? -1) v \(judged.baseline ?? -1)")
            guard isSame else { continue }
            if let percent = Double(row["pct_published"] ?? "") {
                let change = judged.change.map { $0 * 100 } ?? .nan
                changes.count(abs(change - percent) < 1e-5, "\(metric)-\(window) \(unit): \(change) not \(percent)")
            } else {
                // The sheet prints ***.* where the year before had none; it is never an infinity.
                withoutBase.count(
                    judged.change == nil && prior == 0 && judged.because.contains("no base"),
                    "\(metric)-\(window) \(unit): \(judged.because)")
            }
        }
        print("New York: counts \(counts)")
        print("New York: percent changes \(changes); no base \(withoutBase)")
        #expect(counts.total == 1760)
        // The rest was restated between the day the sheet was printed and the day the series was taken.
        #expect(counts.share >= 0.98, "\(counts)")
        #expect(changes.share == 1, "\(changes)")
        #expect(withoutBase.total > 0 && withoutBase.share == 1, "\(withoutBase)")
    }

    private static let metrics = [
        "Murder": "murder", "Rape": "rape", "Robbery": "robbery", "Fel. Assault": "felony_assault",
        "Burglary": "burglary", "Gr. Larceny": "grand_larceny", "G.L.A.": "vehicle_theft",
        "Total seven major": "major_seven", "Shooting Inc.": "shooting_incidents", "Shooting Vic.": "shooting_victims",
    ]
}
