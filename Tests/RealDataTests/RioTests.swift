import Foundation
import Testing
import TestSupport

@Suite(
    "Rio de Janeiro, 138 police areas",
    .enabled(
        if: sharedData(
            "rio_cisp_monthly_2003_2017.csv.gz", "rio_cisp_units.csv", "rio_state_official_monthly_1991_2017.csv"),
        skipped))
struct RioTests {
    @Test("the state's months equal the official totals but for the months whose official file is an earlier vintage")
    func officialTotals() throws {
        let workspace = try Self.fedWorkspace()
        var official: [String: Double] = [:]
        for row in try Table(file: try shared("rio_state_official_monthly_1991_2017.csv")).rows {
            official["\(row[2]) \(row[0])"] = Double(row[3])
        }
        var agreement = Agreement()
        var settled = Agreement()
        for (month, last) in Self.months {
            let run = try workspace.run(asOf: "\(month)-\(last)")
            for judged in run.assessments where judged.target.hasPrefix("month.") {
                let metric = judged.target.dropFirst("month.".count)
                guard let expected = official["\(metric) \(month)-01"] else { continue }
                let example = "\(metric) \(month): \(judged.actual ?? -1) not \(expected)"
                agreement.count(judged.actual == expected, example)
                if !("2016-12"..."2017-04").contains(month) { settled.count(judged.actual == expected, example) }
            }
        }
        print("Rio: state totals \(agreement); outside December 2016 to April 2017 \(settled)")
        #expect(agreement.total == 288)
        #expect(settled.total == 198 && settled.share == 1, "\(settled)")
    }

    @Test("2017 is judged against 2016 for every area, and the areas add up to the state")
    func yearAgainstYear() throws {
        let workspace = try Self.fedWorkspace()
        let run = try workspace.run(asOf: "2018-01-31")
        var sums: [String: Double] = [:]
        for row in try Table(file: try shared("rio_cisp_monthly_2003_2017.csv.gz")).rows where row[0] >= "2016" {
            let year = row[0].prefix(4)
            sums["\(row[2]) \(row[1]) \(year)", default: 0] += Double(row[3]) ?? .nan
            sums["\(row[2]) RJ \(year)", default: 0] += Double(row[3]) ?? .nan
        }
        let reductions = [
            "lethality-2017": "target_indicator_lethality", "street-robbery-2017": "target_indicator_street_robbery",
            "vehicle-robbery-2017": "target_indicator_vehicle_robbery",
        ]
        var counts = Agreement()
        for (target, metric) in reductions {
            let judged = run.assessments.filter { $0.target == target }
            #expect(judged.count == 139)
            for assessment in judged {
                let now = sums["\(metric) \(assessment.unit) 2017"] ?? 0
                let before = sums["\(metric) \(assessment.unit) 2016"] ?? 0
                counts.count(
                    assessment.actual == now && assessment.baseline == before,
                    "\(target) \(assessment.unit): \(assessment.actual ?? -1) v \(assessment.baseline ?? -1)")
                if before == 0 { #expect(assessment.change == nil) }
            }
        }
        for assessment in run.assessments where assessment.target == "arrests-2017" {
            let now = sums["arrests_from_2015 \(assessment.unit) 2017"] ?? 0
            counts.count(assessment.actual == now, "arrests \(assessment.unit): \(assessment.actual ?? -1)")
        }
        print("Rio: 2017 against 2016, \(counts)")
        #expect(counts.total == 4 * 139 && counts.share == 1, "\(counts)")
        let goals = run.assessments.filter { $0.target == "arrests-2017" && $0.unit != "RJ" }.compactMap(\.goal)
        #expect(abs(goals.reduce(0, +) - 45_000) < 0.001)
    }

    /// 138 areas under the state, each from its first to its last range in the source's list.
    private static func fedWorkspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace(fixture: "rio")
        var ranges: [String: (from: String, to: String)] = [:]
        for row in try Table(file: try shared("rio_cisp_units.csv")).rows {
            let known = ranges[row[0]] ?? (row[5], row[6])
            ranges[row[0]] = (min(known.from, row[5]), max(known.to, row[6]))
        }
        let areas = ranges.sorted { $0.key < $1.key }.map { area, range in
            // Ranges are given in months, by their first days.
            "\(area),RJ,area,\(range.from),\(range.to == "2017-12-01" ? "" : range.to)"
        }
        #expect(areas.count == 138)
        try workspace.write(
            (["code,parent,level,valid_from,valid_to", "RJ,,state,,"] + areas).joined(separator: "\n") + "\n",
            to: "Targets/units.csv")
        let taken = try workspace.ingest([try shared("rio_cisp_monthly_2003_2017.csv.gz")])
        #expect(taken.status == 0, "\(taken.stderr)")
        return workspace
    }

    /// Months for which the official file has a total, with their last days.
    private static let months = [
        ("2016-01", 31), ("2016-02", 29), ("2016-03", 31), ("2016-04", 30), ("2016-05", 31), ("2016-06", 30),
        ("2016-07", 31), ("2016-08", 31), ("2016-09", 30), ("2016-10", 31), ("2016-11", 30), ("2016-12", 31),
        ("2017-01", 31), ("2017-02", 28), ("2017-03", 31), ("2017-04", 30),
    ]
}
