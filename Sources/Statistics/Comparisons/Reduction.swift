/// The verdict on "reduced by at least this share".
public struct ReductionTest: Hashable, Sendable {
    /// The share of all events that would fall in the current period at exactly the reduction wanted.
    public let nullShare: Double
    /// The probability of so few current events if the reduction were only just what was wanted: below 0.05, the
    /// target is met beyond chance.
    public let oneSidedP: Double
    /// Whether the counts themselves show the reduction; exactly the target counts as met.
    public let pointMet: Bool
}

extension TwoCounts {
    /// Tests whether the rate has fallen by at least `reduction` (0.2 for 20 %).
    ///
    /// - Returns: nil when both counts are 0 or the reduction is outside 0..<1.
    public func reductionAtLeast(_ reduction: Double) -> ReductionTest? {
        let total = current + prior
        guard total > 0, isCount(total), reduction >= 0, reduction < 1,
            let share = Share(part: (1 - reduction) * exposureCurrent, rest: exposurePrior),
            let binomial = Binomial(trials: total, probability: share)
        else { return nil }
        return ReductionTest(
            nullShare: share.value, oneSidedP: binomial.atMost(current), pointMet: fallMeets(reduction))
    }

    private func fallMeets(_ reduction: Double) -> Bool {
        if exposureCurrent == exposurePrior {
            return prior - current >= decimalCeiling(reduction, of: prior)
        }
        return current * exposurePrior <= (1 - reduction) * prior * exposureCurrent
    }
}

/// The smallest whole number not below `share × count`, reading the share as the decimal that was written.
///
/// 0.07 × 100 is 7.000000000000001 in binary, and a target of 7 % of 100 cases must not ask for 8. Shares with at most
/// nine decimals are taken as whole billionths and multiplied exactly.
public func decimalCeiling(_ share: Double, of count: Double) -> Double {
    let billionths = (share * 1e9).rounded()
    guard billionths >= 0, billionths <= 1e18, isCount(count), (billionths / 1e9 - share).magnitude <= share.ulp,
        case let (product, overflow) = UInt64(billionths).multipliedReportingOverflow(by: UInt64(count)), !overflow
    else { return (share * count).rounded(.up) }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1_000_000_000)
    return Double(quotient) + (remainder > 0 ? 1 : 0)
}
