extension ControlChart {
    /// The signals of the points of one phase: rules start anew with each.
    static func signals(
        values: [Double], centre: Double, limits: [PointLimits], profile: RuleProfile
    ) -> [PointSignals] {
        var signals = zip(values, limits).map { value, limit -> PointSignals in
            value > limit.upper ? .aboveUpper : value < limit.lower ? .belowLower : []
        }
        func mark(_ flags: [Int], up: PointSignals, down: PointSignals) {
            for (index, flag) in flags.enumerated() where flag != 0 { signals[index].insert(flag > 0 ? up : down) }
        }
        let sides = ChartRules.sides(values, centre: centre)
        if let points = profile.trendPoints {
            let markers = ChartRules.trendMarkers(values, points: points)
            mark(ChartRules.backfill(markers, points: points), up: .trendUp, down: .trendDown)
        }
        if let points = profile.shiftPoints {
            let markers = ChartRules.shiftMarkers(sides: sides, points: points)
            mark(ChartRules.backfill(markers, points: points), up: .shiftAbove, down: .shiftBelow)
        }
        if let rule = profile.twoInThree {
            let flags = twoInThree(rule, values: values, sides: sides, limits: limits)
            mark(flags, up: .twoInThreeAbove, down: .twoInThreeBelow)
        }
        if profile.nelsonExtras {
            // A third of the distance to the limit is a sigma, on either side.
            let deviations = zip(values, limits).map { value, limit in
                let reach = value >= centre ? limit.upperTwoSigma - centre : centre - limit.lowerTwoSigma
                return 2 * (value - centre) / reach
            }
            for (index, extra) in ChartRules.nelsonExtras(values, deviations: deviations).enumerated() {
                signals[index].formUnion(extra)
            }
        }
        return signals
    }

    /// 1 or −1 where a point takes part in a 2-of-3 signal.
    private static func twoInThree(
        _ rule: RuleProfile.TwoInThree, values: [Double], sides: [Int], limits: [PointLimits]
    ) -> [Int] {
        let beyond = zip(values, limits).map { value, limit -> Int in
            if rule == .nearLimits, value > limit.upper || value < limit.lower { return 0 }
            return value > limit.upperTwoSigma ? 1 : value < limit.lowerTwoSigma ? -1 : 0
        }
        if rule == .thirdAnywhere { return ChartRules.twoInThreeAnywhere(beyond: beyond) }
        let windows = ChartRules.twoInThreeWindows(near: beyond.map { $0 != 0 }, sides: sides)
        return zip(windows, beyond).map { $0 ? $1 : 0 }
    }
}
