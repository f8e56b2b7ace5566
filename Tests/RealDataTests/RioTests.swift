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
    @Test("all but 41 of the state's 2,928 monthly totals equal the official ones, and those 41 are an earlier vintage")
    func officialTotals() throws {
        let workspace = try Self.fedWorkspace()
        let areas = Set(try Table(file: try shared("rio_cisp_monthly_2003_2017.csv.gz")).rows.map { $0[2] })
        let official = try Table(file: try shared("rio_state_official_monthly_1991_2017.csv")).rows
            .filter { $0[0] >= "2003" && areas.contains($0[2]) }
        // A target for each month of each metric: one run gives every total.
        let targets = official.map { row in
            "  - {target: \(row[2]).\(row[0].prefix(7)), metric: \(row[2]), aim: {range: {from: 0, to: 1000000000}}, "
                + "period: \(row[0].prefix(7)), units: RJ}"
        }
        try workspace.write("targets:\n" + targets.joined(separator: "\n") + "\n", to: "Targets/months.yaml")
        let run = try workspace.run(asOf: "2018-01-31")

        var agreement = Agreement()
        var settled = Agreement()
        for row in official {
            let month = String(row[0].prefix(7))
            let actual = try #require(run["\(row[2]).\(month)", "RJ"]).actual
            let expected = try #require(Double(row[3]))
            // A metric without a row in any area has none in the state either.
            let agrees = actual == expected || (actual == nil && expected == 0)
            let example = "\(row[2]) \(month): \(actual ?? -1) not \(expected)"
            agreement.count(agrees, example)
            if !("2016-12"..."2017-04").contains(month) { settled.count(agrees, example) }
        }
        print("Rio: state totals \(agreement); outside December 2016 to April 2017 \(settled)")
        #expect(agreement.total == 2_928 && agreement.agreeing == 2_887, "\(agreement)")
        #expect(settled.share == 1, "\(settled)")
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
}
