import Periods
import Plan
import Testing

@testable import Evaluators

/// Units that succeed one another: what a unit has of the days before its borders were drawn.
@Suite("Judging across a change of borders")
struct SuccessionTests {
    /// West is cut, east goes over whole, north only receives; all under a city.
    private static let units = """
        code,parent,level,valid_from,valid_to
        city,,city,,
        north,city,ward,,
        south,city,ward,2025-07-01,
        west,city,ward,,2025-06-30
        east,city,ward,,2025-06-30

        """
    private static let changes = """
        effective,from,to,share,basis
        2025-07-01,west,south,0.6,population
        2025-07-01,west,north,0.4,population
        2025-07-01,east,south,1,

        """

    private static func target(_ aim: String) -> String {
        "{target: fewer, metric: crimes, aim: \(aim), period: 2026, units: {of: city, cascade: ward}}"
    }

    private func world(
        _ metrics: String = "- {metric: crimes, better: lower, every: month}", target: String? = nil,
        units: String = units, changes: String? = changes
    ) throws -> SmallWorld {
        let target = target ?? Self.target("{reduce_by: 10 %}")
        return try SmallWorld("metrics:\n  \(metrics)\ntargets:\n  - \(target)\n", units: units, changes: changes)
    }

    /// Twelve months of 2025 as they were reported, and the first four of 2026.
    private func report(_ world: SmallWorld, without missing: Set<String> = []) throws {
        var values: [(String, String, Double)] = []
        for month in 1...12 {
            let day = "2025-\(month < 10 ? "0" : "")\(month)-01"
            for (unit, value) in month < 7
                ? [("north", 10.0), ("west", 100), ("east", 30)] : [("north", 50), ("south", 90)]
            where !missing.contains("\(unit) \(day)") {
                values.append((unit, day, value))
            }
        }
        for month in 1...4 { values += [("north", "2026-0\(month)-01", 40), ("south", "2026-0\(month)-01", 80)] }
        try world.report("crimes", values)
    }

    @Test("The same period of a new unit is the weighted sum of those before it; the city's is what was reported")
    func sharedBase() throws {
        let world = try world()
        try report(world)
        let judgements = try world.judge("2026-05-10")
        let codes = judgements.assessments.map { world.plan.units[Int($0.unit)].code }
        #expect(codes == ["city", "north", "south"], "those that are gone are not judged")
        let south = try world.assessment("2026-05-10", unit: "south")
        #expect(south.baseline == 360, "four months of 0.6 × 100 + 30")
        #expect(south.goal == 0.9 * 1_080)
        #expect(south.flags.contains(.estimated) && south.coverage == 1)
        #expect(try world.assessment("2026-05-10", unit: "north").baseline == 200)
        let city = try world.assessment("2026-05-10", unit: "city")
        #expect(city.baseline == 4 * 140 && !city.flags.contains(.estimated))
    }

