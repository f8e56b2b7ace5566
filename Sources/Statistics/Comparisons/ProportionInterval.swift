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
