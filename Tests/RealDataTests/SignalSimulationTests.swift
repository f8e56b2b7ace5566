import Foundation
import Periods
import TestSupport
import Testing

@testable import Evaluators

/// What the promise about false flags is worth: Rio's 138 areas with their own rates, judged whole, in years in which
/// nothing changes and in years in which something does. The figures stand in Documentation/signals.md.
@Suite(
    "Flags on areas that have Rio's rates",
    .enabled(if: sharedData("rio_cisp_monthly_2003_2017.csv.gz"), skipped))
struct SignalSimulationTests {
    private static let promised = 0.05
    /// Five years and eight months, judged at the end of August 2017.
    private static let months = 68
    private static let runs = 12

    /// The mean of each area's months of 2015 to 2017.
    private static func rates(_ metric: String) throws -> [Double] {
        var sums: [String: Double] = [:]
        for row in try Table(file: try shared("rio_cisp_monthly_2003_2017.csv.gz")).rows where row[0] >= "2015" {
            if row[2] == "incident_records" { sums[row[1], default: 0] += 0 }
            if row[2] == metric { sums[row[1], default: 0] += (Double(row[3]) ?? 0) / 36 }
        }
        return sums.sorted { $0.key < $1.key }.map(\.value)
    }

    /// What came of many runs.
    private struct Outcome {
        var areas = 0
        var byRules = 0
        var flagged = 0
        var beyond = 0
        var changes = 0
        var runsWithFlags = 0
        var changed = 0
        var found = 0
        var flaggedUnchanged = 0

        func share(_ count: Int) -> Double { Double(count) / Double(max(1, areas)) }
    }

