import Statistics

/// How a target's series is charted: by which rules, on which chart, over how many points.
public struct SignalRule: Sendable, Hashable {
    public enum Chart: String, Sendable, CaseIterable {
        /// By the data: p or p′ for ratios; XmR, c or longer periods for counts by their mean.
        case auto
        case xmr, c, u, p
        case uPrime = "u_prime"
        case pPrime = "p_prime"
    }

    /// The rules of special cause; printed wherever a signal is.
    public var profile: RuleProfile
    public var chart: Chart
    /// Points below which nothing is said.
    public var minimumPoints: Int
    /// The last so many points are charted; nil = two years of weeks, three of months.
    public var points: Int?

    public init(
        profile: RuleProfile = .nhsMDC, chart: Chart = .auto, minimumPoints: Int? = nil, points: Int? = nil
    ) {
        self.profile = profile
        self.chart = chart
        self.minimumPoints = minimumPoints ?? profile.minimumPoints
        self.points = points
    }
}
