import Ledger
import Periods
import Plan
import Testing

@testable import Evaluators

/// The four data virtues, and what they forbid to say.
@Suite struct VirtueTests {
    private static let units = "code,parent\ncity,\na,city\nb,city\nc,city\n"
    private static let codes = ["a", "b", "c"]

    private func weekly(
        _ aim: String, better: String = "lower", metric: String = "", cascade: Bool = true, extra: String = ""
    ) throws -> SmallWorld {
        let share = aim.contains("reduce_by") || aim.contains("maintain") ? "" : ", share: same"
        return try SmallWorld(
            """
            \(extra)
            metrics: [{metric: crimes, better: \(better)\(metric)}]
            targets:
              - target: fewer
                metric: crimes
                aim: \(aim)
                period: 2026
                units: {of: city\(cascade ? ", cascade: all\(share)" : "")}
            """, units: Self.units)
    }

    /// The Mondays of the weeks `range`, counted from the one that holds 1 January 2026.
    private func mondays(_ range: Range<Int>) -> [String] {
        range.map { (Day(number: 20_451) + 7 * $0).description }
    }

    private func report(
        _ world: SmallWorld, _ weeks: Range<Int>, _ codes: [String] = Self.codes, value: (Int) -> Double = { _ in 20 }
    ) throws {
        let values = zip(weeks, mondays(weeks)).flatMap { week, day in
            codes.map { (unit: $0, day: day, value: value(week)) }
        }
        if !values.isEmpty { try world.report("crimes", values) }
    }

    @Test("Sufficient counts the reports that came, alive the silence since the last one")
    func sufficientAndAlive() throws {
        let world = try weekly("{cap: 5000}")
        try report(world, 0..<16)
        try report(world, 16..<20, ["a", "b"])
        let judgements = try world.judge("2026-05-17")
        let city = judgements.assessments[0].virtues
        #expect(abs(city.sufficient - 56.0 / 60.0) < 1e-12)
        #expect(abs(city.alive - 56.0 / 60.0) < 1e-12)
        #expect(city.correct == 1)
        #expect(city.clean == 1)
        #expect(judgements.contexts[0].inputs[0].tally.dead == 1)
        let silent = try #require(judgements.assessments.last)
        #expect(silent.virtues.lastReport == Day("2026-04-19"))
    }

    @Test("A missing report in the middle is insufficient, not dead")
    func hole() throws {
        let world = try weekly("{cap: 5000}")
        try report(world, 0..<8)
        try report(world, 9..<20)
        let city = try world.judge("2026-05-17").assessments[0].virtues
        #expect(abs(city.sufficient - 0.95) < 1e-12)
        #expect(city.alive == 1)
    }

    @Test("Nothing is on pace, ahead, achieved or exceeded on dead data")
    func deadFeed() throws {
        // One report in ten missing would pass for coverage; it is the last ones that are missing.
        for (aim, better, status) in [
            ("{cap: 5000}", "lower", Status.ahead), ("{reach: 1000}", "higher", .achieved),
            ("{reach: 3000}", "higher", .ahead),
        ] {
            let world = try weekly(aim, better: better)
            try report(world, 0..<18)
            #expect(try world.judge("2026-05-03").assessments[0].status == status)
            let dead = try world.judge("2026-05-17").assessments[0]
            #expect(dead.coverage == 0.9)
            #expect(dead.status == .noData)
            #expect(dead.reason == .deadFeed)
            #expect(dead.data == .stale)
            #expect(dead.outlook == .none)
        }
        // Bad news needs no living feed.
        let world = try weekly("{cap: 900}")
        try report(world, 0..<18)
        #expect(try world.judge("2026-05-17").assessments[0].status == .missed)
    }

    @Test("One missed report is stale, and no reason to withhold")
    func stale() throws {
        let world = try weekly("{cap: 5000}")
        try report(world, 0..<19)
        let stale = try world.judge("2026-05-17").assessments[0]
        #expect(stale.data == .stale)
        #expect(stale.status == .ahead)
    }

