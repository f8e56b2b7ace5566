#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The number of successes in trials whose success probability is itself uncertain (beta).
public struct BetaBinomial: CountDistribution, Hashable {
    /// How many trials, a whole number.
    public let trials: Double
    /// The first shape of the beta distribution: successes seen, plus the prior's part.
    public let a: Double
    /// The second shape: failures seen, plus the prior's part.
    public let b: Double

    /// Any common probability cancels from ``mass(_:)``; this one keeps its three factors near 1.
    private let balance: Share

    /// The distribution, or nil unless trials are whole, not negative and at most 2⁵³, and both shapes positive and
    /// finite.
    public init?(trials: Double, a: Double, b: Double) {
        guard isCount(trials), a > 0, b > 0, let balance = Share(part: a + b, rest: trials)
        else { return nil }
        self.trials = trials
        self.a = a
        self.b = b
        self.balance = balance
    }

    public var mean: Double { trials * (a / (a + b)) }
    public var variance: Double { mean * (b / (a + b)) * ((a + b + trials) / (a + b + 1)) }
    public var largest: Double { trials }

    public func mass(_ count: Double) -> Double {
        smoothMass(count.rounded(.down))
    }

    public func massRatio(_ count: Double) -> Double {
        (trials - count) / (count + 1) * ((count + a) / (trials - count - 1 + b))
    }

    public func tails(_ count: Double) -> Tails {
        let k = count.rounded(.down)
        guard k >= 0 else { return .lower(0) }
        guard k < trials else { return .upper(0) }
        if k + 0.5 < mean {
            let mirrored = BetaBinomial(trials: trials, a: b, b: a)
            return .lower(mirrored?.sum(from: trials - k) ?? .nan)
        }
        return .upper(sum(from: k + 1))
    }

    /// The mass as a function of a real argument. As a ratio of negative-binomial masses it has no large logarithms:
    /// NB(k; a) NB(n − k; b) / NB(n; a + b), all with the same probability.
    private func smoothMass(_ k: Double) -> Double {
        guard k >= 0, k <= trials else { return 0 }
        guard trials > 0 else { return 1 }
        return factor(a, k) * factor(b, trials - k) / factor(a + b, trials)
    }

    private func factor(_ shape: Double, _ count: Double) -> Double {
        guard count > 0 else { return power(balance.value, balance.complement, shape) }
        return betaPower(shape, count, balance, below: -excess(shape, count, balance)) / count
    }

    /// The sum of the masses from `start`, above the mean, to the last.
    ///
    /// Where the masses change slowly they are integrated in blocks instead of added one by one (Euler and Maclaurin:
    /// the sum is the integral between half-integers less a 24th of the change in slope), so that a billion trials
    /// cost no more than a few thousand.
    private func sum(from start: Double) -> Double {
        var total = CompensatedSum()
        var k = start
        var mass = smoothMass(k)
        while k <= trials, mass > 0 {
            let width = smoothWidth(at: k)
            if width >= 4_000 {
                let end = k + width
                total.add(integral(from: k - 0.5, to: end - 0.5))
                total.add((slope(at: k - 0.5) - slope(at: end - 0.5)) / 24)
                k = end
                mass = smoothMass(k)
            } else {
                total.add(mass)
                guard k < trials else { break }
                mass *= massRatio(k)
                k += 1
            }
            if mass < total.value * 1e-19, logSlope(at: k) < 0 { break }
        }
        return min(max(total.value, 0), 1)
    }

    /// How far from `k` the logarithm of the mass stays smooth: limited by its slope and by the nearer end.
    private func smoothWidth(at k: Double) -> Double {
        let room = min(k, trials - k) / 2
        guard room >= 4_000 else { return 0 }
        return min(room, 4 / (logSlope(at: k).magnitude + 1 / variance.squareRoot())).rounded(.down)
    }

    /// d log mass / dk.
    private func logSlope(at k: Double) -> Double {
        guard k > 0.5, k < trials else { return -.infinity }
        return log(massRatio(k - 0.5))
    }

    private func slope(at k: Double) -> Double { smoothMass(k) * logSlope(at: k) }

    private func integral(from low: Double, to high: Double) -> Double {
        let centre = (low + high) / 2
        let half = (high - low) / 2
        var sum = 0.0
        for (node, weight) in gaussLegendre {
            sum += weight * (smoothMass(centre - half * node) + smoothMass(centre + half * node))
        }
        return half * sum
    }
}
