import Foundation
import Statistics
import Testing

/// Special functions and distributions against 60-digit references (Benchmarks/special-functions.py).
@Suite("Special functions")
struct SpecialFunctionTests {
    @Test("Every reference value is met to 1e-12", arguments: Reference.functions)
    func references(function: String) throws {
        let references = Reference.all.filter { $0.function == function }
        #expect(references.count >= 50)
        for reference in references {
            let value = try #require(reference.evaluate())
            let error = (value - reference.value).magnitude / reference.value.magnitude
            // log Γ passes through 0 at 2, where only the absolute error means anything.
            let scale = function == "log_gamma" ? min(1, reference.value.magnitude) : 1
            #expect(error * scale <= 1e-12, "\(reference.arguments) \(reference.part)")
        }
    }

    @Test("The tails of every distribution add up to 1")
    func complements() throws {
        for a in [0.5, 1, 3.5, 40, 1999.5, 2000.5, 1e6 + 0.5, 1e9] {
            for b in [0.5, 2, 77, 2500.5, 1e9] {
                for x in [1e-9, 1e-3, 0.2, 0.5, 0.75, 1 - 1e-9] {
                    let share = try #require(Share(x))
                    let tails = try #require(incompleteBeta(a, b, share))
                    #expect((tails.lower + tails.upper - 1).magnitude < 1e-15)
                    #expect(tails.lower >= 0 && tails.upper >= 0)
                }
            }
        }
    }

    @Test("I_x(a, b) mirrors I_1−x(b, a)")
    func symmetry() throws {
        for a in [0.5, 3, 50, 1500, 5e5, 1e9] {
            for b in [0.5, 7.5, 400, 9e6] {
                let share = try #require(Share(part: a, rest: b * 1.01))
                let tails = try #require(incompleteBeta(a, b, share))
                let mirror = try #require(incompleteBeta(b, a, share.swapped))
                #expect(tails.lower == mirror.upper && tails.upper == mirror.lower)
            }
        }
    }

    @Test("The two methods agree where one takes over from the other")
    func seam() throws {
        for shift in [-3.0, -1, 0, 1, 3] {
            for shape in [1990.0, 1999, 2000, 2001, 2010] {
                // P(a + 1, x) = P(a, x) − x^a e^−x / Γ(a + 1), whichever method computes either.
                let x = shape + shift * shape.squareRoot()
                let low = try #require(incompleteGamma(shape: shape, x))
                let high = try #require(incompleteGamma(shape: shape + 1, x))
                let mass = try #require(Poisson(mean: x)).mass(shape)
                #expect((low.lower - mass - high.lower).magnitude < 1e-14)
            }
        }
    }

    @Test("Quantiles of the beta distribution read back")
    func betaQuantiles() throws {
        for a in [0.5, 1, 4.5, 120, 5000.5, 1e9] {
            for b in [0.5, 2, 31.5, 4000, 1e9] {
                let beta = try #require(Beta(a, b))
                for p in [1e-9, 0.025, 0.3, 0.5, 0.9, 0.975] {
                    let share = try #require(beta.quantile(lower: p))
                    #expect((share.value + share.complement - 1).magnitude < 1e-15)
                    // A share is stored to 16 digits; its tail cannot be sharper than its slope allows.
                    let slack = 1e-12 + 4e-16 * (a + b).squareRoot() * 10
                    #expect((beta.tails(share).lower / p - 1).magnitude < slack)
                }
            }
        }
    }

    @Test("Inputs outside the domain give nil, never a trap")
    func domains() {
        for bad in [-1, -Double.infinity, Double.infinity, Double.nan, 0] {
            #expect(Beta(bad, 1) == nil)
            #expect(incompleteGamma(shape: bad, 1) == nil)
            #expect(logGamma(bad).map { $0 == .infinity } ?? true)
            #expect(Normal.quantile(bad) == nil)
        }
        #expect(Share(.nan) == nil)
        #expect(Share(1.5) == nil)
        #expect(incompleteGamma(shape: 2, -1) == nil)
        #expect(incompleteGamma(shape: 2, .infinity)?.upper == 0)
    }
}

/// One row of the table of references.
struct Reference: Sendable {
    let function: String
    let arguments: [Double]
    let part: String
    let value: Double

    static let functions = [
        "log_gamma", "normal", "normal_quantile", "beta", "gamma", "binomial", "poisson", "negative_binomial",
        "beta_binomial",
    ]

    static let all: [Reference] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/special-functions.csv")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: ",")
            guard fields.count == 5, let value = Double(fields[3]) else { return nil }
            return Reference(
                function: String(fields[0]), arguments: fields[1].split(separator: " ").compactMap { Double($0) },
                part: String(fields[2]), value: value)
        }
    }()

    /// What Statistics makes of the row.
    func evaluate() -> Double? {
        let x = arguments
        switch function {
        case "log_gamma": return logGamma(x[0])
        case "normal": return side(Normal.tails(x[0]))
        case "normal_quantile": return Normal.quantile(x[0])
        case "beta": return Share(x[2]).flatMap { incompleteBeta(x[0], x[1], $0) }.flatMap(side)
        case "gamma": return incompleteGamma(shape: x[0], x[1]).flatMap(side)
        case "binomial": return Share(x[1]).flatMap { Binomial(trials: x[0], probability: $0) }.flatMap(of(x[2]))
        case "poisson": return Poisson(mean: x[0]).flatMap(of(x[1]))
        case "negative_binomial":
            return Share(x[1]).flatMap { NegativeBinomial(shape: x[0], probability: $0) }.flatMap(of(x[2]))
        case "beta_binomial": return BetaBinomial(trials: x[0], a: x[1], b: x[2]).flatMap(of(x[3]))
        default: return nil
        }
    }

    private func of<D: CountDistribution>(_ count: Double) -> (D) -> Double? {
        { part == "mass" ? $0.mass(count) : side($0.tails(count)) }
    }

    private func side(_ tails: Tails) -> Double? {
        part == "lower" ? tails.lower : part == "upper" ? tails.upper : nil
    }
}
