/// Wilson's score interval for a proportion: it never leaves 0...1 and behaves at 0 and 1 where the normal one fails.
///
/// - Parameters:
///   - successes: how many of the trials succeeded, 0...trials; fractions are allowed for weighted counts.
///   - trials: how many trials there were, above 0.
///   - z: the normal quantile of the confidence wanted, 1.96 for 95 %.
/// - Returns: the interval, or nil when the inputs are no proportion.
///
/// Source: E. B. Wilson, JASA 22 (1927).
public func wilsonInterval(
    successes: Double, trials: Double, z: Double = 1.959963984540054
) -> (low: Double, high: Double)? {
    guard trials > 0, trials.isFinite, successes >= 0, successes <= trials, z >= 0, z.isFinite else { return nil }
    let square = z * z
    let rate = successes / trials
    let centre = (successes + square / 2) / (trials + square)
    let half = z / (trials + square) * (trials * rate * (1 - rate) + square / 4).squareRoot()
    // At the ends the algebra gives exactly 0 and 1; rounding must not say less.
    return (
        successes == 0 ? 0 : max(0, centre - half),
        successes == trials ? 1 : min(1, centre + half)
    )
}

/// Clopper and Pearson's exact interval for a proportion: never less than the confidence promised, hence wider.
///
/// - Returns: nil unless both counts are whole, trials above 0 and confidence within 0...1.
public func clopperPearsonInterval(
    successes: Double, trials: Double, confidence: Double = 0.95
) -> (low: Double, high: Double)? {
    guard isCount(successes), isCount(trials), trials > 0, successes <= trials, confidence > 0, confidence < 1 else {
        return nil
    }
    let tail = (1 - confidence) / 2
    let low = successes == 0 ? 0 : Beta(successes, trials - successes + 1)?.quantile(lower: tail)?.value
    let high = successes == trials ? 1 : Beta(successes + 1, trials - successes)?.quantile(upper: tail)?.value
    guard let low, let high else { return nil }
    return (low, high)
}
