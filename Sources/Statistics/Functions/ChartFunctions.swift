extension StatisticsFunctions {
    /// Every chart takes `{values}` or `{numerators, denominators}` and the options `{profile?, screen?, k?,
    /// fix_after_n?, rebase_at_index?, exclude_index?, improvement_direction?, target?, multiplier?, exact_limits?}`;
    /// nulls are missing values.
    static let charts: [Function] = [
        spc("xmr") { (input, options) throws(Failure) in try xmr(input, options) },
        spc("mr", movingRange),
        spc("t") { (input, options) throws(Failure) in
            try summary(ControlChart.timeBetween(try values(input), options: try chartOptions(options)), nil, options)
        },
        spc("c") { (input, options) throws(Failure) in
            try summary(ControlChart.counts(try values(input), options: try chartOptions(options)), nil, options)
        },
        spc("p") { (input, options) throws(Failure) in
            let (top, bottom) = try ratio(input)
            return try summary(
                ControlChart.proportions(top, cases: bottom, options: try chartOptions(options)), bottom, options)
        },
        spc("p_prime") { (input, options) throws(Failure) in
            let (top, bottom) = try ratio(input)
            return try summary(
                ControlChart.laneyProportions(top, cases: bottom, options: try chartOptions(options)), bottom, options)
        },
        spc("u") { (input, options) throws(Failure) in
            let (top, bottom) = try ratio(input)
            let multiplier = try options.number("multiplier", default: 1)
            return try summary(
                ControlChart.rates(
                    top, exposures: bottom, multiplier: multiplier, options: try chartOptions(options)),
                bottom, options)
        },
        spc("u_prime") { (input, options) throws(Failure) in
            let (top, bottom) = try ratio(input)
            let multiplier = try options.number("multiplier", default: 1)
            return try summary(
                ControlChart.laneyRates(
                    top, exposures: bottom, multiplier: multiplier, options: try chartOptions(options)),
                bottom, options)
        },
    ]

    // MARK: Reading

    private static func values(_ input: Record) throws(Failure) -> [Double] {
        if input.has("values") { return try input.series("values") }
        let (numerators, denominators) = try ratio(input)
        return zip(numerators, denominators).map { $1 > 0 ? $0 / $1 : .nan }
    }

    private static func ratio(_ input: Record) throws(Failure) -> ([Double], [Double]) {
        let numerators = try input.series("numerators")
        let denominators = try input.series("denominators")
        guard numerators.count == denominators.count else {
            throw Failure("denominators: need as many as there are numerators")
        }
        return (numerators, denominators)
    }

    static func chartOptions(_ options: Record) throws(Failure) -> ChartOptions {
        var chart = ChartOptions()
        if options.has("profile") {
            let name = try options.string("profile")
            let known = RuleProfile.all.map(\.name).joined(separator: ", ")
            chart.profile = try need(RuleProfile.named(name), "profile: \(name) is none of \(known)")
        }
        if options.has("screen") { chart.screens = try options.bool("screen") }
        if options.has("exact_limits") { chart.exactLimits = try options.bool("exact_limits") }
        if options.has("k") { chart.factor = try factor(options) }
        chart.lockAfter = try options.optionalWhole("fix_after_n")
        chart.rebases = try options.wholes("rebase_at_index")
        chart.excluded = Set(try options.wholes("exclude_index"))
        if options.has("improvement_direction") {
            let name = try options.string("improvement_direction")
            chart.direction = try need(
                ImprovementDirection(rawValue: name),
                "improvement_direction: \(name) is none of increase, decrease, neutral")
        }
        return chart
    }

    /// A number, or a quotient such as `"3/1.128"`.
    private static func factor(_ options: Record) throws(Failure) -> Double {
        guard case .string(let text) = options["k"] else { return try options.number("k") }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
        guard parts.count == 2, let top = parts[0], let bottom = parts[1], bottom > 0 else {
            throw Failure("k: needs a number or a quotient such as 3/1.128")
        }
        return top / bottom
    }

    // MARK: Answers

    /// Moving ranges in order (without the first point, which has none) and their limits.
    private static func movingRange(_ input: Record, _ options: Record) throws(Failure) -> Record {
        let chart = ControlChart.movingRange(try values(input), options: try chartOptions(options))
        var record = try summary(chart, nil, options)
        record["moving_ranges"] = .numbers(chart.values.filter { !$0.isNaN })
        return record
    }

    /// The centre, limits, signals and verdicts of any chart. A limit is one number where one value holds for the whole
    /// chart, else a list with one a point.
    static func summary(
        _ chart: ControlChart?, _ denominators: [Double]?, _ options: Record
    ) throws(Failure) -> Record {
        let chart = try need(chart, "multiplier: must be positive")
        let onePhase = chart.phases.count <= 1
        let constant = onePhase && Set(denominators ?? []).count <= 1
        func column(_ column: [Double], scale: Double = 1) -> Value {
            constant ? .optional(column.first.map { $0 * scale }) : .numbers(column.map { $0 * scale })
        }
        let centres = chart.phases.flatMap { phase in repeatElement(phase.centre, count: phase.points.count) }
        var record: Record = [
            "centre": onePhase ? .optional(centres.first) : .numbers(centres),
            "upl": column(chart.upper), "lpl": column(chart.lower),
            "nupl": column(chart.upperTwoSigma), "nlpl": column(chart.lowerTwoSigma),
            "upl_percent": column(chart.upper, scale: 100), "lpl_percent": column(chart.lower, scale: 100),
            "outside_indices_0based": .wholes(chart.outside),
            "labels": .strings(chart.labels.map(\.rawValue)),
            "point_type": .strings(chart.pointTypes.map(\.rawValue)),
            "variation": .string(chart.variation.rawValue), "profile": .string(chart.options.profile.name),
        ]
        if onePhase {
            record["anhoej"] = chart.phases.first.map { runs(chart, $0) } ?? .null
        } else {
            for (index, phase) in chart.phases.enumerated() {
                record["anhoej_phase\(index + 1)"] = runs(chart, phase)
            }
        }
        if options.has("target") {
            let target = try options.number("target")
            let strict = chart.assurance(target: target, inclusive: false)
            let inclusive = chart.assurance(target: target, inclusive: true)
            record["assurance"] = strict.map { .string($0.rawValue) } ?? .null
            record["assurance_strict"] = record["assurance"]
            record["assurance_inclusive"] = inclusive.map { .string($0.rawValue) } ?? .null
            if !constant, chart.upper.indices.allSatisfy({ chart.lower[$0] <= target && target <= chart.upper[$0] }) {
                record["assurance_target_\(written(target))"] = .string(
                    "inconsistent (\(written(target)) within limits of every period)")
            }
        }
        return record
    }

    /// A number as people write it, without the point that a whole `Double` carries.
    static func written(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    private static func runs(_ chart: ControlChart, _ phase: ControlChart.Phase) -> Value {
        guard let runs = chart.runsAnalysis(phase: phase) else { return .null }
        return .map([
            "n_useful": .whole(runs.usefulPoints), "longest_run": .whole(runs.longestRun),
            "longest_run_max": .whole(runs.longestRunMaximum), "crossings": .whole(runs.crossings),
            "crossings_min": .whole(runs.crossingsMinimum), "runs_signal": .bool(runs.signals),
        ])
    }

    static func chartValues(_ input: Record) throws(Failure) -> [Double] { try values(input) }
}
