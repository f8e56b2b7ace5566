import Evaluators
import Periods

/// Everything one decision depends on. A pure function of this value says what happens: ``AlertCase/outcome()``.
public struct AlertCase: Sendable {
    public var asOf: Day
    /// Consecutive runs the rule asks for.
    public var runs: Int
    /// Whether the condition holds; nil when its expression failed.
    public var holds: Bool?
    /// Whether the rule's own `until` is true; nil when it has none.
    public var ends: Bool?
    public var atOnce: Bool
    /// The severity asked for now.
    public var severity: String
    public var status: Status
    public var data: DataState
    public var period: String
    /// Whether the rule speaks of the data alone: then absent data is its subject, not a reason to wait.
    public var isAboutData: Bool
    /// What the expression failed with.
    public var failure: String
    /// What the latest run with an earlier as-of day left.
    public var before: AlertRow?
    /// What people were last told, by whichever run.
    public var told: AlertRow.Told?
    /// The as-of day of a later run that has spoken already.
    public var overtakenBy: Day?

    public init(
        asOf: Day, runs: Int, holds: Bool?, ends: Bool? = nil, atOnce: Bool = false, severity: String = "warning",
        status: Status, data: DataState = .fresh, period: String = "", isAboutData: Bool = false, failure: String = "",
        before: AlertRow? = nil, told: AlertRow.Told? = nil, overtakenBy: Day? = nil
    ) {
        self.asOf = asOf
        self.runs = runs
        self.holds = holds
        self.ends = ends
        self.atOnce = atOnce
        self.severity = severity
        self.status = status
        self.data = data
        self.period = period
        self.isAboutData = isAboutData
        self.failure = failure
        self.before = before
        self.told = told
        self.overtakenBy = overtakenBy
    }

    /// Whether the facts allow saying that something is over: a judged status on data that is not old or absent.
    var isJudged: Bool {
        isAboutData || status.grade != nil && (data == .fresh || data == .provisional)
    }
}

/// Where an alert stands after a run, and what is said of it.
public struct AlertOutcome: Hashable, Sendable {
    public var state: AlertState
    public var runs: Int
    public var since: Day?
    public var severity: String
    public var easing: Int
    public var told: AlertRow.Told?
    public var decision: Decision
}

extension AlertCase {
    /// The next state, counted from `before`; then what to say, as the difference from `told`.
    public func outcome() -> AlertOutcome {
        let step = progress()
        var outcome = AlertOutcome(
            state: step.state, runs: step.runs, since: step.since, severity: step.severity, easing: step.easing,
            told: told, decision: decision(after: step))
        if let overtakenBy, outcome.decision.isTold {
            outcome.decision = .hold(.overtaken(by: overtakenBy))
        }
        switch outcome.decision {
        case .fire, .worsen, .ease: outcome.told = .init(.firing, severity: step.severity, on: asOf)
        case .resolve: outcome.told = .init(.resolved, severity: told?.severity ?? step.severity, on: asOf)
        case .none, .hold: break
        }
        return outcome
    }
}

// MARK: - The next state

extension AlertCase {
    /// What moved the alert to where it stands.
    private enum Cause {
        case nothing, counted, began(atOnce: Bool), stays, notCleared, noJudgement, failed
        case dropped(Int)
        case ended(Decision.End)
    }

    private struct Step {
        var state: AlertState = .inactive
        var runs = 0
        var since: Day?
        var severity = ""
        var easing = 0
        var cause: Cause = .nothing

        /// As it was.
        init(kept row: AlertRow?, _ cause: Cause) {
            self.cause = cause
            guard let row else { return }
            (state, runs, since, severity, easing) = (row.state, row.runs, row.since, row.severity, row.easing)
        }

        init(_ cause: Cause) { self.cause = cause }
    }

    private func progress() -> Step {
        guard let holds else { return Step(kept: before, .failed) }
        if before?.state == .firing { return holds ? stillFiring() : perhapsEnding() }
        guard holds else {
            guard let before, before.state == .pending else { return Step(.nothing) }
            return isJudged || status.isFinal ? Step(.dropped(before.runs)) : Step(kept: before, .noJudgement)
        }
        var step = Step(kept: before, .counted)
        step.runs = Self.counted(step.runs)
        step.since = step.since ?? asOf
        if atOnce || step.runs >= runs {
            step.state = .firing
            step.severity = severity
            step.cause = .began(atOnce: step.runs < runs)
        } else {
            step.state = .pending
        }
        return step
    }

    /// Worse counts at once; milder only when it has lasted as long as the rule asks for.
    private func stillFiring() -> Step {
        var step = Step(kept: before, .stays)
        step.runs = Self.counted(step.runs)
        if Severity.rank(severity) < Severity.rank(step.severity) {
            step.easing = Self.counted(step.easing)
            if step.easing < runs { return step }
        }
        step.severity = severity
        step.easing = 0
        return step
    }

    private func perhapsEnding() -> Step {
        if status == .cancelled { return Step(.ended(.targetCancelled)) }
        if status.isFinal { return Step(.ended(.periodEnded(period, status))) }
        var kept = Step(kept: before, isJudged ? .notCleared : .noJudgement)
        kept.easing = 0
        if let ends { return ends ? Step(.ended(.conditionCleared)) : kept }
        // Without an `until` the alert ends when the condition stops to hold, but absent data proves nothing.
        return isJudged ? Step(.ended(.conditionCleared)) : kept
    }

    private static func counted(_ number: Int) -> Int { number < Int.max ? number + 1 : number }
}

// MARK: - What to say

extension AlertCase {
    private func decision(after step: Step) -> Decision {
        step.state == .firing ? decisionWhileFiring(step) : decisionWhileQuiet(step)
    }

    private func decisionWhileFiring(_ step: Step) -> Decision {
        guard let told else {
            if case .began(atOnce: true) = step.cause { return .fire(.atOnce) }
            return .fire(.firstTime(runs: step.runs))
        }
        guard told.state == .firing else {
            let isCorrection = told.on == asOf && before?.state == .firing
            return .fire(isCorrection ? .restored : .again(resolvedOn: told.on))
        }
        let (known, now) = (Severity.rank(told.severity), Severity.rank(step.severity))
        if now > known { return .worsen(from: told.severity, to: step.severity) }
        if now < known { return .ease(from: told.severity, to: step.severity) }
        let since = step.since ?? told.on
        switch step.cause {
        case .notCleared: return .hold(.notCleared(since: since))
        case .noJudgement: return .hold(.noJudgement(status, data))
        case .failed: return .hold(.cannotEvaluate(failure))
        default:
            return .hold(step.easing > 0 ? .easing(step.easing, of: runs) : .alreadyTold(since: since, on: told.on))
        }
    }

    private func decisionWhileQuiet(_ step: Step) -> Decision {
        if case .failed = step.cause { return .hold(.cannotEvaluate(failure)) }
        if told?.state == .firing {
            if case .ended(let end) = step.cause { return .resolve(end) }
            return .resolve(.corrected)
        }
        switch step.cause {
        case .counted: return .hold(.pending(step.runs, of: runs))
        case .noJudgement: return .hold(.noJudgement(status, data))
        case .dropped(let counted): return .hold(.dropped(counted, of: runs))
        default:
            guard let told, told.on == asOf else { return .none }
            return .hold(.alreadyResolved(on: told.on))
        }
    }
}