    /// - Parameters:
    ///   - factor: what the last months of every tenth area are multiplied with.
    ///   - august: what every August is multiplied with.
    private static func outcome(
        _ rates: [Double], dispersion: Double, factor: Double = 1, changedMonths: Int = 8, august: Double = 1,
        signal: String = "{}", seed: UInt64
    ) throws -> Outcome {
        var random = SplitMix64(seed: seed)
        let world = try AreaWorld(
            areas: rates.count, every: .month, period: "2017", target: "aim: {reduce_by: 5 %}, signal: \(signal)")
        var outcome = Outcome()
        for _ in 0..<runs {
            let values = rates.enumerated().map { area, rate in
                (0..<months).map { month in
                    let isChanged = factor != 1 && area % 10 == 3 && month >= months - changedMonths
                    let season = (months - 1 - month) % 12 == 0 ? august : 1
                    return random.count(mean: rate * season * (isChanged ? factor : 1), dispersion: dispersion)
                }
            }
            let (context, areas) = try world.judge(values, through: try #require(Day("2017-08-01")))
            let flagged = areas.map { $0.signal == .improvement || $0.signal == .concern }
            outcome.areas += areas.count
            outcome.flagged += flagged.count { $0 }
            outcome.byRules += flagged.count { $0 } + (context.signalDiscovery?.heldBack ?? 0)
            outcome.beyond += areas.count { $0.flags.contains(.beyondChance) }
            outcome.changes += areas.count { $0.test.isFlagged }
            outcome.runsWithFlags += flagged.contains(true) ? 1 : 0
            for area in areas.indices {
                let isChanged = factor != 1 && area % 10 == 3
                if isChanged, rates[area] >= 10 {
                    outcome.changed += 1
                    if flagged[area] { outcome.found += 1 }
                }
                if !isChanged, flagged[area] { outcome.flaggedUnchanged += 1 }
            }
        }
        return outcome
    }

    @Test(
        "When nothing changes, no more areas are flagged than promised",
        arguments: ["target_indicator_street_robbery", "target_indicator_lethality", "vehicle_theft"], [1.0, 2, 4])
    func noChange(metric: String, dispersion: Double) throws {
        let rates = try Self.rates(metric)
        #expect(rates.count == 138)
        let outcome = try Self.outcome(rates, dispersion: dispersion, seed: 11)
        let percent = { (share: Double) in "\((share * 1_000).rounded() / 10) %" }
        print(
            "Rio, \(metric), dispersion \(dispersion), no change: by the rules \(percent(outcome.share(outcome.byRules))), "
                + "flagged \(percent(outcome.share(outcome.flagged))), "
                + "beyond chance \(percent(outcome.share(outcome.beyond))), "
                + "changes \(percent(outcome.share(outcome.changes))), "
                + "runs with a flag \(outcome.runsWithFlags) of \(Self.runs)")
        #expect(outcome.share(outcome.flagged) <= Self.promised)
        #expect(outcome.share(outcome.beyond) <= Self.promised)
        #expect(outcome.share(outcome.changes) <= Self.promised)
        // Stronger: when nothing at all changes, a run with any flag is as rare as promised. 12 runs cannot say much.
        #expect(outcome.runsWithFlags <= 3)
        // The rules alone would not keep it, or there would be nothing to prove.
        #expect(outcome.byRules > outcome.flagged)
    }

    @Test("What really doubles or halves is found, and few others", arguments: [2.0, 0.5], [1.0, 2])
    func change(factor: Double, dispersion: Double) throws {
        let rates = try Self.rates("target_indicator_street_robbery")
        let outcome = try Self.outcome(rates, dispersion: dispersion, factor: factor, seed: 12)
        print(
            "Rio, street robbery times \(factor), dispersion \(dispersion): found \(outcome.found) of \(outcome.changed) "
                + "areas of ten and more a month, \(outcome.flaggedUnchanged) of \(outcome.flagged) flags false")
        #expect(Double(outcome.found) >= 0.8 * Double(outcome.changed))
        #expect(Double(outcome.flaggedUnchanged) <= Self.promised * Double(outcome.flagged) + 2)
    }

    @Test("With a season divided out, what really doubles is found as if there were none")
    func changeInSeason() throws {
        let rates = try Self.rates("target_indicator_street_robbery")
        let outcome = try Self.outcome(rates, dispersion: 2, factor: 2, august: 1.5, seed: 14)
        print("Rio, street robbery doubled, every August busier by half: found \(outcome.found) of \(outcome.changed)")
        #expect(Double(outcome.found) >= 0.9 * Double(outcome.changed))
        #expect(Double(outcome.flaggedUnchanged) <= Self.promised * Double(outcome.flagged) + 2)
    }

    @Test("A month that is busier by half in every year is no signal", arguments: [true, false])
    func busyAugust(isSeasonal: Bool) throws {
        let rates = try Self.rates("target_indicator_street_robbery")
        let outcome = try Self.outcome(
            rates, dispersion: 2, august: 1.5, signal: "{seasonal: \(isSeasonal)}", seed: 13)
        print(
            "Rio, street robbery, every August busier by half, \(isSeasonal ? "adjusted" : "as reported"): flagged "
                + "\(outcome.flagged) of \(outcome.areas), by the rules \(outcome.byRules)")
        #expect(outcome.share(outcome.flagged) <= 0.005)
        // As reported the rules hold for a fifth of the areas, or there would be nothing to adjust.
        #expect(isSeasonal ? outcome.share(outcome.byRules) <= 0.05 : outcome.share(outcome.byRules) > 0.15)
    }
}

/// Chicago's 22 districts by weeks, whose summers are busier than their winters.
@Suite(
    "The season of Chicago's weeks", .enabled(if: sharedData("chicago_weekly_2001_2026.csv.gz"), skipped))
struct SeasonalSignalTests {
    @Test("Without the season fewer weeks are flagged, and as much of what is really raised is found")
    func chicago() throws {
        var byDistrict: [String: [String: Double]] = [:]
        for row in try Table(file: try shared("chicago_weekly_2001_2026.csv.gz")).rows
        where row[2] == "reported_all_types" && row[1] != "Citywide" && row[0] < "2020" {
            byDistrict[row[1], default: [:]][row[0]] = Double(row[3])
        }
        let weeks = Set(byDistrict.values.flatMap(\.keys)).sorted()
        let districts = byDistrict.sorted { $0.key < $1.key }.map { _, values in weeks.map { values[$0] ?? 0 } }
        #expect(districts.count == 22)

        func judge(_ seasonal: Bool) throws -> (flagged: Double, found: Int, raised: Int) {
            let world = try AreaWorld(
                areas: districts.count, every: .week, period: "{every: year}",
                target: "aim: {reduce_by: 5 %}, signal: {seasonal: \(seasonal)}")
            var (flagged, tested, found, raised) = (0, 0, 0, 0)
            for end in stride(from: 400, to: weeks.count, by: 8) {
                var values = districts.map { Array($0[end - 300..<end]) }
                let last = try #require(Day(weeks[end - 1]))
                let areas = try world.judge(values, through: last).areas
                tested += areas.count
                flagged += areas.count { $0.signal == .concern || $0.signal == .improvement }
                let chosen = Array(stride(from: end / 8 % 5, to: districts.count, by: 5))
                for area in chosen {
                    for week in 296..<300 { values[area][week] = (values[area][week] * 1.3).rounded() }
                }
                let again = try world.judge(values, through: last).areas
                // What was flagged before is not found by the raise.
                for area in chosen where areas[area].signal != .concern {
                    raised += 1
                    found += again[area].signal == .concern ? 1 : 0
                }
            }
            return (Double(flagged) / Double(tested), found, raised)
        }
        let (with, without) = (try judge(true), try judge(false))
        print(
            "Chicago: flagged \(with.flagged) of district-weeks, \(without.flagged) without adjusting; "
                + "of districts raised by 30 % for four weeks \(with.found) of \(with.raised) found, "
                + "\(without.found) of \(without.raised) without")
        #expect(with.flagged < 0.8 * without.flagged)
        let found = (Double(with.found) / Double(with.raised), Double(without.found) / Double(without.raised))
        #expect(found.0 >= 0.9 * found.1)
    }
}
