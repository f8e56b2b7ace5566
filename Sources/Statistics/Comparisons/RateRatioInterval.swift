extension TwoCounts {
    /// The exact confidence interval of the rate ratio, from Clopper and Pearson's interval of the conditional share.
    ///
    /// - Parameter confidence: such as 0.95; above 0, below 1.
    /// - Returns: the bounds, `high` nil where there is none (a prior count of 0); nil when both counts are 0.
    public func rateRatioInterval(confidence: Double = 0.95) -> (low: Double, high: Double?)? {
        guard current + prior > 0, confidence > 0, confidence < 1 else { return nil }
        let tail = (1 - confidence) / 2
        let scale = exposurePrior / exposureCurrent
        var low = 0.0
        if current > 0, let share = Beta(current, prior + 1)?.quantile(lower: tail) {
            low = share.value / share.complement * scale
        }
        var high: Double?
        if prior > 0, let share = Beta(current + 1, prior)?.quantile(upper: tail) {
            high = share.value / share.complement * scale
        }
        return (low, high)
    }
}
