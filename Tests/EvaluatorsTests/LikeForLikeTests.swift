import Ledger
import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

/// This year as known now against last year as it was known then.
@Suite struct LikeForLikeTests {
    private func world(_ against: String = "calendar", metric: String = "") throws -> SmallWorld {
        try SmallWorld(
            """
            metrics:
              - {metric: crimes, better: lower, every: month\(metric)}
            targets:
              - {target: fewer, metric: crimes, aim: {reduce_by: 10 %, against: {same_period: \(against)}}, period: 2026}
            """)
    }

    /// January to March of two years as they come, each month a fifth short at first and whole a month later.
    private func ripen(_ world: SmallWorld, _ years: [(year: Int, months: [Double])]) throws {
        for (year, months) in years {
            for (index, value) in months.enumerated() {
                var values = [("all", "\(year)-0\(index + 1)-01", value * 0.8)]
                if index > 0 { values.append(("all", "\(year)-0\(index)-01", months[index - 1])) }
                try world.report(
                    "crimes", values.map { (unit: $0.0, day: $0.1, value: $0.2) }, received: "\(year)-0\(index + 2)-02")
            }
        }
    }

    @Test("The year before is read as it was known on the corresponding day, and the settled figure stands beside it")
    func asKnownThen() throws {
        let world = try world()
        try ripen(world, [(2025, [100, 100, 100, 100, 100]), (2026, [90, 90, 90])])
        let judgements = try world.judge("2026-03-31")
        let assessment = judgements.assessments[0]
        // Two whole months and four fifths of the third on both sides.
        #expect(assessment.actual == 252)
        #expect(assessment.baseline == 280)
        #expect(assessment.settledBaseline == 300)
        #expect(abs(assessment.change + 0.1) < 1e-12)
        #expect(assessment.status == .onTrack)
        #expect(judgements.contexts[0].comparatorBasis?.instant == Instant("2025-04-02T00:00:00Z"))
        // The goal of the whole year is what that year settled at.
        #expect(assessment.goal == 0.9 * 480)
    }

    @Test("known: now compares with settled figures, and says so")
    func declaredNow() throws {
        let world = try world("calendar, known: now")
        try ripen(world, [(2025, [100, 100, 100, 100, 100]), (2026, [90, 90, 90])])
        let judgements = try world.judge("2026-03-31")
        #expect(judgements.assessments[0].baseline == 300)
        #expect(judgements.assessments[0].settledBaseline.isNaN)
        #expect(judgements.contexts[0].comparatorBasis == .declaredNow)
    }

    @Test("A ledger that begins later falls back to what is known today, and says since when it knows")
    func unknownThen() throws {
        let world = try world()
        try world.report(
            "crimes", [("all", "2025-01-01", 100), ("all", "2025-02-01", 100)], received: "2025-12-01")
        try world.report("crimes", [("all", "2026-01-01", 80), ("all", "2026-02-01", 80)], received: "2026-03-02")
        let judgements = try world.judge("2026-02-28")
        #expect(judgements.assessments[0].baseline == 200)
        guard case .unknownThen(let wanted, let first)? = judgements.contexts[0].comparatorBasis else {
            Issue.record("\(String(describing: judgements.contexts[0].comparatorBasis))")
            return
        }
        #expect(wanted.day == Day("2025-03-02"))
        #expect(first.day == Day("2025-12-01"))
    }

    @Test("When too few of the reports were in then, today's knowledge counts")
    func tooFewThen() throws {
        let world = try world()
        try world.report("crimes", [("all", "2025-01-01", 100)], received: "2025-02-02")
        try world.report(
            "crimes", [("all", "2025-02-01", 100), ("all", "2025-03-01", 100)], received: "2025-09-01")
        try world.report(
            "crimes", (1...3).map { ("all", "2026-0\($0)-01", 80) }, received: "2026-04-02")
        let judgements = try world.judge("2026-03-31")
        #expect(judgements.assessments[0].baseline == 300)
        guard case .tooFewThen? = judgements.contexts[0].comparatorBasis else {
            Issue.record("\(String(describing: judgements.contexts[0].comparatorBasis))")
            return
        }
    }

    @Test("A report that came after the corresponding day counts as it is known today")
    func lateThen() throws {
        let world = try world()
        for month in 1...5 {
            // May of last year came a month late, and grew from 50 to 60 since.
            if month < 5 {
                try world.report("crimes", [("all", "2025-0\(month)-01", 50)], received: "2025-0\(month + 1)-02")
            }
        }
        try world.report("crimes", [("all", "2025-05-01", 60)], received: "2025-07-02")
        for month in 1...5 {
            try world.report("crimes", [("all", "2026-0\(month)-01", 40)], received: "2026-0\(month + 1)-02")
        }
        let judgements = try world.judge("2026-05-31")
        #expect(judgements.assessments[0].baseline == 260)
        #expect(judgements.contexts[0].comparatorBasis?.instant != nil)
    }

    @Test("With every batch of a year received before the corresponding day, like for like is the ordinary comparison")
    func property() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<12 {
            let world = try world()
            let ordinary = try self.world("calendar, known: now")
            let last = Int.random(in: 1...11, using: &random)
            // In pieces, with corrections, but all of them before the year is out.
            var batches: [[(unit: String, day: String, value: Double)]] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                batches.append(
                    (1...last).map { month in
                        (
                            "all", "2025-\(month < 10 ? "0" : "")\(month)-01",
                            Double(Int.random(in: 0...99, using: &random))
                        )
                    })
            }
            let current = (1...last).map { month in
                (
                    unit: "all", day: "2026-\(month < 10 ? "0" : "")\(month)-01",
                    value: Double(Int.random(in: 0...99, using: &random))
                )
            }
            for each in [world, ordinary] {
                // Received long before, as a plan for the year: whatever the day, it was known then.
                for (index, batch) in batches.enumerated() {
                    try each.report("crimes", batch, received: "2024-12-\(10 + index)")
                }
                try each.report("crimes", current, received: "2026-12-20")
            }
            let day = "2026-\(last < 9 ? "0" : "")\(last + 1)-03"
            let one = try world.judge(day).assessments[0]
            let other = try ordinary.judge(day).assessments[0]
            #expect(one.baseline.isFinite)
            #expect(one.baseline == other.baseline)
            #expect(one.settledBaseline == one.baseline)
            #expect(one.status == other.status)
            #expect(one.change == other.change || one.change.isNaN && other.change.isNaN)
        }
    }

    @Test("Cumulative figures are read as they stood then as well")
    func cumulative() throws {
        let world = try world(metric: ", reported: cumulative")
        try world.report("crimes", [("all", "2025-01-01", 100)], received: "2025-02-02")
        try world.report("crimes", [("all", "2025-02-01", 190)], received: "2025-03-02")
        try world.report("crimes", [("all", "2025-01-01", 110), ("all", "2025-02-01", 230)], received: "2025-08-01")
        try world.report("crimes", [("all", "2026-01-01", 90), ("all", "2026-02-01", 171)], received: "2026-03-02")
        let assessment = try world.assessment("2026-02-28")
        #expect(assessment.actual == 171)
        #expect(assessment.baseline == 190)
        #expect(assessment.settledBaseline == 230)
        #expect(assessment.status == .onTrack)
    }
}
