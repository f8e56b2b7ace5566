import Ledger
import Periods
import Plan
import Testing

@testable import Evaluators

/// Figures that still ripen: the curve learnt from the ledger's batches, and until when an assessment is provisional.
@Suite struct MaturityTests {
    /// A year of months that are known to 90 % a day after their end, to 99 % after a month and whole after two.
    private func ripened(_ key: String) throws -> SmallWorld {
        let world = try SmallWorld(
            """
            metrics:
              - {metric: crimes, better: lower, every: month\(key)}
            targets:
              - {target: fewer, metric: crimes, aim: {cap: 3000}, period: 2025}
            """)
        func name(_ month: Int) -> String { "2025-\(month < 10 ? "0" : "")\(month)" }
        for month in 1...11 {
            var values: [(unit: String, day: String, value: Double)] = [("all", name(month) + "-01", 90)]
            if month > 1 { values.append(("all", name(month - 1) + "-01", 99)) }
            if month > 2 { values.append(("all", name(month - 2) + "-01", 100)) }
            try world.report("crimes", values, received: name(month + 1) + "-01")
        }
        return world
    }

    @Test("The curve is what the batches say, and settles within 2 % a month after")
    func curve() throws {
        let world = try ripened("")
        let day = try #require(Day("2025-12-05"))
        let found = try LearntMaturity.learn(
            world.plan.metrics[0], units: world.plan.units, ledger: world.ledger, asOf: day, knownAt: nil)
        let learnt = try #require(found)
        #expect(learnt.ages.first == 0)
        #expect(learnt.shares[0] == 0)
        #expect(learnt.share(afterDays: 1) == 0.9)
        #expect(abs(learnt.share(afterDays: 21) - 0.9) < 1e-12)
        #expect(abs(learnt.share(afterDays: 42) - 0.99) < 1e-12)
        #expect(abs(learnt.share(afterDays: 90) - 1) < 1e-12)
        #expect(learnt.settledDays == 42)
        #expect(learnt.periods >= 6)
    }

    @Test("Declared days make it provisional until the last period is settled, and block no verdict")
    func declared() throws {
        let world = try ripened(", matures: 70 days")
        let judgements = try world.judge("2025-09-30")
        let assessment = judgements.assessments[0]
        #expect(assessment.status == .ahead)
        #expect(assessment.data == .provisional)
        #expect(assessment.flags.contains(.provisional))
        #expect(judgements.contexts[0].matureFrom == Day("2025-12-09"))
        #expect(judgements.contexts[0].inputs[0].maturity != nil)
    }

    @Test("Learnt days stand in where the plan says so; without either nothing is provisional")
    func learnt() throws {
        #expect(try ripened(", matures: learnt").judge("2025-11-30").contexts[0].matureFrom == Day("2026-01-11"))
        let plain = try ripened("").judge("2025-11-30")
        #expect(plain.contexts[0].matureFrom == nil)
        #expect(plain.assessments[0].data == .fresh)
    }

    @Test("A figure that moves much after it should have been settled does not reconcile")
    func unsettled() throws {
        // The second revision comes some sixty days after a month's end, and only adds one in a hundred.
        let small = try ripened(", matures: 50 days").judge("2025-11-30").assessments[0]
        #expect(small.virtues.correct == 1)
        let world = try ripened(", matures: 50 days")
        try world.report("crimes", (1...3).map { ("all", "2025-0\($0)-01", 150) }, received: "2025-12-10")
        let large = try world.judge("2025-11-30").assessments[0]
        #expect(abs(large.virtues.correct - 8.0 / 11.0) < 1e-12)
        #expect(large.data == .disputed)
    }

    @Test("Figures loaded in bulk long after teach nothing")
    func bulk() throws {
        let world = try SmallWorld(
            """
            metrics: [{metric: crimes, better: lower, every: month, matures: learnt}]
            targets: [{target: fewer, metric: crimes, aim: {cap: 3000}, period: 2025}]
            """)
        let year = (1...12).map { (unit: "all", day: "2024-\($0 < 10 ? "0" : "")\($0)-01", value: 100.0) }
        try world.report("crimes", year, received: "2025-06-01")
        try world.report("crimes", year.map { ($0.unit, $0.day, 120) }, received: "2025-06-08")
        try world.report("crimes", [("all", "2025-05-01", 100)], received: "2025-06-09")
        let judgements = try world.judge("2025-06-10")
        #expect(judgements.contexts[0].inputs[0].maturity == nil)
        #expect(judgements.contexts[0].matureFrom == nil)
    }
}
