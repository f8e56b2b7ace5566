#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The natural logarithm of the gamma function, or nil unless `x` is positive.
public func logGamma(_ x: Double) -> Double? {
    guard x > 0 else { return nil }
    return positiveLogGamma(x)
}

func positiveLogGamma(_ x: Double) -> Double {
    var sign: Int32 = 1
    return lgamma_r(x, &sign)
}

/// What Stirling's formula leaves out: `log Γ(z) − (z − ½) log z + z − ½ log 2π`, about 1/(12 z); `z` is positive.
///
/// Writing distributions with it keeps the large logarithms of large counts from ever being subtracted
/// (C. Loader, "Fast and accurate computation of binomial probabilities", 2000).
func stirlingError(_ z: Double) -> Double {
    if z >= 16 {
        let inverse = 1 / z
        let square = inverse * inverse
        let series =
            1.0 / 12 - square
            * (1.0 / 360 - square
                * (1.0 / 1260 - square
                    * (1.0 / 1680
                        - square * (1.0 / 1188 - square * (691.0 / 360_360)))))
        return inverse * series
    }
    let doubled = z + z
    if doubled >= 1, doubled == doubled.rounded() {
        // Counts plus a half or a whole are by far the most frequent arguments.
        return stirlingErrorsOfHalves[Int(doubled) - 1]
    }
    return positiveLogGamma(z) - (z - 0.5) * log(z) + z - halfLogTwoPi
}

let halfLogTwoPi = 0.918938533204672741780329736406

/// The Stirling error of 1/2, 1, 3/2, … 31/2.
private let stirlingErrorsOfHalves: [Double] = [
    0.15342640972002736, 0.08106146679532726, 0.05481412105191765, 0.0413406959554093,
    0.03316287351993629, 0.02767792568499834, 0.023746163656297496, 0.020790672103765093,
    0.018488450532673187, 0.016644691189821193, 0.015134973221917378, 0.013876128823070748,
    0.012810465242920227, 0.01189670994589177, 0.011104559758206917, 0.010411265261972096,
    0.009799416126158804, 0.009255462182712733, 0.008768700134139386, 0.00833056343336287,
    0.00793411456431402, 0.007573675487951841, 0.007244554301320383, 0.00694284010720953,
    0.006665247032707682, 0.006408994188004207, 0.006171712263039458, 0.0059513701127588475,
    0.0057462165130101155, 0.005554733551962801, 0.005375599032926835,
]
