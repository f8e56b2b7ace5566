import Periods
import Plan
import Testing

@testable import Evaluators

/// What history adds to a verdict, from reported values on.
@Suite("Outlook, shapes, signals and comparisons learnt from history")
struct ProspectTests {
    /// A year of months with a heavy December: 10 a month, then 100.
    private static func months(_ year: Int, through last: Int = 12, times: Double = 1) -> [(String, String, Double)] {
        (1...last).map { ("all", "\(year)-\($0 < 10 ? "0" : "")\($0)-01", ($0 == 12 ? 100 : 10) * times) }
    }

    private static func world(_ target: String, better: String = "higher", every: String = "month") throws -> SmallWorld
    {
        try SmallWorld(
            """
            languages: [vi, en]
            campaigns:
              peak: {from: 2026-12-01, to: 2026-12-31}
            metrics:
              - {metric: visits, better: \(better), every: \(every)}
            targets:
              - {target: more, metric: visits, period: 2026, \(target)}
            """)
    }

    @Test("A seasonal pace expects what earlier years had by now, and says what a linear one would")
    func seasonal() throws {
        let world = try Self.world("aim: {reach: 210}, pace: {shape: seasonal, from: [2024, 2025]}")
        try world.report("visits", Self.months(2024) + Self.months(2025) + Self.months(2026, through: 6))
        let judgements = try world.judge("2026-07-01")
        let assessment = judgements.assessments[0]
        #expect(abs(assessment.expected - 60) < 1e-6)
        #expect(assessment.status == .onTrack)
        #expect(assessment.linear.status == .offTrack)
        #expect(abs(assessment.linear.expected - 210 * 181 / 365.0) < 1e-9)
        let shape = try #require(judgements.contexts[0].paceShape)
        #expect(shape.word == "seasonal" && shape.years == [2024, 2025] && !shape.isFallback)
        #expect(abs(shape.share - 60.0 / 210) < 1e-9)
    }

    @Test("A shape without a complete year falls back on the days and says so")
    func fallback() throws {
        let world = try Self.world("aim: {reach: 365}, pace: {shape: prior_year}")
        try world.report("visits", Self.months(2025, through: 8) + Self.months(2026, through: 6))
        let judgements = try world.judge("2026-07-01")
        #expect(judgements.assessments[0].expected == 181)
        #expect(judgements.assessments[0].linear.status == nil)
        #expect(judgements.contexts[0].paceShape?.isFallback == true)
    }

    @Test("A campaign's weight moves shares into it, and the whole stays one", arguments: [0.0, 1, 2, 11])
    func campaigns(weight: Double) throws {
        let world = try Self.world("aim: {reach: 365}, pace: {shape: linear, campaigns: {peak: \(weight)}}")
        try world.report("visits", Self.months(2026))
        let before = try world.assessment("2026-12-01").expected
        #expect(abs(before - 365 * 334 / (334 + 31 * weight)) < 1e-6)
        #expect(abs(try world.assessment("2027-01-01").expected - 365) < 1e-6)
    }

    @Test("Near a feast, days are compared by their distance from it")
    func anchored() throws {
        // Tết: 29 January 2025, 17 February 2026. All of a year's events fall on the seven days before it.
        func year(_ last: String, _ year: Int) throws -> [(String, String, Double)] {
            let feast = try #require(Day(last))
            return try (0..<365).map { offset in
                let day = try #require(Day(year: year, month: 1, day: 1)) + offset
                return ("all", day.description, (1...7).contains(feast - day) ? 50.0 : 0)
            }
        }
        let values = try year("2025-01-29", 2025) + year("2026-02-17", 2026).filter { $0.1 <= "2026-02-13" }
        func expected(_ anchor: String) throws -> Double {
            let world = try Self.world("aim: {reach: 350}, pace: {shape: prior_year\(anchor)}", every: "day")
            try world.report("visits", values)
            return try world.assessment("2026-02-13").expected
        }
        #expect(abs(try expected(", anchor: tet") - 200) < 1e-6)
        #expect(abs(try expected("") - 350) < 1e-6)
    }

