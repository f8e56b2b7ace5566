/// A series on a control chart: its phases, the limits at each point and the signals of each point.
///
/// Columns have one entry a point. NaN stands for a missing value, and for limits that could not be computed.
public struct ControlChart: Hashable, Sendable {
    /// The sort of chart, which decides how sigma is found.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Individual values, sigma from moving ranges.
        case xmr
        /// The moving ranges themselves.
        case mr
        /// Proportions of cases.
        case p
        /// Events per exposure.
        case u
        /// Counts of equal exposure.
        case c
        /// Laney's proportions, for large denominators.
        case pPrime = "p_prime"
        /// Laney's rates, for large exposures.
        case uPrime = "u_prime"
        /// Time between rare events.
        case t
    }

    /// A stretch with one centre.
    public struct Phase: Hashable, Sendable {
        /// The points of the phase.
        public let points: Range<Int>
        /// The centre line; NaN where nothing is known.
        public let centre: Double
        /// The moving-range statistics behind the limits, for charts of individual values.
        public let xmr: XmRLimits?
        /// Whether the limits mean anything: sigma is known and not 0.
        public let isComputable: Bool
    }

    public let kind: Kind
    public let options: ChartOptions
    public let values: [Double]
    public let phases: [Phase]
    /// Lower and upper 3-sigma limits at each point.
    public let lower: [Double]
    public let upper: [Double]
    /// Lines 2 sigma from the centre at each point.
    public let lowerTwoSigma: [Double]
    public let upperTwoSigma: [Double]
    /// The rules each point takes part in; none in phases whose limits mean nothing.
    public let signals: [PointSignals]

    init(
        kind: Kind, options: ChartOptions, values: [Double], phases: [Phase], limits: [PointLimits]
    ) {
        self.kind = kind
        self.options = options
        self.values = values
        self.phases = phases
        lower = limits.map(\.lower)
        upper = limits.map(\.upper)
        lowerTwoSigma = limits.map(\.lowerTwoSigma)
        upperTwoSigma = limits.map(\.upperTwoSigma)
        signals = phases.flatMap { phase -> [PointSignals] in
            guard phase.isComputable else { return [PointSignals](repeating: [], count: phase.points.count) }
            return Self.signals(
                values: Array(values[phase.points]), centre: phase.centre, limits: Array(limits[phase.points]),
                profile: options.profile)
        }
    }
}

extension ControlChart {
    /// The one label of each point.
    public var labels: [PointLabel] { signals.map(\.label) }

    /// What each point means in the direction of improvement.
    public var pointTypes: [PointType] {
        signals.map { $0.pointType(options.direction, improvementWins: options.profile.improvementWins) }
    }

    /// Points strictly outside the limits.
    public var outside: [Int] {
        signals.indices.filter { !signals[$0].isDisjoint(with: [.aboveUpper, .belowLower]) }
    }

    /// The runs analysis of one phase, or nil when its centre is unknown or it is too short.
    public func runsAnalysis(phase: Phase) -> RunsAnalysis? {
        RunsAnalysis(
            sides: phase.points.lazy.filter { !options.excluded.contains($0) }
                .map { ChartRules.side(values[$0], of: phase.centre) })
    }

    /// The nature of the last point.
    public var variation: Variation {
        guard let phase = phases.last, let last = signals.indices.last else { return .tooFew }
        guard values.count(where: { !$0.isNaN }) >= options.profile.minimumPoints else { return .tooFew }
        guard phase.isComputable else { return .noSignal }
        if options.profile.runsAnalysis, signals[last].isEmpty, runsAnalysis(phase: phase)?.signals == true {
            return .nonRandom
        }
        return Variation(pointTypes[last], signals[last])
    }

    /// The target against the limits of the last point's phase, or nil where they mean nothing or none is wanted.
    ///
    /// Where limits vary with the denominators, the process passes or fails only if it does so at every point.
    public func assurance(target: Double, inclusive: Bool? = nil) -> Assurance? {
        guard let phase = phases.last, phase.isComputable else { return nil }
        let verdicts = Set(
            phase.points.compactMap { point in
                Assurance(
                    target: target, lower: lower[point], upper: upper[point], direction: options.direction,
                    inclusive: inclusive ?? options.profile.inclusiveAssurance)
            })
        return verdicts.count > 1 ? .inconsistent : verdicts.first
    }
}

/// The nature of the last point of a chart.
public enum Variation: String, CaseIterable, Hashable, Sendable {
    case common, improvement, concern
    case neutralHigh = "neutral_high"
    case neutralLow = "neutral_low"
    /// Not random, without a side: a pattern in the whole chart.
    case nonRandom = "non_random"
    /// Sigma is 0, so nothing can signal.
    case noSignal = "no_signal"
    /// Fewer points than the profile asks for.
    case tooFew = "too_few"

    init(_ type: PointType, _ signals: PointSignals) {
        switch type {
        case .common: self = signals.isEmpty ? .common : .nonRandom
        case .improvement: self = .improvement
        case .concern: self = .concern
        case .neutralHigh: self = .neutralHigh
        case .neutralLow: self = .neutralLow
        }
    }
}

/// The limits at one point.
struct PointLimits {
    var lower = Double.nan
    var upper = Double.nan
    var lowerTwoSigma = Double.nan
    var upperTwoSigma = Double.nan

    static let unknown = PointLimits()

    init() {}

    /// Limits 3 and 2 sigma from the centre, cut to what values can be.
    init(centre: Double, sigma: Double, within bounds: ClosedRange<Double> = -.infinity ... .infinity) {
        func cut(_ value: Double) -> Double { min(max(value, bounds.lowerBound), bounds.upperBound) }
        lower = cut(centre - 3 * sigma)
        upper = cut(centre + 3 * sigma)
        lowerTwoSigma = cut(centre - 2 * sigma)
        upperTwoSigma = cut(centre + 2 * sigma)
    }

    init(_ limits: XmRLimits) {
        lower = limits.lower
        upper = limits.upper
        lowerTwoSigma = limits.lowerTwoSigma
        upperTwoSigma = limits.upperTwoSigma
    }
}
