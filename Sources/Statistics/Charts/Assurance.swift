/// Whether the process as it stands can be relied on to meet its target: the target against the process limits.
///
/// A separate question from whether this month passed.
public enum Assurance: String, CaseIterable, Hashable, Sendable {
    case consistentPass = "consistent_pass"
    case consistentFail = "consistent_fail"
    /// Hit and miss: the target lies within the limits.
    case inconsistent

    /// The verdict, or nil for a neutral measure or limits that are not in order.
    ///
    /// - Parameter inclusive: whether a target exactly on a limit counts as beyond it.
    public init?(
        target: Double, lower: Double, upper: Double, direction: ImprovementDirection, inclusive: Bool = false
    ) {
        guard lower <= upper, !target.isNaN, direction != .neutral else { return nil }
        let above = inclusive ? target >= upper : target > upper
        let below = inclusive ? target <= lower : target < lower
        switch (above, below) {
        case (true, false): self = direction == .increase ? .consistentFail : .consistentPass
        case (false, true): self = direction == .increase ? .consistentPass : .consistentFail
        default: self = .inconsistent
        }
    }
}
