import Testing

@testable import Evaluators

@Suite("Forecasts behind an outlook")
struct ForecastTests {
    private static func rest(_ observed: Double) -> RestOfCount {
        RestOfCount(done: observed, share: 0.5, before: .nan, prior: 0)
    }

    @Test(
        "A count's chance of its aim is the gamma-Poisson one, and more dispersion brings it nearer to a half",
        arguments: [(412.0, 800.0, true, 0.807), (380, 800, true, 0.081), (70, 160, false, 0.947)])
    func counts(observed: Double, goal: Double, isFloor: Bool, probability: Double) throws {
        let plain = try #require(
            Forecast.count(
                observed: observed, rest: Self.rest(observed), dispersion: 1, goal: goal, isFloor: isFloor))
        #expect(abs(plain.probability - probability) < 0.001)
        let wide = try #require(
            Forecast.count(
                observed: observed, rest: Self.rest(observed), dispersion: 4, goal: goal, isFloor: isFloor))
        #expect(abs(wide.probability - 0.5) < abs(plain.probability - 0.5))
        let (low, high) = try #require(plain.range(0.8))
        let (lower, higher) = try #require(wide.range(0.8))
        #expect(lower < low && high < higher && low >= observed)
    }

    @Test("A ratio's chance without more dispersion is the plain beta-binomial one")
    func ratio() throws {
        let plain = try #require(
            Forecast.ratio(numerator: 430, cases: 500, remaining: 500, dispersion: 1, bound: 0.87, isFloor: true))
        #expect(abs(plain.probability - 0.186) < 0.001)
        #expect(abs(plain.mean - 0.86) < 0.001)
        let mirrored = try #require(
            Forecast.ratio(numerator: 70, cases: 500, remaining: 500, dispersion: 1, bound: 0.13, isFloor: false))
        #expect(abs(mirrored.probability - plain.probability) < 1e-9)
    }

    @Test(
        "What arithmetic decides is certain",
        arguments: [(10.0, 100.0, 5.0, 0.5, 0.0), (90, 100, 5, 0.5, 1), (50, 100, 0, 0.5, 1), (49, 100, 0, 0.5, 0)])
    func settled(numerator: Double, cases: Double, remaining: Double, bound: Double, probability: Double) throws {
        let forecast = try #require(
            Forecast.ratio(
                numerator: numerator, cases: cases, remaining: remaining, dispersion: 3, bound: bound, isFloor: true))
        #expect(forecast.probability == probability)
    }

    @Test("The widened law keeps its mean and has the variance asked for", arguments: [1.0, 2, 10, 60])
    func widened(dispersion: Double) throws {
        let plain = try #require(Forecast.rest(0.8, trials: 200, cases: 300, dispersion: 1))
        let wide = try #require(Forecast.rest(0.8, trials: 200, cases: 300, dispersion: dispersion))
        #expect(abs(wide.mean - 160) < 1e-9)
        #expect(abs(wide.variance / plain.variance - dispersion) < 1e-6)
    }

    @Test("The year before draws the forecast to itself, the more the heavier it is", arguments: [0.0, 0.2, 1, 1_000])
    func prior(weight: Double) {
        let rest = RestOfCount(done: 60, share: 0.5, before: 100, prior: weight)
        #expect(abs(rest.mean - 0.5 * (60.5 + 100 * weight) / (0.5 + weight)) < 1e-9)
        #expect(rest.variance >= rest.mean)
        let unknown = RestOfCount(done: 60, share: 0.5, before: .nan, prior: weight)
        #expect(unknown.mean == 60.5)
    }

    @Test("Numbers that are no forecast give none")
    func refused() {
        #expect(Forecast.count(observed: -1, rest: Self.rest(1), dispersion: 1, goal: 20, isFloor: true) == nil)
        #expect(Forecast.count(observed: .nan, rest: Self.rest(1), dispersion: 1, goal: 20, isFloor: true) == nil)
        #expect(
            Forecast.ratio(numerator: 10, cases: 5, remaining: 5, dispersion: 1, bound: 0.5, isFloor: true) == nil)
        #expect(Forecast().range(0.8) == nil)
    }

    @Test("An uncertain goal makes the probability less sure and leaves the range alone", arguments: [80.0, 130])
    func uncertainGoal(goal: Double) throws {
        let rest = RestOfCount(done: 50, share: 0.5, before: .nan, prior: 0)
        func forecast(_ variance: Double) throws -> Forecast {
            try #require(
                Forecast.count(
                    observed: 50, rest: rest, dispersion: 1.2, goal: goal, isFloor: false, goalVariance: variance))
        }
        let (sure, unsure) = (try forecast(0), try forecast(400))
        #expect(abs(unsure.probability - 0.5) < abs(sure.probability - 0.5))
        #expect(sure.range(0.8)?.low == unsure.range(0.8)?.low && sure.range(0.8)?.high == unsure.range(0.8)?.high)
    }
}
