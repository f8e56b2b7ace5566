extension StatisticsFunctions {
    static let comparisons: [Function] = [
        stats("two_counts", twoCounts),
        stats("two_counts_overdispersed", twoCountsOverdispersed),
        stats("reduction_at_least", reductionAtLeast),
        stats("break_even", breakEven),
        stats("minimum_base", minimumBaseFunction),
        stats("dispersion", dispersionFunction),
        stats("benjamini_hochberg", falseDiscovery),
        stats("rate_vs_target", rateAgainstTarget),
        stats("funnel", funnel),
        stats("contribution", contribution),
        stats("mix_rate_decomposition", mixAndRate),
        stats("revision", revision),
    ]

    /// `{current, prior, exposure_current?, exposure_prior?}` → the difference and every test of it.
    private static func twoCounts(_ input: Record) throws(Failure) -> Record {
        let counts = try need(
            TwoCounts(
                current: try input.number("current"), prior: try input.number("prior"),
                exposureCurrent: try input.number("exposure_current", default: 1),
                exposurePrior: try input.number("exposure_prior", default: 1)),
            "counts must be whole and not negative, exposures positive")
        let test = counts.conditionalTest
        let interval = counts.rateRatioInterval()
        return [
            "diff": .optional(counts.difference), "pct_change": .optional(counts.percentChange),
            "poisson_z_wheeler": .optional(counts.wheelerZ), "z_cc": .optional(counts.correctedZ()),
            "cond_p_minlike": .optional(test?.minimumLikelihood), "cond_p_doubled": .optional(test?.doubled),
            "cond_midp": .optional(test?.midP), "etest_score_p": .optional(counts.eTest(.score)),
            "etest_wald_p": .optional(counts.eTest(.wald)), "rate_ratio": .optional(counts.rateRatio),
            "rr_ci95_exact": interval.map { .list([.optional($0.low), .optional($0.high)]) } ?? .null,
        ]
    }

    /// `{current, prior, phi}` → `{z_cc_phi}`.
    private static func twoCountsOverdispersed(_ input: Record) throws(Failure) -> Record {
        let counts = try equalExposures(input)
        return ["z_cc_phi": .optional(counts.correctedZ(dispersion: try input.number("phi")))]
    }

    /// `{current, prior, reduction, exposure_current?, exposure_prior?}` → `{pi0, p_one_sided, point_met}`.
    private static func reductionAtLeast(_ input: Record) throws(Failure) -> Record {
        let counts = TwoCounts(
            current: try input.number("current"), prior: try input.number("prior"),
            exposureCurrent: try input.number("exposure_current", default: 1),
            exposurePrior: try input.number("exposure_prior", default: 1))
        let test = try need(
            counts?.reductionAtLeast(try input.number("reduction")),
            "counts must be whole, not both 0, and the reduction within 0 and 1")
        return [
            "pi0": .optional(test.nullShare), "p_one_sided": .optional(test.oneSidedP),
            "point_met": .bool(test.pointMet),
        ]
    }

    /// `{current, prior, z_crit?, phi?}` → `{break_even_additional}`.
    private static func breakEven(_ input: Record) throws(Failure) -> Record {
        let counts = try equalExposures(input)
        return [
            "break_even_additional": .optional(
                counts.breakEven(
                    critical: try input.number("z_crit", default: 1.96),
                    dispersion: try input.number("phi", default: 1)))
        ]
    }

    /// `{fall, level?}` → `{minimum_base}`.
    private static func minimumBaseFunction(_ input: Record) throws(Failure) -> Record {
        let base = minimumBase(
            forFall: try input.number("fall"), level: try input.number("level", default: 0.05))
        return ["minimum_base": .optional(base)]
    }

    /// `{counts}` → `{phi}`, null where it cannot be estimated.
    private static func dispersionFunction(_ input: Record) throws(Failure) -> Record {
        ["phi": .optional(dispersion(of: try input.series("counts").map { $0.isNaN ? nil : $0 }))]
    }

    /// `{p, q?}` → `{rejected_indices, threshold, expected_false}`; a null p was not tested.
    private static func falseDiscovery(_ input: Record) throws(Failure) -> Record {
        let result = try need(
            benjaminiHochberg(
                try input.series("p").map { $0.isNaN ? nil : $0 }, q: try input.number("q", default: 0.05)),
            "p must lie within 0 and 1, and q between them")
        return [
            "rejected_indices": .wholes(result.rejected), "threshold": .optional(result.threshold),
            "expected_false": .optional(result.expectedFalse),
        ]
    }

    /// `{numerator, denominator, target}` → the rate, both intervals and how many cases are missing.
    private static func rateAgainstTarget(_ input: Record) throws(Failure) -> Record {
        let rate = try need(
            RateAgainstTarget(
                numerator: try input.number("numerator"), denominator: try input.number("denominator"),
                target: try input.number("target")),
            "counts must be whole, the numerator within the denominator, the target within 0 and 1")
        return [
            "rate": .optional(rate.rate), "extra_needed_now": .optional(rate.extraNeeded),
            "wilson95": .pair(wilsonInterval(successes: rate.numerator, trials: rate.denominator)),
            "clopper_pearson95": .pair(clopperPearsonInterval(successes: rate.numerator, trials: rate.denominator)),
            "p_below_target_one_sided": .optional(rate.oneSidedP),
        ]
    }

    /// `{target, n}` → normal limits that hold 95 % and 99.8 % of innocent units, exact lower limits as counts.
    private static func funnel(_ input: Record) throws(Failure) -> Record {
        let funnel = try need(
            FunnelLimits(target: try input.number("target"), cases: try input.number("n")),
            "n must be whole and positive, the target within 0 and 1")
        return [
            "normal_2sd": .pair(Normal.quantile(0.975).map { funnel.normal(z: $0) }),
            "normal_3sd": .pair(Normal.quantile(0.999).map { funnel.normal(z: $0) }),
            "exact_lower_0.1pct_count": .optional(funnel.exactLower(tail: 0.001)),
            "exact_lower_2.5pct_count": .optional(funnel.exactLower(tail: 0.025)),
        ]
    }

    /// `{target, units: [{id, numerator, denominator}]}` → the cases missing in each unit, and their ranking.
    private static func contribution(_ input: Record) throws(Failure) -> Record {
        var ids: [String] = []
        var units: [GroupRate] = []
        for item in try input.list("units") {
            guard case .map(let unit) = item else { throw Failure("units: needs maps") }
            ids.append(try unit.string("id"))
            units.append(try group(unit))
        }
        let shortfall = try need(
            Shortfall(target: try input.number("target"), units: units), "target: needs a finite number")
        return [
            "total_rate": .optional(shortfall.totalRate), "shortfall_cases": .optional(shortfall.total),
            "per_unit_gap_cases": .map(
                Record(zip(ids, shortfall.gaps.map { .optional($0) }), uniquingKeysWith: { first, _ in first })),
            "rank": .strings(shortfall.ranking.map { ids[$0] }), "naive_mean_of_rates": .optional(shortfall.naiveMean),
        ]
    }

    /// `{prior: {unit: {numerator, denominator}}, cur: {…}}` → rate effect, mix effect and Simpson's warning.
    private static func mixAndRate(_ input: Record) throws(Failure) -> Record {
        let prior = try input.map("prior")
        let current = try input.map("cur")
        guard Set(prior.keys) == Set(current.keys) else { throw Failure("cur: needs the same units as prior") }
        var before: [GroupRate] = []
        var now: [GroupRate] = []
        for id in prior.keys.sorted() {
            before.append(try group(try prior.map(id)))
            now.append(try group(try current.map(id)))
        }
        let result = try need(MixAndRate(prior: before, current: now), "both periods need cases")
        return [
            "rate_prior": .optional(result.prior), "rate_current": .optional(result.current),
            "every_unit_improved": .bool(result.everyGroupRose), "total_worse": .bool(result.current < result.prior),
            "rate_effect": .optional(result.rateEffect), "mix_effect": .optional(result.mixEffect),
            "sum": .optional(result.change),
        ]
    }

    /// `{snapshots: [{ytd, week}]}` → `{revisions}`, what was added to weeks already reported.
    private static func revision(_ input: Record) throws(Failure) -> Record {
        var reports: [YearToDateReport] = []
        for item in try input.list("snapshots") {
            guard case .map(let snapshot) = item else { throw Failure("snapshots: needs maps") }
            reports.append(
                YearToDateReport(yearToDate: try snapshot.number("ytd"), week: try snapshot.number("week")))
        }
        return ["revisions": .optional(compensatedSum(revisionFlow(reports)))]
    }

    private static func equalExposures(_ input: Record) throws(Failure) -> TwoCounts {
        try need(
            TwoCounts(current: try input.number("current"), prior: try input.number("prior")),
            "counts must be whole and not negative")
    }

    private static func group(_ input: Record) throws(Failure) -> GroupRate {
        try need(
            GroupRate(numerator: try input.number("numerator"), denominator: try input.number("denominator")),
            "numerator and denominator must not be negative")
    }
}
