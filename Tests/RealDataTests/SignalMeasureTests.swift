import Foundation
import Periods
import TestSupport
import Testing

@testable import Evaluators

@Suite("measure", .serialized)
struct SignalMeasureTests {
    static func monthly(_ metric: String, _ from: String, _ to: String) throws -> [[Double]] {
        var byArea: [String: [String: Double]] = [:]
        var months: Set<String> = []
        for row in try Table(file: try shared("rio_cisp_monthly_2003_2017.csv.gz")).rows where row[0] >= from && row[0] <= to {
            months.insert(row[0])
            if row[2] == "incident_records" { byArea[row[1], default: [:]][row[0], default: 0] += 0 }
            if row[2] == metric { byArea[row[1], default: [:]][row[0]] = Double(row[3]) }
        }
        let all = months.sorted()
        return byArea.sorted { $0.key < $1.key }.map { _, values in all.map { values[$0] ?? .nan } }.filter { $0.filter(\.isFinite).count > all.count - 3 }
    }

    @Test func nullRates() throws {
        let runs = Int(ProcessInfo.processInfo.environment["RUNS"] ?? "40") ?? 40
        for metric in ["target_indicator_street_robbery", "target_indicator_lethality", "vehicle_theft"] {
            var byArea: [String: Double] = [:]
            for row in try Table(file: try shared("rio_cisp_monthly_2003_2017.csv.gz")).rows where row[0] >= "2015" && row[2] == metric {
                byArea[row[1], default: 0] += (Double(row[3]) ?? 0) / 36
            }
            let rates = byArea.sorted { $0.key < $1.key }.map(\.value)
            for dispersion in [1.0, 2.0, 4.0] {
                for change in [1.0, 2.0, 0.5] {
                    var random = SplitMix64(seed: 11)
                    let world = try AreaWorld(areas: rates.count, every: .month, period: "2017", target: "aim: {reduce_by: 5 %}")
                    var flagged = 0, held = 0, any = 0, beyond = 0, tested = 0, bh = 0, found = 0, changed = 0, falsely = 0, small = 0, foundSmall = 0
                    for _ in 0..<runs {
                        var values = rates.map { rate in (0..<68).map { _ in random.count(mean: rate, dispersion: dispersion) } }
                        if change != 1 {
                            for area in stride(from: 3, to: rates.count, by: 10) {
                                for m in 62..<68 { values[area][m] = random.count(mean: rates[area] * change, dispersion: dispersion) }
                            }
                        }
                        let (context, areas) = try world.judge(values, through: Day("2017-08-01")!)
                        let signals = areas.count { $0.signal == .improvement || $0.signal == .concern }
                        flagged += signals
                        held += context.signalDiscovery?.heldBack ?? 0
                        tested += areas.count
                        any += signals > 0 ? 1 : 0
                        beyond += areas.count { $0.flags.contains(.beyondChance) }
                        bh += areas.count { $0.test.isFlagged }
                        for (i, a) in areas.enumerated() {
                            let is3 = change != 1 && i % 10 == 3
                            let s = a.signal == .improvement || a.signal == .concern
                            if is3, rates[i] >= 8 { changed += 1; if s { found += 1 } }
                            if is3, rates[i] < 8, rates[i] >= 2 { small += 1; if s { foundSmall += 1 } }
                            if !is3, s { falsely += 1 }
                        }
                    }
                    print("M \(metric) phi \(dispersion) x\(change): rules \(Double(flagged + held) / Double(tested) * 100)% flagged \(Double(flagged) / Double(tested) * 100)% anyrun \(any)/\(runs) beyond \(Double(beyond) / Double(tested) * 100)% bh \(Double(bh) / Double(tested) * 100)%  power \(found)/\(changed) small \(foundSmall)/\(small) false \(falsely)")
                }
            }
        }
    }

