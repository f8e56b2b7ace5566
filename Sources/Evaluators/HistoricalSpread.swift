import Periods
import Plan
import Statistics

/// What earlier years teach about a forecast at this stage: how much the year before still counts, and how far the
/// years ended from where they would have been foretold.
///
/// A unit's rate for the rest of the period is a gamma-Poisson estimate from the part that has passed, with the unit's
/// own total of the year before, moved by the top unit's growth, as a prior worth κ of a period. κ is the one with the
/// smallest past errors; 0 without history.
///
/// The variance of what is still to come is φ · v + δ² · m², where m and v are mean and variance of that law. φ is the
/// noise from period to period (variance over mean, from neighbours). δ is the drift of the level within a year,
/// relative to the rest, such that four fifths of the past errors lie inside their 80 % ranges: one broken year or one
/// odd unit does not widen all others. All are pooled over the units of a level, for one unit has too few years. A sum
/// moves more than its parts, so the top unit is a level of its own.
struct HistoricalSpread: Sendable {
    /// What is learnt of one level.
    struct Learnt: Sendable {
        /// φ, at least 1.
        var noise = 1.0
        /// κ, the weight of the year before in periods.
        var prior = 0.0
        /// δ².
        var drift = usualDrift * usualDrift
    }

    private var levels: [String: Learnt] = [:]
    private var isPlain = false

    /// The plain law: nothing is learnt, and counts vary as Poisson's do.
    static let plain: HistoricalSpread = {
        var spread = HistoricalSpread()
        spread.isPlain = true
        return spread
    }()

    private init() {}

    /// Drift when there is no year to learn from, and how many years' weight it has when there are few.
    private static let usualDrift = 0.06
    private static let usualWeight = 2.0
    private static let priors = [0, 0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.6]
    /// Past errors from which a level's quantile is taken; below it their mean square.
    private static let fewErrors = 20
    /// 80 % of a bell lie within so many sigmas.
    private static let eightyPercent = 1.2815515655446004
    /// Squared errors beyond this many variances count as this many, so that one broken year does not decide.
    private static let mostVariances = 12.0

    /// What is known of a level; only what is usual where nothing was learnt.
    subscript(level: String) -> Learnt { isPlain ? Learnt(drift: 0) : levels[level] ?? Learnt() }

    /// Learns from every earlier year whose reports are all there.
    ///
    /// - Parameters:
    ///   - rows: the level of each row of the history.
    ///   - stage: the window to date whose counterparts are the stage of the earlier years.
    ///   - years: how many years back each year lies.
    ///   - usesYearBefore: whether a forecast may lean on the unit's year before.
    init(
        _ history: History, levels rows: [String], curve: ShareCurve, stage: Window, years: [Int],
        usesYearBefore: Bool = true
    ) {
        var sums: [String: (squares: Double, sums: Double)] = [:]
        for unit in rows.indices {
            let (squares, total) = history.neighbours(of: unit)
            sums[rows[unit], default: (0, 0)].squares += squares
            sums[rows[unit], default: (0, 0)].sums += total
        }
        for (level, sum) in sums {
            levels[level, default: Learnt()].noise = dispersionFloor(sum.sums > 0 ? sum.squares / sum.sums : nil)
        }
        let isRatio = !history.table.denominators.isEmpty
        var past: [String: [PastYear]] = [:]
        for back in years {
            let share = curve.share(at: stage.last, leavingOut: back)
            guard share > 0, share < 1, let done = history.columns(in: ShareCurve.shifted(stage, by: back)),
                let all = history.columns(in: ShareCurve.shifted(curve.window, by: back)), !done.isEmpty,
                done.upperBound < all.upperBound
            else { continue }
            let rest = done.upperBound..<all.upperBound
            let before = usesYearBefore ? history.columns(in: ShareCurve.shifted(curve.window, by: back + 1)) : nil
            let growth = before.flatMap { history.growth(done, share: share, before: $0) }
            // Shares of others' noise are no noise of the unit's own.
            let first = before?.lowerBound ?? done.lowerBound
            for unit in rows.indices where history.table.exactFrom(unit) <= first {
                let year =
                    isRatio
                    ? history.pastRatio(unit, done, rest)
                    : history.pastCount(
                        unit, done, rest, share: share, before: growth == nil ? nil : before, growth ?? 1)
                if let year { past[rows[unit], default: []].append(year) }
            }
        }
        for (level, years) in past {
            var learnt = levels[level] ?? Learnt()
            if !isRatio, !level.isEmpty { learnt.prior = Self.prior(years, learnt) }
            let usual = Self.usualDrift * Self.usualDrift / (isRatio ? 4 : 1)
            let fitted = Self.drift(years.map { $0.error(learnt) }, usual: usual)
            let count = Double(years.count)
            learnt.drift = (fitted * count + usual * Self.usualWeight) / (count + Self.usualWeight)
            levels[level] = learnt
        }
        if isRatio {
            for level in levels.keys where past[level] == nil {
                levels[level]?.drift = Self.usualDrift * Self.usualDrift / 4
            }
        }
    }

    /// The κ under which past years would have been foretold best.
    private static func prior(_ years: [PastYear], _ learnt: Learnt) -> Double {
        let known = years.filter { $0.before.isFinite }
        guard known.count >= fewErrors else { return 0 }
        var best = (prior: 0.0, score: Double.infinity)
        for prior in priors {
            var tried = learnt
            tried.prior = prior
            var score = 0.0
            for year in known {
                // The scale is the plain law's, so that no κ is judged by a measure of its own.
                let error = year.error(tried)
                let variance = year.error(learnt).explained + usualDrift * usualDrift * error.size
                score += min(error.square, mostVariances * variance) / variance
            }
            if score < best.score { best = (prior, score) }
        }
        return best.prior
    }

