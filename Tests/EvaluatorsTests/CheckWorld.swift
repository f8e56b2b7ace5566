import Periods
import Plan
import TestSupport

@testable import Evaluators

/// A city of many equal communes whose counts are drawn, with and without an effect in some of them.
struct CheckWorld {
    let world: SmallWorld
    let units: Int
    private var random: SplitMix64

    init(_ yaml: String, units: Int, seed: UInt64) throws {
        self.units = units
        random = SplitMix64(seed: seed)
        world = try SmallWorld(
            yaml,
            units: (["code,parent,level", "city,,city"] + (0..<units).map { "u\($0),city,commune" })
                .joined(separator: "\n"))
    }

    /// Reports a metric for every commune and period: a week by its number before the last, or a month.
    mutating func report(
        _ metric: String, _ days: [Day], _ value: (_ unit: Int, _ period: Int, inout SplitMix64) -> Double
    )
        throws
    {
        var values: [(unit: String, day: String, value: Double)] = []
        for unit in 0..<units {
            for (period, day) in days.enumerated() {
                values.append(("u\(unit)", day.description, value(unit, period, &random)))
            }
        }
        try world.report(metric, values)
    }

    /// The Mondays of the last so many whole weeks before a day.
    static func weeks(_ count: Int, before end: Day) -> [Day] {
        let monday = PeriodCalendar.civil.period(.week, containing: end).window.first
        return (1...count).reversed().map { monday - 7 * $0 }
    }

    /// The first days of the last so many whole months before a day.
    static func months(_ count: Int, before end: Day) -> [Day] {
        let last = PeriodCalendar.civil.index(.month, of: end)
        return (last - count..<last).map { PeriodCalendar.civil.first(.month, index: $0) }
    }

    /// What the checks look at, and what they say of everything.
    func context(_ asOf: Day) throws -> (context: CheckContext, checks: IntegrityChecks) {
        let plan = world.plan
        let frames = plan.targets.indices.map { TargetFrame(plan, target: $0, asOf: asOf) }
        let judge = Judge(plan)
        let bank = try judge.bank(
            world.ledger, frames, knownAt: nil, beside: Insight(plan, frames, asOf: asOf))
        let context = CheckContext(plan, bank, asOf: asOf, compared: Array(plan.metrics.indices))
        return (context, try judge.judge(world.ledger, asOf: asOf, knownAt: nil).checks)
    }
}

extension SplitMix64 {
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A Poisson count by inversion, for means up to some hundreds.
    mutating func poisson(_ mean: Double) -> Double {
        // Sums of small ones keep the first mass from vanishing.
        if mean > 30 { return poisson(30) + poisson(mean - 30) }
        var rest = share()
        var mass = 1.0
        for step in stride(from: mean, to: 0, by: -1) { mass *= step < 1 ? Self.exp(-step) : 0.36787944117144233 }
        var count = 0.0
        while rest > mass, count < 1_000 {
            rest -= mass
            count += 1
            mass *= mean / count
        }
        return count
    }

    /// Events that come in groups: variance over mean is the size of the groups.
    mutating func clustered(_ mean: Double, _ dispersion: Double) -> Double { poisson(mean / dispersion) * dispersion }

    private static func exp(_ x: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for power in 1..<30 {
            term *= x / Double(power)
            sum += term
        }
        return sum
    }
}
