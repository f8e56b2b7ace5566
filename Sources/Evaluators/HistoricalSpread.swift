import Periods
import Plan
import Statistics

/// How far earlier years ended from where they were forecast at this stage: what an honest range must allow for.
///
/// The variance of what is still to come is taken as φ · v + δ² · m², where m and v are mean and variance of the plain
/// law. φ is the noise from period to period (variance over mean, from neighbours). δ is the drift of the level within
/// a year, relative to the rest, fitted to the squared errors of earlier years by weighted least squares. Both are
/// pooled over the units of a level: a single unit has too few years. A sum of units moves more than its parts, so the
/// top unit is a level of its own.
struct HistoricalSpread: Sendable {
    /// φ of each level, at least 1.
    private var noise: [String: Double] = [:]
    /// δ² of each level.
    private var drift: [String: Double] = [:]

    /// Drift when there is no year to learn from, and how many years' weight it has when there are few.
    private static let usualDrift = 0.06
    private static let usualWeight = 2.0
    /// Squared errors beyond this many variances count as this many, so that one broken year does not decide.
    private static let mostVariances = 12.0

    func noise(_ level: String) -> Double { noise[level] ?? 1 }

    /// φ of a count's rest: the factor on its plain variance.
    func dispersion(_ level: String, mean: Double, share: Double) -> Double {
        noise(level) + (drift[level] ?? Self.usualDrift * Self.usualDrift) * mean * share
    }

    /// The factor on the plain variance of a ratio's remaining successes.
    func dispersion(_ level: String, remaining: Double, variance: Double) -> Double {
        guard variance > 0 else { return 1 }
        let drift = drift[level] ?? Self.usualDrift * Self.usualDrift / 4
        return max(1, noise(level)) + drift * remaining * remaining / variance
    }

    /// Learns from every earlier year whose reports are all there.
    ///
    /// - Parameters:
    ///   - levels: the level of each row of the history.
    ///   - stage: the window to date whose counterparts are the stage of the earlier years.
    init(_ history: History, levels: [String], curve: ShareCurve, stage: Window, years: [Int]) {
        var sums: [String: (squares: Double, sums: Double)] = [:]
        for unit in levels.indices {
            let (squares, total) = history.neighbours(of: unit)
            sums[levels[unit], default: (0, 0)].squares += squares
            sums[levels[unit], default: (0, 0)].sums += total
        }
        for (level, sum) in sums { noise[level] = dispersionFloor(sum.sums > 0 ? sum.squares / sum.sums : nil) }

        let isRatio = !history.table.denominators.isEmpty
        var fits: [String: Fit] = [:]
        for back in years {
            let share = curve.share(at: stage.last, leavingOut: back)
            guard share > 0, share < 1, let done = history.columns(in: ShareCurve.shifted(stage, by: back)),
                let all = history.columns(in: ShareCurve.shifted(curve.window, by: back)), !done.isEmpty,
                done.upperBound < all.upperBound
            else { continue }
            let rest = done.upperBound..<all.upperBound
            for unit in levels.indices {
                let error = isRatio
                    ? history.ratioError(unit, done, rest, noise: noise(levels[unit]))
                    : history.countError(unit, done, rest, share: share, noise: noise(levels[unit]))
                guard let error else { continue }
                fits[levels[unit], default: Fit()].add(error, usual: Self.usualDrift, most: Self.mostVariances)
            }
        }
        let usual = Self.usualDrift * Self.usualDrift / (isRatio ? 4 : 1)
        for (level, fit) in fits {
            let fitted = fit.scale > 0 ? max(0, fit.excess / fit.scale) : usual
            drift[level] = (fitted * fit.count + usual * Self.usualWeight) / (fit.count + Self.usualWeight)
        }
    }

    /// The squared error of one unit's year, what the noise explains of it, and the square that drift multiplies.
    struct YearError {
        var square: Double
        var explained: Double
        var size: Double
    }

    /// Weighted sums for the drift of a level.
    private struct Fit {
        var excess = 0.0
        var scale = 0.0
        var count = 0.0

        mutating func add(_ error: YearError, usual: Double, most: Double) {
            let variance = error.explained + usual * usual * error.size
            guard variance > 0 else { return }
            let weight = error.size / (variance * variance)
            excess += (min(error.square, most * variance) - error.explained) * weight
            scale += error.size * weight
            count += 1
        }
    }
}

extension History {
    /// Σ (xᵢ₊₁ − xᵢ)² and Σ (xᵢ + xᵢ₊₁) of a unit's counts; of a ratio, the same of its standardised numerators.
    fileprivate func neighbours(of unit: Int) -> (squares: Double, sums: Double) {
        var squares = 0.0
        var sums = 0.0
        var previous = Double.nan
        let row = table.row(unit)
        if table.denominators.isEmpty {
            for position in row {
                let value = table.values[position]
                let difference = value - previous
                if difference.isFinite {
                    squares += difference * difference
                    sums += value + previous
                }
                previous = value
            }
            return (squares, sums)
        }
        var numerator = 0.0
        var denominator = 0.0
        for position in row where table.values[position].isFinite {
            numerator += table.numerators[position]
            denominator += table.denominators[position]
        }
        guard denominator > 0 else { return (0, 0) }
        let rate = numerator / denominator
        guard rate > 0, rate < 1 else { return (0, 0) }
        for position in row {
            let value = table.values[position]
            let cases = table.denominators[position]
            let score = (value - rate) * (cases / (rate * (1 - rate))).squareRoot()
            let difference = score - previous
            if difference.isFinite {
                squares += difference * difference
                sums += 2
            }
            previous = score
        }
        return (squares, sums)
    }

    fileprivate func countError(
        _ unit: Int, _ done: Range<Int>, _ rest: Range<Int>, share: Double, noise: Double
    ) -> HistoricalSpread.YearError? {
        let row = table.row(unit).lowerBound
        var before = 0.0
        var after = 0.0
        for column in done { before += table.values[row + column] }
        for column in rest { after += table.values[row + column] }
        guard before.isFinite, after.isFinite, before + after > 0 else { return nil }
        let mean = (before + 0.5) * (1 - share) / share
        let error = after - mean
        return .init(square: error * error, explained: noise * mean / share, size: mean * mean)
    }

    fileprivate func ratioError(
        _ unit: Int, _ done: Range<Int>, _ rest: Range<Int>, noise: Double
    ) -> HistoricalSpread.YearError? {
        let row = table.row(unit).lowerBound
        var (before, cases, after, remaining) = (0.0, 0.0, 0.0, 0.0)
        for column in done where table.denominators[row + column].isFinite {
            before += table.numerators[row + column]
            cases += table.denominators[row + column]
        }
        for column in rest where table.denominators[row + column].isFinite {
            after += table.numerators[row + column]
            remaining += table.denominators[row + column]
        }
        guard before.isFinite, after.isFinite, cases > 0, remaining > 0 else { return nil }
        let rate = (before + 0.5) / (cases + 1)
        let error = after - remaining * rate
        let variance = remaining * rate * (1 - rate) * (cases + 1 + remaining) / (cases + 2)
        return .init(square: error * error, explained: noise * variance, size: remaining * remaining)
    }
}
