import Periods
import Plan
import Testing

@testable import Evaluators

/// From reported values to assessments: windows, roll-up, coverage, comparators, shares.
@Suite struct JudgeTests {
    private static let months = (1...12).map { month in (name: month < 10 ? "0\(month)" : "\(month)", number: month) }

    private func monthly(
        _ aim: String, better: String = "higher", metric: String = "", units: String? = nil, target: String = ""
    ) throws -> SmallWorld {
        try SmallWorld(
            """
            metrics:
              - {metric: visits, better: \(better), every: month\(metric.isEmpty ? "" : ", " + metric)}
            targets:
              - {target: more, metric: visits, aim: \(aim), period: 2026\(target.isEmpty ? "" : ", " + target)}
            """, units: units)
    }

    @Test("A monthly count is held against the pace at the end of its last complete month")
    func completePeriods() throws {
        let world = try monthly("{reach: 365}")
        try world.report("visits", [("all", "2026-01-01", 31), ("all", "2026-02-01", 28), ("all", "2026-03-01", 99)])
        let assessment = try world.assessment("2026-03-17")
        #expect(assessment.actual == 59)
        #expect(assessment.expected == 59)
        #expect(assessment.requiredRate == (365 - 59) / 10.0)
    }

    @Test("What was reported later is not known earlier, and corrections count from the day they came")
    func knownAt() throws {
        let world = try monthly("{reach: 365}")
        try world.report("visits", [("all", "2026-01-01", 31)])
        try world.report("visits", [("all", "2026-01-01", 50)])
        let before = try world.judge("2026-02-10", knownAt: Instant(milliseconds: 86_400_000)).assessments[0]
        #expect(before.actual == 31)
        #expect(try world.assessment("2026-02-10").actual == 50)
    }

    @Test("Cumulative reports are turned into what each month brought, across years and gaps")
    func cumulative() throws {
        let world = try monthly("{reach: 100}", metric: "reported: cumulative")
        try world.report(
            "visits",
            [
                ("all", "2025-12-01", 500), ("all", "2026-01-01", 10), ("all", "2026-03-01", 35),
                ("all", "2026-04-01", 40),
            ])
        let assessment = try world.assessment("2026-05-10")
        #expect(assessment.actual == 40)
        #expect(assessment.coverage == 0.75)
        #expect(assessment.status == .noData)
    }

    @Test("Zeros that the source leaves out are zeros only where anyone reported the period")
    func omittedZeros() throws {
        let units = "code,parent\ncity,\na,city\nb,city\n"
        let world = try monthly(
            "{cap: 1000}", better: "lower", metric: "zeros: omitted", units: units,
            target: "units: {of: city, cascade: all, share: same}")
        try world.report("visits", [("a", "2026-01-01", 5), ("b", "2026-02-01", 7)])
        let city = try world.assessment("2026-04-10", unit: "city")
        #expect(city.actual == 12)
        // January and February are complete for both; nobody reported March.
        #expect(abs(city.coverage - 4.0 / 6.0) < 1e-12)
    }

    @Test("A parent is judged on its children's sum, ratios on sums over sums")
    func ratioOfSums() throws {
        let world = try SmallWorld(
            """
            metrics:
              - {metric: cleared, better: higher, every: month}
              - {metric: found, better: lower, every: month}
              - {metric: rate, better: higher, ratio: {of: cleared, to: found}}
            targets:
              - {target: rate, metric: rate, aim: {maintain: {at_least: 50 %}}, period: 2026, units: {of: city, cascade: all}}
            """, units: "code,parent\ncity,\na,city\nb,city\n")
        try world.report("cleared", [("a", "2026-01-01", 9), ("b", "2026-01-01", 10)])
        try world.report("found", [("a", "2026-01-01", 10), ("b", "2026-01-01", 90)])
        let city = try world.assessment("2026-02-10", unit: "city")
        #expect(city.actual == 0.19)
        #expect(try world.assessment("2026-02-10", unit: "a").actual == 0.9)
    }

    @Test("A comparator counts only the months whose counterpart was reported")
    func likeForLike() throws {
        let world = try SmallWorld(
            """
            metrics: [{metric: crimes, better: lower, every: month}]
            targets:
              - {target: fewer, metric: crimes, aim: {reduce_by: 10 %}, period: 2026, units: {of: city, cascade: all}, judge: {minimum_coverage: 50 %}}
            """, units: "code,parent\ncity,\na,city\nb,city\n")
        for (unit, base) in [("a", 100.0), ("b", 10)] {
            try world.report("crimes", Self.months.map { (unit, "2025-\($0.name)-01", base + Double($0.number)) })
        }
        try world.report("crimes", [("a", "2026-01-01", 80), ("b", "2026-01-01", 5), ("a", "2026-02-01", 80)])
        let city = try world.assessment("2026-03-10", unit: "city")
        #expect(city.actual == 165)
        #expect(city.baseline == 101 + 102 + 11)
        #expect(city.goal == 0.9 * (1200 + 78 + 120 + 78))
    }

    @Test("A weekly value that straddles a boundary belongs where its fourth day lies")
    func fourthDay() throws {
        let world = try SmallWorld(
            """
            metrics: [{metric: visits, better: higher}]
            targets: [{target: more, metric: visits, aim: {reach: 100}, period: 2026-01}]
            """)
        // Thursdays: 1 January belongs to January, 5 February does not.
        try world.report(
            "visits",
            [
                ("all", "2025-12-29", 1), ("all", "2026-01-05", 2), ("all", "2026-01-12", 4),
                ("all", "2026-01-19", 8), ("all", "2026-01-26", 16), ("all", "2026-02-02", 32),
            ])
        let assessment = try world.assessment("2026-02-20")
        #expect(assessment.actual == 31)
        #expect(assessment.expected == 100)
        #expect(assessment.status == .missed)
    }

