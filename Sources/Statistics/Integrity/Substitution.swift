/// The correlation of the changes of two series from period to period, −1...1.
///
/// Strongly negative between two categories, it asks whether cases moved from one to the other: "please check".
///
/// - Returns: nil with fewer than three changes, unequal lengths, or a series that never changes.
public func changeCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
    guard first.count == second.count, first.count >= 4, (first + second).allSatisfy(\.isFinite) else { return nil }
    let a = zip(first, first.dropFirst()).map { $1 - $0 }
    let b = zip(second, second.dropFirst()).map { $1 - $0 }
    guard let meanA = mean(a), let meanB = mean(b) else { return nil }
    let covariance = compensatedSum(zip(a, b).map { ($0 - meanA) * ($1 - meanB) })
    let squaresA = compensatedSum(a.map { ($0 - meanA) * ($0 - meanA) })
    let squaresB = compensatedSum(b.map { ($0 - meanB) * ($0 - meanB) })
    let scale = squaresA.squareRoot() * squaresB.squareRoot()
    guard scale > 0, scale.isFinite else { return nil }
    return min(1, max(-1, covariance / scale))
}