    /// The δ² that past errors ask for.
    private static func drift(_ errors: [PastYear.Miss], usual: Double) -> Double {
        guard errors.count >= fewErrors else {
            var excess = 0.0
            var scale = 0.0
            for error in errors {
                let variance = error.explained + usual * error.size
                guard variance > 0 else { continue }
                let weight = error.size / (variance * variance)
                excess += (min(error.square, mostVariances * variance) - error.explained) * weight
                scale += error.size * weight
            }
            return scale > 0 ? max(0, excess / scale) : usual
        }
        let reach = eightyPercent * eightyPercent
        var low = 0.0
        var high = 1.0
        for _ in 0..<24 {
            let middle = (low + high) / 2
            let inside = errors.count { $0.square <= reach * ($0.explained + middle * middle * $0.size) }
            if Double(inside) < 0.8 * Double(errors.count) { low = middle } else { high = middle }
        }
        return high * high
    }
}

/// One unit's earlier year, as it stood at the same stage and as it ended.
struct PastYear {
    /// So far, and in the rest: of a ratio, successes.
    var done: Double
    var rest: Double
    /// Share of the year usual by then; cases so far and to come, of a ratio.
    var share = Double.nan
    var cases = Double.nan
    var remaining = Double.nan
    /// The year before it, moved by the top unit's growth; NaN where it is not known.
    var before = Double.nan

    /// The squared error of a forecast, what its law explains of it, and the square that drift multiplies.
    struct Miss {
        var square: Double
        var explained: Double
        var size: Double
    }

    func error(_ learnt: HistoricalSpread.Learnt) -> Miss {
        guard cases.isNaN else {
            let rate = (done + 0.5) / (cases + 1)
            let error = rest - remaining * rate
            let variance = remaining * rate * (1 - rate) * (cases + 1 + remaining) / (cases + 2)
            return Miss(square: error * error, explained: learnt.noise * variance, size: remaining * remaining)
        }
        let law = RestOfCount(done: done, share: share, before: before, prior: learnt.prior)
        let error = rest - law.mean
        return Miss(square: error * error, explained: learnt.noise * law.variance, size: law.mean * law.mean)
    }
}

/// Mean and variance of what is still to come of a count: R | C ~ NegBin(C + κB + ½, (w + κ) / (1 + κ)), which is the
/// plain gamma-Poisson law with Jeffreys' prior for κ = 0.
struct RestOfCount {
    let mean: Double
    let variance: Double

    init(done: Double, share: Double, before: Double, prior: Double) {
        let prior = before.isFinite ? prior : 0
        let rate = (done + (prior > 0 ? prior * before : 0) + 0.5) / (share + prior)
        mean = rate * (1 - share)
        variance = mean * (1 + prior) / (share + prior)
    }
}

extension History {
    /// Σ (xᵢ₊₁ − xᵢ)² and Σ (xᵢ + xᵢ₊₁) of a unit's counts; of a ratio, the same of its standardised numerators.
    fileprivate func neighbours(of unit: Int) -> (squares: Double, sums: Double) {
        var squares = 0.0
        var sums = 0.0
        var previous = Double.nan
        let whole = table.row(unit)
        let row = min(whole.lowerBound + table.exactFrom(unit), whole.upperBound)..<whole.upperBound
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
            let cases = table.denominators[position]
            let score = (table.values[position] - rate) * (cases / (rate * (1 - rate))).squareRoot()
            let difference = score - previous
            if difference.isFinite {
                squares += difference * difference
                sums += 2
            }
            previous = score
        }
        return (squares, sums)
    }

    /// The top unit's total as foretold over its total of the year before; nil where either is not known.
    func growth(_ done: Range<Int>, share: Double, before: Range<Int>) -> Double? {
        let now = sum(of: 0, done)
        let then = sum(of: 0, before)
        guard now.isFinite, then > 0, share > 0 else { return nil }
        return now / share / then
    }

    /// The sum of a unit's counts over columns; NaN where one is missing.
    func sum(of unit: Int, _ columns: Range<Int>) -> Double {
        let row = table.row(unit).lowerBound
        var sum = 0.0
        for column in columns { sum += table.values[row + column] }
        return sum
    }

    fileprivate func pastCount(
        _ unit: Int, _ done: Range<Int>, _ rest: Range<Int>, share: Double, before: Range<Int>?, _ growth: Double
    ) -> PastYear? {
        let (now, later) = (sum(of: unit, done), sum(of: unit, rest))
        guard now.isFinite, later.isFinite, now + later > 0 else { return nil }
        return PastYear(
            done: now, rest: later, share: share, before: before.map { sum(of: unit, $0) * growth } ?? .nan)
    }

    fileprivate func pastRatio(_ unit: Int, _ done: Range<Int>, _ rest: Range<Int>) -> PastYear? {
        let row = table.row(unit).lowerBound
        var year = PastYear(done: 0, rest: 0)
        (year.cases, year.remaining) = (0, 0)
        for column in done where table.denominators[row + column].isFinite {
            year.done += table.numerators[row + column]
            year.cases += table.denominators[row + column]
        }
        for column in rest where table.denominators[row + column].isFinite {
            year.rest += table.numerators[row + column]
            year.remaining += table.denominators[row + column]
        }
        return year.done.isFinite && year.rest.isFinite && year.cases > 0 && year.remaining > 0 ? year : nil
    }
}
