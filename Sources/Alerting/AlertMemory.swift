import Evaluators
import Periods

/// What earlier runs left behind.
///
/// `decide` takes two. `before` is what the latest run with an *earlier* as-of day left: progress is counted from it,
/// so that a second run of the same day, after a correction, never counts twice. `told` is what the latest run of all
/// left: what people know by now.
public struct AlertMemory: Sendable {
    /// The latest as-of day this memory covers; nil when nothing ran yet. In `told` it is the latest of all runs.
    public var asOf: Day?
    public var rows: [AlertRow]
    /// Needed in `before` only.
    public var statuses: StatusMemory

    public init(asOf: Day? = nil, rows: [AlertRow] = [], statuses: StatusMemory = StatusMemory()) {
        self.asOf = asOf
        self.rows = rows
        self.statuses = statuses
    }
}

/// The status of every unit of every target on one run, in columns: what rules see as `was`, `grades_lost` and
/// `runs_in_status`.
public struct StatusMemory: Sendable {
    public struct TargetColumns: Sendable {
        public var target: String
        public var period: String
        /// Codes of the units, and their facts in the same order.
        public var units: [String]
        public var statuses: [Status]
        /// Consecutive runs, up to and with that one, that had the status.
        public var runs: [Int32]

        public init(target: String, period: String, units: [String], statuses: [Status], runs: [Int32]) {
            self.target = target
            self.period = period
            self.units = units
            self.statuses = statuses
            self.runs = runs
        }
    }

    public var targets: [TargetColumns]

    public init(_ targets: [TargetColumns] = []) {
        self.targets = targets
    }
}
