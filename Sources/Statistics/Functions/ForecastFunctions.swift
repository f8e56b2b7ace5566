extension StatisticsFunctions {
    static let forecasts: [Function] = [
        stats("forecast_count", forecastCount),
        stats("forecast_rate", forecastRate),
        stats("seasonal_profile", seasonalProfile),
        stats("maturity", maturity),
    ]

    /// `{observed, share_elapsed, target, target_kind: "increase_to" | "decrease_to", phi?}` → pace and outlook.
    ///
    /// `target_kind` is the word of the shared vectors for `reach` (a floor) and `cap`; these are understood as well.
    private static func forecastCount(_ input: Record) throws(Failure) -> Record {
        let observed = try input.number("observed")
        let share = try input.number("share_elapsed")
        let target = try input.number("target")
        let kind = try input.string("target_kind")
        let aims: [String: CountPace.Aim] = [
            "increase_to": .atLeast, "reach": .atLeast, "decrease_to": .atMost, "cap": .atMost,
        ]
        let aim = try need(aims[kind], "target_kind: \(kind) is neither increase_to nor decrease_to")
        guard let pace = CountPace(observed: observed, shareElapsed: share, target: target, aim: aim),
            let forecast = CountForecast(
                observed: observed, shareElapsed: share, dispersion: try input.number("phi", default: 1))
        else { throw Failure("observed must not be negative, share_elapsed above 0 and at most 1, phi at least 1") }
        let isOver = share == 1
        return [
            "expected_to_date": .optional(pace.expectedToDate), "pace_index": .optional(pace.index),
            "linear_projection": .optional(pace.projection), "remaining": .optional(pace.remaining),
            "required_share_rate_multiple": .optional(pace.requiredMultiple),
            "forecast_mean": .optional(isOver ? nil : forecast.mean),
            "forecast_sd": .optional(isOver ? nil : forecast.standardDeviation),
            "interval80": isOver ? .null : .pair(forecast.interval(0.8)),
            "interval50": isOver ? .null : .pair(forecast.interval(0.5)),
            "p_hit": .optional(
                aim == .atLeast ? forecast.probability(atLeast: target) : forecast.probability(atMost: target)),
        ]
    }

    /// `{numerator, denominator, remaining_denominator, target}` → what the rest must bring, and how likely it is.
    private static func forecastRate(_ input: Record) throws(Failure) -> Record {
        let forecast = try need(
            RateForecast(
                numerator: try input.number("numerator"), denominator: try input.number("denominator"),
                remainingDenominator: try input.number("remaining_denominator"), target: try input.number("target")),
            "counts must be whole, the numerator within the denominator, the target within 0 and 1")
        return [
            "current_rate": .optional(forecast.currentRate), "needed_from_remaining": .optional(forecast.needed),
            "required_rate_remaining": .optional(forecast.requiredRate), "state": .string(forecast.state.rawValue),
            "p_hit": .optional(forecast.probability),
        ]
    }

    /// `{years: [[…]], target?}` → the pooled cumulative share of the year, and a target spread by it (300 unless
    /// given).
    private static func seasonalProfile(_ input: Record) throws(Failure) -> Record {
        var years: [[Double]] = []
        for year in try input.list("years") {
            guard case .list(let parts) = year else { throw Failure("years: needs lists of numbers") }
            years.append(try series(parts, "years"))
        }
        let target = try input.number("target", default: 300)
        let shape = try need(
            SeasonalShape(years: years), "years: need equally many parts each, none negative or missing, not all 0")
        let name = written(target)
        let linear = SeasonalShape.linear(parts: shape.cumulativeShares.count, target: target)
        return [
            "cumulative_share": .numbers(shape.cumulativeShares),
            "expected_to_date_T\(name)_by_month": .numbers(shape.expected(target: target)),
            "linear_T\(name)": .numbers(linear),
        ]
    }

    /// `{histories: [[value at age 0, 1, …, final]], tolerance?}` → `{shares, settled_age}`.
    private static func maturity(_ input: Record) throws(Failure) -> Record {
        var histories: [[Double]] = []
        for history in try input.list("histories") {
            guard case .list(let values) = history else { throw Failure("histories: needs lists of numbers") }
            histories.append(try series(values, "histories"))
        }
        let curve = try need(MaturityCurve(histories: histories), "histories: need values that do not add up to 0")
        return [
            "shares": .numbers(curve.shares),
            "settled_age": .optional(
                curve.settledAge(tolerance: try input.number("tolerance", default: 0.02)).map { Double($0) }),
        ]
    }
}
