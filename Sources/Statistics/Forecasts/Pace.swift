/// Progress towards a count against what is usual by now: plain arithmetic, no chance involved.
public struct CountPace: Hashable, Sendable {
    /// What is wanted of the target.
    public enum Aim: String, Hashable, Sendable {
        /// A floor: at least the target.
        case atLeast
        /// A cap: at most the target.
        case atMost
    }

    public let observed: Double
    /// The share of the period's events usual by now, above 0, at most 1.
    public let shareElapsed: Double
    public let target: Double
    public let aim: Aim

    /// Nil unless the numbers are finite, not negative and the share is within (0, 1].
    public init?(observed: Double, shareElapsed: Double, target: Double, aim: Aim) {
        guard observed >= 0, observed.isFinite, target >= 0, target.isFinite, shareElapsed > 0, shareElapsed <= 1 else {
            return nil
        }
        self.observed = observed
        self.shareElapsed = shareElapsed
        self.target = target
        self.aim = aim
    }

    /// The part of the target usual by now.
    public var expectedToDate: Double { target * shareElapsed }

    /// 1.00 is exactly on pace and more is better, whichever way the aim points. Nil where the division has no answer.
    public var index: Double? {
        switch aim {
        case .atLeast: expectedToDate > 0 ? observed / expectedToDate : nil
        case .atMost: observed > 0 ? expectedToDate / observed : nil
        }
    }

    /// The final count if the rest goes as the part so far.
    public var projection: Double { observed / shareElapsed }

    /// What is still needed (floor) or still allowed (cap); negative once the target is passed.
    public var remaining: Double { target - observed }

    /// The pace that the rest needs over the pace so far: 1.2 is a fifth faster. Nil without a rest or a pace so far.
    public var requiredMultiple: Double? {
        guard shareElapsed < 1, observed > 0 else { return nil }
        return (remaining / (1 - shareElapsed)) / projection
    }
}
