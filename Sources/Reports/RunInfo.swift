import Evaluators
import Periods
import Plan

/// What identifies a run: the same three facts (plan, known-at, as-of) give the same run to the byte.
public struct RunInfo: Sendable, Hashable {
    public var id: String
    /// The day up to which the run judges.
    public var asOf: Day
    /// ISO 8601 instant; only what the ledger knew then was used.
    public var knownAt: String
    public var planVersion: String

    public init(id: String, asOf: Day, knownAt: String, planVersion: String) {
        self.id = id
        self.asOf = asOf
        self.knownAt = knownAt
        self.planVersion = planVersion
    }
}

/// An alert as views show it: one row of the run's alert list.
public struct AlertView: Sendable, Hashable {
    /// Id of the rule.
    public var rule: String
    /// Id of the target.
    public var target: String
    /// Code of the unit.
    public var unit: String
    /// `pending`, `firing` or `resolved`.
    public var state: String
    /// A sentence for people.
    public var reason: String
    /// The day of the run in which the state began.
    public var since: Day
    /// The rule's severity word.
    public var severity: String
    /// Whether it is good news.
    public var isGood: Bool

    public init(
        rule: String, target: String, unit: String, state: String, reason: String, since: Day, severity: String,
        isGood: Bool = false
    ) {
        self.rule = rule
        self.target = target
        self.unit = unit
        self.state = state
        self.reason = reason
        self.since = since
        self.severity = severity
        self.isGood = isGood
    }
}
