import Statistics
import Testing

@Suite("Comparing two counts")
struct ComparisonTests {
    @Test(
        "Exact p values and rate-ratio intervals agree with scipy",
        arguments: [
            (30.0, 50.0, 1.0, 1.0, 0.03299261842647619, 0.03299261842647619, 0.36835064873054135, 0.9621492170659963),
            (7, 21, 31, 28, 0.0039850233788729355, 0.005715810508641195, 0.10812106283859105, 0.7351763743388489),
            (1_000_000, 1_003_000, 1, 1, 0.034088365079432, 0.034088365079432, 0.9942503496367072, 0.9997752476995377),
        ])
    func exact(
        current: Double, prior: Double, exposureCurrent: Double, exposurePrior: Double, minimum: Double,
        doubled: Double, low: Double, high: Double
    ) throws {
        let counts = try #require(
            TwoCounts(
                current: current, prior: prior, exposureCurrent: exposureCurrent, exposurePrior: exposurePrior))
        let test = try #require(counts.conditionalTest)
        #expect((test.minimumLikelihood - minimum).magnitude < 1e-11)
        #expect((test.doubled - doubled).magnitude < 1e-11)
        #expect(test.midP < test.doubled)
        let interval = try #require(counts.rateRatioInterval())
        #expect((interval.low - low).magnitude < 1e-11)
        let upper = try #require(interval.high)
        #expect((upper - high).magnitude < 1e-11)
    }

    @Test(
        "The E-test agrees with the double sum over all pairs",
        arguments: [
            (30.0, 50.0, 1.0, 1.0, 0.025302158477858515, 0.025302158477858515),
            (7, 21, 31, 28, 0.0028120417549011914, 0.003862188633832311),
            (400, 350, 1, 1, 0.06792922994354575, 0.06792922994354575),
            (3, 0, 365, 366, 0.060256492310871775, 0.08837680809379724),
        ])
    func eTest(
        current: Double, prior: Double, exposureCurrent: Double, exposurePrior: Double, score: Double, wald: Double
    ) throws {
        let counts = try #require(
            TwoCounts(
                current: current, prior: prior, exposureCurrent: exposureCurrent, exposurePrior: exposurePrior))
        let found = (try #require(counts.eTest(.score)), try #require(counts.eTest(.wald)))
        #expect((found.0 - score).magnitude < 1e-12)
        #expect((found.1 - wald).magnitude < 1e-12)
    }

    @Test("At a billion the exact test meets its normal limit, and nothing cancels")
    func billion() throws {
        let counts = try #require(TwoCounts(current: 1e9, prior: 1e9 + 100_000))
        let z = try #require(counts.correctedZ())
        let p = try #require(counts.conditionalTest).minimumLikelihood
        #expect((p / Normal.twoSided(z) - 1).magnitude < 1e-5)
        let e = try #require(counts.eTest())
        #expect((e / Normal.twoSided(100_000 / (2e9 + 1e5).squareRoot()) - 1).magnitude < 1e-6)
        let interval = try #require(counts.rateRatioInterval())
        #expect(interval.low < 0.9999 && 0.9999 < (interval.high ?? 0) && (interval.high ?? 9) < 1)
    }

    @Test("Swapping the periods turns the interval inside out and keeps the p")
    func mirror() throws {
        for (c, p) in [(3.0, 9.0), (40, 33), (0, 6), (812, 700)] {
            let ahead = try #require(TwoCounts(current: c, prior: p, exposureCurrent: 30, exposurePrior: 31))
            let back = try #require(TwoCounts(current: p, prior: c, exposureCurrent: 31, exposurePrior: 30))
            let p1 = try #require(ahead.conditionalTest).minimumLikelihood
            let p2 = try #require(back.conditionalTest).minimumLikelihood
            #expect((p1 - p2).magnitude < 1e-13)
            let there = try #require(ahead.rateRatioInterval())
            let here = try #require(back.rateRatioInterval())
            if let high = here.high { #expect((there.low * high - 1).magnitude < 1e-12) }
            #expect((here.high == nil) == (there.low == 0))
        }
    }

    @Test("Nothing is said of two zeros")
    func zeros() throws {
        let none = try #require(TwoCounts(current: 0, prior: 0))
        #expect(none.percentChange == nil && none.rateRatio == nil && none.correctedZ() == nil)
        #expect(none.conditionalTest == nil && none.eTest() == nil && none.rateRatioInterval() == nil)
        #expect(none.breakEven() == 0)
        #expect(none.reductionAtLeast(0.2) == nil)
    }

    @Test("Counts that are none are refused", arguments: [-1, 0.5, .nan, .infinity, 1e17])
    func refuses(bad: Double) {
        #expect(TwoCounts(current: bad, prior: 1) == nil)
        #expect(TwoCounts(current: 1, prior: bad) == nil)
        #expect(RateAgainstTarget(numerator: bad, denominator: 1e18, target: 0.5) == nil)
        #expect(clopperPearsonInterval(successes: 0, trials: bad) == nil)
    }

    @Test(
        "Exactly the target counts as met, however the decimal falls in binary",
        arguments: [
            (93.0, 100.0, 0.07, true), (94, 100, 0.07, false), (71, 100, 0.29, true), (74, 100, 0.26, true),
            (689, 1000, 0.311, true), (690, 1000, 0.311, false),
        ])
    func pointMet(current: Double, prior: Double, reduction: Double, met: Bool) throws {
        let counts = try #require(TwoCounts(current: current, prior: prior))
        let test = try #require(counts.reductionAtLeast(reduction))
        #expect(test.pointMet == met)
    }

    @Test(
        "A decimal share of a count rounds up by decimals, not by bits",
        arguments: [
            (0.07, 100.0, 7.0), (0.29, 100, 29), (0.87, 100, 87), (0.87, 30, 27), (0.1, 1e9, 1e8), (0.25, 9, 3),
            (0, 5, 0),
            (0.123456789, 1e9, 123_456_789.0),
        ])
    func ceiling(share: Double, count: Double, expected: Double) {
        #expect(decimalCeiling(share, of: count) == expected)
    }

    @Test(
        "The smallest base for a fall beyond chance",
        arguments: [
            (0.10, 756.0), (0.20, 183), (0.26, 106), (0.311, 76), (0.336, 64), (0.50, 28),
        ])
    func smallestBase(fall: Double, base: Double) {
        #expect(minimumBase(forFall: fall) == base)
    }

    @Test("From the minimum base on, every fall of that share is beyond chance")
    func minimumBaseHolds() throws {
        for fall in [0.15, 0.3, 0.75, 1] {
            let base = try #require(minimumBase(forFall: fall))
            for prior in stride(from: base, through: base + 150, by: 1) {
                let current = (prior * (1 - fall) + 0.5).rounded(.down)
                let counts = try #require(TwoCounts(current: current, prior: prior))
                let test = try #require(counts.conditionalTest)
                #expect(test.minimumLikelihood <= 0.05)
            }
        }
        #expect(minimumBase(forFall: 0) == nil)
        #expect(minimumBase(forFall: .nan) == nil)
        #expect(minimumBase(forFall: 1e-6) == nil)
    }

    @Test("Break-even is the first addition that makes noise of a fall")
    func breakEven() throws {
        for (c, p, phi) in [(189.0, 250.0, 1.0), (500, 700, 2.33), (0, 12, 1), (900_000_000, 900_500_000, 1)] {
            let counts = try #require(TwoCounts(current: c, prior: p))
            let added = try #require(counts.breakEven(dispersion: phi))
            func z(_ extra: Double) -> Double {
                (TwoCounts(current: c + extra, prior: p)?.correctedZ(dispersion: phi) ?? 0).magnitude
            }
            #expect(added > 0 && z(added) < 1.96 && z(added - 1) >= 1.96)
        }
        let noise = try #require(TwoCounts(current: 95, prior: 100))
        #expect(noise.breakEven() == 0)
        let rise = try #require(TwoCounts(current: 200, prior: 100))
        #expect(rise.breakEven() == nil)
    }

    @Test("Benjamini and Hochberg flag nothing by chance alone and everything when all is certain")
    func falseDiscovery() throws {
        let certain = try #require(benjaminiHochberg([0.001, nil, 0.002, 0.001], q: 0.05))
        #expect(certain.rejected == [0, 2, 3])
        #expect(certain.expectedFalse == 0.05 * 3)
        #expect(benjaminiHochberg([Double?](repeating: 0.04, count: 6))?.rejected.count == 6)
        #expect(benjaminiHochberg([0.04, 0.9, 0.9])?.rejected.isEmpty == true)
        #expect(benjaminiHochberg([])?.rejected.isEmpty == true)
        #expect(benjaminiHochberg([.nan]) == nil)
        #expect(benjaminiHochberg([0.1], q: 1) == nil)
    }

    @Test("Dispersion is near 1 for a steady count and above it for a wild one; gaps part the series")
    func spread() {
        #expect(dispersion(of: [10, 12, 9, 11]) == 17.0 / 63)
        #expect(dispersion(of: [10, nil, 90, 92]) == 4.0 / 182)
        #expect(dispersion(of: [5]) == nil)
        #expect(dispersion(of: [0, 0, 0]) == nil)
        #expect(dispersionFloor(0.4) == 1 && dispersionFloor(nil) == 1 && dispersionFloor(2.5) == 2.5)
    }

    @Test("Wilson's interval lies within 0 and 1, holds the rate, and shrinks with more trials")
    func wilson() throws {
        var width = 2.0
        for trials in [1.0, 10, 100, 1e4, 1e9] {
            for share in [0, 0.3, 1.0] {
                let successes = (trials * share).rounded()
                let interval = try #require(wilsonInterval(successes: successes, trials: trials))
                #expect(interval.low >= 0 && interval.high <= 1)
                #expect(interval.low <= successes / trials && successes / trials <= interval.high)
                let exact = try #require(clopperPearsonInterval(successes: successes, trials: trials))
                #expect(exact.low <= successes / trials && successes / trials <= exact.high)
            }
            let middle = try #require(wilsonInterval(successes: (trials / 2).rounded(.down), trials: trials))
            #expect(middle.high - middle.low < width)
            width = middle.high - middle.low
        }
        let impossible: [(Double, Double)] = [(-1, 5), (6, 5), (1, 0), (.nan, 5), (1, .infinity)]
        for (successes, trials) in impossible {
            #expect(wilsonInterval(successes: successes, trials: trials) == nil)
        }
    }

    @Test("Percent change has no answer from zero")
    func percent() {
        #expect(percentChange(current: 74, prior: 100) == -26)
        #expect(percentChange(current: 5, prior: 0) == nil)
        #expect(percentChange(current: 0, prior: 5) == -100)
        #expect(percentChange(current: -5, prior: -10) == 50)
        #expect(percentChange(current: .nan, prior: 3) == nil)
    }

    @Test("A compensated sum keeps what ordinary addition loses")
    func sums() {
        #expect(compensatedSum([1e16, 1, -1e16]) == 1)
        #expect(compensatedSum([Double](repeating: 0.1, count: 10)) == 1)
        #expect(compensatedSum([1, .infinity]) == .infinity)
        #expect(compensatedSum([.infinity, -.infinity]).isNaN)
    }
}
