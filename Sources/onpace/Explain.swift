import ArgumentParser
import Ledger
import Plan
import Reports
import Runs

struct Explain: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show why: value → comparison → aggregation → batches, and why an alert was or was not sent.",
        discussion: """
            EXAMPLE
              onpace explain social-order-crime --unit c001 --as-of 2026-05-17
            """)

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "The target's id.")
    var target: String

    @Option(help: ArgumentHelp("The unit's code or name (default: the target's top unit).", valueName: "code"))
    var unit: String?

    @Option(name: .customLong("as-of"), help: ArgumentHelp("The day judged (default: today).", valueName: "day"))
    var asOf: String?

    @Option(name: .customLong("known-at"), help: ArgumentHelp("Ignore what was received later.", valueName: "instant"))
    var knownAt: String?

    func execute() throws {
        let session = try Session(options)
        defer { session.plugins.close() }
        let plan = session.plan
        let targetIndex = try plan.requireTarget(target)
        let unitIndex = try unit.map(plan.requireUnit) ?? plan.targets[targetIndex].units.root
        let store = try session.store()
        let outcome = try Runner(plan, store: store, catalogue: session.evaluators()).preview(
            asOf: try session.day(asOf), knownAt: try session.instant(knownAt), language: session.language)
        guard
            let explanation = Explanation(
                outcome.view, target: targetIndex, unit: unitIndex, language: session.language)
        else {
            throw ValidationError("\(target) is not judged for the unit \(plan.units[unitIndex].code)")
        }
        let view = try explanation.view(Ledger(reading: store), decisions: outcome.decisions)
        let screen = session.screen
        screen.write(
            ExplainText(view, language: session.language, width: screen.width, isColoured: screen.isColoured).text())
    }
}
