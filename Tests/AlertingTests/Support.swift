import CEL
import Evaluators
import Periods
@testable import Plan

@testable import Alerting

/// A city with two districts of two wards each, one metric, one yearly target: enough for every rule of alerting.
enum Sample {
    static let units = UnitTree([
        Unit(code: "CITY", name: LocalText("City"), level: "city"),
        Unit(code: "D1", name: LocalText("District 1"), parent: 0, level: "district"),
        Unit(code: "W1", name: LocalText("Ward 1"), parent: 1, level: "ward"),
        Unit(code: "W2", name: LocalText("Ward 2"), parent: 1, level: "ward"),
        Unit(code: "D2", name: LocalText("District 2"), parent: 0, level: "district"),
        Unit(code: "W3", name: LocalText("Ward 3"), parent: 4, level: "ward"),
    ])

    static func target(_ id: String = "crime", labels: [String: String] = [:]) -> Target {
        Target(
            id: id, title: LocalText("Reduce crime"), metric: 0, aim: .cap(total: 100),
            period: .fixed(name: "2026", Window(day("2026-01-01"), day("2026-12-31")) ?? Window(day("2026-01-01"))),
            units: UnitSelection(judged: Array(0..<6), root: 0), labels: labels)
    }

    static func plan(
        rules: [Rule], targets: [Target] = [target()], routes: [Route] = [], receivers: [String] = ["log"]
    ) -> Plan {
        Plan(
            organisation: LocalText("City"), timeZone: "Asia/Ho_Chi_Minh", languages: [.english], store: "",
            calendars: [:], campaigns: [], units: units,
            metrics: [Metric(id: "crimes", title: LocalText("Crimes"), kind: .count, better: .lower)],
            targets: targets, rules: rules, routes: routes,
            receivers: receivers.map { Receiver(id: $0, language: .english, channel: .log(path: $0, .text)) },
            inputs: [], version: "")
    }

    /// Judgements of every target for all six units; `change` sets what a test is about.
    static func judgements(
        _ asOf: Day, plan: Plan, period: String = "2026", _ change: (inout Assessment) -> Void = { _ in }
    ) -> Judgements {
        let year = Window(day("2026-01-01"), day("2026-12-31")) ?? Window(asOf)
        var assessments: [Assessment] = []
        var contexts: [TargetContext] = []
        for target in plan.targets.indices {
            let start = assessments.count
            for unit in plan.targets[target].units.judged {
                var assessment = Assessment(target: Int32(target), unit: Int32(unit))
                assessment.status = .onTrack
                assessment.data = .fresh
                assessment.pace = 1
                change(&assessment)
                assessments.append(assessment)
            }
            contexts.append(
                TargetContext(
                    target: target, periodName: period, window: year, toDate: year.clamped(to: asOf),
                    baselineWindow: nil,
                    paceShare: 0.2, elapsed: 0.2, aim: plan.targets[target].aim, rows: start..<assessments.count))
        }
        return Judgements(asOf: asOf, contexts: contexts, assessments: assessments)
    }

    static func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

    /// The as-of day of the n-th weekly run.
    static func week(_ number: Int) -> Day { day("2026-01-05") + 7 * number }
}

extension Rule {
    /// A rule from sources.
    init(
        _ id: String, when: String, until: String? = nil, atOnce: String? = nil, runs: Int = 1,
        severity: Severity = .word("warning"), isGood: Bool = false, labels: [String: String] = [:]
    ) throws {
        self.init(
            id: id, when: try AssessmentVariables.compile(condition: when),
            until: try until.map { try AssessmentVariables.compile(condition: $0) },
            atOnce: try atOnce.map { try AssessmentVariables.compile(condition: $0) }, runs: runs,
            severity: severity, isGood: isGood, labels: labels)
    }
}

/// Runs a plan week after week, remembering as the program does.
struct Weeks {
    /// What each run left, in the order they were made.
    private(set) var runs: [(asOf: Day, memory: AlertMemory)] = []

    mutating func run(_ plan: Plan, _ judgements: Judgements) -> Decisions {
        let earlier = runs.filter { $0.asOf < judgements.asOf }
        let latestDay = earlier.map(\.asOf).max()
        let before = earlier.last { $0.asOf == latestDay }?.memory ?? AlertMemory()
        var told = runs.last?.memory ?? AlertMemory()
        told.asOf = runs.map(\.asOf).max()
        let decisions = decide(plan: plan, judgements: judgements, before: before, told: told)
        runs.append(
            (
                judgements.asOf,
                AlertMemory(
                    asOf: judgements.asOf, rows: decisions.rows,
                    statuses: StatusMemory(plan: plan, judgements: judgements, runsInStatus: decisions.runsInStatus))
            ))
        return decisions
    }
}

extension Decisions {
    /// The decision for a unit by the first rule that has one.
    func decision(_ unit: String, rule: String? = nil) -> Decision {
        entries.first { $0.row.key.unit == unit && (rule == nil || $0.row.key.rule == rule) }?.decision ?? .none
    }
}

/// A repeatable source of randomness.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
