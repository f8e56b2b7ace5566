import Ledger
import Periods
import Plan

/// What a run knows of its data beside the values: when they came, how they ripen, what was refused, where a feed had
/// gaps, and what was known of the year before at this time.
///
/// Read only where the plan asks for it or the batches' headers show that there is something to know.
struct Knowledge: Sendable {
    /// When reports came, for metrics that say when they are due or how long they ripen.
    private(set) var arrivals: [String: Arrivals] = [:]
    private(set) var gaps: [String: FeedGaps] = [:]
    private(set) var maturity: [String: LearntMaturity] = [:]
    /// By target.
    private(set) var comparators: [Int: KnownThen] = [:]
    private var rejections: [String: (byUnit: [Int32], unplaced: Int32)] = [:]

    init(_ plan: Plan, _ ledger: Ledger, _ frames: [TargetFrame], _ bank: MetricBank, knownAt: Instant) throws {
        let hasRejections = try ledger.hasRejections()
        let like = LikeForLike(plan: plan, ledger: ledger, knownAt: knownAt)
        var spans: [String: Window] = [:]
        for frame in frames where frame.asOf >= frame.window.first {
            for table in bank.inputs(of: plan.metric(of: plan.targets[frame.target])) {
                let span = spans[table.metric.id] ?? frame.window
                spans[table.metric.id] = Window(
                    min(span.first, frame.window.first), max(span.last, frame.window.last))
            }
            comparators[frame.target] = try like.comparator(of: frame, bank)
        }
        let ids = spans.keys.sorted()
        let tables = ids.compactMap(bank.table)
        let through = frames.map(\.asOf).max() ?? knownAt.day
        let holidays = FeedGaps.holidays(plan, in: through.year - 3...through.year)
        let found = concurrently(tables.count) { FeedGaps(tables[$0], through: through, holidays: holidays) }
        for (id, gaps) in zip(ids, found) where !gaps.isEmpty { self.gaps[id] = gaps }
        for table in tables {
            let metric = table.metric
            guard let span = spans[metric.id] else { continue }
            let request = SeriesRequest(
                metric: metric.id, grain: metric.grain, calendar: metric.calendar,
                window: Window(span.first, max(span.first, min(span.last, through))) ?? span)
            if metric.maturity != nil {
                maturity[metric.id] = try LearntMaturity.learn(
                    metric, units: plan.units, ledger: ledger, asOf: through, knownAt: knownAt)
            }
            if metric.dueDays > 0 || metric.maturity != nil {
                arrivals[metric.id] = try ledger.arrivals(
                    of: request, codes: plan.units.codes, settledAfter: maturityDays(metric), knownAt: knownAt)
            }
            if hasRejections {
                try addRejections(ledger.rejections(of: metric.id, in: request.window, knownAt: knownAt), metric, plan)
            }
        }
    }

    /// How many days a metric's figures ripen; nil when they are settled as they come.
    func maturityDays(_ metric: Metric) -> Int? {
        switch metric.maturity {
        case .days(let days): days
        case .learnt: maturity[metric.id].map { $0.settledDays ?? $0.ages.last ?? 0 }
        case nil: nil
        }
    }

    /// Bad rows of a unit.
    func rejected(_ metric: String, _ unit: Int) -> Int32 { rejections[metric]?.byUnit[unit] ?? 0 }

    /// Bad rows that name no unit.
    func unplaced(_ metric: String) -> Int32 { rejections[metric]?.unplaced ?? 0 }

    private mutating func addRejections(_ rows: [Rejection], _ metric: Metric, _ plan: Plan) {
        guard !rows.isEmpty else { return }
        var entry = (byUnit: [Int32](repeating: 0, count: plan.units.count), unplaced: Int32(0))
        for row in rows {
            if let unit = plan.units.index(of: row.unit) {
                entry.byUnit[unit] &+= Int32(clamping: row.rows)
            } else {
                entry.unplaced &+= Int32(clamping: row.rows)
            }
        }
        rejections[metric.id] = entry
    }
}
