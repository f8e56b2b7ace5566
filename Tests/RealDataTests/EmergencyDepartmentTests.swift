import Foundation
import Testing
import TestSupport

@Suite(
    "England's emergency departments",
    .enabled(if: sharedData("nhs_ae_monthly_2016_2019.csv.gz", "published_checks.csv"), skipped))
struct EmergencyDepartmentTests {
    @Test("England's rates are those the press quoted, as sums over sums")
    func publishedRates() throws {
        let workspace = try Self.fedWorkspace()
        var runs: [String: RunOutput] = [:]
        var agreement = Agreement()
        for check in try Table(file: try shared("published_checks.csv")).records where check["dataset"] == "nhs_ae" {
            let published = try #require(Double(check["published_value"] ?? ""))
            let tolerance = try #require(Double(check["tolerance"] ?? ""))
            let metric = try #require(check["metric"])
            let months = try #require(check["period_a"]).split(separator: "/")
            let last = try #require(months.last.map { Self.lastDay(ofMonth: $0) })
            let run = try runs[last] ?? workspace.run(asOf: last)
            runs[last] = run
            let judged = try #require(run[Self.target(metric, months: months), "England"])
            let value =
                metric.hasPrefix("attendances")
                ? (metric.contains("change") ? judged.change.map { $0 * 100 } : judged.actual)
                : judged.actual.map { $0 * 100 }
            agreement.count(
                abs((value ?? .nan) - published) <= tolerance + 1e-9,
                "\(metric) \(check["period_a"] ?? ""): \(value ?? .nan), printed \(published)")
        }
        print("England: \(agreement)")
        // The other two were printed before the figures were revised by one step of rounding.
        #expect(agreement.total == 19 && agreement.agreeing == 17, "\(agreement)")
    }

    @Test("all 274 organisations are judged on their own sums, and only those at 95 % or more hold the standard")
    func organisations() throws {
        let workspace = try Self.fedWorkspace()
        var sums: [String: (all: Double, late: Double)] = [:]
        for row in try Table(file: try shared("nhs_ae_monthly_2016_2019.csv.gz")).rows where row[0] == "2018-03-01" {
            for unit in [row[1], "England"] {
                if row[3] == "attendances" { sums[unit, default: (0, 0)].all += Double(row[4]) ?? .nan }
                if row[3] == "breaches" { sums[unit, default: (0, 0)].late += Double(row[4]) ?? .nan }
            }
        }
        let judged = try workspace.run(asOf: "2018-03-31").assessments.filter { $0.target == "month" }
        #expect(judged.count == 275)
        var agreement = Agreement()
        var holding = 0
        for assessment in judged {
            let (all, late) = sums[assessment.unit] ?? (0, 0)
            guard all > 0 else {
                agreement.count(assessment.actual == nil, "\(assessment.unit): \(assessment.actual ?? -1), not open")
                continue
            }
            let holds = (all - late) * 100 >= 95 * all
            if holds { holding += 1 }
            agreement.count(
                abs((assessment.actual ?? .nan) - (all - late) / all) < 1e-12
                    && ["ahead", "on_track"].contains(assessment.status) == holds,
                "\(assessment.unit): \(assessment.actual ?? -1) \(assessment.status)")
        }
        print("England, March 2018: \(agreement), \(holding) hold 95 %")
        #expect(agreement.share == 1, "\(agreement)")
    }

    private static func target(_ metric: String, months: [Substring]) -> String {
        if metric.hasPrefix("attendances") { return "demand" }
        if months.first == "2017-04-01", months.count == 2 { return "year-2017-18" }
        return (months.count == 2 ? "quarter" : "month") + (metric.contains("type 1") ? "-1" : "")
    }

    private static func fedWorkspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace(fixture: "nhs")
        let file = try shared("nhs_ae_monthly_2016_2019.csv.gz")
        let table = try Table(file: file)
        let organisations = Set(table.rows.map { $0[1] }).sorted()
        #expect(organisations.count == 274)
        try workspace.write(
            (["code,parent,level", "England,,country"] + organisations.map { "\($0),England,organisation" })
                .joined(separator: "\n") + "\n",
            to: "Targets/units.csv")
        // The same file again, unpacked, for the major departments alone.
        try workspace.write(
            ([table.header] + table.rows).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n",
            to: "type_1_2016_2019.csv")
        let taken = try workspace.ingest([file, workspace.url.appendingPathComponent("type_1_2016_2019.csv")])
        #expect(taken.status == 0, "\(taken.stderr)")
        return workspace
    }

    /// `2018-02-01` → `2018-02-28`
    private static func lastDay(ofMonth first: Substring) -> String {
        let days = ["01": 31, "02": 28, "03": 31, "08": 31, "09": 30]
        return "\(first.dropLast(2))\(days[String(first.dropFirst(5).prefix(2))] ?? 30)"
    }
}