    @Test("Weeks cut at windows' edges are shared out day for day, also across the change")
    func proratedWeeks() throws {
        let world = try world("- {metric: crimes, better: lower, straddle: prorated}")
        let first = try #require(Day("2024-12-30"))
        let change = try #require(Day("2025-07-01"))
        // Fourteen events a day, whoever reports them.
        for week in 0..<53 {
            let monday = first + week * 7
            let reports =
                monday + 3 < change ? [("north", 7.0), ("west", 70), ("east", 21)] : [("north", 35), ("south", 63)]
            try world.report("crimes", reports.map { ($0.0, monday.description, $0.1) })
        }
        let plan = world.plan
        let frame = TargetFrame(plan, target: 0, asOf: try #require(Day("2026-01-10")))
        let table = try #require(try Judge(plan).bank(world.ledger, [frame], knownAt: nil).table("crimes"))
        let present = try ["north", "south"].map { try #require(plan.units.index(of: $0)) }
        let cuts = try ["2025-01-01", "2025-03-13", "2025-07-01", "2025-07-03", "2025-10-20", "2026-01-01"]
            .map { try #require(Day($0)) }
        for (start, end) in zip(cuts, cuts.dropFirst()) {
            let window = try #require(Window(start, end - 1))
            let parts = table.metric.parts(of: window)
            let roll = RollUp(table, over: parts, units: plan.units)
            #expect(abs(roll.sum[0] - Double(14 * window.count)) < 1e-9, "\(window)")
            var measure = roll.measure(of: present)
            if var former = FormerUnits(table, over: parts, plan.units) {
                former.replace(in: &measure, judged: present, pairedWith: nil)
            }
            #expect(abs(measure.value.reduce(0, +) - roll.sum[0]) < 1e-9, "\(window)")
        }
    }

    @Test("What is estimated is said in both languages, with how many units and by what")
    func clause() throws {
        let world = try world()
        try report(world)
        let judgements = try world.judge("2026-05-10")
        func sentence(_ unit: String, _ language: Language) throws -> String {
            Because(language).sentence(
                try world.assessment("2026-05-10", unit: unit), target: world.plan.targets[0],
                metric: world.plan.metrics[0], context: judgements.contexts[0])
        }
        #expect(try sentence("south", .english).hasSuffix("; same period estimated from 2 former units by population"))
        #expect(try sentence("south", .vietnamese).hasSuffix("; cùng kỳ ước tính từ 2 đơn vị cũ theo population"))
        #expect(try !sentence("city", .english).contains("former"))
    }

    @Test("An estimate claims less than the same figures reported")
    func claimsLess() throws {
        // The half of 120 or all of 60: the same base, known less well.
        let split = "effective,from,to,share,basis\n2025-07-01,west,south,0.5,population\n"
        let worlds = try [
            (split + "2025-07-01,west,north,0.5,population\n2025-07-01,east,south,1,\n", 120.0),
            ("effective,from,to,share,basis\n2025-07-01,west,south,1,\n2025-07-01,east,south,1,\n", 60),
        ].map { changes, west in
            let world = try world(changes: changes)
            let months = (1...12).map { "2025-\($0 < 10 ? "0" : "")\($0)-01" }
            try world.report("crimes", months.prefix(6).flatMap { [("west", $0, west), ("east", $0, 30)] })
            try world.report("crimes", months.suffix(6).map { ("south", $0, 90) })
            try world.report("crimes", months.prefix(4).map { ("south", "2026" + $0.dropFirst(4), 72) })
            return try world.assessment("2026-05-10", unit: "south")
        }
        let (estimated, exact) = (worlds[0], worlds[1])
        #expect(
            estimated.baseline == exact.baseline && estimated.goal == exact.goal && estimated.status == exact.status)
        #expect(estimated.test.p > exact.test.p && estimated.test.dispersion > exact.test.dispersion)
        #expect(estimated.test.beyondP > exact.test.beyondP)
        #expect(estimated.flags.contains(.estimated) && !exact.flags.contains(.estimated))
    }

    @Test("A merger of whole units is exact: told, but no estimate")
    func merger() throws {
        let world = try world(
            changes: "effective,from,to,share,basis\n2025-07-01,west,south,1,\n2025-07-01,east,south,1,\n")
        try report(world)
        let judgements = try world.judge("2026-05-10")
        let south = try world.assessment("2026-05-10", unit: "south")
        #expect(south.baseline == 4 * 130 && !south.flags.contains(.estimated))
        let sentence = Because(.english).sentence(
            south, target: world.plan.targets[0], metric: world.plan.metrics[0], context: judgements.contexts[0])
        #expect(sentence.hasSuffix("; same period summed from 2 former units"))
    }

    @Test("A unit that keeps its code gives a part of its past away with the ground")
    func boundaryChange() throws {
        let units = "code,parent,level\ncity,,city\na,city,ward\nb,city,ward\n"
        let world = try world(
            units: units,
            changes: "effective,from,to,share,basis\n2025-07-01,a,a,0.9,area\n2025-07-01,a,b,0.1,area\n")
        let months = ["2025-01-01", "2025-02-01", "2026-01-01", "2026-02-01"]
        try world.report("crimes", months.flatMap { [("a", $0, 100.0), ("b", $0, 20.0)] })
        let (a, b) = (
            try world.assessment("2026-03-10", unit: "a"), try world.assessment("2026-03-10", unit: "b")
        )
        #expect(a.baseline == 180 && b.baseline == 60 && a.actual == 200)
        #expect(a.flags.contains(.estimated) && b.flags.contains(.estimated))
        #expect(try world.assessment("2026-03-10", unit: "city").baseline == 240)
    }

    @Test("Chains of changes multiply their shares")
    func chain() throws {
        let units = """
            code,parent,level,valid_from,valid_to
            city,,city,,
            a,city,ward,,2019-06-30
            b,city,ward,2019-07-01,2025-06-30
            c,city,ward,2019-07-01,
            d,city,ward,2025-07-01,

            """
        let changes = """
            effective,from,to,share,basis
            2025-07-01,b,d,0.5,staff
            2025-07-01,b,c,0.5,staff
            2019-07-01,a,b,0.4,population
            2019-07-01,a,c,0.6,population

            """
        let world = try world(
            target: Self.target("{reduce_by: 10 %, against: {same_period: calendar, years: 8}}"),
            units: units, changes: changes)
        try world.report(
            "crimes", [("a", "2018-01-01", 100), ("c", "2026-01-01", 70), ("d", "2026-01-01", 20)])
        #expect(abs(try world.assessment("2026-02-10", unit: "d").baseline - 20) < 1e-9)
        #expect(abs(try world.assessment("2026-02-10", unit: "c").baseline - 80) < 1e-9)
        #expect(try world.assessment("2026-02-10", unit: "city").baseline == 100)
    }

    @Test("Shares that come together again in one unit are the whole, and no estimate")
    func reunited() throws {
        let units = """
            code,parent,level,valid_from,valid_to
            city,,city,,
            a,city,ward,,2019-12-31
            b,city,ward,2020-01-01,2025-06-30
            c,city,ward,2020-01-01,2025-06-30
            d,city,ward,2025-07-01,

            """
        let changes = """
            effective,from,to,share,basis
            2020-01-01,a,b,0.3,population
            2020-01-01,a,c,0.7,population
            2025-07-01,b,d,1,
            2025-07-01,c,d,1,

            """
        let world = try world(
            target: Self.target("{reduce_by: 10 %, against: {same_period: calendar, years: 7}}"),
            units: units, changes: changes)
        try world.report("crimes", [("a", "2019-01-01", 33), ("d", "2026-01-01", 20)])
        let d = try world.assessment("2026-02-10", unit: "d")
        #expect(d.baseline == 33 && !d.flags.contains(.estimated))
    }

    @Test("A former unit's missing report is missing: it was due, and nothing stands in for it")
    func missingReports() throws {
        let world = try world(
            target: "{target: fewer, metric: crimes, aim: {cap: 2000}, period: 2025, "
                + "units: {of: city, cascade: ward, share: same}, judge: {minimum_coverage: 50 %}}")
        try report(world, without: ["west 2025-02-01", "south 2025-08-01"])
        let south = try world.assessment("2026-01-31", unit: "south")
        // Six months of two former units, six of its own; one of each is missing.
        #expect(south.coverage == 16.0 / 18)
        #expect(abs(south.actual - 930) < 1e-9, "5 × 60 and 6 × 30 of theirs, 5 × 90 of its own")
        let city = try world.assessment("2026-01-31", unit: "city")
        let actual: [Double] = [5 * 100, 6 * 30, 6 * 10, 6 * 50, 5 * 90]
        #expect(city.actual == actual.reduce(0, +))
        #expect(city.coverage == 28.0 / 30)
        #expect(south.flags.contains(.estimated))
    }

    @Test("Like is compared with like: what a new unit has not reported is left out of the old ones' part")
    func pairs() throws {
        let world = try world(
            target: "{target: fewer, metric: crimes, aim: {reduce_by: 10 %}, period: 2026, "
                + "units: {of: city, cascade: ward}, judge: {minimum_coverage: 20 %}}")
        try world.report(
            "crimes",
            [("west", 100.0), ("east", 30), ("north", 10)].flatMap { unit, value in
                ["2025-01-01", "2025-02-01"].map { (unit, $0, value) }
            } + [("south", "2026-01-01", 80), ("north", "2026-01-01", 40), ("north", "2026-02-01", 40)])
        let city = try world.assessment("2026-03-10", unit: "city")
        // All of January; of February north's own and its share of west.
        #expect(abs(city.baseline - 190) < 1e-9)
        #expect(try world.assessment("2026-03-10", unit: "south").baseline == 90)
        #expect(abs(try world.assessment("2026-03-10", unit: "north").baseline - 100) < 1e-9)
    }

    @Test("Ratios are split by their parts")
    func ratio() throws {
        let world = try world(
            """
            - {metric: crimes, better: lower, every: month}
              - {metric: solved, better: higher, every: month}
              - {metric: rate, better: higher, ratio: {of: solved, to: crimes}}
            """,
            target: "{target: rate, metric: rate, aim: {maintain: {at_least: 50 %}}, period: 2025, "
                + "units: {of: city, cascade: ward}}")
        try world.report(
            "crimes", [("west", "2025-01-01", 100), ("east", "2025-01-01", 40), ("north", "2025-01-01", 10)])
        try world.report(
            "solved", [("west", "2025-01-01", 90), ("east", "2025-01-01", 4), ("north", "2025-01-01", 1)])
        // By the tree of 31 December: the units of today, of a window in which others reported.
        try world.report("crimes", [("south", "2025-12-01", 0), ("north", "2025-12-01", 0)])
        try world.report("solved", [("south", "2025-12-01", 0), ("north", "2025-12-01", 0)])
        let south = try world.assessment("2026-01-31", unit: "south")
        #expect(south.numerator == 58 && south.denominator == 100)
        #expect(try world.assessment("2026-01-31", unit: "city").actual == 95.0 / 150)
    }

    @Test("Levels have a past only where it is declared", arguments: [(false, Double.nan), (true, 50)])
    func levels(isSplit: Bool, start: Double) throws {
        let world = try world(
            "- {metric: crimes, better: lower, kind: level, every: month\(isSplit ? ", succession: split" : "")}",
            target: "{target: fewer, metric: crimes, aim: {grow: {to: 10}}, "
                + "period: {from: 2025-07-01, to: 2025-12-31}, units: {of: city, cascade: ward, share: same}}")
        try world.report(
            "crimes",
            [
                ("west", "2025-05-01", 70), ("west", "2025-06-01", 50), ("east", "2025-06-01", 20),
                ("north", "2025-06-01", 5), ("south", "2025-07-01", 40), ("north", "2025-07-01", 30),
            ])
        let south = try world.assessment("2025-08-10", unit: "south")
        #expect(south.baseline == start || (south.baseline.isNaN && start.isNaN))
        // The city's level is that of its units at the end, not of those that were there before as well.
        let city = try world.assessment("2025-08-10", unit: "city")
        #expect(city.actual == 70 && city.baseline == 75)
    }

    @Test("Nothing is counted twice where old and new units stand in one window")
    func levelInTheMiddle() throws {
        let world = try world(
            "- {metric: crimes, better: lower, kind: level, every: month}",
            target: "{target: fewer, metric: crimes, aim: {maintain: {at_most: 100}}, period: 2025, units: city}")
        try world.report(
            "crimes",
            [
                ("west", "2025-06-01", 50), ("north", "2025-06-01", 9), ("south", "2025-07-01", 40),
                ("north", "2025-07-01", 8),
            ])
        #expect(try world.assessment("2025-08-10", unit: "city").actual == 48)
    }

    @Test("A week belongs to the units of its fourth day")
    func straddlingWeek() throws {
        // Monday 30 June 2025: its Thursday is 3 July, so south reports it.
        let world = try world(
            "- {metric: crimes, better: lower}",
            target: "{target: fewer, metric: crimes, aim: {cap: 100}, period: {from: 2025-06-01, to: 2025-07-31}, "
                + "units: city, judge: {minimum_coverage: 0 %}}")
        try world.report(
            "crimes", [("south", "2025-06-30", 3), ("west", "2025-06-30", 50), ("west", "2025-06-23", 1)])
        // What west is said to have reported of that week is not its to report, and does not count.
        #expect(try world.assessment("2025-08-10", unit: "city").actual == 4)
    }

    @Test("Charts and what is learnt of noise begin where the figures are the unit's own")
    func charts() throws {
        let world = try world("- {metric: crimes, better: lower}")
        var values: [(String, String, Double)] = []
        let first = try #require(Day("2024-01-01"))
        for week in 0..<122 {
            let day = first + 7 * week
            let units = day + 3 < (try #require(Day("2025-07-01"))) ? ["north", "west", "east"] : ["north", "south"]
            values += units.map { ($0, day.description, Double(20 + (week * 7) % 5)) }
        }
        try world.report("crimes", values)
        let points = try ["north", "south", "city"].map { try world.assessment("2026-05-03", unit: $0).process.points }
        #expect(points == [44, 44, 104])
    }
}
