import Foundation

// Numbers with a law, for simulations.

extension SplitMix64 {
    /// A number within 0..<1.
    public mutating func share() -> Double { Double.random(in: 0..<1, using: &self) }

    /// A standard normal number (Box and Muller).
    public mutating func normal() -> Double {
        var (u, v, s) = (0.0, 0.0, 0.0)
        repeat {
            u = 2 * share() - 1
            v = 2 * share() - 1
            s = u * u + v * v
        } while s >= 1 || s == 0
        return u * (-2 * log(s) / s).squareRoot()
    }

    /// A Poisson count.
    public mutating func poisson(_ mean: Double) -> Double {
        guard mean < 30 else { return max(0, (mean + mean.squareRoot() * normal()).rounded()) }
        var product = share()
        var count = 0.0
        let bound = exp(-mean)
        while product > bound {
            product *= share()
            count += 1
        }
        return count
    }

    /// A negative binomial count with this mean and variance over mean (a gamma mixture of Poisson counts).
    public mutating func count(mean: Double, dispersion: Double) -> Double {
        guard dispersion > 1, mean > 0 else { return poisson(mean) }
        let scale = dispersion - 1
        return poisson(scale * gamma(mean / scale))
    }

    /// A gamma number of this shape and scale 1 (Marsaglia and Tsang).
    private mutating func gamma(_ shape: Double) -> Double {
        guard shape >= 1 else { return gamma(shape + 1) * pow(share(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            if v > 0, log(1 - share()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