    @Test("An outlook is silent early, without events and when the result is known")
    func silence() throws {
        let world = try Self.world("aim: {reach: 210}")
        try world.report("visits", Self.months(2024) + Self.months(2025) + Self.months(2026))
        #expect(try world.assessment("2026-02-05").outlook == .none)
        #expect(try world.assessment("2027-01-20").outlook == .none)
        let running = try world.assessment("2026-07-01")
        #expect(running.outlook != .none)
        #expect((0.2...0.8).contains(running.forecast.probability))
        let few = try Self.world("aim: {reach: 3}")
        try few.report("visits", Self.months(2026, through: 6, times: 0.02).map { ($0.0, $0.1, $0.2.rounded()) })
        #expect(try few.assessment("2026-07-01").outlook == .none)
    }

    @Test("When all periods are in, only a revision can change the result", arguments: [(200.0, true), (220, false)])
    func settled(goal: Double, isHit: Bool) throws {
        let world = try Self.world("aim: {reach: \(goal)}")
        try world.report("visits", Self.months(2026))
        let assessment = try world.assessment("2027-01-02")
        #expect(assessment.forecast.probability == (isHit ? 1 : 0))
        #expect(assessment.flags.contains(.lockedIn) == isHit)
        #expect(assessment.flags.contains(.unreachable) == !isHit)
    }

    @Test("A range holds what it should of simulated years, and a better start never lowers the chance")
    func monotone() throws {
        var last = -1.0
        for times in [0.6, 0.8, 1, 1.2, 1.5] {
            let world = try Self.world("aim: {reach: 210}")
            try world.report(
                "visits", Self.months(2024) + Self.months(2025) + Self.months(2026, through: 6, times: times))
            let forecast = try world.assessment("2026-07-01").forecast
            #expect(forecast.probability > last)
            last = forecast.probability
            let (low, high) = try #require(forecast.range(0.8))
            let (inner, outer) = try #require(forecast.range(0.5))
            #expect(low <= inner && inner <= outer && outer <= high)
        }
    }

    @Test("A point outside the limits signals in the direction that is better", arguments: ["higher", "lower"])
    func signal(better: String) throws {
        let world = try Self.world(better == "higher" ? "aim: {reach: 9000}" : "aim: {cap: 9000}", better: better)
        var values: [(String, String, Double)] = []
        for year in 2024...2026 {
            for (index, value) in Self.months(year, through: year == 2026 ? 6 : 12).enumerated() {
                values.append((value.0, value.1, Double(50 + (index * 7) % 5)))
            }
        }
        values[values.count - 1].2 = 120
        try world.report("visits", values)
        let assessment = try world.assessment("2026-07-01")
        #expect(assessment.signal == (better == "higher" ? .improvement : .concern))
        #expect(assessment.process.kind == .xmr)
        #expect(assessment.assurance == (better == "higher" ? .willFail : .willPass))
    }

    @Test("Too few points say nothing, and a constant series neither signals nor passes")
    func noSignal() throws {
        let world = try Self.world("aim: {cap: 900}", better: "lower")
        try world.report("visits", (1...6).map { ("all", "2026-0\($0)-01", 50.0) })
        #expect(try world.assessment("2026-07-01").signal == .tooFew)
        let constant = try Self.world("aim: {cap: 900}", better: "lower")
        try constant.report(
            "visits",
            (1...9).map { ("all", "2025-0\($0)-01", 50.0) }
                + (10...12).map { ("all", "2025-\($0)-01", 50.0) } + (1...6).map { ("all", "2026-0\($0)-01", 50.0) })
        let assessment = try constant.assessment("2026-07-01")
        #expect(assessment.process.isConstant)
        #expect(assessment.signal == .none && assessment.assurance == .notAssessable)
    }

