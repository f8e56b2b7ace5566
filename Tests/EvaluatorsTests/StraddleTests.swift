import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

@Suite("Reporting periods on both sides of a window's edge")
struct StraddleTests {
    private static func world(_ straddle: String, target: String, metric: String = "") throws -> SmallWorld {
        try SmallWorld(
            """
            languages: [en]
            metrics: [{metric: crimes, better: lower, straddle: \(straddle)\(metric)}]
            targets:
              \(target)
            """)
    }

    /// Mondays from 30 December 2024 with 7, 14, 21 … events.
    private static func weeks(_ count: Int) throws -> [(String, String, Double)] {
        let first = try #require(Day("2024-12-30"))
        return (0..<count).map { ("all", (first + $0 * 7).description, Double(7 * ($0 + 1))) }
    }

    @Test("A straddling week counts wholly by its fourth day, or by its days", arguments: ["fourth_day", "prorated"])
    func edges(straddle: String) throws {
        // 30 December to 5 January lies with five days in 2025, 27 January to 2 February with five in January.
        let world = try Self.world(
            straddle, target: "- {target: fewer, metric: crimes, aim: {cap: 100}, period: 2025-01}")
        try world.report("crimes", Self.weeks(6))
        let judgements = try world.judge("2025-02-09")
        let actual = judgements.assessments[0].actual
        let expected: Double = straddle == "prorated" ? 93 : 105
        #expect(actual == expected)
        let straddled = judgements.contexts[0].straddled
        #expect(straddled.map(\.window.first.description) == ["2024-12-30", "2025-01-27"])
        #expect(straddled.map(\.daysInside) == [5, 5])
        #expect(straddled.allSatisfy { $0.rule.rawValue == straddle })
        let share: Double = straddle == "prorated" ? 5.0 / 7 : 1
        #expect(straddled.map(\.share) == [share, share])
    }

    @Test("The whole window has passed when its last, straddling week is in")
    func close() throws {
        let world = try Self.world(
            "prorated", target: "- {target: fewer, metric: crimes, aim: {cap: 100}, period: 2025-01}")
        try world.report("crimes", Self.weeks(5))
        let before = try world.judge("2025-02-01")
        #expect(before.assessments[0].actual == 68)
        #expect(before.contexts[0].toDate?.last == Day("2025-01-26"))
        let after = try world.judge("2025-02-02")
        #expect(after.assessments[0].actual == 93)
        #expect(after.contexts[0].toDate?.last == Day("2025-01-31"))
        #expect(after.assessments[0].expected == 100)
    }

    @Test("Windows that tile a year share out every report, whatever its calendar", arguments: 1...8)
    func conservation(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let grain = ["week", "month", "quarter"][Int(seed % 3)]
        // Cuts anywhere in the year.
        var cuts = Set((0..<6).map { _ in Int.random(in: 1..<365, using: &random) }).sorted()
        cuts = [0] + cuts + [365]
        let first = try #require(Day("2025-01-01"))
        let targets = zip(cuts, cuts.dropFirst()).enumerated().map { index, cut in
            "- {target: t\(index), metric: crimes, aim: {cap: 10000}, "
                + "period: {from: \(first + cut.0), to: \(first + (cut.1 - 1))}}"
        }.joined(separator: "\n  ")
        let world = try SmallWorld(
            """
            languages: [en]
            calendars: {admin: {month_starts: 15, year_starts: 12-15}}
            metrics: [{metric: crimes, better: lower, straddle: prorated, every: \(grain), calendar: admin}]
            targets:
              \(targets)
            """)
        let metric = world.plan.metrics[0]
        let year = try #require(Window(first, first + 364))
        var values: [(String, String, Double)] = []
        var whole = 0.0
        let (from, to) = (
            metric.calendar.index(metric.grain, of: year.first), metric.calendar.index(metric.grain, of: year.last)
        )
        for period in from...to {
            let days = metric.window(of: period)
            let value = Double(Int.random(in: 0...500, using: &random))
            values.append(("all", days.first.description, value))
            whole += value * Double(days.intersection(year)?.count ?? 0) / Double(days.count)
        }
        try world.report("crimes", values)
        let judged = try world.judge("2026-06-30")
        let sum = judged.assessments.reduce(0) { $0 + $1.actual }
        #expect(judged.assessments.count == cuts.count - 1)
        #expect(abs(sum - whole) < 1e-9 * max(1, whole), "\(sum) \(whole)")
    }