    @Test("A stretch in which all units fall at once is a gap: it decides no verdict, and a holiday explains it")
    func gap() throws {
        let dip: (Int) -> Double = { (8..<11).contains($0) ? 2 : 20 }
        let world = try weekly("{cap: 3000}")
        try report(world, 0..<20, value: dip)
        let judgements = try world.judge("2026-05-17")
        let city = judgements.assessments[0]
        #expect(judgements.contexts[0].gaps == [Window(Day(number: 20_507), Day(number: 20_527))])
        #expect(city.actual == 1038)
        // 1,038 against 1,126 is ahead of the cap's pace; with the usual 60 a week it were 1,200, and at risk.
        #expect(city.status == .measuring)
        #expect(city.reason == .feedGap)
        #expect(city.data == .provisional)
        #expect(abs(city.virtues.alive - 0.85) < 1e-12)
        // A cap that stands either way is not withheld.
        let wide = try weekly("{cap: 9000}")
        try report(wide, 0..<20, value: dip)
        #expect(try wide.judge("2026-05-17").assessments[0].status == .ahead)
        // Declared days off explain the silence.
        let feast = try weekly("{cap: 3000}", extra: "campaigns: {feast: {title: F, from: 2026-02-24, to: 2026-03-07}}")
        try report(feast, 0..<20, value: { (8..<10).contains($0) ? 2 : 20 })
        #expect(try feast.judge("2026-05-17").contexts[0].gaps.isEmpty)
    }

    @Test("A gap in one part of a ratio alone decides no verdict either")
    func gapInRatio() throws {
        let world = try SmallWorld(
            """
            metrics:
              - {metric: solved, better: higher}
              - {metric: found, better: lower}
              - {metric: rate, better: higher, ratio: {of: solved, to: found}}
            targets: [{target: rate, metric: rate, aim: {maintain: {at_least: 80 %}}, period: 2026}]
            """)
        let days = mondays(0..<20)
        try world.report("found", days.map { ("all", $0, 100) })
        try world.report("solved", days.enumerated().map { ("all", $1, (8..<11).contains($0) ? 4 : 90) })
        let assessment = try world.assessment("2026-05-17")
        // 77 % falls short; without the gap it holds 90 %.
        #expect(abs(assessment.actual - 0.771) < 1e-12)
        #expect(assessment.status == .measuring)
        #expect(assessment.reason == .feedGap)
    }

    @Test("A fall of one unit alone, a slow fall and small numbers are no gap")
    func noGap() throws {
        let alone = try weekly("{cap: 3000}")
        try report(alone, 0..<20, ["a", "b"])
        try report(alone, 0..<20, ["c"], value: { (8..<11).contains($0) ? 0 : 40 })
        #expect(try alone.judge("2026-05-17").contexts[0].gaps.isEmpty)
        let slow = try weekly("{cap: 3000}")
        try report(slow, 0..<20, value: { 40 - Double($0) * 2 })
        #expect(try slow.judge("2026-05-17").contexts[0].gaps.isEmpty)
        let few = try weekly("{cap: 3000}")
        try report(few, 0..<20, value: { (8..<11).contains($0) ? 0 : 1 })
        #expect(try few.judge("2026-05-17").contexts[0].gaps.isEmpty)
    }

    @Test("Reports after their day are late, where the ledger was there to see it")
    func late() throws {
        let world = try weekly("{cap: 5000}", metric: ", due: 3 days")
        let days = mondays(0..<4)
        func values(_ week: Int, _ codes: [String]) -> [(unit: String, day: String, value: Double)] {
            codes.map { ($0, days[week], 20) }
        }
        // The first batch comes weeks after its periods: what was before it was there says nothing.
        try world.report("crimes", values(0, Self.codes), received: "2026-01-13")
        try world.report("crimes", values(1, Self.codes), received: "2026-01-14")
        // The third week ends on 18 January and is due on the 21st.
        try world.report("crimes", values(2, ["a", "b"]), received: "2026-01-21")
        try world.report("crimes", values(2, ["c"]), received: "2026-01-23")
        try world.report("crimes", values(3, Self.codes), received: "2026-01-28")
        let tally = try world.judge("2026-01-28").contexts[0].inputs[0].tally
        #expect(tally.late == 1)
        #expect(tally.reported == 12)
    }

