/// How much more a series of counts varies than Poisson's law says: variance over mean, 1 when it does not.
///
/// Estimated from neighbours, φ = Σ (xᵢ₊₁ − xᵢ)² / Σ (xᵢ + xᵢ₊₁), so that a slow drift does not count as noise. Pairs
/// with a missing value are left out. A sum of series needs its own estimate, for series move together.
///
/// - Returns: the estimate, not floored at 1 (``dispersionFloor(_:)``); nil without a pair that has events.
public func dispersion(of counts: some Sequence<Double?>) -> Double? {
    var squares = CompensatedSum()
    var sums = CompensatedSum()
    var previous: Double?
    for count in counts {
        guard let count, count >= 0, count.isFinite else {
            previous = nil
            continue
        }
        if let before = previous {
            squares.add((count - before) * (count - before))
            sums.add(count + before)
        }
        previous = count
    }
    let estimate = squares.value / sums.value
    return sums.value > 0 && estimate.isFinite ? estimate : nil
}

/// The dispersion to test with: never below 1, for a calm series promises no calm future; 1 when nothing is known.
public func dispersionFloor(_ estimate: Double?) -> Double {
    guard let estimate, estimate > 1, estimate.isFinite else { return 1 }
    return estimate
}
