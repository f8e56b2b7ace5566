/// Whether a change between two periods is more than chance: the numbers behind "met beyond chance".
public struct ChangeTest: Sendable, Equatable {
    /// Two-sided mid-p of the exact conditional test of "nothing has changed"; NaN where it was not tested.
    public var p = Double.nan
    /// Probability of so few events if the reduction were only just the one wanted.
    public var beyondP = Double.nan
    /// Variance over mean by which both counts were divided before testing; at least 1.
    public var dispersion = Double.nan
    /// Whether the unit stays flagged when all units of the target are tested at once (Benjamini–Hochberg).
    public var isFlagged = false

    public init() {}
}

/// What testing the units of a target at once gives.
public struct UnitDiscovery: Sendable, Hashable {
    /// Units tested and units flagged; the top unit is neither.
    public var tested: Int
    public var flagged: Int
    /// How many of the flagged are false alarms on average, at most.
    public var expectedFalse: Double
    /// The false-discovery rate promised.
    public var rate: Double
    /// Units that a chart's rules would have flagged, held back because they may be chance.
    public var heldBack: Int

    public init(tested: Int, flagged: Int, expectedFalse: Double, rate: Double, heldBack: Int = 0) {
        self.tested = tested
        self.flagged = flagged
        self.expectedFalse = expectedFalse
        self.rate = rate
        self.heldBack = heldBack
    }
}
