extension ChartRules {
    /// Nelson's rules beyond the common ones, as signals of each point.
    ///
    /// - Parameters:
    ///   - values: the plotted values, NaN where missing.
    ///   - deviations: each value's distance from its centre in sigmas, NaN where missing.
    static func nelsonExtras(_ values: [Double], deviations: [Double]) -> [PointSignals] {
        var signals = [PointSignals](repeating: [], count: values.count)

        func mark(_ range: ClosedRange<Int>, _ signal: PointSignals, where flagged: (Int) -> Bool = { _ in true }) {
            for index in range where flagged(index) { signals[index].insert(signal) }
        }

        // Rule 6: four of five beyond 1 sigma on one side.
        for start in stride(from: 0, through: values.count - 5, by: 1) {
            let window = start...(start + 4)
            if window.count(where: { deviations[$0] > 1 }) >= 4 {
                mark(window, .fourInFiveAbove) { deviations[$0] > 1 }
            }
            if window.count(where: { deviations[$0] < -1 }) >= 4 {
                mark(window, .fourInFiveBelow) { deviations[$0] < -1 }
            }
        }

        // Rules 4, 7 and 8 are runs of a property: 14 alternating, 15 within 1 sigma, 8 beyond 1 sigma.
        var alternating = 1
        var within = 0
        var beyond = 0
        for index in values.indices {
            if index >= 2 {
                let step = side(values[index], of: values[index - 1])
                let before = side(values[index - 1], of: values[index - 2])
                alternating = step != 0 && step == -before ? max(alternating, 2) + 1 : 1
            }
            within = deviations[index].magnitude < 1 ? within + 1 : 0
            beyond = deviations[index].magnitude > 1 ? beyond + 1 : 0
            if alternating >= 14 { mark((index - 13)...index, .alternating) }
            if within >= 15 { mark((index - 14)...index, .hugging) }
            if beyond >= 8 { mark((index - 7)...index, .avoiding) }
        }
        return signals
    }
}