    @Test("A period counts from the day its reports are due")
    func due() throws {
        let world = try weekly("{cap: 5000}", metric: ", due: 3 days")
        try report(world, 0..<19)
        // The twentieth week ended on 17 May; its reports may come until the 20th.
        let before = try world.judge("2026-05-19")
        #expect(before.contexts[0].toDate?.last == Day("2026-05-10"))
        #expect(before.assessments[0].data == .fresh)
        let after = try world.judge("2026-05-20")
        #expect(after.contexts[0].toDate?.last == Day("2026-05-17"))
        #expect(after.assessments[0].data == .stale)
    }

    @Test("Rows that a batch came without make its data unclean, at the unit that sent them")
    func clean() throws {
        let world = try weekly("{cap: 5000}")
        let values = mondays(0..<20).flatMap { day in Self.codes.map { (unit: $0, day: day, value: 20.0) } }
        try world.report(
            "crimes", values,
            rejections: [
                .init(metric: "crimes", unit: "a", rows: 5), .init(metric: "", unit: "", rows: 15),
                .init(metric: "other", unit: "a", rows: 40),
            ])
        let judgements = try world.judge("2026-05-17")
        let (city, a, b) = (judgements.assessments[0], judgements.assessments[1], judgements.assessments[2])
        #expect(abs(city.virtues.clean - 60.0 / 80.0) < 1e-12)
        #expect(abs(a.virtues.clean - 20.0 / 25.0) < 1e-12)
        #expect(b.virtues.clean == 1)
        #expect(city.status == .measuring)
        #expect(city.reason == .disputedData)
        #expect(city.data == .disputed)
        #expect(a.status == .ahead)
        #expect(a.data == .provisional)
    }

    @Test("A part above its whole, a falling sum and a parent beside its children do not reconcile")
    func correct() throws {
        let ratio = try SmallWorld(
            """
            metrics:
              - {metric: solved, better: higher, every: month}
              - {metric: found, better: lower, every: month}
              - {metric: rate, better: higher, ratio: {of: solved, to: found}}
            targets: [{target: rate, metric: rate, aim: {maintain: {at_least: 80 %}}, period: 2026}]
            """)
        try ratio.report("solved", (1...4).map { ("all", "2026-0\($0)-01", 110) })
        try ratio.report("found", (1...4).map { ("all", "2026-0\($0)-01", 100) })
        let above = try ratio.assessment("2026-04-30")
        #expect(above.virtues.correct == 0)
        #expect(above.data == .disputed)
        #expect(above.status == .measuring)

        let sums = try SmallWorld(
            """
            metrics: [{metric: visits, better: higher, every: month, reported: cumulative}]
            targets: [{target: more, metric: visits, aim: {reach: 500}, period: 2026}]
            """)
        try sums.report(
            "visits", [("all", "2026-01-01", 50), ("all", "2026-02-01", 40), ("all", "2026-03-01", 200)])
        #expect(abs(try sums.assessment("2026-03-31").virtues.correct - 2.0 / 3.0) < 1e-12)

        let own = try weekly("{cap: 5000}", metric: ", parents: reported")
        try report(own, 0..<20)
        try report(own, 0..<20, ["city"], value: { $0 < 5 ? 61 : 60 })
        let city = try own.judge("2026-05-17").assessments[0].virtues
        #expect(abs(city.correct - 0.75) < 1e-12)
    }

    @Test("Rules may ask for the virtues")
    func rules() throws {
        let world = try weekly(
            "{cap: 5000}",
            extra: """
                rules:
                  - {rule: dying, when: virtues.alive < 0.95 && virtues.correct == 1.0, says: {en: x, vi: x}}
                """)
        #expect(world.plan.rules.contains { $0.id == "dying" })
    }
}
