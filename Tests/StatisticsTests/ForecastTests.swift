import Statistics
import Testing

@Suite("Forecasts")
struct ForecastTests {
    @Test("The outlook of a count agrees with scipy")
    func count() throws {
        let calm = try #require(CountForecast(observed: 70, shareElapsed: 0.3))
        #expect((calm.probability(atLeast: 220) - 0.7314739448554092).magnitude < 1e-12)
        #expect((calm.probability(atMost: 219) - (1 - 0.7314739448554092)).magnitude < 1e-12)
        let wide = try #require(calm.interval(0.8))
        #expect(wide == (205, 265))
        let narrow = try #require(calm.interval(0.5))
        #expect(narrow == (218, 250))
        let wild = try #require(CountForecast(observed: 70, shareElapsed: 0.3, dispersion: 1.8))
        #expect((wild.probability(atLeast: 220) - 0.6673534542733752).magnitude < 1e-12)
        let wildest = try #require(wild.interval(0.8))
        #expect(wildest == (196, 276))
        #expect((wild.mean - calm.mean).magnitude < 1e-12)
        #expect((wild.standardDeviation / calm.standardDeviation - 1.8.squareRoot()).magnitude < 1e-12)
    }

    @Test("What has happened already is certain")
    func certain() throws {
        let forecast = try #require(CountForecast(observed: 161, shareElapsed: 0.9))
        #expect(forecast.probability(atLeast: 161) == 1)
        #expect(forecast.probability(atMost: 160) == 0)
        let over = try #require(CountForecast(observed: 10, shareElapsed: 1))
        #expect(over.probability(atLeast: 11) == 0 && over.probability(atMost: 10) == 1)
        #expect(over.mean == 10 && over.standardDeviation == 0)
        let point = try #require(over.interval(0.8))
        #expect(point == (10, 10))
    }

    @Test("A forecast at a billion is as exact as a small one")
    func billion() throws {
        let forecast = try #require(CountForecast(observed: 1e9, shareElapsed: 0.5))
        let z = 1e5 / forecast.standardDeviation
        #expect((forecast.probability(atLeast: forecast.mean + 1e5) / Normal.tails(z).upper - 1).magnitude < 1e-3)
        let interval = try #require(forecast.interval(0.8))
        #expect(((interval.high - interval.low) / forecast.standardDeviation - 2.5631).magnitude < 1e-3)
    }

    @Test("A count split between units is forecast as it stands")
    func fraction() throws {
        let half = try #require(CountForecast(observed: 10.5, shareElapsed: 0.5))
        #expect(half.probability(atLeast: 20) == half.probability(atLeast: 20.5))
        #expect(half.probability(atLeast: 20) > half.probability(atLeast: 20.6))
    }

    @Test(
        "Forecasts of nonsense are refused",
        arguments: [
            (-1.0, 0.5, 1.0), (1, 0, 1), (1, 1.1, 1), (1, .nan, 1), (.infinity, 0.5, 1), (1, 0.5, 0.9), (1, 0.5, .nan),
        ])
    func refuses(observed: Double, share: Double, dispersion: Double) {
        #expect(CountForecast(observed: observed, shareElapsed: share, dispersion: dispersion) == nil)
    }

