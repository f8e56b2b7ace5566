/// The rules of special cause that a point of a chart takes part in; several may hold at once.
public struct PointSignals: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let aboveUpper = PointSignals(rawValue: 1 << 0)
    public static let belowLower = PointSignals(rawValue: 1 << 1)
    public static let trendUp = PointSignals(rawValue: 1 << 2)
    public static let trendDown = PointSignals(rawValue: 1 << 3)
    public static let twoInThreeAbove = PointSignals(rawValue: 1 << 4)
    public static let twoInThreeBelow = PointSignals(rawValue: 1 << 5)
    public static let shiftAbove = PointSignals(rawValue: 1 << 6)
    public static let shiftBelow = PointSignals(rawValue: 1 << 7)
    public static let fourInFiveAbove = PointSignals(rawValue: 1 << 8)
    public static let fourInFiveBelow = PointSignals(rawValue: 1 << 9)
    /// Points that alternate up and down for too long: two sources plotted as one.
    public static let alternating = PointSignals(rawValue: 1 << 10)
    /// Points that hug the centre for too long: limits drawn from a mixture.
    public static let hugging = PointSignals(rawValue: 1 << 11)
    /// Points that avoid the centre for too long: two processes.
    public static let avoiding = PointSignals(rawValue: 1 << 12)

    static let upward: PointSignals = [.aboveUpper, .trendUp, .twoInThreeAbove, .shiftAbove, .fourInFiveAbove]
    static let downward: PointSignals = [.belowLower, .trendDown, .twoInThreeBelow, .shiftBelow, .fourInFiveBelow]

    /// The one label to print: outside the limits before trend, two in three, shift and the rest.
    public var label: PointLabel {
        for (signal, label) in Self.precedence where contains(signal) { return label }
        return .common
    }

    private static let precedence: [(PointSignals, PointLabel)] = [
        (.aboveUpper, .aboveUpper), (.belowLower, .belowLower), (.trendUp, .trendUp), (.trendDown, .trendDown),
        (.twoInThreeAbove, .twoInThreeAbove), (.twoInThreeBelow, .twoInThreeBelow), (.shiftAbove, .shiftAbove),
        (.shiftBelow, .shiftBelow), (.fourInFiveAbove, .fourInFiveAbove), (.fourInFiveBelow, .fourInFiveBelow),
        (.alternating, .alternating), (.hugging, .hugging), (.avoiding, .avoiding),
    ]
}

/// The one label of a point.
public enum PointLabel: String, CaseIterable, Hashable, Sendable {
    case common
    case aboveUpper = "above_upl"
    case belowLower = "below_lpl"
    case trendUp = "trend_up"
    case trendDown = "trend_down"
    case twoInThreeAbove = "two_in_three_above"
    case twoInThreeBelow = "two_in_three_below"
    case shiftAbove = "shift_above"
    case shiftBelow = "shift_below"
    case fourInFiveAbove = "four_in_five_above"
    case fourInFiveBelow = "four_in_five_below"
    case alternating, hugging, avoiding

    /// 1 upward, −1 downward, 0 without a side. A trend counts by its direction, not by its side of the centre.
    public var side: Int {
        switch self {
        case .aboveUpper, .trendUp, .twoInThreeAbove, .shiftAbove, .fourInFiveAbove: 1
        case .belowLower, .trendDown, .twoInThreeBelow, .shiftBelow, .fourInFiveBelow: -1
        case .common, .alternating, .hugging, .avoiding: 0
        }
    }
}

extension PointSignals {
    /// What the signals mean for a measure.
    ///
    /// - Parameter improvementWins: when a point has signals both ways, whether improvement is shown whatever the
    ///   precedence of the rules.
    public func pointType(_ direction: ImprovementDirection, improvementWins: Bool = false) -> PointType {
        var side = label.side
        if improvementWins, !isDisjoint(with: .upward), !isDisjoint(with: .downward) {
            side = direction == .decrease ? -1 : direction == .increase ? 1 : side
        }
        switch (side, direction) {
        case (0, _): return .common
        case (1, .increase), (-1, .decrease): return .improvement
        case (1, .decrease), (-1, .increase): return .concern
        case (let side, .neutral): return side > 0 ? .neutralHigh : .neutralLow
        default: return .common
        }
    }
}
