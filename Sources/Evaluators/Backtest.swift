import Periods

/// What the outlook said in past years beside what came of it.
public struct Backtest: Sendable {
    /// One outlook of one unit at one stage of one year.
    public struct Point: Sendable, Hashable {
        public var year: Int
        public var asOf: Day
        /// Share of the days elapsed, 0…1.
        public var elapsed: Double
        /// Index into `Plan.units`.
        public var unit: Int
        /// The final value, and whether the aim was hit.
        public var final: Double
        public var isHit: Bool
        public var outlook: Foretold
        /// The plain law with a share in proportion to the days: what a linear pace foretells.
        public var linear: Foretold?
        /// The same share with the ranges that earlier years teach.
        public var linearLearnt: Foretold?
        /// As much more as came in the rest of the year before; counts only.
        public var naive: Foretold?
    }

    /// A probability of the aim, the value foretold and its 50 % and 80 % ranges.
    public struct Foretold: Sendable, Hashable {
        public var probability: Double
        public var mean: Double
        public var low50: Double
        public var high50: Double
        public var low80: Double
        public var high80: Double
    }

    public var points: [Point]
    /// Years for which nothing could be said: their reports or the year's before are not all there.
    public var yearsWithout: [Int]
    /// What a total was set to in a past year, as a share of the year before; nil for other aims.
    public var shareOfYearBefore: Double?

    /// How often the side on which the outlook stood (half or more) came true.
    public var right: Int { points.count { ($0.outlook.probability >= 0.5) == $0.isHit } }

    /// The points of one unit.
    public func points(of unit: Int) -> Backtest {
        var part = self
        part.points = points.filter { $0.unit == unit }
        return part
    }

    /// The points at stages inside `elapsed`.
    public func points(in elapsed: Range<Double>) -> Backtest {
        var part = self
        part.points = points.filter { elapsed.contains($0.elapsed) }
        return part
    }
}

/// Why a target cannot be backtested.
public enum BacktestError: Error, Sendable, Hashable, CustomStringConvertible {
    case noOutlook(String)
    case rolling

    public var description: String {
        switch self {
        case .noOutlook(let aim): "the aim \(aim) has no outlook, so there is nothing to test"
        case .rolling: "a rolling period never ends, so there is nothing to test"
        }
    }
}
