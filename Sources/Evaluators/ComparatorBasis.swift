import Ledger
import Periods
import Plan

/// Which knowledge of the same period a reduction was measured against, and why.
public enum ComparatorBasis: Sendable, Hashable {
    /// As the ledger knew it at this instant: as long after that window as now after this one.
    case then(Instant)
    /// As known now, because the plan says so.
    case declaredNow
    /// As known now, because the ledger's first batch of that window came only at `first`, after `wanted`.
    case unknownThen(wanted: Instant, first: Instant)
    /// As known now, because too few of the reports known today were in at `wanted`.
    case tooFewThen(wanted: Instant)

    /// The instant of a like-for-like comparison.
    public var instant: Instant? {
        if case .then(let instant) = self { instant } else { nil }
    }

    /// The word used in JSON.
    public var word: String { instant == nil ? "now" : "then" }
}

/// The comparator of one target as it was known then.
struct KnownThen: Sendable {
    var basis: ComparatorBasis
    /// Tables with the earlier window as it was known then, by metric; empty where it was the same as today.
    var tables: [String: MetricTable] = [:]
}

extension MetricBank {
    /// The bank with a target's comparator as it was known then; nil where that is no other than today's.
    func asKnownThen(_ frame: TargetFrame) -> MetricBank? {
        guard let tables = knowledge?.comparators[frame.target]?.tables, !tables.isEmpty else { return nil }
        return replacing(tables)
    }
}

/// Looks up what the ledger knew of a comparator at the corresponding instant of its own year.
///
/// Figures go on growing after their period (11.6 of the domain study): young figures against settled ones make every
/// fall too large. So the earlier window is read as it was known as long after its end as this one is now.
struct LikeForLike {
    let plan: Plan
    let ledger: Ledger
    /// Up to when the ledger is read for this run.
    let knownAt: Instant

    /// Least share of the reports known today that must have been in then.
    private static let leastKnown = 0.8
    private static let dayLength: Int64 = 86_400_000

    /// nil where the frame's aim has no same period to look up.
    func comparator(of frame: TargetFrame, _ bank: MetricBank) throws -> KnownThen? {
        guard case .reduceBy(_, .samePeriod(_, _, let known)) = frame.aim,
            let progress = frame.progress(bank.inputs(of: plan.metric(of: plan.targets[frame.target])).map(\.metric)),
            let window = frame.baselineWindow(of: progress.toDate)
        else { return nil }
        guard known == .then else { return KnownThen(basis: .declaredNow) }
        let back = Int64(progress.toDate.last - window.last) * Self.dayLength
        let then = Instant(milliseconds: knownAt.milliseconds - back)
        // Weeks may begin before the window they belong to.
        guard let days = Window(window.first - 14, window.last) else { return nil }
        var result = KnownThen(basis: .then(then))
        for table in bank.inputs(of: plan.metric(of: plan.targets[frame.target])) {
            guard let reach = try ledger.reach(of: table.metric.id, in: days, knownAt: knownAt) else { return nil }
            guard reach.first <= then else {
                return KnownThen(basis: .unknownThen(wanted: then, first: reach.first))
            }
            guard reach.last > then else { continue }
            let earlier = try self.table(table.metric, days, then)
            let (replaced, share) = table.replacing(table.metric.periods(in: window), by: earlier)
            guard share >= Self.leastKnown else { return KnownThen(basis: .tooFewThen(wanted: then)) }
            result.tables[table.metric.id] = replaced
        }
        return result
    }

    private func table(_ metric: Metric, _ days: Window, _ then: Instant) throws -> MetricTable {
        var first = days.first
        // Values since the year began need the year's first to be told apart.
        if metric.reporting == .cumulative {
            first = metric.calendar.period(.year, containing: first).window.first
        }
        let request = SeriesRequest(
            metric: metric.id, grain: metric.grain, calendar: metric.calendar, window: Window(first, days.last) ?? days)
        let series = try ledger.series(of: [request], codes: plan.units.codes, knownAt: then)
        return MetricTable(metric: metric, series: series[0], units: plan.units)
    }
}
