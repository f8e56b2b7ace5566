import Statistics

extension Assessment {
    /// How many late additions a reduction beyond chance still survives as one: one more, and the fall against the
    /// comparator could be chance. nil unless the reduction is met beyond chance.
    ///
    /// By the corrected z of two counts at 1.96, both divided by the dispersion first.
    public var additionsSurvived: Double? {
        guard flags.contains(.beyondChance), test.dispersion >= 1,
            let counts = TwoCounts(
                current: (actual / test.dispersion).rounded(), prior: (baseline / test.dispersion).rounded()),
            let even = counts.breakEven(), even > 0
        else { return nil }
        return max(0, (even * test.dispersion).rounded(.down) - 1)
    }

    /// How many late additions leave a reduction met on its figures; nil unless it is met.
    public var additionsMet: Double? {
        guard expected.isFinite, actual.isFinite, actual <= expected else { return nil }
        return (expected - actual + 1e-9 * expected).rounded(.down)
    }
}
