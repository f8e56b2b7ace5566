#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `log(1 + w) − w` without the cancellation that eats it for small `w`; `w` above −1.
///
/// Deviances and tail integrals of large counts are made of this function: for `w` near 0 it is about −w²/2, while
/// both of its terms are about w.
func log1pMinus(_ w: Double) -> Double {
    guard w > -0.35, w < 0.45 else { return log1p(w) - w }
    // log(1+w) = 2 artanh r with r = w/(2+w), and w = 2r + r w, so the linear parts cancel on paper.
    let r = w / (2 + w)
    let square = r * r
    var sum = 0.0
    var term = 1.0
    for reciprocal in oddReciprocals {
        let part = term * reciprocal
        sum += part
        guard part > sum * 1e-17 else { break }
        term *= square
    }
    return r * (2 * square * sum - w)
}

/// The deviance `a log(a/m) + m − a` of a count `a` from its mean `m`, never negative; `excess` is m − a, given apart
/// because callers know it with more digits than m − a would have.
func deviance(_ a: Double, mean m: Double, excess: Double) -> Double {
    let ratio = excess / a
    if ratio > -0.35, ratio < 0.45 { return -a * log1pMinus(ratio) }
    return a * log(a / m) + excess
}

/// 1/3, 1/5, … as many as `log1pMinus` may need.
private let oddReciprocals: [Double] = (0..<16).map { 1 / Double(2 * $0 + 3) }

/// `n x − a` with one rounding in all, however close the two are.
func productMinus(_ n: Double, _ x: Double, _ a: Double) -> Double {
    let product = n * x
    let error = (-product).addingProduct(n, x)
    return (product - a) + error
}
