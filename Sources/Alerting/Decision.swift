import Evaluators
import Periods

/// What is said of one alert on one run, and why. Everything but `none` and `hold` is told to people, once.
public enum Decision: Hashable, Sendable {
    /// The condition does not hold and nobody was told otherwise.
    case none
    case fire(Start)
    /// Firing, and graver than what was told.
    case worsen(from: String, to: String)
    /// Firing, and milder than what was told.
    case ease(from: String, to: String)
    case resolve(End)
    /// Nothing is said, for a reason.
    case hold(Hold)

    public enum Start: Hashable, Sendable {
        /// It held for as many runs as the rule asks for.
        case firstTime(runs: Int)
        /// The rule's `at_once` was true.
        case atOnce
        /// It had been told as resolved, on that as-of day.
        case again(resolvedOn: Day)
        /// A correction of the same as-of day withdraws an end that was told.
        case restored
    }

    public enum End: Hashable, Sendable {
        case conditionCleared
        /// A correction of the same as-of day withdraws an alert that was told.
        case corrected
        /// The period closed with a final status; nil when the plan has moved on to another period.
        case periodEnded(String, Status?)
        case targetCancelled
        case ruleRemoved
        case targetRemoved
        case unitNotJudged
    }

    public enum Hold: Hashable, Sendable {
        /// It held in the first number of the runs that are asked for.
        case pending(Int, of: Int)
        /// It was pending, and the condition no longer holds.
        case dropped(Int, of: Int)
        /// Firing, and told: since when it holds, and on which as-of day it was told.
        case alreadyTold(since: Day, on: Day)
        /// The condition no longer holds, but `until` is not reached.
        case notCleared(since: Day)
        /// A milder severity held in the first number of the runs that are asked for.
        case easing(Int, of: Int)
        /// The data does not allow a judgement, so nothing begins and nothing ends.
        case noJudgement(Status, DataState)
        /// The rule's expression failed for this unit.
        case cannotEvaluate(String)
        /// Its end was told in an earlier run of the same as-of day.
        case alreadyResolved(on: Day)
        /// A run of a later as-of day has spoken already.
        case overtaken(by: Day)
    }

    /// Whether people are told.
    public var isTold: Bool {
        switch self {
        case .fire, .worsen, .ease, .resolve: true
        case .none, .hold: false
        }
    }

    /// The word for the transition in logs and JSON; nil when nothing is told.
    public var transition: String? {
        switch self {
        case .fire: "fired"
        case .worsen: "worsened"
        case .ease: "eased"
        case .resolve: "resolved"
        case .none, .hold: nil
        }
    }
}

/// The order of the words a rule may use for severity.
public enum Severity {
    /// The word's place in `AssessmentVariables.severities`, mildest first; an unknown word ranks as a warning.
    public static func rank(_ word: String) -> Int {
        switch word {
        case "info": 0
        case "notice": 1
        case "critical": 3
        default: 2
        }
    }
}
