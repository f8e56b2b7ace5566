import Foundation
import Testing
import TestSupport

/// A part of Documentation/backtests.md, small enough for every test run.
@Suite(
    "Outlooks of past years",
    .enabled(
        if: sharedData(
            "rio_cisp_monthly_2003_2017.csv.gz", "chicago_weekly_2001_2026.csv.gz", "stlouis_daily_2015_2019.csv.gz"),
        skipped))
struct BacktestTests {
    struct City: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var file: String
        /// The metric's keys, beside its id and direction.
        var metric: String
        var filter: String
        var next: Int
        var years: String
        var forecasts: Int
        /// Scores as they were written down, so that a change of method shows.
        var brier: Double
        var inside80: Double
    }

    static let cities = [
        City(
            testDescription: "Rio, assaults by month", file: "rio_cisp_monthly_2003_2017.csv.gz",
            metric: "every: month", filter: "metric == 'assault'", next: 2018, years: "2012..2017",
            forecasts: 8_299, brier: 0.107, inside80: 0.771),
        City(
            testDescription: "Chicago, all offences by week", file: "chicago_weekly_2001_2026.csv.gz",
            metric: "every: week", filter: "metric == 'reported_all_types' && date < '2026'", next: 2026,
            years: "2022..2025", forecasts: 4_255, brier: 0.107, inside80: 0.744),
        City(
            testDescription: "St. Louis, all offences by day", file: "stlouis_daily_2015_2019.csv.gz",
            metric: "every: day", filter: "metric == 'reported' && date >= '2015' && date < '2020'",
            next: 2020, years: "2019", forecasts: 4_200, brier: 0.095, inside80: 0.793),
    ]

    @Test("score better than a linear pace and a repeated year, and ranges hold what they promise", arguments: cities)
    func scores(city: City) throws {
        let workspace = try TestWorkspace(copying: [])
        let file = try shared(city.file)
        let units = Set(try Table(file: file).rows.map { $0[1] }).sorted()
        try workspace.write(
            (["code,parent,level", "all,,city"] + units.map { "\($0),all,area" }).joined(separator: "\n") + "\n",
            to: "Targets/units.csv")
        try workspace.write(
            """
            organisation: Backtest
            metrics: [{metric: offences, better: lower, zeros: omitted, \(city.metric)}]
            targets:
              - target: offences
                metric: offences
                aim: {reduce_by: 5 %}
                period: \(city.next)
                units: {of: all, cascade: area}
            inputs:
              - input: counts
                files: ["*.csv.gz"]
                columns: {date: date, unit: unit, value: value}
                constant: {metric: offences}
                where: \(city.filter)
                combine: sum

            """, to: "onpace.yaml")
        let taken = try workspace.ingest([file])
        try #require(taken.status == 0, "\(taken.stderr)")
        let outcome = try workspace.onpace("backtest", "offences", "--years", city.years, "--format", "json")
        try #require(outcome.status == 0, "\(outcome.stderr)")

        let test = try JSONDecoder().decode(Backtest.self, from: Data(outcome.stdout.utf8))
        let whole = try #require(test.stages.first)
        print("\(city.testDescription): outlook \(whole.outlook), linear \(whole.linear), naive \(whole.naive)")
        #expect(whole.outlook.brier < whole.linear.brier && whole.outlook.brier < whole.naive.brier)
        #expect(whole.outlook.brier <= whole.linear_learnt.brier)
        #expect(abs(whole.outlook.inside_80 - 0.8) < abs(whole.linear.inside_80 - 0.8))
        #expect(abs(whole.outlook.inside_80 - 0.8) < abs(whole.naive.inside_80 - 0.8))
        #expect(whole.outlook.count == city.forecasts)
        #expect(abs(whole.outlook.brier - city.brier) < 0.0006, "\(whole.outlook.brier)")
        #expect(abs(whole.outlook.inside_80 - city.inside80) < 0.0006, "\(whole.outlook.inside_80)")
    }

    /// What `onpace backtest --format json` says, as far as it is read here.
    private struct Backtest: Decodable {
        struct Score: Decodable {
            var count: Int
            var brier: Double
            var inside_80: Double
        }

        struct Stage: Decodable {
            var outlook: Score
            var linear: Score
            var linear_learnt: Score
            var naive: Score
        }

        var stages: [Stage]
    }
}
