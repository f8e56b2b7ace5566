/// Brier's score: the mean squared distance of stated probabilities from what happened; 0 is perfect, 0.25 a coin.
///
/// - Returns: nil without forecasts, when the lists differ in length or a probability is outside 0...1.
public func brierScore(probabilities: [Double], outcomes: [Bool]) -> Double? {
    guard probabilities.count == outcomes.count, probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
    return mean(
        zip(probabilities, outcomes).map { p, happened in
            let miss = p - (happened ? 1 : 0)
            return miss * miss
        })
}

/// The share of outcomes inside their intervals, ends included; an honest 80 % interval holds about 80 % of them.
public func intervalCoverage(
    _ intervals: [(low: Double, high: Double)], outcomes: [Double]
) -> Double? {
    guard intervals.count == outcomes.count, !outcomes.isEmpty else { return nil }
    let held = zip(intervals, outcomes).count { $0.low <= $1 && $1 <= $0.high }
    return Double(held) / Double(outcomes.count)
}

/// One row of a calibration table: what was promised and what came of it.
public struct CalibrationRow: Hashable, Sendable {
    /// The stated probabilities of this row lie at or above this …
    public let low: Double
    /// … and below this (the last row holds 1 as well).
    public let high: Double
    /// How many forecasts fell here.
    public let count: Int
    /// Their mean stated probability.
    public let stated: Double
    /// The share of them that came true.
    public let happened: Double
}

/// Forecasts grouped by stated probability into `bins` equal rows; rows without forecasts are left out.
public func calibrationTable(
    probabilities: [Double], outcomes: [Bool], bins: Int = 10
) -> [CalibrationRow]? {
    guard probabilities.count == outcomes.count, (1...1000).contains(bins),
        probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else { return nil }
    var stated = [CompensatedSum](repeating: CompensatedSum(), count: bins)
    var counts = [Int](repeating: 0, count: bins)
    var hits = [Int](repeating: 0, count: bins)
    for (p, happened) in zip(probabilities, outcomes) {
        let bin = min(Int(p * Double(bins)), bins - 1)
        stated[bin].add(p)
        counts[bin] += 1
        hits[bin] += happened ? 1 : 0
    }
    let width = 1 / Double(bins)
    var rows: [CalibrationRow] = []
    for bin in 0..<bins where counts[bin] > 0 {
        let count = Double(counts[bin])
        rows.append(
            CalibrationRow(
                low: Double(bin) * width, high: Double(bin + 1) * width, count: counts[bin],
                stated: stated[bin].value / count, happened: Double(hits[bin]) / count))
    }
    return rows
}
