import Periods
import Plan
import Testing

@testable import Reports

@Suite("Alerts that say the same of several units")
struct AlertGroupTests {
    @Test("are one line, with the first names and how many there are besides")
    func manyUnits() {
        let sample = SampleRun.make()
        let codes = sample.plan.units.codes
        let same = codes.map { alert($0, state: "firing") }
        let run = RunView(
            plan: sample.plan, judgements: sample.judgements, info: sample.info,
            alerts: same + [alert(codes[0], state: "pending")])
        let groups = run.groupedAlerts()
        #expect(groups.map(\.units) == [codes, [codes[0]]])
        let names = groups[0].names(in: run, language: .english).units
        #expect(codes.count > 12 && names.hasSuffix(" and \(codes.count - 12) more"), "\(names)")
        #expect(names.hasPrefix(sample.plan.units[0].name[.english] + ", "))
    }

    @Test("what the plan does not know keeps its code")
    func unknown() {
        let sample = SampleRun.make()
        let run = RunView(
            plan: sample.plan, judgements: sample.judgements, info: sample.info,
            alerts: [alert("gone", target: "gone-too", state: "firing")])
        #expect(run.groupedAlerts().map { $0.names(in: run, language: .vietnamese).units } == ["gone"])
        #expect(run.groupedAlerts().map { $0.names(in: run, language: .vietnamese).target } == ["gone-too"])
    }

    private func alert(_ unit: String, target: String = "crime", state: String) -> AlertView {
        AlertView(
            rule: "lagging", target: target, unit: unit, state: state, reason: "at_risk in 2 runs",
            since: SampleRun.asOf,
            severity: "warning")
    }
}
