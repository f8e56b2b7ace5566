/// Which share of its final value a metric's figure has reached so many reports (days, weeks) after its period.
///
/// Figures of the current year are young and those of the year before are old; comparing them biases every fall
/// downward. The curve says by how much, and from which age a figure may be called settled.
public struct MaturityCurve: Hashable, Sendable {
    /// The share known at each age, pooled over periods; above 1 where later revisions went down.
    public let shares: [Double]

    /// The curve of some periods, each given as its value at age 0, 1, 2 … and long since final.
    ///
    /// - Parameter histories: one list for each period; the last value of a list is taken as final. Ages beyond the
    ///   shortest list are left out, so that every age speaks of the same periods.
    /// - Returns: nil without histories, with non-finite values, or when the final values add up to 0.
    public init?(histories: [[Double]]) {
        guard let ages = histories.map(\.count).min(), ages > 0, histories.joined().allSatisfy(\.isFinite) else {
            return nil
        }
        let final = compensatedSum(histories.compactMap(\.last))
        guard final != 0, final.isFinite else { return nil }
        shares = (0..<ages).map { age in compensatedSum(histories.lazy.map { $0[age] }) / final }
    }

    /// The first age from which on the figure stays within `tolerance` of its final value, or nil.
    public func settledAge(tolerance: Double = 0.02) -> Int? {
        var age: Int?
        for (index, share) in shares.enumerated().reversed() {
            guard (share - 1).magnitude <= tolerance else { break }
            age = index
        }
        return age
    }

    /// The final value to expect from a figure of this age; ages beyond the curve are final already. Nil where the
    /// curve knows nothing to scale by.
    public func expectedFinal(of value: Double, age: Int) -> Double? {
        guard age >= 0 else { return nil }
        guard age < shares.count else { return value }
        return shares[age] > 0 ? value / shares[age] : nil
    }
}
