import Foundation
import Testing
import TestSupport

/// What the checks and the views of units say of real figures, against sums worked out here.
@Suite("Checks and units on real figures")
struct InsightTests {
    /// The parts of a run's JSON that these tests read.
    private struct Output: Decodable {
        struct Check: Decodable {
            var check: String
            var metric: String
            var other: String?
            var unit: String?
            var p: Double
            var tested: Int
            var evidence: [String: Double]
        }

        struct Target: Decodable {
            struct Funnel: Decodable {
                var units, below, above, far: Int
                var expected: Double
            }
            struct Mix: Decodable {
                struct Cases: Decodable {
                    var numerator, denominator: Double
                }
                struct Effects: Decodable {
                    var change, rate, mix: Double
                }
                var now, before: Cases
                var effects: Effects
                var rose, fell: Int
                var reversed: Bool
            }
            var target: String
            var funnel: Funnel?
            var mix: Mix?
        }

        var checks: [Check]
        var hierarchy: [Target]
    }

    private static func output(_ workspace: TestWorkspace, _ day: String) throws -> Output {
        let run = try workspace.onpace("run", "--as-of", day, "--format", "json", "--no-deliver")
        #expect(run.status == 0, "\(run.stderr.prefix(2_000))")
        return try JSONDecoder().decode(Output.self, from: Data(run.stdout.utf8))
    }

    // MARK: England's emergency departments

    private typealias Cell = (all: Double, late: Double)

    /// Attendances and breaches of each organisation and month, over all types of department.
    private static func attendances() throws -> [String: [String: Cell]] {
        var cells: [String: [String: Cell]] = [:]
        for row in try Table(file: try shared("nhs_ae_monthly_2016_2019.csv.gz")).rows {
            let value = Double(row[4]) ?? .nan
            if row[3] == "attendances" { cells[row[1], default: [:]][row[0], default: (0, 0)].all += value }
            if row[3] == "breaches" { cells[row[1], default: [:]][row[0], default: (0, 0)].late += value }
        }
        return cells
    }

    private static func england(_ cells: [String: [String: Cell]]) throws -> TestWorkspace {
        let workspace = try TestWorkspace(copying: [])
        try workspace.write(
            """
            organisation: NHS England A&E (test)
            metrics:
              - {metric: attendances, better: lower, every: month, zeros: omitted}
              - {metric: in_time, better: higher, every: month, zeros: omitted}
              - {metric: share_in_time, better: higher, ratio: {of: in_time, to: attendances}}
            targets:
              - target: month
                metric: share_in_time
                aim: {maintain: {at_least: 95 %}}
                period: {every: month}
                units: {of: England, cascade: organisation}
            """, to: "onpace.yaml")
        try workspace.write(
            (["code,parent,level", "England,,country"] + cells.keys.sorted().map { "\($0),England,organisation" })
                .joined(separator: "\n") + "\n", to: "Targets/units.csv")
        let rows = cells.sorted { $0.key < $1.key }.flatMap { unit, months in
            months.sorted { $0.key < $1.key }.flatMap { month, cell in
                [
                    "\(month),\(unit),attendances,\(Int(cell.all))",
                    "\(month),\(unit),in_time,\(Int(cell.all - cell.late))",
                ]
            }
        }
        try workspace.write((["date,unit,metric,value"] + rows).joined(separator: "\n") + "\n", to: "months.csv")
        let taken = try workspace.ingest([workspace.url.appendingPathComponent("months.csv")])
        #expect(taken.status == 0, "\(taken.stderr)")
        return workspace
    }

    @Test(
        "bunching at 95 %, the funnel, and rate and mix are what plain sums give",
        .enabled(if: sharedData("nhs_ae_monthly_2016_2019.csv.gz"), skipped))
    func england() throws {
        let cells = try Self.attendances()
        let output = try Self.output(try Self.england(cells), "2018-03-31")
        let target = try #require(output.hierarchy.first)

        // Organisations with more months just above 95 % than just below, April 2017 to March 2018.
        var (met, missed, unitsMet, unitsMissed) = (0, 0, 0, 0)
        for months in cells.values {
            var (above, below) = (0, 0)
            for (month, cell) in months where ("2017-04-01"..."2018-03-01").contains(month) && cell.all >= 200 {
                // In whole events: 100 × in time against 95 × all, within half a point.
                let distance = 100 * (cell.all - cell.late) - 95 * cell.all
                if distance >= 0, distance < 0.5 * cell.all { above += 1 }
                if distance < 0, distance >= -0.5 * cell.all { below += 1 }
            }
            met += above
            missed += below
            unitsMet += above > below ? 1 : 0
            unitsMissed += above < below ? 1 : 0
        }
        let check = try #require(output.checks.first { $0.check == "bunching" })
        #expect(check.unit == nil && check.tested == 1)
        #expect(check.evidence["just_met"] == Double(met) && check.evidence["just_missed"] == Double(missed))
        #expect(
            check.evidence["units_met"] == Double(unitsMet) && check.evidence["units_missed"] == Double(unitsMissed))
        let voices = unitsMet + unitsMissed
        let chance = (unitsMet...voices).reduce(0.0) { sum, count in
            sum + (0..<count).reduce(pow(0.5, Double(voices))) { $0 * Double(voices - $1) / Double($1 + 1) }
        }
        #expect(abs(check.p - chance) < 1e-12)
        print(
            "England: \(unitsMet) of \(voices) organisations just above 95 %, \(met) months against \(missed), p \(chance)"
        )

