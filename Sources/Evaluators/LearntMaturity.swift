import Ledger
import Periods
import Plan
import Statistics

/// How a metric's figures ripen, learnt from the ledger's own batches: the share of the final value that is known so
/// many days after a period's end.
public struct LearntMaturity: Sendable, Hashable {
    /// Days after the end of a period, ascending.
    public var ages: [Int]
    /// The share known at each age, over all units and the periods below.
    public var shares: [Double]
    /// How many periods stand behind every share.
    public var periods: Int
    /// The age from which on the figure stays within 2 % of the final one; nil when it does not within `ages`.
    public var settledDays: Int?

    /// The ages looked at.
    static let ages = [0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60, 90, 120, 180, 365]
    /// Fewer periods say nothing.
    private static let fewestPeriods = 6
    /// A period whose first report came later than this was loaded afterwards, and says nothing of how reports come.
    private static let latestFirstReport = 45

    /// nil when too few periods were followed from their beginning.
    init?(_ ripenings: [Ripening], on day: Day) {
        let followed = ripenings.filter { $0.firstReceived - $0.end <= Self.latestFirstReport }
        guard
            let count = Self.ages.indices.last(where: { index in
                followed.count { $0.end + Self.ages[index] < day } >= Self.fewestPeriods
            }).map({ $0 + 1 }), count > 1
        else { return nil }
        let settled = followed.filter { $0.end + Self.ages[count - 1] < day }
        guard let curve = MaturityCurve(histories: settled.map { Array($0.known.prefix(count)) + [$0.final] }) else {
            return nil
        }
        ages = Array(Self.ages.prefix(count))
        shares = Array(curve.shares.prefix(count))
        periods = settled.count
        settledDays = curve.settledAge().flatMap { $0 < count ? Self.ages[$0] : nil }
    }

    /// The share known at an age; linear between the ages looked at, the last one beyond them.
    public func share(afterDays age: Int) -> Double {
        guard let next = ages.firstIndex(where: { $0 >= age }) else { return shares.last ?? 1 }
        guard next > 0, ages[next] != age else { return shares[next] }
        let (low, high) = (ages[next - 1], ages[next])
        let part = Double(age - low) / Double(high - low)
        return shares[next - 1] + part * (shares[next] - shares[next - 1])
    }
}

extension LearntMaturity {
    private static let yearsRead = 3

    /// Replays the batches of a metric over the last three years; nil when nothing was ever reported twice.
    ///
    /// - Throws: `StoreFailure` when the ledger cannot be read.
    public static func learn(
        _ metric: Metric, units: UnitTree, ledger: Ledger, asOf: Day, knownAt: Instant?
    ) throws -> LearntMaturity? {
        guard let window = Window(asOf.adding(years: -yearsRead), asOf),
            let reach = try ledger.reach(of: metric.id, in: window, knownAt: knownAt), reach.overlaps
        else { return nil }
        let request = SeriesRequest(
            metric: metric.id, grain: metric.grain, calendar: metric.calendar, window: window)
        return LearntMaturity(
            try ledger.ripening(of: request, codes: units.codes, ages: ages, knownAt: knownAt),
            on: knownAt.map { min($0, reach.last).day } ?? reach.last.day)
    }
}