    @Test("The outlook of a rate agrees with scipy and knows what is decided")
    func rate() throws {
        let open = try #require(
            RateForecast(numerator: 120, denominator: 150, remainingDenominator: 200, target: 0.814))
        #expect(open.needed == 165 && open.state == .open)
        #expect((open.probability - 0.29572805875471986).magnitude < 1e-12)
        let lost = try #require(RateForecast(numerator: 0, denominator: 150, remainingDenominator: 10, target: 0.5))
        #expect(lost.state == .unreachable && lost.probability == 0)
        let won = try #require(RateForecast(numerator: 150, denominator: 150, remainingDenominator: 10, target: 0.5))
        #expect(won.state == .guaranteed && won.probability == 1)
        #expect(RateForecast(numerator: 5, denominator: 4, remainingDenominator: 1, target: 0.5) == nil)
    }

    @Test("A rate to stay below is the mirror of one to stay above")
    func lowRate() throws {
        let high = try #require(RateForecast(numerator: 12, denominator: 90, remainingDenominator: 60, target: 0.9))
        let low = try #require(RateForecast(numerator: 78, denominator: 90, remainingDenominator: 60, target: 0.9))
        let kept = try #require(high.probability(atMost: 0.1))
        #expect((kept - low.probability).magnitude < 1e-12)
        #expect(high.probability(atMost: 0.01) == 0)
        #expect(high.probability(atMost: 1) == 1)
        #expect(high.probability(atMost: .nan) == nil)
    }

    @Test("Pace is 1 exactly on pace and more is better either way")
    func pace() throws {
        let floor = try #require(CountPace(observed: 60, shareElapsed: 0.5, target: 100, aim: .atLeast))
        let cap = try #require(CountPace(observed: 60, shareElapsed: 0.5, target: 100, aim: .atMost))
        #expect(floor.index == 1.2)
        #expect(cap.index == 50.0 / 60)
        #expect(floor.projection == 120 && floor.remaining == 40)
        #expect(floor.requiredMultiple == 80.0 / 120)
        let untouched = try #require(CountPace(observed: 0, shareElapsed: 0.5, target: 5, aim: .atMost))
        #expect(untouched.index == nil)
        #expect(CountPace(observed: 1, shareElapsed: 0, target: 5, aim: .atMost) == nil)
    }

    @Test("A seasonal shape rises to 1 and a ragged history has none")
    func seasonal() throws {
        let shape = try #require(SeasonalShape(years: [[0.1, 0.2, 0.3], [3, 0, 7]]))
        #expect(shape.cumulativeShares.last == 1)
        #expect(shape.cumulativeShares == shape.cumulativeShares.sorted())
        #expect((shape.cumulativeShares[0] - 3.1 / 10.6).magnitude < 1e-15)
        let wrong: [[[Double]]] = [[], [[]], [[1], [1, 2]], [[0, 0]], [[1, -1]], [[.nan]], [[.infinity]]]
        for years in wrong {
            #expect(SeasonalShape(years: years) == nil)
        }
    }

    @Test("A required rate is judged by what has been done before")
    func requiredRun() {
        let weeks = [30.0, 38, 40, 42, 44, 30, 31]
        #expect(RequiredRun(required: 30, recent: weeks) == .asBefore)
        #expect(RequiredRun(required: 40.5, recent: weeks) == .stretch)
        #expect(RequiredRun(required: 45, recent: weeks) == .withoutPrecedent)
        #expect(RequiredRun(required: 20, recent: weeks, higherIsBetter: false) == .withoutPrecedent)
        #expect(RequiredRun(required: 1, recent: [1, 2]) == nil)
        #expect(bestStretch(weeks, length: 4) == 41)
    }

    @Test("Backtests score what was promised")
    func backtest() throws {
        #expect(brierScore(probabilities: [1, 0, 0.5], outcomes: [true, false, true]) == 0.25 / 3)
        #expect(brierScore(probabilities: [1.1], outcomes: [true]) == nil)
        #expect(brierScore(probabilities: [], outcomes: []) == nil)
        #expect(intervalCoverage([(1, 2), (1, 2)], outcomes: [2, 3]) == 0.5)
        let table = try #require(calibrationTable(probabilities: [0.05, 0.08, 1], outcomes: [false, true, true]))
        #expect(table.map(\.count) == [2, 1])
        #expect(table[0].happened == 0.5 && table[1].happened == 1 && table[1].low == 0.9)
        #expect(calibrationTable(probabilities: [.nan], outcomes: [true]) == nil)
    }

    @Test("A maturity curve says when a figure has settled and what a young one will become")
    func maturity() throws {
        let curve = try #require(MaturityCurve(histories: [[80, 95, 99, 100, 100], [40, 48, 50, 50]]))
        let shares: [Double] = [120.0 / 150, 143.0 / 150, 149.0 / 150, 1]
        #expect(curve.shares == shares)
        #expect(curve.settledAge() == 2)
        #expect(curve.expectedFinal(of: 12, age: 0) == 12 / 0.8)
        #expect(curve.expectedFinal(of: 12, age: 9) == 12)
        #expect(curve.expectedFinal(of: 12, age: -1) == nil)
        #expect(MaturityCurve(histories: []) == nil)
        #expect(MaturityCurve(histories: [[1, 0]]) == nil)
    }

    @Test("Revisions are what a year to date gained beyond its week")
    func revisions() {
        let reports = [(180.0, 5.0), (187, 5), (193, 3)].map { YearToDateReport(yearToDate: $0.0, week: $0.1) }
        #expect(revisionFlow(reports) == [2, 3])
        #expect(revisionFlow([]).isEmpty)
    }
}
