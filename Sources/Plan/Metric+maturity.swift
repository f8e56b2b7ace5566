import Periods

extension Metric {
    /// How long the figures of a period go on being revised.
    public enum Maturity: Sendable, Hashable {
        /// Settled so many days after the period's end.
        case days(Int)
        /// As long as the ledger's own batches show that it takes.
        case learnt
    }

    /// The last day on which a report for the period with this index is in time.
    public func dueDay(of period: Int) -> Day {
        window(of: period).last + dueDays
    }
}