        // The normal limits; every organisation of that month has more than fifty attendances, or none.
        var (below, above, far, units) = (0, 0, 0, 0)
        var (now, before) = ((0.0, 0.0), (0.0, 0.0))
        for months in cells.values {
            let cell = months["2018-03-01"] ?? (0, 0)
            let old = months["2017-03-01"] ?? (0, 0)
            now = (now.0 + cell.all - cell.late, now.1 + cell.all)
            before = (before.0 + old.all - old.late, before.1 + old.all)
            guard cell.all > 0 else { continue }
            #expect(cell.all >= 50)
            units += 1
            let z = ((cell.all - cell.late) / cell.all - 0.95) / (0.95 * 0.05 / cell.all).squareRoot()
            below += z < -1.959963984540054 ? 1 : 0
            above += z > 1.959963984540054 ? 1 : 0
            far += abs(z) > 3.090232306167813 ? 1 : 0
        }
        let funnel = try #require(target.funnel)
        #expect((funnel.units, funnel.below, funnel.above, funnel.far) == (units, below, above, far))
        #expect(abs(funnel.expected - 0.05 * Double(units)) < 0.01 * Double(units))
        let mix = try #require(target.mix)
        #expect(mix.now.numerator == now.0 && mix.now.denominator == now.1)
        #expect(mix.before.numerator == before.0 && mix.before.denominator == before.1)
        #expect(abs(mix.effects.change - (now.0 / now.1 - before.0 / before.1)) < 1e-12)
        #expect(abs(mix.effects.rate + mix.effects.mix - mix.effects.change) < 1e-12 && !mix.reversed)
        print("England: \(below + above) of \(units) outside the funnel, change \(mix.effects)")
    }

    // MARK: London

    @Test(
        "the category that London renamed in 2023 is asked about in every borough, in 2018 in none",
        .enabled(if: sharedData("london_borough_monthly_2010_2026.csv.gz"), skipped))
    func london() throws {
        let names = ["DOMESTIC BURGLARY": "domestic_burglary", "RES BURGLARY OF A HOME": "burglary_of_a_home"]
        var rows: [String] = []
        var boroughs: [String: (old: Double, new: Double)] = [:]
        for row in try Table(file: try shared("london_borough_monthly_2010_2026.csv.gz")).rows {
            guard let metric = names[row[3]] else { continue }
            let code = row[1].filter(\.isLetter)
            rows.append("\(row[0]),\(code),\(metric),\(row[4])")
            guard ("2023-04-01"..."2024-03-01").contains(row[0]) else { continue }
            let value = Double(row[4]) ?? .nan
            if metric == "domestic_burglary" { boroughs[code, default: (0, 0)].old += value }
            if metric == "burglary_of_a_home" { boroughs[code, default: (0, 0)].new += value }
        }
        let workspace = try TestWorkspace(copying: [])
        try workspace.write(
            """
            organisation: London (test)
            metrics:
              - {metric: domestic_burglary, better: lower, every: month, zeros: omitted, siblings: [burglary_of_a_home]}
              - {metric: burglary_of_a_home, better: lower, every: month, zeros: omitted}
            targets:
              - {target: burglary, metric: domestic_burglary, aim: {reduce_by: 5 %}, period: {every: year}, units: {of: London, cascade: borough}}
            """, to: "onpace.yaml")
        let codes = Set(rows.map { String($0.split(separator: ",")[1]) }).sorted()
        try workspace.write(
            (["code,parent,level", "London,,city"] + codes.map { "\($0),London,borough" }).joined(separator: "\n")
                + "\n",
            to: "Targets/units.csv")
        try workspace.write((["date,unit,metric,value"] + rows).joined(separator: "\n") + "\n", to: "months.csv")
        let taken = try workspace.ingest([workspace.url.appendingPathComponent("months.csv")])
        #expect(taken.status == 0, "\(taken.stderr)")

        let asked = try Self.output(workspace, "2024-03-31").checks.filter { $0.check == "substitution" }
        for check in asked {
            let sums =
                check.unit.map { boroughs[$0] ?? (0, 0) }
                ?? boroughs.values.reduce((0, 0)) { ($0.0 + $1.old, $0.1 + $1.new) }
            #expect(
                check.evidence["now"] == sums.0 && check.evidence["other_now"] == sums.1, "\(check.unit ?? "London")")
            #expect(check.other == "burglary_of_a_home" && check.p < 1e-9)
        }
        print("London, March 2024: asked about \(asked.count) of \(codes.count) boroughs and the city")
        #expect(asked.contains { $0.unit == nil } && asked.count >= 32)
        #expect(try Self.output(workspace, "2018-12-31").checks.isEmpty)
    }
}
