import Periods
import Plan
import Statistics

/// A stretch in which the volume over all units falls implausibly low against the metric's own history: the feed had a
/// gap, not the world.
public struct FeedGap: Sendable, Hashable {
    public var window: Window
    /// What was reported in it over all units, and what its history lets expect.
    public var actual: Double
    public var expected: Double
    /// Dense indices of its reporting periods.
    var periods: Range<Int>
}

/// The gaps of one metric, and what each unit usually brings, to judge by what would have been there.
struct FeedGaps: Sendable {
    var gaps: [FeedGap] = []
    /// The mean of a unit's reports outside the gaps, over the last two years.
    private(set) var usual: [Double] = []

    /// A period brings less than this share of the usual.
    private static let low = 0.5
    /// Chance of so little or less, by the over-dispersed law, below which it is no chance.
    private static let implausible = 1e-6
    /// A longer stretch is a new level.
    private static let longestDays = 92
    /// Fewer other periods are no history.
    private static let fewestOthers = 8
    /// Units of which the stretch lets expect fewer say nothing of their own.
    private static let fewestExpected = 5.0
    /// Share of the other units that must have fallen as well.
    private static let mostUnits = 0.8

    /// Looks for gaps in the periods up to the day `through`; a stretch that lies mostly on `holidays` is none.
    init(_ table: MetricTable, through: Day, holidays: [Window] = []) {
        let metric = table.metric
        guard case .count = metric.kind, !metric.mayBeNegative else { return }
        let read = table.series.periods
        let end = min(read.upperBound, metric.calendar.index(metric.grain, of: through) + 1)
        let start = max(read.lowerBound, end - 2 * metric.grain.perYear)
        guard start + Self.fewestOthers < end else { return }
        var volume = Volume(table, start..<end)
        let candidates = volume.lowRuns(below: Self.low).filter { run in
            metric.window(of: run.upperBound - 1).last - metric.window(of: run.lowerBound).first < Self.longestDays
        }
        guard !candidates.isEmpty else { return }
        // What is usual must not be learnt from the gap itself.
        volume = Volume(table, start..<end, except: candidates)
        for run in candidates where volume.isGap(run, candidates) {
            guard
                let window = Window(
                    metric.window(of: run.lowerBound).first, metric.window(of: run.upperBound - 1).last)
            else { continue }
            let free = holidays.reduce(0) { $0 + ($1.intersection(window)?.count ?? 0) }
            if 2 * free >= window.count { continue }
            gaps.append(
                FeedGap(
                    window: window, actual: volume.actual(run), expected: volume.expected(run), periods: run))
        }
        if !gaps.isEmpty { usual = volume.usual }
    }

    var isEmpty: Bool { gaps.isEmpty }

    /// Whether a period lies in a gap.
    func contain(_ period: Int) -> Bool { gaps.contains { $0.periods.contains(period) } }

    /// A declared campaign of at most so many days is a holiday.
    private static let longestHoliday = 16

    /// When silence explains itself: short declared campaigns, and Tết where Vietnamese is spoken.
    static func holidays(_ plan: Plan, in years: ClosedRange<Int>) -> [Window] {
        var holidays = plan.campaigns.map(\.window).filter { $0.count <= longestHoliday }
        guard plan.languages.contains(.vietnamese) else { return holidays }
        for day in years.compactMap({ AnchorTable.tet.day(in: $0) }) {
            guard let feast = Window(day - 3, day + 7), !holidays.contains(where: { $0.intersection(feast) != nil })
            else { continue }
            holidays.append(feast)
        }
        return holidays
    }

    /// The volume of each period over all units, beside what those that reported it usually bring.
    private struct Volume {
        let table: MetricTable
        let periods: Range<Int>
        private(set) var usual: [Double]
        private var totals: [Double]
        private var wanted: [Double]
        private var isReported: [Bool]

        init(_ table: MetricTable, _ periods: Range<Int>, except runs: [Range<Int>] = []) {
            self.table = table
            self.periods = periods
            let count = table.series.unitCount
            usual = [Double](repeating: .nan, count: count)
            totals = [Double](repeating: 0, count: periods.count)
            wanted = totals
            isReported = [Bool](repeating: false, count: periods.count)
            let isLeftOut = periods.map { period in runs.contains { $0.contains(period) } }
            let offset = periods.lowerBound - table.series.periods.lowerBound
            for unit in 0..<count where table.isReporter[unit] {
                let row = table.series.row(unit) + offset
                var sum = 0.0
                var reports = 0
                for column in 0..<periods.count {
                    let value = table.series.values[row + column]
                    guard !value.isNaN else { continue }
                    isReported[column] = true
                    totals[column] += value
                    guard !isLeftOut[column] else { continue }
                    sum += value
                    reports += 1
                }
                guard reports > 0 else { continue }
                usual[unit] = sum / Double(reports)
                for column in 0..<periods.count where !table.series.values[row + column].isNaN {
                    wanted[column] += usual[unit]
                }
            }
            // A period that nobody reported is missing from everybody.
            let all = usual.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
            for column in 0..<periods.count where !isReported[column] { wanted[column] = all }
        }

