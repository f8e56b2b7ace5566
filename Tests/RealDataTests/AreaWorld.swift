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
