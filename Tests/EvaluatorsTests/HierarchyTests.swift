import Periods
import Plan
import Statistics
import Testing

@testable import Evaluators

@Suite("Units of a target together")
struct HierarchyTests {
    private static func assessment(_ numerator: Double, _ denominator: Double) -> Assessment {
        var assessment = Assessment(target: 0, unit: 0)
        assessment.numerator = numerator
        assessment.denominator = denominator
        return assessment
    }

    @Test(
        "a unit lies outside the limits only where chance puts one in twenty, or one in five hundred",
        arguments: [
            (870.0, 1_000.0, UnitFunnel.Place.inside), (840, 1_000, .below), (800, 1_000, .farBelow),
            (900, 1_000, .above), (960, 1_000, .farAbove), (0, 1, .inside), (20, 20, .inside), (13, 20, .below),
            (0, 20, .farBelow), (49, 49, .above),
        ])
    func places(_ numerator: Double, _ denominator: Double, _ place: UnitFunnel.Place) {
        let aim = Aim.maintain(.atLeast, 0.87)
        #expect(UnitFunnel.place(of: Self.assessment(numerator, denominator), aim: aim) == place)
    }

    @Test("how many are expected outside by chance is the sum of each unit's exact probability")
    func expected() throws {
        let units = [12.0, 35, 49, 50, 120, 4_000].map { Self.assessment($0, $0) }
        let funnel = try #require(UnitFunnel(.maintain(.atLeast, 0.9), units))
        var (near, far) = (0.0, 0.0)
        for unit in units {
            let cases = Int(unit.denominator)
            for count in 0...cases {
                let place = UnitFunnel.place(
                    of: Self.assessment(Double(count), Double(cases)), aim: .maintain(.atLeast, 0.9))
                let mass = Self.mass(count, of: cases, 0.9)
                if place != .inside { near += mass }
                if place == .farBelow || place == .farAbove { far += mass }
            }
        }
        #expect(abs(funnel.expected - near) < 1e-9 && abs(funnel.expectedFar - far) < 1e-9)
        #expect(funnel.expected < 0.07 * 6 && funnel.units == 6)
        #expect(
            UnitFunnel(.reach(total: 3), units) == nil && UnitFunnel(.maintain(.atLeast, 0.9), [Assessment]()) == nil)
    }

    private static func mass(_ count: Int, of cases: Int, _ share: Double) -> Double {
        Statistics.Share(share).flatMap { Binomial(trials: Double(cases), probability: $0) }?.mass(Double(count))
            ?? .nan
    }

    /// Cases and successes of two wards, last year and this.
    private static func mix(_ wards: [(cases: (Double, Double), solved: (Double, Double))]) throws -> UnitMix? {
        let world = try SmallWorld(
            """
            metrics:
              - {metric: cases, every: month, better: lower}
              - {metric: solved, every: month, better: higher}
              - {metric: rate, better: higher, ratio: {of: solved, to: cases}}
            targets:
              - {target: rate, metric: rate, aim: {maintain: {at_least: 50 %}}, period: 2026, units: {of: city, cascade: ward}}
            """,
            units: (["code,parent,level", "city,,city"] + wards.indices.map { "w\($0),city,ward" })
                .joined(separator: "\n"))
        for (index, ward) in wards.enumerated() {
            for month in 1...12 {
                let day = "-\(month < 10 ? "0" : "")\(month)-01"
                try world.report(
                    "cases", [("w\(index)", "2025" + day, ward.cases.0), ("w\(index)", "2026" + day, ward.cases.1)])
                try world.report(
                    "solved", [("w\(index)", "2025" + day, ward.solved.0), ("w\(index)", "2026" + day, ward.solved.1)])
            }
        }
        return try world.judge("2026-07-01").contexts[0].mix
    }

    @Test("all units rise and the whole falls: the change is one of mix, and the reversal is told")
    func simpson() throws {
        // 80 % → 82 % and 20 % → 24 %, but the cases move from the first two to the third.
        let mix = try #require(
            try Self.mix([((100, 50), (80, 41)), ((100, 50), (80, 41)), ((50, 100), (10, 24))]))
        #expect(mix.compared == 3 && mix.rose == 3 && mix.fell == 0 && mix.isReversed)
        #expect(mix.now == .init(numerator: 6 * 106, denominator: 6 * 200))
        #expect(mix.before == .init(numerator: 6 * 170, denominator: 6 * 250))
        #expect(mix.rateEffect > 0 && mix.mixEffect < 0 && mix.change < 0)
        #expect(abs(mix.rateEffect + mix.mixEffect - mix.change) < 1e-12)
    }

    @Test("the same cases everywhere have no mix effect, and nothing is reversed")
    func plain() throws {
        let mix = try #require(try Self.mix([((100, 100), (80, 82)), ((100, 100), (60, 66)), ((50, 50), (10, 14))]))
        #expect(abs(mix.mixEffect) < 1e-12 && abs(mix.rateEffect - 12 / 250.0) < 1e-12 && !mix.isReversed)
    }

    @Test("a reduction beyond chance says how many late additions it survives", arguments: [(100.0, 200.0), (40, 90)])
    func breakEven(_ actual: Double, _ baseline: Double) throws {
        var assessment = Assessment(target: 0, unit: 0)
        assessment.actual = actual
        assessment.baseline = baseline
        assessment.expected = 0.9 * baseline
        assessment.test.dispersion = 1
        #expect(assessment.additionsSurvived == nil)
        assessment.flags.insert(.beyondChance)
        let survived = try #require(assessment.additionsSurvived)
        func z(_ added: Double) -> Double {
            TwoCounts(current: actual + added, prior: baseline)?.correctedZ() ?? .nan
        }
        #expect(z(survived) <= -1.96 && z(survived + 1) > -1.96)
        #expect(assessment.additionsMet == (0.9 * baseline - actual).rounded(.down))
    }
}
