import Foundation
import Testing
import TestSupport

/// Areas that were moved between battalions, and two battalions between regions, as the state's own list has them.
@Suite(
    "Rio de Janeiro, areas that moved between battalions",
    .enabled(if: sharedData("rio_cisp_monthly_2003_2017.csv.gz", "rio_cisp_units.csv"), skipped))
struct RioMovesTests {
    private static let metrics = ["street_robbery", "vehicle_theft", "arrest_warrants_served"]
    private static let years = ["2003", "2005", "2011", "2012", "2017"]

    @Test("ranges that overlap are refused with the line and the mend")
    func overlaps() throws {
        let workspace = try TestWorkspace(fixture: "rio")
        let rows = try Table(file: try shared("rio_cisp_units.csv")).rows
        let lines = rows.map { "\($0[0]),b\($0[1]),area,\($0[5]),\($0[6])" }
        let battalions = Set(rows.map { $0[1] }).sorted().map { "b\($0),RJ,battalion,," }
        try workspace.write(
            (["code,parent,level,valid_from,valid_to", "RJ,,state,,"] + battalions + lines).joined(separator: "\n")
                + "\n", to: "Targets/units.csv")
        let checked = try workspace.onpace("check")
        #expect(checked.status == 3)
        // 005, 018 and 029 were lent to another battalion within a range that the list does not interrupt.
        #expect(checked.stderr.split(separator: "[units/overlap]").count - 1 == 3, "\(checked.stderr)")
        #expect(checked.stderr.contains(#"the unit "029" stands in line"#))
    }

    @Test("every total of a battalion, a region and the state is that of who stood under it then")
    func totals() throws {
        let list = try UnitList(Table(file: try shared("rio_cisp_units.csv")).rows)
        #expect(list.moved(list.areas) == 39 && list.moved(list.battalions) == 2)
        let workspace = try TestWorkspace(fixture: "rio")
        try workspace.write(list.file, to: "Targets/units.csv")
        let targets = Self.metrics.flatMap { metric in
            Self.years.map { year in
                "  - {target: \(metric).\(year), metric: \(metric), aim: {cap: 1000000000}, "
                    + "period: \(year), units: {of: RJ, cascade: all, share: same}}"
            } + [
                "  - {target: \(metric).fall, metric: \(metric), aim: {reduce_by: 1 %}, period: 2012, "
                    + "units: {of: RJ, cascade: all}}"
            ]
        }
        // Fewer arrests are better here, so that one aim serves all three.
        let declared = Self.metrics.map {
            "  - {metric: \($0), better: lower, every: month, zeros: omitted, reported_by: [area]}"
        }
        try workspace.write(
            "metrics:\n" + declared.joined(separator: "\n") + "\ntargets:\n" + targets.joined(separator: "\n") + "\n",
            to: "Targets/targets.yaml")
        try workspace.write("metrics: []\n", to: "Targets/metrics.yaml")
        let taken = try workspace.ingest([try shared("rio_cisp_monthly_2003_2017.csv.gz")])
        #expect(taken.status == 0, "\(taken.stderr)")
        let run = try workspace.run(asOf: "2018-02-28")

        let sums = try list.sums(Table(file: try shared("rio_cisp_monthly_2003_2017.csv.gz")).rows, Self.metrics)
        var counts = Agreement()
        for assessment in run.assessments {
            let parts = assessment.target.split(separator: ".")
            let isFall = parts[1] == "fall"
            let now = sums["\(parts[0]) \(assessment.unit) \(isFall ? "2012" : parts[1])", default: 0]
            let before = isFall ? sums["\(parts[0]) \(assessment.unit) 2011", default: 0] : 0
            counts.count(
                (assessment.actual ?? 0) == now && (assessment.baseline ?? 0) == before,
                "\(assessment.target) \(assessment.unit): \(assessment.actual ?? -1) not \(now), "
                    + "\(assessment.baseline ?? -1) not \(before)")
            #expect(!assessment.flags.contains("estimated"))
        }
        print("Rio: totals where units moved, \(counts)")
        #expect(counts.total > 2_500 && counts.share == 1, "\(counts)")
        // Battalion 41 took over areas in the middle of 2011: half a year of some, a whole one of others.
        #expect(run.assessments.contains { $0.unit == "b41" && ($0.baseline ?? 0) > 0 })
    }
}

/// The list of areas, month by month: where ranges overlap, the one that begins later holds within its own days.
private struct UnitList {
    /// Parent in each month in which a unit exists, by code.
    private(set) var areas: [String: [String?]] = [:]
    private(set) var battalions: [String: [String?]] = [:]

    private static let months = 0..<15 * 12

    init(_ rows: [[String]]) {
        for row in rows.sorted(by: { $0[5] < $1[5] }) {
            let (area, battalion, region) = (row[0], "b" + row[1], "r" + row[2])
            var stays = areas[area] ?? Self.months.map { _ in nil }
            var regions = battalions[battalion] ?? Self.months.map { _ in nil }
            for month in Self.month(row[5])...Self.month(row[6]) {
                stays[month] = battalion
                regions[month] = region
            }
            areas[area] = stays
            battalions[battalion] = regions
        }
    }

    func moved(_ units: [String: [String?]]) -> Int { units.values.count { Set($0.compactMap { $0 }).count > 1 } }

    /// `units.csv`: a row for each stretch of months under one parent.
    var file: String {
        let regions = Set(battalions.values.flatMap { $0 }.compactMap { $0 }).sorted()
        var lines = ["code,parent,level,valid_from,valid_to", "RJ,,state,,"] + regions.map { "\($0),RJ,region,," }
        for (level, units) in [("battalion", battalions), ("area", areas)] {
            for (code, parents) in units.sorted(by: { $0.key < $1.key }) {
                var start = 0
                while start < parents.count {
                    let end = parents[start...].firstIndex { $0 != parents[start] } ?? parents.count
                    if let parent = parents[start] {
                        lines.append("\(code),\(parent),\(level),\(Self.firstDay(start)),\(Self.lastDay(end))")
                    }
                    start = end
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Sums by metric, unit and year, of areas and of all above them in each month.
    func sums(_ rows: [[String]], _ metrics: [String]) -> [String: Double] {
        var sums: [String: Double] = [:]
        let wanted = Set(metrics)
        for row in rows where wanted.contains(row[2]) {
            let month = Self.month(row[0])
            guard let value = Double(row[3]), let battalion = areas[row[1]]?[month] else { continue }
            let region = battalions[battalion]?[month] ?? ""
            for unit in [row[1], battalion, region, "RJ"] {
                sums["\(row[2]) \(unit) \(row[0].prefix(4))", default: 0] += value
            }
        }
        return sums
    }

    /// Months since January 2003.
    private static func month(_ day: String) -> Int {
        ((Int(day.prefix(4)) ?? 0) - 2003) * 12 + (Int(day.dropFirst(5).prefix(2)) ?? 0) - 1
    }

    private static func firstDay(_ month: Int) -> String {
        let number = month % 12 + 1
        return "\(2003 + month / 12)-\(number < 10 ? "0" : "")\(number)-01"
    }

    /// The last day before a month; none where the list ends.
    private static func lastDay(_ next: Int) -> String {
        guard next < months.upperBound else { return "" }
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let (year, month) = (2003 + (next - 1) / 12, (next - 1) % 12)
        let length = lengths[month] + (month == 1 && year % 4 == 0 ? 1 : 0)
        return "\(firstDay(next - 1).prefix(8))\(length)"
    }
}
