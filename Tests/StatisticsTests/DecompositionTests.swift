import Statistics
import Testing

@Suite("Parts of a whole")
struct DecompositionTests {
    @Test("Rate effect and mix effect add up to the change of the total")
    func kitagawa() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            func groups() -> [GroupRate] {
                (0..<5).compactMap { _ in
                    let cases = Double(Int.random(in: 0...50, using: &generator))
                    let successes = (cases * .random(in: 0...1, using: &generator)).rounded()
                    return GroupRate(numerator: successes, denominator: cases)
                }
            }
            let (before, now) = (groups(), groups())
            guard let result = MixAndRate(prior: before, current: now) else { continue }
            #expect((result.change - (result.current - result.prior)).magnitude < 1e-12)
        }
    }

    @Test("Simpson's reversal is recognised")
    func simpson() throws {
        let before = [(80.0, 90.0), (10, 100)].compactMap { GroupRate(numerator: $0.0, denominator: $0.1) }
        let now = [(19.0, 20.0), (40, 180)].compactMap { GroupRate(numerator: $0.0, denominator: $0.1) }
        #expect(MixAndRate(prior: before, current: now)?.isReversed == true)
        #expect(MixAndRate(prior: before, current: before)?.isReversed == false)
        #expect(MixAndRate(prior: before, current: [now[0]]) == nil)
        #expect(MixAndRate(prior: [], current: []) == nil)
    }

    @Test("Gaps add up to the shortfall and rank by cases, not by rates")
    func shortfall() throws {
        let units = [(41, 47), (50, 55), (0, 1), (66, 80)].compactMap {
            GroupRate(numerator: Double($0.0), denominator: Double($0.1))
        }
        let shortfall = try #require(Shortfall(target: 0.87, units: units))
        #expect((compensatedSum(shortfall.gaps) - shortfall.total).magnitude < 1e-12)
        #expect(shortfall.ranking.first == 3)
        #expect(shortfall.unitsHolding(share: 0.8) == 1)
        #expect(shortfall.unitsHolding(share: 1) == 2)
        #expect(Shortfall(target: 0, units: units)?.unitsHolding(share: 0.5) == 0)
        #expect(Shortfall(target: .nan, units: units) == nil)
        let empty = try #require(Shortfall(target: 0.5, units: []))
        #expect(empty.totalRate == nil && empty.naiveMean == nil)
    }

    @Test("Funnel limits close in on the target as units grow")
    func funnel() throws {
        var width = 2.0
        for cases in [5.0, 50, 500, 5e6] {
            let funnel = try #require(FunnelLimits(target: 0.87, cases: cases))
            let limits = funnel.normal(z: 3.09)
            #expect(limits.high - limits.low < width)
            width = limits.high - limits.low
            let low = try #require(funnel.exactLower(tail: 0.025))
            let high = try #require(funnel.exactUpper(tail: 0.025))
            #expect(low <= 0.87 * cases && 0.87 * cases <= high && high <= cases)
        }
        #expect(FunnelLimits(target: 0.87, cases: 0) == nil)
        #expect(FunnelLimits(target: 1.1, cases: 5) == nil)
    }
}
