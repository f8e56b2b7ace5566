/// The prior count from which a fall of this share is always beyond chance, by the exact test of two equal exposures.
///
/// Below it, a percent change of that size is mostly noise and should not be shown as a result. The current count is
/// the fall rounded to a whole event; because of the rounding, significance flickers just below the base.
///
/// - Parameters:
///   - fall: the share, such as 0.26 for −26 %; above 0, at most 1.
///   - level: the two-sided level of the test.
/// - Returns: the count, or nil when it lies above a million or the inputs are out of range.
public func minimumBase(forFall fall: Double, level: Double = 0.05) -> Double? {
    guard fall > 0, fall <= 1, level > 0, level < 1, let z = Normal.quantile(1 - level / 2) else { return nil }

    // Where the normal approximation with both its corrections, x P − 1.5 = z √((2 − x) P), is surely satisfied.
    let half = z * (2 - fall).squareRoot() / 2
    let root = (half + (half * half + 1.5 * fall).squareRoot()) / fall
    let start = (root * root * 1.03 + 4 / fall + 10).rounded(.up)
    guard start <= 1e6 else { return nil }

    func significant(_ prior: Double) -> Bool {
        let current = max(0, prior - (fall * prior - 0.5).rounded(.up))
        let binomial = Binomial(trials: current + prior, probability: Share(value: 0.5, complement: 0.5))
        return 2 * (binomial?.atMost(current) ?? 1) <= level
    }
    var base = start
    while base > 1, significant(base - 1) { base -= 1 }
    return base
}
