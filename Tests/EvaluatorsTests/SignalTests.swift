import Periods
import Plan
import Testing

@testable import Evaluators

@Suite("Where the limits of a chart come from")
struct SignalTests {
    private static func world(_ signal: String, every: String = "month", more: String = "") throws -> SmallWorld {
        try SmallWorld(
            """
            languages: [en]
            campaigns:
              peak: {from: 2025-07-01, to: 2025-08-31}
            metrics:
              - {metric: crimes, better: lower, every: \(every)}
            targets:
              - {target: fewer, metric: crimes, aim: {cap: 9000}, period: 2026\(more), signal: \(signal)}
            """)
    }

    /// Months from January 2024: 50 give or take two, another level from July 2025.
    private static func months(through last: Int, stepTo level: Double = 50) -> [(String, String, Double)] {
        (0..<last).map { month in
            let (year, number) = (2024 + month / 12, month % 12 + 1)
            let base = month >= 18 ? level : 50
            return ("all", "\(year)-\(number < 10 ? "0" : "")\(number)-01", base + Double(month * 7 % 5) - 2)
        }
    }

    @Test("A rebase begins a chart with limits of its own, and says on which day and why")
    func rebase() throws {
        let values = Self.months(through: 32, stepTo: 80)
        let plain = try Self.world("{seasonal: false}")
        try plain.report("crimes", values)
        #expect(try plain.assessment("2026-09-01").signal == .concern)

        let world = try Self.world("{seasonal: false, rebase: [{on: 2025-07-01, because: {en: New boundaries}}]}")
        try world.report("crimes", values)
        let judgements = try world.judge("2026-09-01")
        let assessment = judgements.assessments[0]
        #expect(assessment.signal == .none)
        #expect(assessment.process.points == 14)
        // No moving range is taken across the step.
        let alone = values.suffix(14).map(\.2)
        #expect(assessment.process.centre == alone.reduce(0, +) / 14)
        #expect(assessment.process.upper < 90)
        let basis = try #require(judgements.contexts[0].charts)
        #expect(basis.rebase?.on == Day("2025-07-01") && basis.rebase?.because[.english] == "New boundaries")
        #expect(basis.window.first == Day("2025-07-01"))
    }

    @Test("After a rebase nothing is said before there are points enough", arguments: [(30, false), (31, true)])
    func fewAfterRebase(through: Int, isSaid: Bool) throws {
        let world = try Self.world("{rebase: [{on: 2025-07-01, because: New boundaries}]}")
        try world.report("crimes", Self.months(through: through, stepTo: 80))
        let assessment = try world.assessment(through == 30 ? "2026-07-01" : "2026-08-01")
        #expect((assessment.signal != .tooFew) == isSaid)
        #expect((assessment.process.kind != nil) == isSaid)
        #expect(assessment.process.points == Int32(through - 18))
    }

    @Test("A rebase to come and a campaign change nothing")
    func notYet() throws {
        let world = try Self.world("{seasonal: false, rebase: [{on: 2026-08-01, because: Later}]}")
        try world.report("crimes", Self.months(through: 30, stepTo: 80))
        let judgements = try world.judge("2026-07-01")
        #expect(judgements.assessments[0].process.points == 30)
        #expect(judgements.contexts[0].charts?.rebase == nil)
        #expect(judgements.assessments[0].signal == .concern)
    }

    @Test("Locked limits stay where they were while the process drifts away", arguments: [true, false])
    func lock(isWindow: Bool) throws {
        // Rises by a half a month from the second year on, which limits from all points follow.
        let values = Self.months(through: 30).enumerated().map { index, value in
            (value.0, value.1, value.2 + max(0, Double(index) - 17) * 0.7)
        }
        let lock = isWindow ? "{from: 2024-01-01, to: 2025-06-30}" : "{first: 18}"
        let world = try Self.world("{seasonal: false, lock: \(lock)}")
        try world.report("crimes", values)
        let judgements = try world.judge("2026-07-01")
        let assessment = judgements.assessments[0]
        let first = values.prefix(18).map(\.2)
        #expect(assessment.process.locked == 18 && assessment.process.points == 30)
        #expect(abs(assessment.process.centre - first.reduce(0, +) / 18) < 1e-9)
        #expect(assessment.signal == .concern)
        let basis = try #require(judgements.contexts[0].charts)
        #expect(basis.isLocked && (basis.lockedPoints == 18) == !isWindow)
    }

    @Test("Limits are not locked to fewer than a dozen points")
    func shortLock() throws {
        let world = try Self.world("{lock: {from: 2024-01-01, to: 2024-11-30}}")
        try world.report("crimes", Self.months(through: 30))
        #expect(try world.assessment("2026-07-01").signal == .tooFew)
    }

    @Test("Screening is as declared, else as the profile has it", arguments: ["true", "false", nil])
    func screening(screen: String?) throws {
        let world = try Self.world("{seasonal: false\(screen.map { ", screen: \($0)" } ?? "")}")
        var values = Self.months(through: 30)
        values[10].2 = 120
        try world.report("crimes", values)
        let chart = try world.assessment("2026-07-01").process
        let ranges = zip(values, values.dropFirst()).map { abs($1.2 - $0.2) }
        let all = ranges.reduce(0, +) / Double(ranges.count)
        let kept = ranges.filter { $0 < 3.267 * all }
        let used = screen == "true" ? kept.reduce(0, +) / Double(kept.count) : all
        #expect(abs(chart.upper - chart.centre - 2.66 * used) < 1e-9)
    }

    @Test("A net count that corrections take below zero is charted as values, not as counts")
    func net() throws {
        let world = try SmallWorld(
            """
            languages: [en]
            metrics: [{metric: care, better: lower, every: month, may_be_negative: true}]
            targets: [{target: fewer, metric: care, aim: {cap: 90}, period: 2026}]
            """)
        try world.report("care", Self.months(through: 30).map { ($0.0, $0.1, $0.2 - 50) })
        let chart = try world.assessment("2026-07-01").process
        #expect(chart.kind == .xmr && chart.points == 30 && chart.lower < 0)
    }
}
