import CEL
import Evaluators
import Periods
import Plan

/// All that was decided on one run, with reasons: what is told, what was held, what to remember.
public struct Decisions: Sendable {
    public var asOf: Day
    /// Every rule × target × unit that is not simply inactive, in the order of targets, units, rules; then the
    /// alerts whose rule, target, unit or period is gone.
    public var entries: [AlertEntry]
    /// What to remember of this run: the `before` of the next week, the `told` of the next run.
    public var rows: [AlertRow]
    /// Consecutive runs with the present status, in the order of `Judgements.assessments`.
    public var runsInStatus: [Int32]
    /// Rules that failed for some units; they cost only those.
    public var failures: [RuleFailure]

    /// The entries that are told to people.
    public var told: [AlertEntry] { entries.filter(\.decision.isTold) }

    /// The entries of one target, of one unit of it where a code is given: why an alert was or was not sent.
    public func entries(target: String, unit: String? = nil) -> [AlertEntry] {
        entries.filter { $0.row.key.target == target && (unit == nil || $0.row.key.unit == unit) }
    }
}

/// One alert on one run.
public struct AlertEntry: Sendable {
    /// What is remembered; the key names rule, target, unit and period.
    public var row: AlertRow
    public var decision: Decision
    /// Indices into the plan; nil when it is gone from the plan.
    public var rule: Int?
    public var target: Int?
    public var unit: Int?
    /// Index into `Judgements.assessments`; nil when the unit is not judged any more.
    public var assessment: Int?
    /// Since when the condition held; of a resolved alert, since when it had held.
    public var since: Day?
    /// Who is told and by which route; empty when nothing is told, or when no route matches.
    public var routed: [RoutedTo] = []
    /// Indices into `Decisions.entries`: the same transition of the same rule and target in the units below this one,
    /// those directly below in the chain of units that have one.
    public var children: [Int] = []

    /// The word in logs and JSON: `pending`, `firing`, `resolved` or `inactive`.
    public var stateWord: String {
        if case .resolve = decision { return "resolved" }
        return row.state.rawValue
    }

    /// Why, and to whom, as one sentence.
    public func reason(in language: Language) -> String {
        let why = decision.reason(in: language)
        guard decision.isTold, routed.isEmpty else { return why }
        return why
            + (language == .vietnamese
                ? "; không có tuyến (route) nào khớp nên không gửi cho ai" : "; no route matches, so nobody is told")
    }
}

/// A rule that could not be evaluated for some units of a target.
public struct RuleFailure: Sendable, Equatable {
    public var rule: String
    public var target: String
    /// Which expression: `when`, `until`, `at_once` or `severity`.
    public var expression: String
    /// The code of the first unit it failed for.
    public var unit: String
    /// How many units it failed for.
    public var count: Int
    public var message: String

    /// One sentence: `rule lagging failed for 3 units of target crime (first 00001), in when: division by zero`.
    public var description: String {
        let units = count == 1 ? "unit \(unit)" : "\(count) units (first \(unit))"
        return "rule \(rule) failed for \(units) of target \(target), in \(expression): \(message)"
    }
}
