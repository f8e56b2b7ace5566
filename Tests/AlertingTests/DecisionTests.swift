import Evaluators
import Periods
import Testing

@testable import Alerting

/// One line of the decision table.
struct DecisionLine: Sendable, CustomTestStringConvertible {
    let name: String
    let alert: AlertCase
    let state: AlertState
    let decision: Decision

    var testDescription: String { name }

    static let today = Sample.week(10)
    static let lastWeek = Sample.week(9)

    private static func row(
        _ state: AlertState, runs: Int = 1, severity: String = "", easing: Int = 0
    ) -> AlertRow {
        AlertRow(
            key: AlertKey(rule: "lagging", target: "crime", unit: "W1", period: "2026"), state: state, runs: runs,
            since: lastWeek, severity: severity, easing: easing)
    }

    private static func told(
        _ state: AlertRow.Told.State, _ severity: String = "warning", on: Day = lastWeek
    ) -> AlertRow.Told {
        AlertRow.Told(state, severity: severity, on: on)
    }

    private static func line(
        _ name: String, _ state: AlertState, _ decision: Decision, runs: Int = 2, holds: Bool?, ends: Bool? = nil,
        atOnce: Bool = false, severity: String = "warning", status: Status? = nil, data: DataState = .fresh,
        before: AlertRow? = nil, told: AlertRow.Told? = nil, overtakenBy: Day? = nil
    ) -> DecisionLine {
        let alert = AlertCase(
            asOf: today, runs: runs, holds: holds, ends: ends, atOnce: atOnce, severity: severity,
            status: status ?? (holds == true ? .atRisk : .onTrack), data: data, period: "2026", failure: "when: broken",
            before: before, told: told, overtakenBy: overtakenBy)
        return DecisionLine(name: name, alert: alert, state: state, decision: decision)
    }

    static let quiet: [DecisionLine] = [
        line("nothing holds, nothing is said", .inactive, .none, holds: false),
        line("the first of two runs waits", .pending, .hold(.pending(1, of: 2)), holds: true),
        line(
            "the second of three runs waits", .pending, .hold(.pending(2, of: 3)), runs: 3, holds: true,
            before: row(.pending)),
        line(
            "a pending alert whose condition stops says nothing", .inactive, .hold(.dropped(1, of: 2)), holds: false,
            before: row(.pending)),
        line(
            "a pending alert neither counts nor stops without data", .pending, .hold(.noJudgement(.noData, .missing)),
            holds: false, status: .noData, data: .missing, before: row(.pending)),
        line(
            "a rule that fails says nothing new", .pending, .hold(.cannotEvaluate("when: broken")), holds: nil,
            status: .atRisk, before: row(.pending)),
        line(
            "the same day again does not repeat an end", .inactive, .hold(.alreadyResolved(on: today)), holds: false,
            before: row(.firing, severity: "warning"), told: told(.resolved, on: today)),
        line("an end told last week is history", .inactive, .none, holds: false, told: told(.resolved)),
    ]

    static let starts: [DecisionLine] = [
        line(
            "one run is enough where the rule asks for one", .firing, .fire(.firstTime(runs: 1)), runs: 1,
            holds: true),
        line("the second of two runs fires", .firing, .fire(.firstTime(runs: 2)), holds: true, before: row(.pending)),
        line("at_once does not wait", .firing, .fire(.atOnce), holds: true, atOnce: true),
        line(
            "it fires again after an end", .firing, .fire(.again(resolvedOn: lastWeek)), runs: 1, holds: true,
            told: told(.resolved)),
        line(
            "a correction of the same day withdraws an end", .firing, .fire(.restored), holds: true,
            before: row(.firing, runs: 3, severity: "warning"), told: told(.resolved, on: today)),
        line(
            "a run of a later day has spoken", .firing, .hold(.overtaken(by: today + 7)), runs: 1, holds: true,
            overtakenBy: today + 7),
    ]

