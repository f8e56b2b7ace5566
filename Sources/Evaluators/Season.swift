import Periods
import Statistics

/// How much a time of the year usually differs from the year's level, learnt from the target's top unit, so that a peak
/// of every year is no signal.
///
/// A period is held against the mean of the year around it, and the same periods of the other years are pooled. What is
/// learnt for a period never holds its own year, or a chart would learn its own signals away. Near a moving feast, weeks
/// are the same when they are as far from it, and January and February when the feast lies in the same of them.
/// Factors are drawn towards 1 as far as the years disagree (Efron and Morris, JASA 70, 1975).
struct Season: Sendable {
    /// How many times the usual level each column of the history is expected to hold.
    let factors: [Double]
    /// The years that could be used.
    let years: Int
    /// How far the years agree, 0…1.
    let agreement: Double

    /// Years that a period must have beside its own.
    private static let fewestYears = 2
    /// Agreement below which nothing is adjusted.
    private static let leastAgreement = 0.35

    /// nil where there are too few years, or they agree on no season.
    ///
    /// - Parameter anchor: the moving feast near which periods are told by their distance from it.
    init?(_ history: History, anchor: AnchorTable?) {
        guard history.isCount, history.table.denominators.isEmpty, let perYear = history.grain.seasonLength,
            history.width >= perYear * (Self.fewestYears + 1)
        else { return nil }
        let values = history.table.values[history.table.row(0)]
        let levels = Self.levels(values, perYear)
        let calendarKeys = history.table.windows.map { Self.key($0, nil) }
        let keys = anchor.map { anchor in history.table.windows.map { Self.key($0, anchor) } } ?? calendarKeys
        let pools = Pools(values, levels, keys)
        let plain = anchor == nil ? pools : Pools(values, levels, calendarKeys)
        let agreement = pools.agreement
        guard agreement >= Self.leastAgreement else { return nil }
        var factors = [Double](repeating: 1, count: history.width)
        for column in factors.indices {
            let raw =
                pools.factor(column, keys[column], perYear, least: Self.fewestYears)
                ?? plain.factor(column, calendarKeys[column], perYear, least: Self.fewestYears)
            if let raw { factors[column] = max(0.05, 1 + agreement * (raw - 1)) }
        }
        self.factors = factors
        self.agreement = agreement
        years = history.width / perYear
    }

    /// The mean of the year around each column, cut to what was read; NaN where much of it is missing.
    private static func levels(_ values: ArraySlice<Double>, _ perYear: Int) -> [Double] {
        var sums = [0.0]
        var known = [0]
        for value in values {
            sums.append((sums.last ?? 0) + (value.isFinite ? value : 0))
            known.append((known.last ?? 0) + (value.isFinite ? 1 : 0))
        }
        return (0..<values.count).map { column in
            let first = min(max(0, column - perYear / 2), values.count - perYear)
            let count = known[first + perYear] - known[first]
            let mean = (sums[first + perYear] - sums[first]) / Double(max(1, count))
            return count * 10 >= perYear * 9 && mean > 0 ? mean : .nan
        }
    }

    /// What time of the year a period is: its week of the year or month, or its place beside the feast.
    private static func key(_ window: Window, _ anchor: AnchorTable?) -> Int {
        let day = window.middle
        guard window.count > 7 else {
            if let anchor {
                for year in [day.year, day.year + 1] {
                    guard let feast = anchor.day(in: year) else { continue }
                    let distance = day - feast
                    guard -anchor.daysBefore <= distance, distance <= anchor.daysAfter else { continue }
                    return 1_000 + (distance + 700) / 7
                }
            }
            return min(51, (day.dayOfYear - 1) / 7)
        }
        guard let anchor, let feast = anchor.day(in: day.year), day.month <= 2, feast.month <= 2 else {
            return day.month
        }
        return 100 * feast.month + day.month
    }
}

extension Season {
    /// Variance over mean of each level's counts without the season, at least 1, from neighbours pooled over its units.
    /// With the season in them they would seem far noisier than they are.
    ///
    /// - Parameter levels: the level of each row of the history.
    func dispersions(_ history: History, levels: [String]) -> [String: Double] {
        let values = history.table.values
        var numbers: [String: Int] = [:]
        var sums: [(squares: Double, expected: Double)] = []
        for unit in levels.indices {
            let number = numbers[levels[unit]] ?? sums.count
            if number == sums.count {
                numbers[levels[unit]] = number
                sums.append((0, 0))
            }
            var (squares, expected) = (0.0, 0.0)
            var before = Double.nan
            var share = Double.nan
            let row = history.table.row(unit).lowerBound
            for column in factors.indices {
                let value = values[row + column] / factors[column]
                let step = value - before
                if step.isFinite {
                    squares += step * step
                    expected += value / factors[column] + share
                }
                before = value
                share = value / factors[column]
            }
            sums[number].squares += squares
            sums[number].expected += expected
        }
        return numbers.mapValues { dispersionFloor(sums[$0].expected > 0 ? sums[$0].squares / sums[$0].expected : nil) }
    }
}

/// Columns by their time of the year.
private struct Pools {
    private let values: ArraySlice<Double>
    private let levels: [Double]
    private var columns: [Int: [Int]] = [:]

    init(_ values: ArraySlice<Double>, _ levels: [Double], _ keys: [Int]) {
        self.values = values
        self.levels = levels
        for column in keys.indices where value(column).isFinite && levels[column].isFinite {
            columns[keys[column], default: []].append(column)
        }
    }

    private func value(_ column: Int) -> Double { values[values.startIndex + column] }

    /// What the other years had at this time, over their levels.
    func factor(_ column: Int, _ key: Int, _ perYear: Int, least: Int) -> Double? {
        var sum = 0.0
        var level = 0.0
        var years: UInt64 = 0
        for other in columns[key] ?? [] where 2 * abs(other - column) > perYear {
            sum += value(other)
            level += levels[other]
            // The nearest whole number of years between them, as a bit.
            let apart = (2 * (other - column) + (other > column ? perYear : -perYear)) / (2 * perYear)
            years |= 1 << UInt64((32 + apart) & 63)
        }
        return years.nonzeroBitCount >= least && level > 0 ? sum / level : nil
    }

    /// The share of the spread between times of the year that the spread between years does not explain.
    var agreement: Double {
        var within = 0.0
        var freedom = 0
        var between = 0.0
        var count = 0
        var times = 0
        for (_, columns) in columns.sorted(by: { $0.key < $1.key }) where columns.count > 1 {
            let ratios = columns.map { value($0) / levels[$0] }
            let mean = ratios.reduce(0, +) / Double(ratios.count)
            for ratio in ratios { within += (ratio - mean) * (ratio - mean) }
            freedom += ratios.count - 1
            between += Double(ratios.count) * (mean - 1) * (mean - 1)
            count += ratios.count
            times += 1
        }
        guard freedom > 0, between > 0, count > times else { return 0 }
        let noise = within / Double(freedom) * Double(times)
        return max(0, 1 - noise / between)
    }
}

extension Grain {
    /// Reporting periods of a season's year; nil where a year has none to tell apart.
    fileprivate var seasonLength: Int? {
        switch self {
        case .day: 364
        case .week: 52
        case .month: 12
        case .quarter: 4
        case .halfYear, .year: nil
        }
    }
}