    @Test("Shares of a total sum to the whole", arguments: ["history", "weight", "flat"])
    func shares(basis: String) throws {
        var units = "code,parent,level,weight\ncity,,city,\n"
        for index in 1...7 { units += "u\(index),city,ward,\(index * 3)\n" }
        let world = try monthly(
            "{reach: 1000}", units: units, target: "units: {of: city, cascade: ward, share: \(basis)}")
        for index in 1...7 {
            try world.report("visits", Self.months.map { ("u\(index)", "2025-\($0.name)-01", Double(index * index)) })
            try world.report("visits", [("u\(index)", "2026-01-01", 10)])
        }
        let rows = try world.judge("2026-02-10").assessments
        #expect(rows[0].goal == 1000)
        #expect(abs(rows.dropFirst().reduce(0) { $0 + $1.goal } - 1000) < 1e-9)
    }

    @Test("Units above those named answer for all of them together")
    func unitsAbove() throws {
        let units = "code,parent\ncity,\na,city\nb,city\nc,city\n"
        let world = try monthly("{reach: 120}", units: units, target: "units: [a, b]")
        for unit in ["a", "b", "c"] { try world.report("visits", [(unit, "2026-01-01", 10)]) }
        #expect(try world.assessment("2026-02-10", unit: "city").goal == 240)
        #expect(try world.assessment("2026-02-10", unit: "a").goal == 120)
    }

    @Test("A formula is worked out from its inputs' sums over the same window")
    func formula() throws {
        let world = try SmallWorld(
            """
            metrics:
              - {metric: crimes, better: lower, every: month}
              - {metric: residents, better: higher, kind: level, every: month}
              - {metric: per-1000, better: lower, formula: crimes * 1000.0 / residents, decimals: 2}
            targets: [{target: rate, metric: per-1000, aim: {maintain: {at_most: 5}}, period: 2026}]
            """)
        try world.report("crimes", [("all", "2026-01-01", 30), ("all", "2026-02-01", 18)])
        try world.report("residents", [("all", "2026-01-01", 9_000), ("all", "2026-02-01", 12_000)])
        #expect(try world.assessment("2026-03-10").actual == 4)
    }

    @Test("Agreed steps set the pace, linear between them")
    func steps() throws {
        let world = try monthly(
            "{reach: 1000}", target: "pace: {steps: [{by: 2026-01-31, share: 10 %}, {by: 2026-03-31, share: 50 %}]}")
        try world.report("visits", [("all", "2026-01-01", 100), ("all", "2026-02-01", 1), ("all", "2026-03-01", 1)])
        #expect(try world.assessment("2026-02-10").expected == 100)
        #expect(abs(try world.assessment("2026-03-10").expected - (100 + 400 * 28.0 / 59.0)) < 1e-9)
        #expect(try world.assessment("2026-04-10").expected == 500)
    }

    @Test("An amendment counts from its day, and not before")
    func amendment() throws {
        let world = try monthly(
            "{reach: 100}",
            target: "amended: [{on: 2026-03-01, aim: {reach: 200}, by: The board, because: It went well}]")
        try world.report("visits", [("all", "2026-01-01", 10), ("all", "2026-02-01", 10)])
        #expect(try world.assessment("2026-02-28").goal == 100)
        #expect(try world.assessment("2026-03-01").goal == 200)
    }

    @Test("Before its period a target has not begun; called off, it is cancelled")
    func notStarted() throws {
        let world = try monthly("{reach: 100}", target: "cancelled: {on: 2026-02-01, by: The board, because: Merged}")
        #expect(try world.assessment("2025-12-31").status == .notStarted)
        #expect(try world.assessment("2026-01-15").status == .measuring)
        #expect(try world.assessment("2026-02-01").status == .cancelled)
    }

    @Test("A unit that no longer exists owes no reports")
    func validity() throws {
        let units = "code,parent,valid_to\ncity,,\na,city,2026-01-31\nb,city,\n"
        let world = try monthly("{reach: 100}", units: units, target: "units: {of: city, cascade: all, share: flat}")
        try world.report("visits", [("a", "2026-01-01", 5), ("b", "2026-01-01", 5), ("b", "2026-02-01", 5)])
        let city = try world.assessment("2026-03-10", unit: "city")
        #expect(city.coverage == 1)
        #expect(city.actual == 15)
    }

    @Test("Whatever is reported, parents are the sum of their children", arguments: 0..<20)
    func conservation(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ below: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(below))
        }
        var units = "code,parent\ncity,\n"
        var parents = ["city"]
        for index in 1...12 {
            units += "u\(index),\(parents[random(parents.count)])\n"
            if random(2) == 0 { parents.append("u\(index)") }
        }
        let world = try monthly(
            "{cap: 100000}", better: "lower", units: units,
            target: "units: {of: city, cascade: all, share: same}, judge: {minimum_coverage: 0 %}")
        let leaves = world.plan.units.leaves(under: 0, on: Day(number: 20_000))
        var total = 0.0
        for leaf in leaves {
            let months = Self.months.prefix(1 + random(5))
            let values = months.map { (world.plan.units[leaf].code, "2026-\($0.name)-01", Double(random(50))) }
            total += values.reduce(0) { $0 + $1.2 }
            try world.report("visits", values)
        }
        let rows = try world.judge("2026-12-31").assessments
        #expect(rows[0].actual == total)
        for unit in world.plan.units.units.indices where !world.plan.units.children[unit].isEmpty {
            let sum = world.plan.units.children[unit].reduce(0.0) { $0 + rows[$1].actual }
            #expect(rows[unit].actual == sum)
        }
    }
}
