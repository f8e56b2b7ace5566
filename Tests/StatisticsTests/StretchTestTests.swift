import Statistics
import Testing

/// Figures without a name are SciPy's: `binom`, `betabinom`, `beta` and `t`.
@Suite("How surprising the last points of a series are")
struct StretchTestTests {
    private func isClose(_ value: Double?, _ expected: Double) -> Bool {
        value.map { abs($0 - expected) <= 1e-9 * expected } ?? false
    }

    @Test("Counts are binomial given their sum, and beta-binomial when they vary more than Poisson's")
    func counts() {
        func p(_ dispersion: Double, _ count: Double, isUpward: Bool) -> Double? {
            StretchTest.counts(
                count, rest: 30 - count, exposures: (1, 6), dispersion: dispersion, isUpward: isUpward)
        }
        #expect(isClose(p(1, 10, isUpward: true), 0.013704460761035504))
        #expect(isClose(p(1, 1, isUpward: false), 0.11770029656743458))
        #expect(isClose(p(2, 10, isUpward: true), 0.08440813804244618))
        #expect(isClose(p(2, 1, isUpward: false), 0.27972795149572927))
        #expect(StretchTest.counts(0, rest: 0, exposures: (1, 6), dispersion: 1, isUpward: true) == nil)
        #expect(StretchTest.counts(3, rest: 4, exposures: (1, 0), dispersion: 1, isUpward: true) == nil)
    }

    @Test("Successes are foretold from the others, wider when they vary more")
    func proportions() {
        func p(_ dispersion: Double) -> Double? {
            StretchTest.proportions((5, 45), cases: (10, 50), dispersion: dispersion, isUpward: false)
        }
        #expect(isClose(p(1), 0.012683957876016451))
        #expect(isClose(p(1.5), 0.04867740843485397))
        #expect(StretchTest.proportions((5, 60), cases: (10, 50), dispersion: 1, isUpward: true) == nil)
    }

    @Test("Times between events are beta given their sum")
    func times() {
        func p(_ sums: (Double, Double), _ counts: (Double, Double), _ dispersion: Double, _ isUpward: Bool) -> Double?
        {
            StretchTest.times(sums, counts: counts, dispersion: dispersion, isUpward: isUpward)
        }
        #expect(isClose(p((50, 100), (1, 10), 1, true), 0.03468305983166524))
        #expect(isClose(p((10, 100), (7, 30), 1, false), 0.08180905124200491))
        #expect(isClose(p((50, 100), (1, 10), 2, true), 0.09866439127984357))
    }

    @Test("Means are Student's t, and a mean on the other side is no evidence")
    func values() {
        func p(_ isUpward: Bool) -> Double? {
            StretchTest.values(means: (12, 10), counts: (3, 20), deviation: 1.5, isUpward: isUpward)
        }
        #expect(isClose(p(true), 0.0443308980652717))
        #expect(p(false) == 1)
        #expect(StretchTest.values(means: (12, 10), counts: (3, 20), deviation: 0, isUpward: true) == nil)
    }

    @Test("A trend is as surprising as its order", arguments: [(1, 1.0), (2, 1), (6, 2.0 / 720), (7, 2.0 / 5_040)])
    func trend(points: Int, p: Double) {
        #expect(isClose(StretchTest.trend(points: points), p))
    }

    @Test("The p of a count is never smaller than its chance", arguments: [(0.3, 1), (2, 3), (20, 7)])
    func honest(mean: Double, points: Int) throws {
        // All sums of a stretch given the total: exactly the law that the p is taken from.
        let total = (mean * 40).rounded()
        let share = try #require(Share(part: Double(points), rest: Double(40 - points)))
        let law = try #require(Binomial(trials: total, probability: share))
        for level in [0.001, 0.01, 0.05, 0.2] {
            let chance = (0...Int(total)).map(Double.init).filter { count in
                let p = StretchTest.counts(
                    count, rest: total - count, exposures: (Double(points), Double(40 - points)), dispersion: 1,
                    isUpward: count * 40 > total * Double(points))
                return (p ?? 1) <= level
            }.reduce(0) { $0 + law.mass($1) }
            #expect(chance <= level * (1 + 1e-9))
        }
    }
}
