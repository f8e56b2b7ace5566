import Statistics
import Testing

@Suite("Distributions of counts")
struct DistributionTests {
    static let distributions: [any CountDistribution] = {
        let candidates: [(any CountDistribution)?] = [
            Binomial(trials: 1, probability: half), Binomial(trials: 60, probability: share(0.13)),
            Binomial(trials: 40, probability: share(0)), Binomial(trials: 40, probability: share(1)),
            Poisson(mean: 0), Poisson(mean: 0.3), Poisson(mean: 17.25),
            NegativeBinomial(shape: 0.5, probability: share(0.4)),
            NegativeBinomial(shape: 12.5, probability: share(0.7)), NegativeBinomial(mean: 20, variance: 55),
            BetaBinomial(trials: 50, a: 0.5, b: 0.5), BetaBinomial(trials: 80, a: 30.5, b: 4.5),
            BetaBinomial(trials: 0, a: 1, b: 1),
        ]
        return candidates.compactMap(\.self)
    }()

    static let half = share(0.5)

    static func share(_ value: Double) -> Share {
        guard let share = Share(value) else { preconditionFailure("\(value) is not a share") }
        return share
    }

    @Test("Every candidate is a distribution")
    func count() {
        #expect(Self.distributions.count == 13)
    }

    @Test("Masses add up to the tails, and ratios lead from one mass to the next", arguments: distributions.indices)
    func masses(index: Int) {
        let distribution = Self.distributions[index]
        var sum = 0.0
        for k in 0...200 {
            let count = Double(k)
            let mass = distribution.mass(count)
            sum += mass
            let tails = distribution.tails(count)
            #expect((tails.lower - sum).magnitude < 1e-13)
            #expect((distribution.atLeast(count) - (1 - sum + mass)).magnitude < 1e-13)
            let next = distribution.mass(count + 1)
            if mass > 1e-300, next > 1e-300 {
                #expect((mass * distribution.massRatio(count) / next - 1).magnitude < 1e-12)
            }
        }
        #expect((sum - 1).magnitude < 1e-12)
        #expect(distribution.mass(-1) == 0 && distribution.tails(-1).lower == 0)
    }

    @Test("The quantile is the smallest count that reaches the probability", arguments: distributions.indices)
    func quantiles(index: Int) throws {
        let distribution = Self.distributions[index]
        for p in [1e-6, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1 - 1e-6] {
            let count = try #require(distribution.quantile(p))
            #expect(distribution.atMost(count) >= p * (1 - 1e-12))
            if count > 0 { #expect(distribution.atMost(count - 1) < p) }
        }
        #expect(distribution.quantile(-0.1) == nil)
        #expect(distribution.quantile(.nan) == nil)
        #expect(distribution.quantile(0) == 0)
    }

    @Test("Quantiles at counts of a billion stay exact", arguments: [0.1, 0.5, 0.9, 0.999])
    func largeQuantiles(p: Double) throws {
        let forecasts: [any CountDistribution] = [
            try #require(Binomial(trials: 1e9, probability: Self.share(0.3))),
            try #require(Poisson(mean: 1e9)),
            try #require(NegativeBinomial(shape: 1e9 + 0.5, probability: Self.half)),
        ]
        for distribution in forecasts {
            let count = try #require(distribution.quantile(p))
            #expect(distribution.atMost(count) >= p * (1 - 1e-12))
            #expect(distribution.atMost(count - 1) < p)
        }
    }

    @Test(
        "A billion trials with an uncertain rate are summed, not walked",
        arguments: [
            // With both shapes ½ the law is the arcsine law in the limit: P(at most n/2) is a half and half a mass.
            (1e9, 0.5, 0.5, 5e8, 0.5), (1e9, 1, 1, 2.5e8, 0.25), (1e6, 1, 1, 1e5, 0.1),
        ])
    func manyTrials(trials: Double, a: Double, b: Double, count: Double, expected: Double) throws {
        let distribution = try #require(BetaBinomial(trials: trials, a: a, b: b))
        let exact = a == 1 ? (count + 1) / (trials + 1) : expected + distribution.mass(count) / 2
        #expect((distribution.atMost(count) - exact).magnitude < 1e-12)
    }

    @Test("Impossible parameters make no distribution", arguments: [-1, 0.5, .nan, .infinity])
    func refuses(bad: Double) {
        #expect(Binomial(trials: bad, probability: Self.half) == nil)
        #expect(BetaBinomial(trials: bad, a: 1, b: 1) == nil)
        #expect(Poisson(mean: bad) == nil || bad == 0.5)
        #expect(NegativeBinomial(mean: 1, variance: bad) == nil)
        #expect(BetaBinomial(trials: 5, a: 0, b: 1) == nil)
    }
}
