import Periods
import Plan

/// What all checks of a run look at.
struct CheckContext: Sendable {
    let plan: Plan
    var bank: MetricBank
    let asOf: Day
    /// By index of the metric: how much its counts vary anyway.
    let noises: [Int: CountNoise]
    /// Every unit that exists on the as-of day, pools left out.
    let units: [Int]
    private let root: Int?

    /// - Parameter compared: the metrics held against the year before.
    init(_ plan: Plan, _ bank: MetricBank, asOf: Day, compared: [Int]) {
        self.plan = plan
        self.bank = bank
        self.asOf = asOf
        let found = concurrently(compared.count) { CountNoise(plan.metrics[compared[$0]], bank) as CountNoise?? }
        var noises: [Int: CountNoise] = [:]
        for (metric, noise) in zip(compared, found) { noises[metric] = noise.flatMap { $0 } }
        self.noises = noises
        units = plan.units.units.indices.filter { !plan.units[$0].isPool && plan.units.exists($0, on: asOf) }
        let roots = units.filter { plan.units.parent(of: $0, on: asOf) == nil }
        root = roots.count == 1 ? roots[0] : nil
    }

    /// Whether a unit holds all others.
    func isTop(_ unit: Int) -> Bool { unit == root }

    func yearOnYear(_ metric: Int, _ units: [Int], _ window: Window) -> YearOnYear? {
        YearOnYear(plan.metrics[metric], bank, units: units, window: window, asOf: asOf, noise: noises[metric])
    }

    /// The year that ends with the last reporting period that was complete on the as-of day.
    func lastYear(_ metric: Int) -> Window? { Self.lastYear(plan.metrics[metric], asOf) }

    static func lastYear(_ metric: Metric, _ asOf: Day) -> Window? {
        let period = metric.calendar.index(metric.grain, of: asOf)
        let last = metric.window(of: period).last <= asOf ? period : period - 1
        let end = metric.window(of: last).last
        return Window(end.adding(years: -1) + 1, end)
    }
}