    static let firing: [DecisionLine] = [
        line(
            "what was told is not told again", .firing, .hold(.alreadyTold(since: lastWeek, on: lastWeek)),
            holds: true, before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "the same day again says nothing", .firing, .hold(.alreadyTold(since: lastWeek, on: today)), holds: true,
            before: row(.pending), told: told(.firing, on: today)),
        line(
            "graver is told at once", .firing, .worsen(from: "warning", to: "critical"), holds: true,
            severity: "critical", before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "milder waits as long as the rule does", .firing, .hold(.easing(1, of: 2)), holds: true,
            before: row(.firing, severity: "critical"), told: told(.firing, "critical")),
        line(
            "milder is told when it has lasted", .firing, .ease(from: "critical", to: "warning"), holds: true,
            before: row(.firing, severity: "critical", easing: 1), told: told(.firing, "critical")),
        line(
            "a correction takes back a worsening of the same day", .firing, .ease(from: "critical", to: "warning"),
            holds: true, before: row(.firing, severity: "warning"), told: told(.firing, "critical", on: today)),
        line(
            "until holds it", .firing, .hold(.notCleared(since: lastWeek)), holds: false, ends: false,
            before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "absent data does not end it", .firing, .hold(.noJudgement(.noData, .missing)), holds: false,
            status: .noData, data: .missing, before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "old data does not end it", .firing, .hold(.noJudgement(.onTrack, .stale)), holds: false,
            status: .onTrack, data: .stale, before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "a rule that fails does not end it", .firing, .hold(.cannotEvaluate("when: broken")), holds: nil,
            before: row(.firing, severity: "warning"), told: told(.firing)),
    ]

    static let ends: [DecisionLine] = [
        line(
            "it ends when the condition stops", .inactive, .resolve(.conditionCleared), holds: false,
            before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "it ends when until is true", .inactive, .resolve(.conditionCleared), holds: false, ends: true,
            before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "until of its own may end it on any data", .inactive, .resolve(.conditionCleared), holds: false,
            ends: true, status: .noData, data: .missing, before: row(.firing, severity: "warning"),
            told: told(.firing)),
        line(
            "a missed period ends it as missed, not as recovered", .inactive,
            .resolve(.periodEnded("2026", .missed)), holds: false, ends: false, status: .missed,
            before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "a cancelled target ends it", .inactive, .resolve(.targetCancelled), holds: false, status: .cancelled,
            before: row(.firing, severity: "warning"), told: told(.firing)),
        line(
            "a correction of the same day undoes it", .inactive, .resolve(.corrected), holds: false,
            before: row(.pending), told: told(.firing, on: today)),
        line(
            "a correction of the same day puts it back to pending", .pending, .resolve(.corrected), runs: 3,
            holds: true, before: row(.pending), told: told(.firing, on: today)),
        line(
            "a correction that leaves no data undoes it", .pending, .resolve(.corrected), holds: false,
            status: .noData, data: .missing, before: row(.pending), told: told(.firing, on: today)),
    ]
}

@Suite("One decision")
struct DecisionTests {
    @Test(
        "follows the table",
        arguments: DecisionLine.quiet + DecisionLine.starts + DecisionLine.firing + DecisionLine.ends)
    func followsTheTable(line: DecisionLine) {
        let outcome = line.alert.outcome()
        #expect(outcome.decision == line.decision)
        #expect(outcome.state == line.state)
    }

    @Test("has a reason in both languages", arguments: DecisionLine.starts + DecisionLine.firing + DecisionLine.ends)
    func hasAReason(line: DecisionLine) {
        let (vi, en) = (line.decision.reason(in: .vietnamese), line.decision.reason(in: .english))
        #expect(!vi.isEmpty && !en.isEmpty && vi != en)
        #expect(!(vi + en).contains("(\"") && !(vi + en).contains("Optional"))
    }

    @Test("is remembered as told exactly when it is told", arguments: DecisionLine.starts + DecisionLine.ends)
    func isRemembered(line: DecisionLine) {
        let outcome = line.alert.outcome()
        #expect((outcome.told != line.alert.told) == outcome.decision.isTold)
        // Doing the same again must say nothing: what was told now is what was told last.
        var again = line.alert
        again.told = outcome.told
        #expect(!again.outcome().decision.isTold)
    }
}
