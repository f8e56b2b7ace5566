import Evaluators
import Plan
import Testing

@testable import Alerting

@Suite("Routes")
struct RoutingTests {
    private let receivers = ["log", "chief", "press", "ward"]

    private func receivers(_ routes: [Route], _ labels: [String: String]) throws -> [String] {
        Sample.plan(rules: [], routes: routes, receivers: receivers).route { labels[$0] }.map(\.receiver)
    }

    @Test("stop at the first match unless it continues")
    func firstMatch() throws {
        let routes = [
            Route(match: ["severity": ["critical"]], to: ["chief"], continues: true),
            Route(match: ["state": ["firing"], "level": ["ward", "district"]], to: ["ward", "chief"]),
            Route(to: ["log"]),
        ]
        let grave = ["severity": "critical", "state": "firing", "level": "ward"]
        #expect(try receivers(routes, grave) == ["chief", "ward"])
        #expect(try receivers(routes, ["severity": "critical", "state": "resolved"]) == ["chief", "log"])
        #expect(
            try receivers(routes, ["severity": "warning", "state": "firing", "level": "ward"]) == ["ward", "chief"])
        #expect(try receivers(routes, [:]) == ["log"])
    }

    @Test("tell everyone when there are none")
    func noRoutes() throws {
        #expect(try receivers([], ["severity": "info"]) == receivers)
    }

    @Test("match on what the transition, the rule and the target say")
    func labels() throws {
        let rule = try Rule("lagging", when: #"status == "at_risk""#, labels: ["team": "order", "severity": "mine"])
        let target = Sample.target(labels: ["field": "public order", "team": "other"])
        let plan = Sample.plan(
            rules: [rule], targets: [target],
            routes: [
                Route(match: ["field": ["public order"], "team": ["order"], "kind": ["cap"]], to: ["chief"])
            ], receivers: receivers)
        var weeks = Weeks()
        let decisions = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan) { $0.status = .atRisk })
        let entry = try #require(decisions.told.first)
        #expect(entry.routed == [RoutedTo(receiver: "chief", route: 0)])
        #expect(entry.routed.first?.reason(in: plan) == "route 1 matches field=public order, kind=cap, team=order")
        #expect(plan.label("severity", of: entry) == "warning", "a rule's own label cannot stand for the severity")
        #expect(plan.label("state", of: entry) == "firing" && plan.label("level", of: entry) == "city")
        #expect(plan.label("transition", of: entry) == "fired" && plan.label("other", of: entry) == nil)
    }

    @Test("leave a transition to nobody when none matches, and say so")
    func noMatch() throws {
        let rule = try Rule("lagging", when: #"status == "at_risk""#)
        let plan = Sample.plan(rules: [rule], routes: [Route(match: ["rule": ["other"]], to: ["log"])])
        var weeks = Weeks()
        let decisions = weeks.run(plan, Sample.judgements(Sample.week(0), plan: plan) { $0.status = .atRisk })
        let entry = try #require(decisions.told.first)
        #expect(entry.routed.isEmpty)
        #expect(entry.reason(in: .english).hasSuffix("no route matches, so nobody is told"))
    }
}
