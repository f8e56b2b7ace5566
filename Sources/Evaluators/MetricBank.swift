import CEL
import Ledger
import Periods
import Plan

/// All reported series that a run needs, read once, and the metrics made of them.
struct MetricBank: Sendable {
    var plan: Plan
    /// By metric id.
    private var tables: [String: MetricTable]
    /// What is known of the data beside the values; nil where only values matter.
    var knowledge: Knowledge?

    /// Reads every metric that `targets` need, over the days given for each.
    init(_ plan: Plan, ledger: Ledger, windows: [String: Window], knownAt: Instant?) throws {
        let wanted = windows.sorted { $0.key < $1.key }.compactMap { id, window in
            plan.metricIndex(id).map { (metric: plan.metrics[$0], window: window) }
        }
        let series = try ledger.series(
            of: wanted.map {
                SeriesRequest(
                    metric: $0.metric.id, grain: $0.metric.grain, calendar: $0.metric.calendar, window: $0.window)
            }, codes: plan.units.codes, knownAt: knownAt)
        var tables: [String: MetricTable] = [:]
        for (want, series) in zip(wanted, series) {
            tables[want.metric.id] = MetricTable(metric: want.metric, series: series, units: plan.units)
        }
        self.plan = plan
        self.tables = tables
    }

    /// Series that were made, not read.
    init(_ plan: Plan, tables: [String: MetricTable]) {
        self.plan = plan
        self.tables = tables
    }

    /// The same with other readings of some metrics.
    func replacing(_ others: [String: MetricTable]) -> MetricBank {
        var bank = self
        bank.tables.merge(others) { $1 }
        return bank
    }

    func table(_ id: String) -> MetricTable? { tables[id] }

    /// The tables behind a metric, in the order of `Metric.inputs`.
    func inputs(of metric: Metric) -> [MetricTable] { metric.inputs.compactMap { tables[$0] } }

    /// The metric over the periods that `choose` picks in each of its inputs, for the judged units.
    func measure(
        _ metric: Metric, judged: [Int], over choose: (MetricTable) -> (parts: PeriodParts, pairedWith: PeriodParts?)
    ) -> Measure {
        let parts = inputs(of: metric).map { table in
            let (parts, pairs) = choose(table)
            var measure = RollUp(table, over: parts, pairedWith: pairs?.periods, units: plan.units).measure(of: judged)
            if var former = FormerUnits(table, over: parts, plan.units) {
                former.replace(in: &measure, judged: judged, pairedWith: pairs?.periods)
            }
            return measure
        }
        return combine(metric, parts, count: judged.count)
    }

    /// The metric period by period; nil when its inputs are not reported in the same periods.
    func periodTable(_ metric: Metric, judged: [Int], over choose: (MetricTable) -> Range<Int>) -> PeriodTable? {
        let inputs = inputs(of: metric)
        guard let first = inputs.first, inputs.count == metric.inputs.count,
            inputs.allSatisfy({ $0.metric.grain == first.metric.grain && $0.metric.calendar == first.metric.calendar })
        else { return nil }
        let periods = choose(first)
        let parts = inputs.map { PeriodTable($0, over: periods, judged: judged, units: plan.units) }
        var table = parts[0]
        for part in parts.dropFirst() where !part.exactFrom.isEmpty {
            table.exactFrom = judged.indices.map { Int32(max(table.exactFrom($0), part.exactFrom($0))) }
        }
        switch metric.kind {
        case .count, .level, .milestone:
            break
        case .ratio:
            guard parts.count == 2 else { return nil }
            table.numerators = parts[0].values
            table.denominators = parts[1].values
            for index in table.values.indices {
                table.values[index] = quotient(table.numerators[index], table.denominators[index])
            }
        case .formula(let program, let names):
            table.values = Formula(program, names).values(count: table.values.count) { parts[$0].values[$1] }
        }
        return table
    }

    private func combine(_ metric: Metric, _ parts: [Measure], count: Int) -> Measure {
        guard parts.count == metric.inputs.count, var measure = parts.first else { return Measure(count: count) }
        // The worst covered input decides how far the whole can be trusted.
        for part in parts.dropFirst() {
            for index in 0..<count
            where Int64(part.reported[index]) * Int64(measure.due[index])
                < Int64(measure.reported[index]) * Int64(part.due[index])
            {
                measure.reported[index] = part.reported[index]
                measure.due[index] = part.due[index]
                measure.reporters[index] = part.reporters[index]
                measure.silent[index] = part.silent[index]
            }
        }
        if parts.count > 1, parts.contains(where: { !$0.isEstimated.isEmpty }) {
            measure.isEstimated = (0..<count).map { index in parts.contains { $0.isEstimated(index) } }
        }
        switch metric.kind {
        case .count, .level, .milestone:
            break
        case .ratio:
            measure.numerator = parts[0].value
            measure.denominator = parts[1].value
            for index in 0..<count {
                measure.value[index] = quotient(measure.numerator[index], measure.denominator[index])
            }
        case .formula(let program, let names):
            measure.value = Formula(program, names).values(count: count) { parts[$0].value[$1] }
        }
        return measure
    }

    /// NaN where the denominator is zero or either part is missing.
    private func quotient(_ numerator: Double, _ denominator: Double) -> Double {
        denominator > 0 ? numerator / denominator : .nan
    }
}
