/// How far a share of a unit's events may be from the events of that share.
///
/// Of x events, those that belong to a part of share s are binomial when each event falls into it by itself: mean s·x,
/// variance s(1 − s)x. The share itself is another's (residents stand in for events), and two parts of a unit differ in
/// events per resident. Where the logarithm of that ratio has the spread τ, the share of events is off by about
/// s(1 − s)τ, in all periods alike. Together, for x events over all periods:
///
///     V = s(1 − s)x + (τ s(1 − s)x)²
///
/// A whole unit (s = 1) has none. Parts of different units err independently, so their variances add.
enum SplitVariance {
    /// τ: parts differ by a third either way.
    static let rateSpread = 0.3

    static func of(_ events: Double, share: Double) -> Double {
        let both = share * (1 - share)
        let events = max(0, events)
        let error = rateSpread * both * events
        return both * events + error * error
    }
}
