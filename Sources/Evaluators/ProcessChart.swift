import Statistics

/// The chart behind a signal and an assurance: its limits at the last point and what the point does there.
public struct ProcessChart: Sendable, Equatable {
    /// The sort of chart; nil = too few points, or none fits.
    public var kind: ControlChart.Kind?
    /// How many points it has.
    public var points: Int32 = 0
    /// How many reporting periods make a point: more than one where single ones hold too few events.
    public var span: Int32 = 1
    /// The last point, the centre and the limits there; ratios as fractions.
    public var last = Double.nan
    public var centre = Double.nan
    public var lower = Double.nan
    public var upper = Double.nan
    /// The aim per point, against which assurance is judged; NaN where it has none.
    public var aim = Double.nan
    /// The rules that the last point takes part in.
    public var signals: PointSignals = []
    /// Whether nothing varies, so that nothing can signal.
    public var isConstant = false

    public init() {}
}
