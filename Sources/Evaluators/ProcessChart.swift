import Statistics

/// The chart behind a signal and an assurance: its limits at the last point and what the point does there.
public struct ProcessChart: Sendable, Equatable {
    /// The sort of chart; nil = too few points, or none fits.
    public var kind: ControlChart.Kind?
    /// How many points it has.
    public var points: Int32 = 0
    /// How many reporting periods make a point: more than one where single ones hold too few events.
    public var span: Int32 = 1
    /// From how many of the first points the limits come; 0 = from all.
    public var locked: Int32 = 0
    /// The last point, the centre and the limits there; ratios as fractions, times between events in days.
    public var last = Double.nan
    public var centre = Double.nan
    public var lower = Double.nan
    public var upper = Double.nan
    /// The aim per point, against which assurance is judged; NaN where it has none.
    public var aim = Double.nan
    /// How many times the usual the last point's time of the year holds; values and limits are divided by it. NaN where
    /// nothing was divided.
    public var season = Double.nan
    /// The rules that the last point takes part in.
    public var signals: PointSignals = []
    /// The chance of points like the last ones if nothing has changed, over all the profile's rules; NaN unless a rule
    /// holds and the unit is one of several.
    public var p = Double.nan
    /// Whether a rule holds but is no signal, because it may be chance among so many units.
    public var isHeldBack = false
    /// Whether nothing varies, so that nothing can signal.
    public var isConstant = false
    /// Whether the last point is the time since the last event, which is not over yet.
    public var isOpen = false
    /// Of the runs analysis, the length from which a run counts; 0 elsewhere.
    var run: Int32 = 0

    public init() {}
}
