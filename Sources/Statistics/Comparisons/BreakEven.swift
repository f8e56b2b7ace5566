extension TwoCounts {
    /// The smallest number of late additions to the current count that turns a significant fall into noise.
    ///
    /// - Parameters:
    ///   - critical: the size of the corrected z that counts as significant, such as 1.96.
    ///   - dispersion: φ, at least 1.
    /// - Returns: 0 when the fall is not significant now; nil for a rise, which additions only confirm, or wrong
    ///   inputs.
    public func breakEven(critical: Double = 1.96, dispersion: Double = 1) -> Double? {
        guard critical > 0, critical.isFinite, current <= prior, correctedZ(dispersion: dispersion) != nil else {
            return current + prior == 0 ? 0 : nil
        }
        func significant(_ added: Double) -> Bool {
            let revised = TwoCounts(current: current + added, prior: prior)
            return (revised?.correctedZ(dispersion: dispersion) ?? 0).magnitude >= critical
        }
        guard significant(0) else { return 0 }
        // The z shrinks with every addition until the counts meet.
        var low = 0.0
        var high = prior - current
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            guard middle > low, middle < high else { break }
            if significant(middle) { low = middle } else { high = middle }
        }
        return high
    }
}
