import Periods
import Plan
import Statistics

/// Why a ratio changed against the same period of the year before: because units changed their own rates, or because
/// cases moved between units with different ones.
public struct UnitMix: Sendable, Equatable {
    /// The same days of the year before.
    public var partner: Window
    /// Numerators and denominators, added up over the units below.
    public var now: Cases
    public var before: Cases
    /// What the units' own rates contribute, and what the shift of cases between them does; they add up to the change.
    public var rateEffect: Double
    public var mixEffect: Double
    /// Units with cases in both periods; those with a higher and with a lower rate than before.
    public var compared: Int
    public var rose: Int
    public var fell: Int

    public struct Cases: Sendable, Equatable {
        public var numerator: Double
        public var denominator: Double

        public init(numerator: Double, denominator: Double) {
            self.numerator = numerator
            self.denominator = denominator
        }

        public var rate: Double { numerator / denominator }
    }

    public init(
        now: Cases, before: Cases, partner: Window, rateEffect: Double, mixEffect: Double, compared: Int, rose: Int,
        fell: Int
    ) {
        self.now = now
        self.before = before
        self.partner = partner
        self.rateEffect = rateEffect
        self.mixEffect = mixEffect
        self.compared = compared
        self.rose = rose
        self.fell = fell
    }

    public var change: Double { now.rate - before.rate }

    /// Simpson's paradox: all or most units moved one way, the whole the other.
    public var isReversed: Bool {
        guard compared >= Self.fewest else { return false }
        return (change < 0 && Double(rose) >= Self.most * Double(compared))
            || (change > 0 && Double(fell) >= Self.most * Double(compared))
    }

    private static let fewest = 3
    /// "Most units" in a warning: so many of a hundred would hardly move one way by chance.
    private static let most = 0.75
    private static let leastCoverage = 0.95
}

extension UnitMix {
    /// nil unless the target is a ratio with units below that reported nearly everything in both periods.
    init?(_ context: TargetContext, _ plan: Plan, _ bank: MetricBank, asOf: Day) {
        let metric = plan.metrics[plan.targets[context.target].metric]
        let leaves = plan.leaves(of: context.target, on: context.treeDay(asOf: asOf))
        guard case .ratio = metric.kind, context.failure == nil, leaves.count > 1, let toDate = context.toDate,
            bank.inputs(of: metric).count == metric.inputs.count,
            let partner = samePeriod(of: toDate, alignment: .calendar)
        else { return nil }
        func periods(_ table: MetricTable) -> PeriodParts {
            table.metric.complete(table.metric.parts(of: toDate), on: min(asOf, toDate.last))
        }
        let now = bank.measure(metric, judged: leaves) { (periods($0), nil) }
        let before = bank.measure(metric, judged: leaves) { table in
            let current = periods(table)
            return (PreparedBatch.counterpart(table, of: current, in: partner), current)
        }
        let reported = before.reported.reduce(Int64(0)) { $0 + Int64($1) }
        let due = before.due.reduce(Int64(0)) { $0 + Int64($1) }
        guard due > 0, Double(reported) >= Self.leastCoverage * Double(due) else { return nil }
        func groups(_ measure: Measure) -> [GroupRate] {
            zip(measure.numerator, measure.denominator).compactMap { numerator, denominator in
                GroupRate(
                    numerator: numerator.isFinite ? numerator : 0, denominator: denominator.isFinite ? denominator : 0)
            }
        }
        let (nows, befores) = (groups(now), groups(before))
        guard let effects = MixAndRate(prior: befores, current: nows) else { return nil }
        self.partner = partner
        self.now = Self.sum(nows)
        self.before = Self.sum(befores)
        rateEffect = effects.rateEffect
        mixEffect = effects.mixEffect
        compared = 0
        rose = 0
        fell = 0
        for (new, old) in zip(nows, befores) where new.denominator > 0 && old.denominator > 0 {
            // By cross-multiplication, so that equal rates are equal.
            let (left, right) = (new.numerator * old.denominator, old.numerator * new.denominator)
            compared += 1
            rose += left > right ? 1 : 0
            fell += left < right ? 1 : 0
        }
    }

    private static func sum(_ groups: [GroupRate]) -> Cases {
        groups.reduce(into: Cases(numerator: 0, denominator: 0)) {
            $0.numerator += $1.numerator
            $0.denominator += $1.denominator
        }
    }
}
