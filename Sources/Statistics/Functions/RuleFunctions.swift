extension StatisticsFunctions {
    static let rules: [Function] = [
        spc("rule_shift", shift),
        spc("rule_trend", trend),
        spc("rule_shift7_end_marker", shiftEndMarker),
        spc("rule_trend7_end_marker", trendEndMarker),
        spc("rule_backfill7", backfill),
        spc("rule_two_in_three_window", twoInThreeWindow),
        spc("rule_two_in_three_pbi", twoInThreeAnywhere),
        spc("rule_assurance", assurance),
    ]

    /// `{values, centre, n}` → `{flags}`: upper, lower or none, back-filled over each run.
    private static func shift(_ input: Record, _: Record) throws(Failure) -> Record {
        let points = try input.whole("n")
        let sides = ChartRules.sides(try input.series("values"), centre: try input.number("centre"))
        return flags(ChartRules.backfill(ChartRules.shiftMarkers(sides: sides, points: points), points: points))
    }

    /// `{values, n}` → `{flags}`; n counts points, so a trend has n − 1 steps.
    private static func trend(_ input: Record, _: Record) throws(Failure) -> Record {
        let points = try input.whole("n")
        let markers = ChartRules.trendMarkers(try input.series("values"), points: points)
        return flags(ChartRules.backfill(markers, points: points))
    }

    /// `{relative_to_mean}` → 1 at each point that completes seven on one side.
    private static func shiftEndMarker(_ input: Record, _: Record) throws(Failure) -> Record {
        let sides = try input.wholes("relative_to_mean").map { $0.signum() }
        let markers = ChartRules.shiftMarkers(sides: sides, points: 7)
        return ["marks_point_completing_7_run": .wholes(markers.map { abs($0) })]
    }

    /// `{values}` → 1 or −1 at each point that completes seven rising or falling.
    private static func trendEndMarker(_ input: Record, _: Record) throws(Failure) -> Record {
        ["marks_point_completing_7_trend": .wholes(ChartRules.trendMarkers(try input.series("values"), points: 7))]
    }

    /// `{end_markers}` → 1 for each of the seven points that a marker completes.
    private static func backfill(_ input: Record, _: Record) throws(Failure) -> Record {
        let flags = ChartRules.backfill(try input.wholes("end_markers"), points: 7)
        return ["part_of_run": .wholes(flags.map { $0 == 0 ? 0 : 1 })]
    }

    /// `{close_to_limits, relative_to_mean}` → windows of three that qualify, and the points flagged in them.
    private static func twoInThreeWindow(_ input: Record, _: Record) throws(Failure) -> Record {
        let near = try input.wholes("close_to_limits").map { $0 != 0 }
        let sides = try input.wholes("relative_to_mean").map { $0.signum() }
        guard near.count == sides.count else { throw Failure("relative_to_mean: needs one for each point") }
        let windows = ChartRules.twoInThreeWindows(near: near, sides: sides)
        return [
            "in_qualifying_window": .wholes(windows.map { $0 ? 1 : 0 }),
            "flagged_points": .wholes(zip(windows, near).map { $0 && $1 ? 1 : 0 }),
        ]
    }

    /// `{values, lower_2sigma, upper_2sigma, highlight_series?}` → `{flags}`; the third point may lie anywhere.
    private static func twoInThreeAnywhere(_ input: Record, _: Record) throws(Failure) -> Record {
        let lower = try input.number("lower_2sigma")
        let upper = try input.number("upper_2sigma")
        let beyond = try input.series("values").map { $0 > upper ? 1 : $0 < lower ? -1 : 0 }
        let whole = input.has("highlight_series") ? try input.bool("highlight_series") : false
        return flags(ChartRules.twoInThreeAnywhere(beyond: beyond, wholeWindow: whole))
    }

    /// `{lpl, upl, target, improvement_direction}`, option `inclusive` → `{assurance}`, null for neutral measures.
    private static func assurance(_ input: Record, _ options: Record) throws(Failure) -> Record {
        let name = try input.string("improvement_direction")
        let direction = try need(
            ImprovementDirection(rawValue: name),
            "improvement_direction: \(name) is none of increase, decrease, neutral")
        let verdict = Assurance(
            target: try input.number("target"), lower: try input.number("lpl"), upper: try input.number("upl"),
            direction: direction, inclusive: options.has("inclusive") ? try options.bool("inclusive") : false)
        return ["assurance": verdict.map { .string($0.rawValue) } ?? .null]
    }

    private static func flags(_ flags: [Int]) -> Record {
        ["flags": .strings(flags.map { $0 > 0 ? "upper" : $0 < 0 ? "lower" : "none" })]
    }
}
