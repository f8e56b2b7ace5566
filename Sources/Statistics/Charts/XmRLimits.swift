/// The centre and natural limits of individual values, from the mean of their moving ranges.
///
/// The moving range is the distance between neighbours; none is taken across a missing value. Limits are
/// mean ± 2.66 × AMR, where 2.66 = 3 / 1.128. Allocates nothing.
///
/// Sources: W. A. Shewhart; L. S. Nelson, Journal of Quality Technology 14 (1982) for the screening.
public struct XmRLimits: Hashable, Sendable {
    /// The mean of the values.
    public let mean: Double
    /// The mean of all moving ranges.
    public let rawMovingRange: Double
    /// The mean of the moving ranges kept; nil when screening left none.
    public let screenedMovingRange: Double?
    /// How many moving ranges there are.
    public let rangeCount: Int
    /// How many of them screening left out.
    public let screenedCount: Int
    /// What a moving range is multiplied with to give 3 sigma.
    public let factor: Double

    /// Half the width between the limits; 0 where nothing varies.
    public var reach: Double { factor * (screenedMovingRange ?? 0) }

    /// Whether the limits mean anything: they do not where sigma is 0 or too few values are known.
    public var areComputable: Bool { reach > 0 && reach.isFinite }

    /// The lower natural process limit.
    public var lower: Double { mean - reach }
    /// The upper natural process limit.
    public var upper: Double { mean + reach }
    /// The line 2 sigma below the mean.
    public var lowerTwoSigma: Double { mean - reach * (2.0 / 3) }
    /// The line 2 sigma above the mean.
    public var upperTwoSigma: Double { mean + reach * (2.0 / 3) }

    /// 2.66, as published charts have it; 3 / 1.128 is 2.6596.
    public static let standardFactor = 2.66

    /// Moving ranges this many times their mean or more are screened out, and a moving-range chart ends here.
    public static let rangeFactor = 3.267

    /// The limits of some values; NaN is a missing one.
    ///
    /// - Parameters:
    ///   - screens: whether to drop, once, moving ranges of 3.267 times their mean or more.
    ///   - factor: see ``standardFactor``.
    /// - Returns: nil without two neighbouring values, or when a value is infinite.
    public init?(_ values: Span<Double>, screens: Bool, factor: Double = standardFactor) {
        var sum = CompensatedSum()
        var ranges = CompensatedSum()
        var count = 0
        var rangeCount = 0
        var previous = Double.nan
        for index in values.indices {
            let value = values[index]
            if !value.isNaN {
                sum.add(value)
                count += 1
                if !previous.isNaN {
                    ranges.add((value - previous).magnitude)
                    rangeCount += 1
                }
            }
            previous = value
        }
        guard rangeCount > 0 else { return nil }
        let raw = ranges.value / Double(rangeCount)
        let mean = sum.value / Double(count)
        guard mean.isFinite, raw.isFinite, factor > 0, factor.isFinite else { return nil }

        var kept = CompensatedSum()
        var keptCount = 0
        if screens {
            let bound = Self.rangeFactor * raw
            previous = .nan
            for index in values.indices {
                let range = (values[index] - previous).magnitude
                // Strict, and false for NaN: a series that never moves loses all its ranges, and says so.
                if range < bound {
                    kept.add(range)
                    keptCount += 1
                }
                previous = values[index]
            }
        }
        self.mean = mean
        rawMovingRange = raw
        self.rangeCount = rangeCount
        self.factor = factor
        if screens {
            screenedCount = rangeCount - keptCount
            screenedMovingRange = keptCount > 0 ? kept.value / Double(keptCount) : nil
        } else {
            screenedCount = 0
            screenedMovingRange = raw
        }
    }

    /// The limits of some values in an array; see ``init(_:screens:factor:)-(Span<Double>,_,_)``.
    public init?(_ values: [Double], screens: Bool, factor: Double = standardFactor) {
        self.init(values.span, screens: screens, factor: factor)
    }
}
