import Statistics

extension Backtest {
    /// How one method did.
    public struct Score: Sendable, Hashable {
        /// Forecasts scored.
        public var count: Int
        /// Mean squared distance of the probabilities from what came; 0.25 is a coin.
        public var brier: Double
        /// Share of the final values inside the ranges.
        public var inside50: Double
        public var inside80: Double
        /// Mean size of the error, as a share of the final value.
        public var error: Double
    }

    public enum Method: String, Sendable, CaseIterable {
        case outlook, linear
        case linearLearnt = "linear_learnt"
        case naive
    }

    /// The score of a method over the points for which all methods that speak at all said something, so that none is
    /// spared the hard ones; nil without such points.
    public func score(_ method: Method) -> Score? {
        let hasNaive = points.contains { $0.naive != nil }
        let common = points.filter { $0.linear != nil && $0.linearLearnt != nil && (!hasNaive || $0.naive != nil) }
        let told = common.compactMap { point -> (Foretold, Point)? in
            let said =
                switch method {
                case .outlook: Optional(point.outlook)
                case .linear: point.linear
                case .linearLearnt: point.linearLearnt
                case .naive: point.naive
                }
            return said.map { ($0, point) }
        }
        let finals = told.map(\.1.final)
        guard !told.isEmpty,
            let brier = brierScore(probabilities: told.map(\.0.probability), outcomes: told.map(\.1.isHit)),
            let half = intervalCoverage(told.map { ($0.0.low50, $0.0.high50) }, outcomes: finals),
            let most = intervalCoverage(told.map { ($0.0.low80, $0.0.high80) }, outcomes: finals)
        else { return nil }
        let sized = told.filter { $0.1.final > 0 }
        let errors = sized.map { ($0.0.mean - $0.1.final).magnitude / $0.1.final }
        return Score(
            count: told.count, brier: brier, inside50: half, inside80: most,
            error: errors.isEmpty ? .nan : errors.reduce(0, +) / Double(errors.count))
    }

    /// What was promised and what came of it, in tenths.
    public var calibration: [CalibrationRow] {
        calibrationTable(probabilities: points.map(\.outlook.probability), outcomes: points.map(\.isHit)) ?? []
    }
}
