/// The outcome of testing many units at once.
public struct FalseDiscovery: Hashable, Sendable {
    /// The positions of the p values that stay flagged, rising.
    public let rejected: [Int]
    /// The largest p that stays flagged; 0 when none does.
    public let threshold: Double
    /// How many of the flagged units may be false alarms on average, at most: q × flagged.
    public let expectedFalse: Double
}

/// Benjamini and Hochberg's step-up procedure: of the units it flags, on average at most the share `q` is false.
///
/// - Parameters:
///   - pValues: one p for each unit; nil where a unit could not be tested. Only tested units count as tests.
///   - q: the false-discovery rate, above 0 and below 1.
/// - Returns: nil when q is out of range or a p is not within 0...1.
///
/// Source: Y. Benjamini and Y. Hochberg, JRSS B 57 (1995).
public func benjaminiHochberg(_ pValues: [Double?], q: Double = 0.05) -> FalseDiscovery? {
    guard q > 0, q < 1 else { return nil }
    let tested = pValues.compactMap { $0 }
    guard tested.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
    var threshold: Double?
    for (index, p) in tested.sorted().enumerated() where p <= q * Double(index + 1) / Double(tested.count) {
        threshold = p
    }
    guard let threshold else { return FalseDiscovery(rejected: [], threshold: 0, expectedFalse: 0) }
    let rejected = pValues.indices.filter { index in pValues[index].map { $0 <= threshold } ?? false }
    return FalseDiscovery(rejected: rejected, threshold: threshold, expectedFalse: q * Double(rejected.count))
}
