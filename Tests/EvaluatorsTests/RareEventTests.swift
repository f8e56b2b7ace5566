import Periods
import Plan
import Testing

@testable import Evaluators

@Suite("Charts of the times between rare events")
struct RareEventTests {
    /// A Monday.
    private static let start = "2024-01-01"

    /// Weeks with the given numbers of events, up to a day of 2026.
    private func chart(
        _ events: [Int: Double], weeks: Int = 104, missing: Set<Int> = [], signal: String = "{}"
    ) throws -> Assessment {
        let world = try SmallWorld(
            """
            languages: [en]
            metrics: [{metric: fires, better: lower}]
            targets: [{target: fewer, metric: fires, aim: {cap: 26}, period: {every: year}, signal: \(signal)}]
            """)
        let first = try #require(Day(Self.start))
        try world.report(
            "fires",
            (0..<weeks).filter { !missing.contains($0) }.map {
                ("all", (first + $0 * 7).description, events[$0] ?? 0)
            })
        return try world.assessment((first + weeks * 7).description)
    }

    /// An event every four to six weeks.
    private static let steady = Dictionary(
        uniqueKeysWithValues: (0..<20).map { ($0 * 5 + [0, 1, 0, -1][$0 % 4], 1.0) })

    @Test("Below one event in two periods the days between them are charted, one in the middle of its period")
    func times() throws {
        let assessment = try chart(Self.steady.merging([98: 0, 100: 1]) { $1 })
        let chart = assessment.process
        #expect(chart.kind == .t)
        #expect(chart.points == 20)
        #expect(assessment.signal == .none)
        #expect(chart.last.truncatingRemainder(dividingBy: 7) == 0)
        #expect((25...45).contains(chart.centre))
        #expect(chart.lower < chart.centre && chart.centre < chart.upper)
        // 26 a year: one in a fortnight.
        #expect(abs(chart.aim - 366 / 26.0) < 0.1)
        #expect(assessment.assurance == .willPass || assessment.assurance == .hitAndMiss)
    }

    @Test("Several events of a period lie evenly in it")
    func even() throws {
        let chart = try chart(Self.steady.merging([99: 2]) { $1 }).process
        // Two in a week: half a week apart.
        #expect(chart.kind == .t && chart.last == 3.5)
    }

    @Test("Events that come thick and fast are a concern, where better is lower")
    func faster() throws {
        var events = Self.steady.filter { $0.key < 92 }
        for week in 92..<104 { events[week] = 1 }
        let assessment = try chart(events)
        #expect(assessment.process.kind == .t && assessment.signal == .concern)
    }

    @Test("A quiet stretch that is not over yet is a point once it is too long to be chance", arguments: [98, 150])
    func quiet(weeks: Int) throws {
        let assessment = try chart(Self.steady.filter { $0.key < 95 }, weeks: weeks)
        #expect(assessment.process.kind == .t)
        #expect(assessment.process.isOpen == (weeks == 150))
        #expect(assessment.signal == (weeks == 150 ? .improvement : .none))
    }

    @Test("No time is taken across a week that was not reported")
    func gap() throws {
        let whole = try chart(Self.steady, signal: "{minimum_points: 4}").process
        let missing = try chart(Self.steady, missing: [52, 53], signal: "{minimum_points: 4}").process
        #expect(whole.kind == .t && missing.kind == .t)
        #expect(missing.points == whole.points - 1)
    }

    @Test("Asked for a chart of times, counts of one or more a period are charted as counts all the same")
    func frequent() throws {
        let often = Dictionary(uniqueKeysWithValues: (0..<104).map { ($0, Double(1 + $0 % 3)) })
        #expect(try chart(often, signal: "{chart: t}").process.kind == .c)
        let seldom = Self.steady.merging((0..<60).map { ($0, 1.0) }) { $1 }
        #expect(try chart(seldom, signal: "{chart: t}").process.kind == .t)
        #expect(try chart(seldom).process.kind == .c)
    }

    @Test("Too few events say nothing")
    func few() throws {
        let assessment = try chart(Self.steady.filter { $0.key < 40 })
        #expect(assessment.signal == .tooFew && assessment.process.kind == nil)
    }
}
