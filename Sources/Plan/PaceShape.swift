import Periods

/// A pace that is no straight line: learnt from earlier years, or heavier in campaigns.
public struct PaceShape: Sendable, Hashable {
    /// Where the shares come from.
    public enum Basis: Sendable, Hashable {
        /// In proportion to the days; only campaigns bend it.
        case linear
        /// The pooled shares of these years of the target's top unit.
        case seasonal(years: [Int])
        /// The shares of the year before.
        case priorYear
    }

    /// A campaign whose days bring more (or less) than the shape says of them.
    public struct Weight: Sendable, Hashable {
        public var campaign: String
        public var window: Window
        /// 1.3 = 30 % more than on those days otherwise.
        public var weight: Double

        public init(campaign: String, window: Window, weight: Double) {
            self.campaign = campaign
            self.window = window
            self.weight = weight
        }
    }

    public var basis: Basis
    /// The moving feast near which days are compared by their distance from it.
    public var anchor: AnchorTable?
    public var campaigns: [Weight]

    public init(basis: Basis, anchor: AnchorTable? = nil, campaigns: [Weight] = []) {
        self.basis = basis
        self.anchor = anchor
        self.campaigns = campaigns
    }

    /// The word of the shape in YAML and JSON.
    public var word: String {
        switch basis {
        case .linear: "linear"
        case .seasonal: "seasonal"
        case .priorYear: "prior_year"
        }
    }

    /// How many years each of its years lies before the year in which `window` ends.
    public func yearsBack(from window: Window) -> [Int] {
        switch basis {
        case .linear: []
        case .seasonal(let years): years.map { window.last.year - $0 }.filter { $0 > 0 }
        case .priorYear: [1]
        }
    }
}