    @Test("Between the two Tết dates a comparison by the feast waits, and says until when")
    func notComparable() throws {
        let world = try Self.world(
            "aim: {reduce_by: 5 %, against: {same_period: tet}}", better: "lower", every: "day")
        var values: [(String, String, Double)] = []
        for year in [2025, 2026] {
            let first = try #require(Day(year: year, month: 1, day: 1))
            for offset in 0..<100 { values.append(("all", (first + offset).description, 5)) }
        }
        try world.report("visits", values)
        let judgements = try world.judge("2026-02-10")
        #expect(judgements.assessments[0].status == .measuring)
        #expect(judgements.assessments[0].reason == .notComparable)
        #expect(judgements.contexts[0].comparableFrom == Day("2026-02-17"))
        #expect(try world.assessment("2026-03-10").status != .measuring)
    }

    @Test("When the feast moved, the alignments disagree and all are kept")
    func alignments() throws {
        let world = try Self.world("aim: {reduce_by: 5 %}", better: "lower", every: "day")
        var values: [(String, String, Double)] = []
        // Busy in the two weeks before Tết: 29 January 2025, 17 February 2026; a little calmer in 2026.
        for (year, feast, level) in [(2025, "2025-01-29", 10.0), (2026, "2026-02-17", 9.5)] {
            let first = try #require(Day(year: year, month: 1, day: 1))
            let tet = try #require(Day(feast))
            for offset in 0..<365 {
                let day = first + offset
                values.append(("all", day.description, (0...13).contains(tet - day) ? level * 4 : level))
            }
        }
        try world.report("visits", values)
        let judgements = try world.judge("2026-02-28")
        let bases = judgements.contexts[0].alignments
        #expect(bases.map(\.name) == ["calendar", "iso_week", "tet"])
        #expect(bases.filter(\.isDeclared).map(\.name) == ["calendar"])
        #expect(bases.allSatisfy { $0.window?.count ?? 0 > 50 })
        #expect(!bases.disagree(0, actual: judgements.assessments[0].actual))
        #expect([AlignedBase].pair(100, 120).disagree(0, actual: 110))
    }

    @Test(
        "A large fall is met beyond chance, the same percentage of few is not", arguments: [(30.0, true), (0.4, false)])
    func beyondChance(times: Double, isBeyond: Bool) throws {
        let world = try Self.world("aim: {reduce_by: 5 %}", better: "lower")
        // Even months, for a peak would count as noise from month to month.
        let months =
            Self.months(2025).map { ($0.0, $0.1, (10 * times).rounded()) }
            + Self.months(2026, through: 6).map { ($0.0, $0.1, (7.5 * times).rounded()) }
        try world.report("visits", months)
        let assessment = try world.assessment("2026-07-01")
        #expect(assessment.change <= -0.05)
        #expect(assessment.flags.contains(.beyondChance) == isBeyond)
        #expect((0...1).contains(assessment.test.p) && (0...1).contains(assessment.test.beyondP))
    }

    @Test("A backtest of years that repeat themselves is right every time, and learns nothing from the future")
    func backtest() throws {
        let world = try Self.world("aim: {cap: 120}", better: "lower")
        let years = 2019...2025
        try world.report("visits", years.flatMap { Self.months($0) })
        let tester = try Backtester(
            world.plan, target: 0, years: [2022, 2023, 2024, 2025], asOf: try #require(Day("2026-01-01")))
        let test = try tester.run(world.ledger, knownAt: nil)
        #expect(test.yearsWithout.isEmpty)
        #expect(test.shareOfYearBefore.map { abs($0 - 120.0 / 210) < 1e-12 } == true)
        #expect(test.points.allSatisfy { !$0.isHit && $0.final == 210 })
        // Half a year of each is not enough to see the December to come without the years before.
        let late = test.points(in: 0.7..<1)
        #expect(late.right == late.points.count && late.points.count >= 8)
        let score = try #require(late.score(.outlook))
        let linear = try #require(late.score(.linear))
        #expect(score.brier < linear.brier)
    }
}

extension [AlignedBase] {
    fileprivate static func pair(_ first: Double, _ second: Double) -> [AlignedBase] {
        [first, second].map { AlignedBase(name: "a", isDeclared: false, window: nil, note: "exact", values: [$0]) }
    }
}
