import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

@Suite("Charts without the season")
struct SeasonTests {
    /// Weeks of some 40 crimes with noise, doubled in the three weeks before Tết.
    private static func weeks(from first: String, through last: String, seed: UInt64 = 5) throws -> [(
        String, String, Double
    )] {
        var random = SplitMix64(seed: seed)
        let (first, last) = (try #require(Day(first)), try #require(Day(last)))
        return stride(from: 0, through: last - first, by: 7).map { offset in
            let middle = first + offset + 3
            let distance = AnchorTable.tet.day(in: middle.year).map { $0 - middle } ?? 100
            let noise = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
            let level = (0...20).contains(distance) ? 80.0 : 40
            return ("all", (first + offset).description, max(0, (level + noise * level.squareRoot()).rounded()))
        }
    }

    private static func world(_ signal: String, languages: String = "vi") throws -> SmallWorld {
        try SmallWorld(
            """
            languages: [\(languages)]
            metrics: [{metric: crimes, better: lower}]
            targets: [{target: fewer, metric: crimes, aim: {cap: 3000}, period: 2026, signal: \(signal)}]
            """)
    }

    @Test("A peak of every Tết is no signal, one without it would be")
    func peak() throws {
        let values = try Self.weeks(from: "2021-01-04", through: "2026-02-02")
        let world = try Self.world("{}")
        try world.report("crimes", values)
        let judgements = try world.judge("2026-02-09")
        let assessment = judgements.assessments[0]
        #expect(assessment.signal == .none)
        #expect((1.5...2.5).contains(assessment.process.season))
        #expect(judgements.contexts[0].charts?.seasonYears == 5)
        let plain = try Self.world("{seasonal: false}")
        try plain.report("crimes", values)
        let flagged = try plain.assessment("2026-02-09")
        #expect(flagged.signal == .concern && flagged.process.season.isNaN)
    }

    @Test("A peak twice as high as usual still is a signal")
    func higher() throws {
        var values = try Self.weeks(from: "2021-01-04", through: "2026-02-02")
        values[values.count - 1].2 *= 2
        let world = try Self.world("{}")
        try world.report("crimes", values)
        #expect(try world.assessment("2026-02-09").signal == .concern)
    }

    @Test("Without three years, or where the years agree on nothing, nothing is adjusted")
    func without() throws {
        let short = try Self.world("{}")
        try short.report("crimes", Self.weeks(from: "2024-01-01", through: "2026-02-02"))
        #expect(try short.judge("2026-02-09").contexts[0].charts?.seasonYears == nil)
        var random = SplitMix64(seed: 9)
        let noise = try Self.weeks(from: "2021-01-04", through: "2026-02-02").map {
            ($0.0, $0.1, Double(Int.random(in: 30...50, using: &random)))
        }
        let steady = try Self.world("{}")
        try steady.report("crimes", noise)
        #expect(try steady.judge("2026-02-09").contexts[0].charts?.seasonYears == nil)
    }

    @Test("A month's own year never teaches what is usual in it")
    func ownYear() throws {
        // Every December holds 100, but the last one 400: it is held against the others.
        let world = try SmallWorld(
            """
            languages: [en]
            metrics: [{metric: crimes, better: lower, every: month}]
            targets: [{target: fewer, metric: crimes, aim: {cap: 9000}, period: 2025}]
            """)
        let values = (0..<60).map { month -> (String, String, Double) in
            let (year, number) = (2021 + month / 12, month % 12 + 1)
            let value = number == 12 ? (year == 2025 ? 400.0 : 100) : 50 + Double(month * 7 % 5)
            return ("all", "\(year)-\(number < 10 ? "0" : "")\(number)-01", value)
        }
        try world.report("crimes", values)
        let assessment = try world.assessment("2026-01-05")
        #expect((1.6...2.0).contains(assessment.process.season))
        #expect(assessment.signal == .concern)
    }
}
