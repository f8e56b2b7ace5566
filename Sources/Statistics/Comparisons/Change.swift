/// The change from a prior value to a current one in percent, `100 (C − P) / P`; nil when the prior is 0, because
/// nothing can be said per cent of nothing. A negative prior is measured by its size, so that more is always positive.
public func percentChange(current: Double, prior: Double) -> Double? {
    guard prior != 0, prior.isFinite, current.isFinite else { return nil }
    return 100 * ((current - prior) / prior.magnitude)
}