        /// Stretches between the first and the last report in which every period lies below a share of the usual.
        func lowRuns(below share: Double) -> [Range<Int>] {
            guard let first = isReported.firstIndex(of: true), let last = isReported.lastIndex(of: true) else {
                return []
            }
            var runs: [Range<Int>] = []
            var start: Int?
            for column in first...last {
                let isLow = wanted[column] > 0 && totals[column] < share * wanted[column]
                if isLow, start == nil { start = column }
                if !isLow || column == last, let begin = start {
                    runs.append(periods.lowerBound + begin..<periods.lowerBound + (isLow ? column + 1 : column))
                    start = nil
                }
            }
            return runs
        }

        func actual(_ run: Range<Int>) -> Double { run.reduce(0) { $0 + totals[$1 - periods.lowerBound] } }
        func expected(_ run: Range<Int>) -> Double { run.reduce(0) { $0 + wanted[$1 - periods.lowerBound] } }

        /// Whether a low stretch is beyond chance, beyond anything in the history, and common to the units.
        func isGap(_ run: Range<Int>, _ runs: [Range<Int>]) -> Bool {
            let others = periods.filter { period in !runs.contains { $0.contains(period) } }
            guard others.count >= FeedGaps.fewestOthers, others[0] < run.lowerBound else { return false }
            let expected = expected(run)
            let actual = actual(run)
            guard actual < FeedGaps.low * expected, isImplausible(actual, expected) else { return false }
            return isAbrupt(run) && isLowest(run, actual / expected) && isCommon(run)
        }

        /// A feed breaks off from one period to the next; what falls slowly falls in the world.
        private func isAbrupt(_ run: Range<Int>) -> Bool {
            func share(_ period: Int) -> Double? {
                let column = period - periods.lowerBound
                guard totals.indices.contains(column), wanted[column] > 0 else { return nil }
                return totals[column] / wanted[column]
            }
            let before = [run.lowerBound - 2, run.lowerBound - 1].compactMap(share).max()
            let first = [run.lowerBound, min(run.lowerBound + 1, run.upperBound - 1)].compactMap(share).min()
            guard let before, let first else { return false }
            return first < FeedGaps.low * before
        }

        private func isImplausible(_ actual: Double, _ expected: Double) -> Bool {
            let noise = dispersionFloor(dispersion(of: zip(totals, isReported).map { $1 ? $0 : nil }))
            let law: (any CountDistribution)? =
                noise > 1
                ? NegativeBinomial(mean: expected, variance: noise * expected) : Poisson(mean: expected)
            return law.map { $0.atMost(actual) < FeedGaps.implausible } ?? false
        }

        /// Whether no other stretch as long brought less than twice as large a share of what was usual.
        private func isLowest(_ run: Range<Int>, _ share: Double) -> Bool {
            guard run.count <= periods.count else { return false }
            for start in periods.lowerBound...(periods.upperBound - run.count) {
                let other = start..<start + run.count
                guard !other.overlaps(run) else { continue }
                let expected = expected(other)
                if expected > 0, actual(other) / expected < 2 * share, isWhole(other) { return false }
            }
            return true
        }

        private func isWhole(_ run: Range<Int>) -> Bool { run.allSatisfy { isReported[$0 - periods.lowerBound] } }

        /// Whether the units that usually bring something all brought too little.
        private func isCommon(_ run: Range<Int>) -> Bool {
            var fallen = 0
            var asked = 0
            for unit in usual.indices where table.isReporter[unit] {
                let expected = usual[unit] * Double(run.count)
                guard expected >= FeedGaps.fewestExpected else { continue }
                asked += 1
                let actual = run.reduce(0) { sum, period in
                    let value = table.value(unit, period)
                    return sum + (value.isNaN ? 0 : value)
                }
                if actual < FeedGaps.low * expected { fallen += 1 }
            }
            return asked == 0 || Double(fallen) >= FeedGaps.mostUnits * Double(asked)
        }
    }
}
