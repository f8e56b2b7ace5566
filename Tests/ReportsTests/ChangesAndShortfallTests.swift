import Evaluators
import Periods
import Plan
import Testing

@testable import Reports

@Suite("What changed, and who lacks what")
struct ChangesAndShortfallTests {
    @Test("only a status that differs from the run before is a change; top units come first")
    func changes() throws {
        let run = SampleRun.make()
        let changes = run.changes
        #expect(!changes.isEmpty)
        #expect(changes.allSatisfy { $0.before != $0.after })
        #expect(changes.drop { $0.isTop }.allSatisfy { !$0.isTop })
        let same = Dictionary(
            uniqueKeysWithValues: run.judgements.contexts.flatMap { context in
                context.rows.map { row in
                    let assessment = run.judgements.assessments[row]
                    return (
                        StatusKey(target: run.target(of: context).id, unit: run.unit(of: assessment).code),
                        assessment.status
                    )
                }
            })
        let quiet = RunView(
            plan: run.plan, judgements: run.judgements, info: run.info,
            previous: PreviousRun(asOf: SampleRun.asOf - 7, statuses: same))
        #expect(quiet.changes.isEmpty)
        #expect(TerminalReport(quiet, language: .english).overview().contains("Nothing."))
    }

    @Test("without a run before, and for what is new, nothing has changed")
    func nothingBefore() {
        #expect(SampleRun.make(previous: false).changes.isEmpty)
        let run = SampleRun.make()
        let empty = RunView(
            plan: run.plan, judgements: run.judgements, info: run.info,
            previous: PreviousRun(asOf: SampleRun.asOf - 7, statuses: [:]))
        #expect(empty.changes.isEmpty)
    }

    @Test("groups of units hold every unit's change once")
    func groups() {
        let changes = SampleRun.make(units: 126).changes
        let groups = changes.groupedUnits()
        #expect(groups.flatMap(\.rows).sorted() == changes.filter { !$0.isTop }.map(\.row).sorted())
        #expect(zip(groups, groups.dropFirst()).allSatisfy { $0.after.urgency <= $1.after.urgency })
    }

    @Test(
        "a change is better, worse or neither",
        arguments: [
            (Status.atRisk, Status.onTrack, true), (.onTrack, .offTrack, false), (.onTrack, .achieved, true),
            (.ahead, .exceeded, true), (.noData, .onTrack, nil), (.offTrack, .measuring, nil),
        ] as [(Status, Status, Bool?)])
    func better(before: Status, after: Status, expected: Bool?) {
        let change = StatusChange(context: 0, row: 0, before: before, after: after, isTop: true)
        #expect(change.isBetter == expected)
    }

    @Test(
        "what is lacking is counted in cases for every aim",
        arguments: [
            (Aim.reach(total: 100), 30, 40, 10), (.cap(total: 100), 50, 40, 10),
            (.reduceBy(fraction: 0.2, against: .adjacentPeriod), 50, 40, 10),
            (.grow(from: 20, to: 100), 30, 40, 10), (.grow(from: 100, to: 20), 50, 40, 10),
            (.maintain(.atLeast, 0.87), 0.85, 0.87, 4), (.maintain(.atMost, 0.1), 0.12, 0.1, 4),
            (.range(low: 0.4, high: 0.6, share: 0.9), 0.38, .nan, 4), (.milestones([]), 2, 3, 1),
        ] as [(Aim, Double, Double, Double)])
    func lacking(aim: Aim, actual: Double, expected: Double, cases: Double) throws {
        var assessment = Assessment(target: 0, unit: 0)
        assessment.actual = actual
        assessment.expected = expected
        if actual < 1 { assessment.denominator = 200 }
        let lack = try #require(Shortfall.cases(assessment, aim: aim))
        #expect((lack - cases).magnitude < 1e-9)
    }

    @Test("lagging units are ranked by cases, and their shares are of the whole gap")
    func ranking() throws {
        let run = SampleRun.make(units: 126)
        let context = run.judgements.contexts[4]
        let ranked = Shortfall.ranked(in: context, of: run)
        #expect(!ranked.isEmpty)
        #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.cases >= $1.cases })
        #expect((ranked.reduce(0) { $0 + $1.share } - 1).magnitude < 1e-9)
        let top = try #require(run.topRows[4])
        #expect(!ranked.map(\.row).contains(top))
    }

    @Test("the units of a distribution add up to the units judged")
    func distribution() {
        let run = SampleRun.make(units: 126)
        let counted = run.distribution(of: run.judgements.contexts[0]).reduce(0) { $0 + $1.count }
        #expect(counted == 126)
        #expect(run.distribution(of: run.judgements.contexts[5]).isEmpty)
    }
}
