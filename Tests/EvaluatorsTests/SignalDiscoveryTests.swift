import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

@Suite("Chart signals of many units")
struct SignalDiscoveryTests {
    private static func world(_ units: Int, signal: String = "{seasonal: false}") throws -> SmallWorld {
        try SmallWorld(
            """
            languages: [en]
            metrics: [{metric: crimes, better: lower, every: month}]
            targets:
              - {target: fewer, metric: crimes, aim: {reduce_by: 5 %}, period: 2026, units: {of: city, cascade: ward}, signal: \(signal)}
            """,
            units: "code,parent,level\ncity,,city\n" + (0..<units).map { "u\($0),city,ward\n" }.joined())
    }

    /// Thirty months of 20 or so for each unit; the last month of some is as given.
    private static func values(_ units: Int, last: [Int: Double]) -> [(String, String, Double)] {
        var random = SplitMix64(seed: 3)
        return (0..<units).flatMap { unit in
            (0..<30).map { month -> (String, String, Double) in
                let (year, number) = (2024 + month / 12, month % 12 + 1)
                let noise = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
                let value = month == 29 ? last[unit] : nil
                return (
                    "u\(unit)", "\(year)-\(number < 10 ? "0" : "")\(number)-01",
                    value ?? max(0, (20 + noise * 4.4).rounded())
                )
            }
        }
    }

    @Test("What one unit alone would be flagged for may be chance among sixty; what is far out stays")
    func many() throws {
        let world = try Self.world(60)
        try world.report("crimes", Self.values(60, last: [7: 60, 11: 39]))
        let judgements = try world.judge("2026-07-01")
        func assessment(_ code: String) throws -> Assessment {
            let unit = try #require(world.plan.units.index(of: code))
            return try #require(judgements.assessment(target: 0, unit: unit))
        }
        let far = try assessment("u7")
        let near = try assessment("u11")
        #expect(far.signal == .concern && !far.process.isHeldBack && far.process.p < 0.0005)
        #expect(near.signal == .none && near.process.isHeldBack && near.process.p > 0.001)
        #expect(near.process.signals.contains(.aboveUpper))
        let found = try #require(judgements.contexts[0].signalDiscovery)
        #expect(found.tested == 60 && found.flagged == 1 && found.heldBack >= 1)
        #expect(abs(found.expectedFalse - 0.05) < 1e-12)
        #expect(try assessment("city").process.p.isNaN)
    }

    @Test("The share of false flags is as declared")
    func declared() throws {
        let world = try Self.world(60, signal: "{seasonal: false, false_flags: 50 %}")
        try world.report("crimes", Self.values(60, last: [7: 60, 11: 39]))
        let judgements = try world.judge("2026-07-01")
        let found = try #require(judgements.contexts[0].signalDiscovery)
        #expect(found.rate == 0.5 && found.flagged >= 2)
        #expect(found.expectedFalse == Double(found.flagged) / 2)
    }

    @Test("The unit at the top is judged by its own chart alone")
    func top() throws {
        let world = try Self.world(3)
        var values = Self.values(3, last: [:])
        // All rise by half: each may be chance, their sum is not.
        for index in values.indices where index % 30 == 29 { values[index].2 = 31 }
        try world.report("crimes", values)
        let city = try world.assessment("2026-07-01", unit: "city")
        #expect(city.signal == .concern && city.process.p.isNaN)
    }
}