    @Test func seasonsRio() throws {
        for metric in ["theft_total", "assault", "robbery_total", "target_indicator_street_robbery", "vehicle_theft", "incident_records"] {
            let all = try Self.monthly(metric, "2003-01-01", "2017-12-01").map { $0.map { $0.isFinite ? $0 : 0 } }
            for seasonal in ["true", "false"] {
                let world = try AreaWorld(areas: all.count, every: .month, period: "{every: year}", target: "aim: {reduce_by: 5 %}, signal: {seasonal: \(seasonal)}")
                var rules = 0, flagged = 0, tested = 0, top = 0, runs = 0, adjusted = 0, found = 0, changed = 0
                var repeated: [String: Int] = [:]
                for end in 84..<180 {
                    var values = all.map { Array($0[(end - 72)..<end]) }
                    let last = PeriodCalendar.civil.window(.month, index: PeriodCalendar.civil.index(.month, of: Day("2003-01-01")!) + end - 1).first
                    let (context, areas) = try world.judge(values, through: last)
                    runs += 1
                    adjusted += context.charts?.seasonYears != nil ? 1 : 0
                    tested += areas.count
                    for (i, a) in areas.enumerated() where a.signal == .concern || a.signal == .improvement || a.process.isHeldBack {
                        rules += 1
                        if !a.process.isHeldBack { flagged += 1 }
                        let up = a.process.last > a.process.centre
                        repeated["\(i) \(last.month) \(up)", default: 0] += 1
                    }
                    if end % 3 == 0 {
                        for area in stride(from: end % 10, to: all.count, by: 10) { values[area][71] = (values[area][71] * 2).rounded() }
                        let (_, again) = try world.judge(values, through: last)
                        for area in stride(from: end % 10, to: all.count, by: 10) where values[area][71] >= 16 {
                            changed += 1
                            if again[area].signal == .concern { found += 1 }
                        }
                    }
                }
                let often = repeated.values.filter { $0 >= 3 }.reduce(0, +)
                print("S rio \(metric) seasonal \(seasonal): adjusted \(adjusted)/\(runs) rules \(Double(rules) / Double(tested) * 100)% flagged \(Double(flagged) / Double(tested) * 100)% in the same month 3+ years \(Double(often) / Double(tested) * 100)% doubled found \(found)/\(changed)")
                _ = top
            }
        }
    }

    @Test func seasonsChicago() throws {
        var byArea: [String: [String: Double]] = [:]
        var weeks: Set<String> = []
        for row in try Table(file: try shared("chicago_weekly_2001_2026.csv.gz")).rows where row[2] == "reported_all_types" && row[0] < "2020" && row[1] != "Citywide" {
            weeks.insert(row[0])
            byArea[row[1], default: [:]][row[0]] = Double(row[3])
        }
        let days = weeks.sorted()
        let all = byArea.sorted { $0.key < $1.key }.map { _, v in days.map { v[$0] ?? 0 } }
        print("S chicago", all.count, days.count, days[0], days.last!)
        for seasonal in ["true", "false"] {
            let world = try AreaWorld(areas: all.count, every: .week, period: "{every: year}", target: "aim: {reduce_by: 5 %}, signal: {seasonal: \(seasonal)}")
            var rules = 0, flagged = 0, tested = 0, runs = 0, adjusted = 0, found = 0, changed = 0
            var repeated: [String: Int] = [:]
            for end in stride(from: 400, to: days.count, by: 2) {
                var values = all.map { Array($0[(end - 300)..<end]) }
                let last = Day(days[end - 1])!
                let (context, areas) = try world.judge(values, through: last)
                runs += 1
                adjusted += context.charts?.seasonYears != nil ? 1 : 0
                tested += areas.count
                for (i, a) in areas.enumerated() where a.signal == .concern || a.signal == .improvement || a.process.isHeldBack {
                    rules += 1
                    if !a.process.isHeldBack { flagged += 1 }
                    repeated["\(i) \(last.month) \(a.process.last > a.process.centre) \(last.year)", default: 0] += 1
                }
                if end % 6 == 0 {
                    for area in stride(from: end % 5, to: all.count, by: 5) { for w in 296..<300 { values[area][w] = (values[area][w] * 1.3).rounded() } }
                    let (_, again) = try world.judge(values, through: last)
                    for area in stride(from: end % 5, to: all.count, by: 5) {
                        changed += 1
                        if again[area].signal == .concern { found += 1 }
                    }
                }
            }
            var years: [String: Int] = [:]
            for key in repeated.keys { years[key.split(separator: " ").dropLast().joined(separator: " "), default: 0] += 1 }
            let often = years.filter { $0.value >= 4 }
            print("S chicago seasonal \(seasonal): adjusted \(adjusted)/\(runs) rules \(Double(rules) / Double(tested) * 100)% flagged \(Double(flagged) / Double(tested) * 100)% unit-months flagged in 4+ years \(often.count) raised 30% for 4 weeks found \(found)/\(changed)")
        }
    }
}