    @Test("A comparator is prorated like the window itself, day for day")
    func comparator() throws {
        let world = try Self.world(
            "prorated", target: "- {target: fewer, metric: crimes, aim: {reduce_by: 10 %}, period: 2026-01}")
        // Every day the same: both Januaries hold 31 days of it, however their weeks lie.
        let first = try #require(Day("2024-12-30"))
        try world.report("crimes", (0..<60).map { ("all", (first + $0 * 7).description, 14.0) })
        let assessment = try world.assessment("2026-02-09")
        #expect(abs(assessment.actual - 62) < 1e-9 && abs(assessment.baseline - 62) < 1e-9)
        #expect(abs(assessment.change) < 1e-12)
        let fourth = try Self.world(
            "fourth_day", target: "- {target: fewer, metric: crimes, aim: {reduce_by: 10 %}, period: 2026-01}")
        try fourth.report("crimes", (0..<60).map { ("all", (first + $0 * 7).description, 14.0) })
        #expect(try fourth.assessment("2026-02-09").actual == 70)
    }

    @Test("Of a comparator, days whose own week is missing do not count either")
    func pairedByReports() throws {
        let world = try Self.world(
            "prorated",
            target: "- {target: fewer, metric: crimes, aim: {reduce_by: 10 %}, period: 2026-01, "
                + "judge: {minimum_coverage: 10 %}}")
        let first = try #require(Day("2024-12-30"))
        let values = (0..<60).map { ("all", (first + $0 * 7).description, 14.0) }
        try world.report("crimes", values.filter { $0.1 != "2026-01-12" })
        let assessment = try world.assessment("2026-02-09")
        #expect(abs(assessment.actual - 48) < 1e-9 && abs(assessment.baseline - 48) < 1e-9)
    }

    @Test("Shares by history and totals of a ratio are prorated too")
    func historyAndRatio() throws {
        let world = try SmallWorld(
            """
            languages: [en]
            metrics:
              - {metric: found, better: higher, straddle: prorated}
              - {metric: solved, better: higher, straddle: prorated}
              - {metric: rate, better: higher, ratio: {of: solved, to: found}}
            targets:
              - {target: more, metric: found, aim: {reach: 100}, period: 2026-01, units: {of: city, cascade: ward, share: history}}
              - {target: solve, metric: rate, aim: {maintain: {at_least: 50 %}}, period: 2026-01, units: city}
            """, units: "code,parent,level\ncity,,city\na,city,ward\nb,city,ward\n")
        let first = try #require(Day("2024-12-30"))
        for week in 0..<60 {
            let day = (first + week * 7).description
            // In the last week of January 2025 ward b had seven times as many.
            try world.report("found", [("a", day, 14), ("b", day, week == 4 ? 98 : 14)])
            try world.report("solved", [("a", day, 7), ("b", day, 7)])
        }
        let judgements = try world.judge("2026-02-09")
        let goals = judgements.assessments.filter { $0.target == 0 }.map(\.goal)
        // Ward a had 62, ward b 62 − 10 + 70 in January 2025.
        #expect(abs(goals[1] - 100 * 62 / 184.0) < 1e-9 && abs(goals[2] - 100 * 122 / 184.0) < 1e-9)
        let ratio = try #require(judgements.assessments.last)
        #expect(abs(ratio.actual - 0.5) < 1e-12 && abs(ratio.denominator - 124) < 1e-9)
    }
}
