import CEL
import Evaluators
import Periods
import Plan
import Testing

@testable import Alerting

@Suite("A run's decisions")
struct DecideTests {
    private let lagging = #"status in ["at_risk", "off_track"] && data == "fresh""#

    private func lag(_ units: Set<Int>, _ status: Status = .atRisk) -> (inout Assessment) -> Void {
        { if units.contains(Int($0.unit)) { $0.status = status } }
    }

    @Test("go from pending to firing to resolved over three weeks")
    func lifeOfAnAlert() throws {
        let plan = Sample.plan(rules: [try Rule("lagging", when: lagging, runs: 2)])
        var weeks = Weeks()
        let first = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([2])))
        #expect(first.decision("W1") == .hold(.pending(1, of: 2)))
        #expect(first.entries.count == 1, "units that are simply inactive have no entry")
        let second = weeks.run(plan, Sample.judgements(Sample.week(1), plan: plan, lag([2])))
        #expect(second.decision("W1") == .fire(.firstTime(runs: 2)))
        #expect(second.told.first?.since == Sample.week(0))
        let third = weeks.run(plan, Sample.judgements(Sample.week(2), plan: plan))
        #expect(third.decision("W1") == .resolve(.conditionCleared))
        #expect(third.told.first?.since == Sample.week(0))
        let fourth = weeks.run(plan, Sample.judgements(Sample.week(3), plan: plan))
        #expect(fourth.entries.isEmpty)
    }

    @Test("say nothing new when the same week is run again")
    func runAgain() throws {
        let plan = Sample.plan(rules: [try Rule("lagging", when: lagging)])
        var weeks = Weeks()
        let judgements = Sample.judgements(Sample.week(0), plan: plan, lag([0, 2, 3]))
        let first = weeks.run(plan, judgements)
        #expect(first.told.count == 3)
        let again = weeks.run(plan, judgements)
        #expect(again.told.isEmpty)
        #expect(again.decision("W1") == .hold(.alreadyTold(since: Sample.week(0), on: Sample.week(0))))
        let corrected = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([0, 2])))
        #expect(corrected.told.map(\.row.key.unit) == ["W2"])
        #expect(corrected.decision("W2") == .resolve(.corrected))
    }

    @Test("leave the past alone when a later week has spoken")
    func overtaken() throws {
        let plan = Sample.plan(rules: [try Rule("lagging", when: lagging)])
        var weeks = Weeks()
        _ = weeks.run(plan, Sample.judgements(Sample.week(5), plan: plan))
        let past = weeks.run(plan, Sample.judgements(Sample.week(2), plan: plan, lag([2])))
        #expect(past.decision("W1") == .hold(.overtaken(by: Sample.week(5))))
        let next = weeks.run(plan, Sample.judgements(Sample.week(6), plan: plan, lag([2])))
        #expect(next.decision("W1") == .fire(.firstTime(runs: 1)))
    }

    @Test("fire at once on a fall of two grades")
    func atOnce() throws {
        let rule = try Rule("lagging", when: lagging, atOnce: "grades_lost >= 2", runs: 2)
        let plan = Sample.plan(rules: [rule])
        var weeks = Weeks()
        _ = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan))
        let fall = weeks.run(plan, Sample.judgements(Sample.week(1), plan: plan, lag([2], .offTrack)))
        #expect(fall.decision("W1") == .fire(.atOnce))
        let slip = weeks.run(
            plan,
            Sample.judgements(Sample.week(2), plan: plan) { assessment in
                if assessment.unit == 3 { assessment.status = .atRisk }
            })
        #expect(slip.decision("W2") == .hold(.pending(1, of: 2)))
    }

    @Test("escalate by the severity expression")
    func escalation() throws {
        let severity = try AssessmentVariables.compile(severity: "status == 'off_track' ? 'critical' : 'warning'")
        let plan = Sample.plan(rules: [try Rule("lagging", when: lagging, severity: .expression(severity))])
        var weeks = Weeks()
        _ = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([2])))
        let worse = weeks.run(plan, Sample.judgements(Sample.week(1), plan: plan, lag([2], .offTrack)))
        #expect(worse.decision("W1") == .worsen(from: "warning", to: "critical"))
        #expect(worse.told.first?.row.severity == "critical")
    }

    @Test("end what the plan no longer has, with the reason")
    func removedFromThePlan() throws {
        let rule = try Rule("lagging", when: lagging)
        let plan = Sample.plan(rules: [rule], targets: [Sample.target("crime"), Sample.target("theft")])
        var weeks = Weeks()
        _ = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([2])))

        let withoutRule = Sample.plan(rules: [], targets: plan.targets)
        let first = weeks.run(withoutRule, Sample.judgements(Sample.week(1), plan: withoutRule))
        #expect(first.told.map(\.decision) == [.resolve(.ruleRemoved), .resolve(.ruleRemoved)])
        let again = weeks.run(withoutRule, Sample.judgements(Sample.week(1), plan: withoutRule))
        #expect(again.told.isEmpty)
        let later = weeks.run(withoutRule, Sample.judgements(Sample.week(2), plan: withoutRule))
        #expect(later.entries.isEmpty)
    }

    @Test("end alerts of a removed target, a unit no longer judged and a period that is over")
    func otherThingsGone() throws {
        let rule = try Rule("lagging", when: lagging)
        let plan = Sample.plan(rules: [rule], targets: [Sample.target("crime"), Sample.target("theft")])
        func afterOneWeek() -> Weeks {
            var weeks = Weeks()
            _ = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([2])))
            return weeks
        }
        let one = Sample.plan(rules: [rule])
        var weeks = afterOneWeek()
        let removed = weeks.run(one, Sample.judgements(Sample.week(1), plan: one, lag([2])))
        #expect(removed.told.map(\.decision) == [.resolve(.targetRemoved)])

        var narrow = plan
        narrow.targets[0].units.judged = [0, 1]
        narrow.targets[1].units.judged = [0, 1]
        weeks = afterOneWeek()
        let unjudged = weeks.run(narrow, Sample.judgements(Sample.week(1), plan: narrow))
        #expect(unjudged.told.map(\.decision) == [.resolve(.unitNotJudged), .resolve(.unitNotJudged)])

        weeks = afterOneWeek()
        let next = weeks.run(plan, Sample.judgements(Sample.week(1), plan: plan, period: "2027", lag([2])))
        #expect(
            next.told.filter { $0.row.key.period == "2026" }.map(\.decision)
                == [.resolve(.periodEnded("2026", nil)), .resolve(.periodEnded("2026", nil))])
        #expect(
            next.told.filter { $0.row.key.period == "2027" }.map(\.decision)
                == [.fire(.firstTime(runs: 1)), .fire(.firstTime(runs: 1))])
    }

    @Test("lose only the units for which an expression fails")
    func failingExpression() throws {
        let plan = Sample.plan(rules: [
            try Rule("broken", when: #"1 / (unit.code == "W1" ? 0 : 1) == 1"#), try Rule("lagging", when: lagging),
        ])
        var weeks = Weeks()
        let decisions = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([2])))
        #expect(decisions.told.filter { $0.row.key.rule == "broken" }.count == 5)
        #expect(decisions.decision("W1", rule: "lagging") == .fire(.firstTime(runs: 1)))
        let failure = try #require(decisions.failures.first)
        #expect(decisions.failures.count == 1)
        #expect(failure.rule == "broken" && failure.unit == "W1" && failure.expression == "when")
        guard case .hold(.cannotEvaluate) = decisions.decision("W1", rule: "broken") else {
            Issue.record("W1 should be held because the rule failed")
            return
        }
    }

    @Test("hang each transition below the nearest unit above it that has the same one")
    func children() throws {
        let plan = Sample.plan(rules: [try Rule("lagging", when: lagging)])
        var weeks = Weeks()
        let decisions = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan, lag([0, 1, 2, 3, 5])))
        func children(_ unit: String) -> [String] {
            let entry = decisions.entries.first { $0.row.key.unit == unit }
            return entry?.children.map { decisions.entries[$0].row.key.unit } ?? []
        }
        #expect(children("CITY") == ["D1", "W3"])
        #expect(children("D1") == ["W1", "W2"])
        #expect(children("W1").isEmpty)
    }

    @Test("end an alert about data as soon as the data is there, judged or not")
    func aboutData() throws {
        let plan = Sample.plan(rules: [
            try Rule("silent", when: #"data in ["stale", "missing"] && unit.level == "ward""#),
            try Rule("lagging", when: #"status == "at_risk""#),
        ])
        var weeks = Weeks()
        _ = weeks.run(
            plan,
            Sample.judgements(Sample.week(0), plan: plan) {
                $0.data = .stale; $0.status = .atRisk
            })
        let next = weeks.run(plan, Sample.judgements(Sample.week(1), plan: plan) { $0.status = .measuring })
        #expect(next.decision("W1", rule: "silent") == .resolve(.conditionCleared))
        #expect(next.decision("W1", rule: "lagging") == .hold(.noJudgement(.measuring, .fresh)))
    }

    @Test("remember the status of every unit and how long it has had it")
    func runsInStatus() throws {
        let plan = Sample.plan(rules: [try Rule("third", when: "runs_in_status == 3 && was == status")])
        var weeks = Weeks()
        for week in 0..<2 {
            let decisions = weeks.run(plan, Sample.judgements(Sample.week(week), plan: plan))
            #expect(decisions.entries.isEmpty)
        }
        // Two units change: they start again from one.
        let decisions = weeks.run(plan, Sample.judgements(Sample.week(2), plan: plan, lag([2, 3])))
        #expect(decisions.told.map(\.row.key.unit) == ["CITY", "D1", "D2", "W3"])
        #expect(decisions.runsInStatus == [3, 3, 1, 1, 3, 3])
    }
}

@Suite("The facts rules may speak of")
struct RuleFactsTests {
    @Test(
        "are bound to the assessment",
        arguments: [
            #"status == "off_track" && data == "provisional" && outlook == "unlikely""#,
            #"signal == "concern" && assurance == "will_fail" && reason == "far_below_pace" && kind == "cap""#,
            "pace == 0.5 && actual == 10.0 && expected == 20.0 && goal == 100.0 && baseline == 30.0 && change == -0.5",
            "required_rate == 7.0 && coverage == 0.75 && numerator == 3.0 && denominator == 4.0 && elapsed == 0.2",
            #"days_left == 351 && as_of == "2026-01-14" && period == "2026" && as_of < "2026-02-01""#,
            #"was == "" && grades_lost == 0 && runs_in_status == 1"#,
            "locked_in && !unreachable && provisional && overdue",
            #"target.id == "crime" && target.title == "Reduce crime" && target.metric == "crimes""#,
            #"target.labels["field"] == "order" && !("other" in target.labels)"#,
            #"unit.code == "W1" && unit.name == "Ward 1" && unit.level == "ward" && unit.parent == "D1""#,
        ])
    func areBound(condition: String) throws {
        let plan = Sample.plan(
            rules: [try Rule("r", when: condition)], targets: [Sample.target(labels: ["field": "order"])])
        let judgements = Sample.judgements(Sample.day("2026-01-14"), plan: plan) { assessment in
            guard assessment.unit == 2 else { return }
            (assessment.status, assessment.data, assessment.outlook) = (.offTrack, .provisional, .unlikely)
            (assessment.signal, assessment.assurance, assessment.reason) = (.concern, .willFail, .farBelowPace)
            assessment.flags = [.lockedIn, .provisional, .overdue]
            (assessment.pace, assessment.actual, assessment.expected, assessment.goal) = (0.5, 10, 20, 100)
            (assessment.baseline, assessment.change, assessment.requiredRate) = (30, -0.5, 7)
            (assessment.coverage, assessment.numerator, assessment.denominator) = (0.75, 3, 4)
        }
        let decisions = decide(plan: plan, judgements: judgements, before: AlertMemory(), told: AlertMemory())
        #expect(decisions.failures.isEmpty)
        #expect(decisions.told.contains { $0.row.key.unit == "W1" }, "\(condition)")
    }

    @Test("compare as false where a number is absent", arguments: ["goal > 0.0", "goal <= 0.0", "goal == goal"])
    func absentNumbers(condition: String) throws {
        let plan = Sample.plan(rules: [try Rule("r", when: condition)])
        let judgements = Sample.judgements(Sample.week(0), plan: plan)
        let decisions = decide(plan: plan, judgements: judgements, before: AlertMemory(), told: AlertMemory())
        #expect(decisions.entries.isEmpty && decisions.failures.isEmpty)
    }

    @Test(
        "are checked when the plan is loaded",
        arguments: ["pase >= 1.0", "status", "status == 1", "unit.colour == ''"])
    func mistakes(condition: String) {
        #expect(throws: CELErrors.self) { try AssessmentVariables.compile(condition: condition) }
    }

    @Test("give every unit its own verdict when words repeat")
    func memo() throws {
        let plan = Sample.plan(rules: [try Rule("r", when: #"status == "at_risk" || was == "off_track""#)])
        let judgements = Sample.judgements(Sample.week(0), plan: plan) { assessment in
            assessment.status = assessment.unit % 2 == 0 ? .atRisk : .ahead
        }
        let decisions = decide(plan: plan, judgements: judgements, before: AlertMemory(), told: AlertMemory())
        #expect(decisions.told.map(\.row.key.unit) == ["CITY", "W1", "D2"])
    }
}
