/// How a required rate compares with what a unit has done before.
public enum RequiredRun: String, Hashable, Sendable {
    /// No more than its mean of late.
    case asBefore = "as_before"
    /// Above the mean, within its best stretch.
    case stretch
    /// Beyond its best stretch.
    case withoutPrecedent = "without_precedent"

    /// Judges a required value per period against the last values per period.
    ///
    /// - Parameters:
    ///   - required: what each period to come must bring.
    ///   - recent: what the periods so far brought, oldest first.
    ///   - stretch: how many periods in a row make a stretch.
    ///   - higherIsBetter: false where the required value is an allowance to stay below.
    /// - Returns: nil without a whole stretch of finite values.
    public init?(required: Double, recent: [Double], stretch length: Int = 4, higherIsBetter: Bool = true) {
        guard let best = bestStretch(recent, length: length, higherIsBetter: higherIsBetter),
            let usual = mean(recent), required.isFinite
        else { return nil }
        let sign = higherIsBetter ? 1.0 : -1
        if required * sign <= usual * sign {
            self = .asBefore
        } else {
            self = required * sign <= best * sign ? .stretch : .withoutPrecedent
        }
    }
}

/// The best mean of `length` values in a row, or nil with fewer finite values than that.
public func bestStretch(_ values: [Double], length: Int, higherIsBetter: Bool = true) -> Double? {
    guard length > 0, values.count >= length, values.allSatisfy(\.isFinite) else { return nil }
    var best: Double?
    for start in 0...(values.count - length) {
        let stretch = compensatedSum(values[start..<(start + length)]) / Double(length)
        if let known = best {
            best = higherIsBetter ? max(known, stretch) : min(known, stretch)
        } else {
            best = stretch
        }
    }
    return best
}
