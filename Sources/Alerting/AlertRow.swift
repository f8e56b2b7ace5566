import Periods

/// Which alert: one rule for one target, one unit and one period.
///
/// Ids rather than indices, because a memory outlives the plan it was made under.
public struct AlertKey: Hashable, Sendable {
    public var rule: String
    public var target: String
    /// The unit's code.
    public var unit: String
    /// The name of the target's period.
    public var period: String

    public init(rule: String, target: String, unit: String, period: String) {
        self.rule = rule
        self.target = target
        self.unit = unit
        self.period = period
    }
}

/// Where an alert stands between two runs.
public enum AlertState: String, Sendable, CaseIterable {
    case inactive
    /// The condition holds, but not yet for as many runs as the rule asks for.
    case pending
    case firing
}

/// What is remembered of one alert after a run: where it stands, and what people were last told of it.
///
/// A plain row; the run stores it as it is. Alerts that are inactive and of which nothing was told have no row.
public struct AlertRow: Hashable, Sendable {
    public var key: AlertKey
    public var state: AlertState
    /// Consecutive runs, each of a later as-of day, in which the condition held.
    public var runs: Int
    /// The as-of day on which it began to hold; nil when inactive.
    public var since: Day?
    /// The severity in force while firing, else empty.
    public var severity: String
    /// Consecutive runs in which a firing alert asked for a milder severity.
    public var easing: Int
    /// What was last told; nil = nothing yet.
    public var told: Told?

    /// The last thing people were told of an alert.
    public struct Told: Hashable, Sendable {
        public enum State: String, Sendable {
            case firing, resolved
        }

        public var state: State
        public var severity: String
        /// The as-of day of the run that told it.
        public var on: Day

        public init(_ state: State, severity: String, on: Day) {
            self.state = state
            self.severity = severity
            self.on = on
        }
    }

    public init(
        key: AlertKey, state: AlertState = .inactive, runs: Int = 0, since: Day? = nil, severity: String = "",
        easing: Int = 0, told: Told? = nil
    ) {
        self.key = key
        self.state = state
        self.runs = runs
        self.since = since
        self.severity = severity
        self.easing = easing
        self.told = told
    }
}
