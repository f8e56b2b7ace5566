/// How a chart is to be drawn and judged.
public struct ChartOptions: Hashable, Sendable {
    /// The rules of special cause.
    public var profile: RuleProfile
    /// Whether outlying moving ranges are screened; nil leaves it to the profile.
    public var screens: Bool?
    /// What a mean moving range is multiplied with to give 3 sigma; nil for 2.66, or 3 / 1.128 on charts of times.
    public var factor: Double?
    /// Limits come from the first so many points of each phase; nil for all of them.
    public var lockAfter: Int?
    /// Where new phases start, each with limits of its own; indices of their first points. A rebase needs a known
    /// cause, which the caller keeps.
    public var rebases: [Int]
    /// Points left out of the limits, but still plotted and judged.
    public var excluded: Set<Int>
    /// Whether c, u and p charts take the exact percentiles of the Poisson or binomial law instead of 3 and 2 sigma.
    /// At means below about 10 the bell is a poor likeness: its lower limit is negative and can never signal.
    public var exactLimits: Bool
    /// Which way the measure should go.
    public var direction: ImprovementDirection

    /// The defaults are those of the profile: one phase, nothing locked, nothing left out.
    public init(
        profile: RuleProfile = .nhsR, screens: Bool? = nil, factor: Double? = nil,
        lockAfter: Int? = nil, rebases: [Int] = [], excluded: Set<Int> = [], exactLimits: Bool = false,
        direction: ImprovementDirection = .neutral
    ) {
        self.profile = profile
        self.screens = screens
        self.factor = factor
        self.lockAfter = lockAfter
        self.rebases = rebases
        self.excluded = excluded
        self.exactLimits = exactLimits
        self.direction = direction
    }

    var screensRanges: Bool { screens ?? profile.screens }

    /// The phases of a series, in order and without gaps; rebases outside the series are ignored.
    func phases(count: Int) -> [Range<Int>] {
        guard count > 0 else { return [] }
        let starts = [0] + Set(rebases.filter { $0 > 0 && $0 < count }).sorted()
        return zip(starts, starts.dropFirst() + [count]).map { $0..<$1 }
    }

    /// The points of a phase from which its limits come.
    func baseline(of phase: Range<Int>) -> [Int] {
        let locked = lockAfter.map { max(0, min($0, phase.count)) } ?? phase.count
        return (phase.lowerBound..<(phase.lowerBound + locked)).filter { !excluded.contains($0) }
    }

    /// The series with everything missing that must not enter the limits of a phase.
    func baselineValues(_ values: [Double], phase: Range<Int>) -> [Double] {
        var kept = [Double](repeating: .nan, count: phase.count)
        for index in baseline(of: phase) { kept[index - phase.lowerBound] = values[index] }
        return kept
    }
}
