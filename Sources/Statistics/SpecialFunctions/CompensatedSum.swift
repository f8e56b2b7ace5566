/// A running sum that keeps the digits ordinary addition loses (Neumaier's variant of Kahan's method).
///
/// Adding 1 to 1e16 and taking 1e16 away gives 1. A sum that meets an infinity or NaN reports it as ordinary
/// addition would.
public struct CompensatedSum: Sendable {
    private var sum = 0.0
    private var lost = 0.0

    /// A sum of nothing.
    public init() {}

    /// The sum so far.
    public var value: Double {
        let total = sum + lost
        return total.isNaN ? sum : total
    }

    /// Adds one value.
    public mutating func add(_ value: Double) {
        let next = sum + value
        lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
        sum = next
    }
}

/// The compensated sum of some values; 0 for none.
public func compensatedSum(_ values: some Sequence<Double>) -> Double {
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    return sum.value
}

/// The arithmetic mean, or nil for no values.
public func mean(_ values: some Collection<Double>) -> Double? {
    values.isEmpty ? nil : compensatedSum(values) / Double(values.count)
}
