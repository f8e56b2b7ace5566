import Periods
import Plan

/// What the charts of all units of a target have in common: which periods they show, from which of them their limits
/// come, and why.
public struct ChartBasis: Sendable, Hashable {
    /// The rules, as the plan has them.
    public var rule: SignalRule
    /// The days of the reporting periods charted.
    public var window: Window
    /// The rebase in force; nil = none yet.
    public var rebase: SignalRule.Rebase?
    /// The window to which limits are locked; nil when they are locked to the first points, or to none.
    public var lockedTo: Window?
    /// How many of the first points limits are locked to; nil when they are not.
    public var lockedPoints: Int?
    /// How many years the season was learnt from; nil where nothing was adjusted.
    public var seasonYears: Int?

    public var isLocked: Bool { lockedTo != nil || lockedPoints != nil }
}
