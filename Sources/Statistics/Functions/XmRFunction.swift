extension StatisticsFunctions {
    /// An XmR chart in all its detail: the moving-range statistics of each phase (those of the last at the top),
    /// limits, and for every point its labels, type, side of the mean and nearness to the limits.
    ///
    /// `lpl` and `upl` are the plain arithmetic even where sigma is 0; `recommended` then says that they mean nothing.
    static func xmr(_ input: Record, _ options: Record) throws(Failure) -> Record {
        let values = try chartValues(input)
        let chart = ControlChart.xmr(values, options: try chartOptions(options))
        var record = try summary(chart, nil, options)
        let phases = chart.phases.map { $0.xmr.map(statistics) ?? [:] }
        record.merge(phases.last ?? [:]) { _, new in new }
        if phases.count > 1 { record["phases"] = .list(phases.map { .map($0) }) }
        record.merge(points(chart)) { _, new in new }
        record["recommended"] = chart.phases.last?.isComputable == false ? recommendation : .null
        record["labels_if_two_in_three_counts_points_beyond_3sigma"] = .strings(
            beyondThreeSigma(chart).map(\.rawValue))
        if options.has("target"), phases.count > 1 {
            let target = written(try options.number("target"))
            record["assurance_target_\(target)_\(chart.options.direction.rawValue)_strict"] = record["assurance_strict"]
            record["assurance_uses"] = .string("limits of the LAST phase")
        }
        return record
    }

    private static func statistics(_ xmr: XmRLimits) -> Record {
        let unscreened = xmr.factor * xmr.rawMovingRange
        return [
            "mean": .optional(xmr.mean), "amr_raw": .optional(xmr.rawMovingRange),
            "amr": .optional(xmr.screenedMovingRange), "amr_screened": .optional(xmr.screenedMovingRange),
            "n_mr": .whole(xmr.rangeCount), "n_screened": .whole(xmr.screenedCount),
            "lpl": .optional(xmr.lower), "upl": .optional(xmr.upper),
            "nlpl": .optional(xmr.lowerTwoSigma), "nupl": .optional(xmr.upperTwoSigma),
            "unscreened_lpl": .optional(xmr.mean - unscreened), "unscreened_upl": .optional(xmr.mean + unscreened),
        ]
    }

    private static func points(_ chart: ControlChart) -> Record {
        let types = chart.pointTypes
        var outside: [Value] = []
        var near: [Value] = []
        var sides: [Int] = []
        var special: [Value] = []
        for phase in chart.phases {
            for point in phase.points {
                let value = chart.values[point]
                let isOutside = value > chart.upper[point] || value < chart.lower[point]
                let isBeyond = value > chart.upperTwoSigma[point] || value < chart.lowerTwoSigma[point]
                outside.append(.bool(isOutside))
                near.append(.bool(isBeyond && !isOutside))
                sides.append(ChartRules.side(value, of: phase.centre))
                special.append(.bool(isOutside || !chart.signals[point].isEmpty))
            }
        }
        return [
            "outside": .list(outside), "close_to_limits": .list(near), "relative_to_mean": .wholes(sides),
            "special_cause": .list(special),
            "last_two_point_types": .strings(types.suffix(2).map(\.rawValue)),
            "variation_icon_last_point": types.last.map { .string($0.rawValue) } ?? .null,
            "n_common": .whole(types.count { $0 == .common }),
            "n_improvement": .whole(types.count { $0 == .improvement }),
            "n_concern": .whole(types.count { $0 == .concern }),
        ]
    }

    /// The labels under the same profile but for one detail on which tools disagree.
    private static func beyondThreeSigma(_ chart: ControlChart) -> [PointLabel] {
        var options = chart.options
        options.profile.twoInThree = .beyondTwoSigma
        return ControlChart.xmr(chart.values, options: options).labels
    }

    private static let recommendation = Value.map([
        "limits": .string("not_computable"), "variation": .string("no_signal"),
        "reason": .string(
            "sigma is zero after screening; if events are rare use time-between-events (t) or aggregate units/periods"),
    ])
}
