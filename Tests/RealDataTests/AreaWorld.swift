import Foundation
import Ledger
import Periods
import Plan
import PositionedYAML
import TestSupport
import Testing

@testable import Evaluators

/// Areas under one top unit, with counts made or read, judged whole: from the series to the assessments.
struct AreaWorld {
    let plan: Plan
    let areas: Int
    private let grain: Grain

    /// - Parameters:
    ///   - areas: how many areas there are.
    ///   - target: further keys of the target, such as `signal: {seasonal: false}`.
    init(areas: Int, every grain: Grain, period: String, target: String, languages: String = "en") throws {
        let outcome = PlanLoader.load(
            PlanSources(
                workspace: SourceFile(
                    name: "onpace.yaml",
                    text: """
                        languages: [\(languages)]
                        metrics:
                          - {metric: events, better: lower, every: \(grain.rawValue)}
                        targets:
                          - {target: less, metric: events, period: \(period), units: {of: top, cascade: area}, \(target)}
                        """),
                units: SourceFile(
                    name: "Targets/units.csv",
                    text: "code,parent,level\ntop,,top\n"
                        + (0..<areas).map { "\($0),top,area\n" }.joined())),
            today: Day(number: 20_000))
        plan = try #require(outcome.plan, "\(outcome.diagnostics)")
        self.areas = areas
        self.grain = grain
    }

    /// What is said of the areas when `values`, one row an area, are reported up to and including `last`.
    func judge(_ values: [[Double]], through last: Day) throws -> (context: TargetContext, areas: [Assessment]) {
        let width = try #require(values.first).count
        let end = PeriodCalendar.civil.index(grain, of: last)
        var series = Series(periods: end - width + 1..<end + 1, unitCount: plan.units.count)
        for (area, row) in values.enumerated() {
            let index = try #require(plan.units.index(of: "\(area)"))
            for (column, value) in row.enumerated() { series.values[series.row(index) + column] = value }
        }
        let table = MetricTable(metric: plan.metrics[0], series: series, units: plan.units)
        let asOf = PeriodCalendar.civil.window(grain, index: end).last
        let judgements = Judge(plan).judge(
            [TargetFrame(plan, target: 0, asOf: asOf)], MetricBank(plan, tables: ["events": table]), asOf: asOf)
        let top = plan.units.index(of: "top").map { Int32($0) }
        return (judgements.contexts[0], judgements.assessments.filter { $0.unit != top })
    }
}

extension SplitMix64 {
    /// A number within 0..<1.
    mutating func share() -> Double { Double.random(in: 0..<1, using: &self) }

    /// A standard normal number (Box and Muller).
    mutating func normal() -> Double {
        var (u, v, s) = (0.0, 0.0, 0.0)
        repeat {
            u = 2 * share() - 1
            v = 2 * share() - 1
            s = u * u + v * v
        } while s >= 1 || s == 0
        return u * (-2 * log(s) / s).squareRoot()
    }

    /// A Poisson count.
    mutating func poisson(_ mean: Double) -> Double {
        guard mean < 30 else { return max(0, (mean + mean.squareRoot() * normal()).rounded()) }
        var product = share()
        var count = 0.0
        let bound = exp(-mean)
        while product > bound {
            product *= share()
            count += 1
        }
        return count
    }

    /// A negative binomial count with this mean and variance over mean (a gamma mixture of Poisson counts).
    mutating func count(mean: Double, dispersion: Double) -> Double {
        guard dispersion > 1, mean > 0 else { return poisson(mean) }
        let scale = dispersion - 1
        return poisson(scale * gamma(mean / scale))
    }

    /// A gamma number of this shape and scale 1 (Marsaglia and Tsang).
    private mutating func gamma(_ shape: Double) -> Double {
        guard shape >= 1 else { return gamma(shape + 1) * pow(share(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0, log(1 - share()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
