import Periods
import Plan
import Testing

@testable import Evaluators

@Suite("Small units judged as one")
struct PoolTests {
    private static let units =
        "code,parent,level\ncity,,city\nlarge,city,ward\n"
        + (1...6).map { "small\($0),city,ward" }.joined(separator: "\n")

    private static func months(_ unit: String, _ year: Int, _ value: Double, through last: Int = 12) -> [(
        unit: String, day: String, value: Double
    )] {
        (1...last).map { (unit, "\(year)-\($0 < 10 ? "0" : "")\($0)-01", value) }
    }

    private static func world(_ metric: String, _ target: String, extra: String = "") throws -> SmallWorld {
        try SmallWorld(
            """
            metrics:
              - {metric: events, every: month, better: \(metric)}
            \(extra)
            targets:
              - {target: all, period: 2026, \(target)}
            """, units: units)
    }

    /// The pool's assessment and the small units' own.
    private static func judged(_ world: SmallWorld, _ day: String) throws -> (pool: Assessment, small: [Assessment]) {
        let judgements = try world.judge(day)
        let pool = try #require(world.plan.units.index(of: "small"))
        let found = try #require(judgements.assessment(target: 0, unit: pool))
        let members = try #require(judgements.contexts[0].pool).members
        return (found, members.compactMap { judgements.assessment(target: 0, unit: $0) })
    }

    @Test("shares of a total below five are added up and judged together, sums over sums")
    func shares() throws {
        let world = try Self.world(
            "higher",
            "metric: events, aim: {reach: 400}, units: {of: city, cascade: ward, share: history, pool: {code: small}}")
        for unit in ["large"] + (1...6).map({ "small\($0)" }) {
            try world.report("events", Self.months(unit, 2025, unit == "large" ? 100 : unit == "small6" ? 2 : 1))
            try world.report(
                "events", Self.months(unit, 2026, unit == "large" ? 30 : unit == "small1" ? 3 : 0, through: 6))
        }
        let (pool, small) = try Self.judged(world, "2026-07-01")
        // Of 1,284 events last year five units had 12 and one 24: their goals are 3.7 and 7.5 of 400.
        #expect(small.count == 5)
        #expect(abs(pool.goal - 400 * 60 / 1_284.0) < 1e-9)
        #expect(pool.actual == 18 && pool.coverage == 1)
        #expect(pool.status == .ahead)
        #expect(small.allSatisfy { $0.status == .measuring && $0.reason == .pooled && $0.actual.isFinite })
        let judgements = try world.judge("2026-07-01")
        let goals = judgements.assessments.filter { $0.reason != .pooled && $0.unit != 0 }.map(\.goal)
        #expect(abs(goals.reduce(0, +) - 400) < 1e-9)
        let city = try #require(judgements.assessment(target: 0, unit: 0))
        #expect(city.actual == 30 * 6 + 18 && city.coverage == 1)
    }

    @Test("units with too small a base are compared together, and the pool is tested like any unit")
    func reductions() throws {
        let world = try Self.world(
            "lower",
            "metric: events, aim: {reduce_by: 20 %}, units: {of: city, cascade: ward, pool: {code: small, below: 30}}")
        for unit in ["large"] + (1...6).map({ "small\($0)" }) {
            let base = unit == "large" ? 50.0 : 2
            try world.report("events", Self.months(unit, 2025, base))
            try world.report("events", Self.months(unit, 2026, base / 2, through: 6))
        }
        let (pool, small) = try Self.judged(world, "2026-07-01")
        #expect(small.count == 6)
        #expect(pool.actual == 36 && pool.baseline == 72 && pool.status == .ahead)
        #expect(pool.change == -0.5 && pool.test.p < 0.01)
        // Each alone has 12 and 6 events, too few for the 20 that a judgement needs.
        #expect(small.allSatisfy { $0.actual == 6 && $0.baseline == 12 && $0.flags.isEmpty })
    }

    @Test("a ratio's pool is the sum of numerators over the sum of denominators, never a mean of rates")
    func ratios() throws {
        let world = try Self.world(
            "lower",
            "metric: rate, aim: {maintain: {at_least: 50 %}}, units: {of: city, cascade: ward, pool: {code: small, below: 40}}",
            extra: """
                  - {metric: solved, every: month, better: higher}
                  - {metric: rate, better: higher, ratio: {of: solved, to: events}}
                """)
        for (unit, cases, solved) in [("large", 100.0, 60.0), ("small1", 1, 1), ("small2", 3, 0), ("small3", 2, 1)] {
            for year in [2025, 2026] {
                try world.report("events", Self.months(unit, year, cases, through: year == 2025 ? 12 : 6))
                try world.report("solved", Self.months(unit, year, solved, through: year == 2025 ? 12 : 6))
            }
        }
        let (pool, small) = try Self.judged(world, "2026-07-01")
        #expect(small.count == 3)
        #expect(pool.numerator == 12 && pool.denominator == 36 && abs(pool.actual - 1 / 3.0) < 1e-12)
        #expect(pool.status == .offTrack || pool.status == .atRisk)
    }

    @Test("one small unit is no pool, and a pool without units is nobody's missing report")
    func empty() throws {
        let world = try Self.world(
            "higher",
            "metric: events, aim: {reach: 400}, units: {of: city, cascade: ward, share: history, pool: {code: small}}")
        for unit in ["large"] + (1...6).map({ "small\($0)" }) {
            try world.report("events", Self.months(unit, 2025, unit == "small1" ? 1 : 100))
            try world.report("events", Self.months(unit, 2026, 10, through: 6))
        }
        let (pool, small) = try Self.judged(world, "2026-07-01")
        #expect(small.isEmpty)
        #expect(pool.status == .measuring && pool.reason == .nothingPooled && pool.data == .fresh)
        let alone = try world.assessment("2026-07-01", unit: "small1")
        #expect(alone.reason != .pooled && alone.status != .measuring)
    }

    @Test("a pool adds nothing to the city, to its coverage or to the units that must report")
    func tree() throws {
        let world = try Self.world(
            "lower", "metric: events, aim: {reduce_by: 20 %}, units: {of: city, cascade: ward, pool: {code: small}}")
        let plan = world.plan
        let day = try #require(Day("2026-06-01"))
        let pool = try #require(plan.units.index(of: "small"))
        #expect(plan.units[pool].isPool && plan.units[pool].level == "pool")
        #expect(!plan.units.children[0].contains(pool) && !plan.units.subtree(of: 0, on: day).contains(pool))
        #expect(!plan.metrics[0].isReported(by: pool, in: plan.units))
        #expect(plan.targets[0].units.judged.last == pool)
        #expect(plan.leaves(of: 0, on: day).count == 7)
    }
}
