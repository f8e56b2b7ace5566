extension StatisticsFunctions {
    static let distributions: [Function] = [
        stats("log_gamma", logGammaFunction),
        stats("incomplete_gamma", incompleteGammaFunction),
        stats("incomplete_beta", incompleteBetaFunction),
        stats("beta_quantile", betaQuantile),
        stats("normal", normal),
        stats("normal_quantile", normalQuantile),
        stats("binomial", binomial),
        stats("poisson", poisson),
        stats("negative_binomial", negativeBinomial),
        stats("beta_binomial", betaBinomial),
    ]

    /// `{x}` → `{value}`.
    private static func logGammaFunction(_ input: Record) throws(Failure) -> Record {
        ["value": .optional(try need(logGamma(try input.number("x")), "x: must be positive"))]
    }

    /// `{a, x}` → `{lower, upper}`.
    private static func incompleteGammaFunction(_ input: Record) throws(Failure) -> Record {
        record(
            try need(
                incompleteGamma(shape: try input.number("a"), try input.number("x")),
                "a must be positive and x not negative"))
    }

    /// `{a, b, x}` → `{lower, upper}`.
    private static func incompleteBetaFunction(_ input: Record) throws(Failure) -> Record {
        let share = try need(Share(try input.number("x")), "x: must lie within 0 and 1")
        return record(
            try need(
                incompleteBeta(try input.number("a"), try input.number("b"), share), "a and b must be positive"))
    }

    /// `{a, b, p}` → `{value, complement}`.
    private static func betaQuantile(_ input: Record) throws(Failure) -> Record {
        let beta = try need(Beta(try input.number("a"), try input.number("b")), "a and b must be positive")
        let share = try need(beta.quantile(lower: try input.number("p")), "p: must lie within 0 and 1")
        return ["value": .optional(share.value), "complement": .optional(share.complement)]
    }

    /// `{z}` → `{lower, upper}`.
    private static func normal(_ input: Record) throws(Failure) -> Record {
        record(Normal.tails(try input.number("z")))
    }

    /// `{p}` → `{z}`.
    private static func normalQuantile(_ input: Record) throws(Failure) -> Record {
        ["z": .optional(try need(Normal.quantile(try input.number("p")), "p: must lie between 0 and 1"))]
    }

    /// `{n, p, k}` → `{mass, at_most, more}`.
    private static func binomial(_ input: Record) throws(Failure) -> Record {
        let share = try need(Share(try input.number("p")), "p: must lie within 0 and 1")
        let distribution = try need(
            Binomial(trials: try input.number("n"), probability: share), "n: must be whole and not negative")
        return record(distribution, try input.number("k"))
    }

    /// `{mean, k}` → `{mass, at_most, more}`.
    private static func poisson(_ input: Record) throws(Failure) -> Record {
        let distribution = try need(Poisson(mean: try input.number("mean")), "mean: must not be negative")
        return record(distribution, try input.number("k"))
    }

    /// `{r, p, k}` → `{mass, at_most, more}`.
    private static func negativeBinomial(_ input: Record) throws(Failure) -> Record {
        let share = try need(Share(try input.number("p")), "p: must lie within 0 and 1")
        let distribution = try need(
            NegativeBinomial(shape: try input.number("r"), probability: share), "r and p must be positive")
        return record(distribution, try input.number("k"))
    }

    /// `{n, a, b, k}` → `{mass, at_most, more}`.
    private static func betaBinomial(_ input: Record) throws(Failure) -> Record {
        let distribution = try need(
            BetaBinomial(trials: try input.number("n"), a: try input.number("a"), b: try input.number("b")),
            "n must be whole and not negative, a and b positive")
        return record(distribution, try input.number("k"))
    }

    private static func record(_ tails: Tails) -> Record {
        ["lower": .optional(tails.lower), "upper": .optional(tails.upper)]
    }

    private static func record(_ distribution: some CountDistribution, _ count: Double) -> Record {
        let tails = distribution.tails(count)
        return [
            "mass": .optional(distribution.mass(count)), "at_most": .optional(tails.lower),
            "more": .optional(tails.upper),
        ]
    }
}
