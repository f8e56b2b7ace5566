import Periods
import Statistics

/// How a target's series is charted: by which rules, on which chart, over how many points, from which points its limits
/// come, and how often the flags on its units may be false.
public struct SignalRule: Sendable, Hashable {
    public enum Chart: String, Sendable, CaseIterable {
        /// By the data: p or p′ for ratios; XmR, c, longer periods or t for counts by their mean.
        case auto
        case xmr, c, u, p, t
        case uPrime = "u_prime"
        case pPrime = "p_prime"
    }

    /// The points from which the limits come, where those are not all points.
    public enum Lock: Sendable, Hashable {
        /// The first so many points since the last rebase, or of the series.
        case first(Int)
        /// The points that lie in the window.
        case window(Window)
    }

    /// A day from which the process is another one, with limits of its own; never without a reason.
    public struct Rebase: Sendable, Hashable {
        public var on: Day
        public var because: LocalText

        public init(on: Day, because: LocalText) {
            self.on = on
            self.because = because
        }
    }

    /// The rules of special cause; printed wherever a signal is.
    public var profile: RuleProfile
    public var chart: Chart
    /// Points below which nothing is said.
    public var minimumPoints: Int
    /// The last so many points are charted; nil = two years of weeks, three of months.
    public var points: Int?
    /// Whether outlying moving ranges are left out of the limits; nil = as the profile says.
    public var screens: Bool?
    /// nil = limits from all points charted.
    public var lock: Lock?
    /// In the order of their days.
    public var rebases: [Rebase]
    /// Whether counts are divided by what is usual at that time of the year.
    public var isSeasonal: Bool
    /// The share of the flagged units that may be false on average.
    public var falseFlags: Double

    public init(
        profile: RuleProfile = .nhsMDC, chart: Chart = .auto, minimumPoints: Int? = nil, points: Int? = nil,
        screens: Bool? = nil, lock: Lock? = nil, rebases: [Rebase] = [], isSeasonal: Bool = true,
        falseFlags: Double = 0.05
    ) {
        self.profile = profile
        self.chart = chart
        self.minimumPoints = minimumPoints ?? profile.minimumPoints
        self.points = points
        self.screens = screens
        self.lock = lock
        self.rebases = rebases
        self.isSeasonal = isSeasonal
        self.falseFlags = falseFlags
    }

    /// Whether outlying moving ranges are left out of the limits.
    public var screensRanges: Bool { screens ?? profile.screens }

    /// Fewest points that limits are locked to.
    public static let fewestLocked = 12
}
