/// Which way a measure should go.
public enum ImprovementDirection: String, CaseIterable, Hashable, Sendable {
    case increase, decrease, neutral
}

/// What a point on a chart means once the direction of improvement is known.
public enum PointType: String, CaseIterable, Hashable, Sendable {
    /// Common cause: what the process normally produces.
    case common
    case improvement
    case concern
    /// Special cause upward in a measure without a better direction.
    case neutralHigh = "neutral_high"
    /// Special cause downward in a measure without a better direction.
    case neutralLow = "neutral_low"
}
