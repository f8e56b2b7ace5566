import ArgumentParser
import Plan
import PositionedYAML
import Runs

struct Check: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check everything declared: every mistake at once, with its place and a mend.",
        discussion: """
            EXAMPLE
              onpace check --workspace plan

            Warnings can be silenced in onpace.yaml with a reason and an end date; see
            Documentation/targets.md.
            """)

    @OptionGroup var options: WorkspaceOptions

    @Flag(help: "Also exit with 3 when there are warnings.")
    var strict = false

    func execute() throws {
        let screen = Screen()
        let workspace = try options.locate()
        let (outcome, sources) = try workspace.plan(today: Clock.today(in: "UTC"))
        for diagnostic in outcome.diagnostics {
            let source = sources.file(named: diagnostic.file)
            screen.say(diagnostic.rendered(source: source, colour: screen.errorIsColoured))
        }
        let errors = outcome.diagnostics.count { $0.severity == .error }
        let warnings = outcome.diagnostics.count - errors
        let silenced = outcome.silenced.isEmpty ? "" : ", \(outcome.silenced.count) silenced"
        if let plan = outcome.plan {
            screen.write(
                "\(Self.count(plan.targets.count, "target")), \(Self.count(plan.metrics.count, "metric")), "
                    + "\(Self.count(plan.units.count, "unit")), \(Self.count(plan.rules.count, "rule")): plan "
                    + "\(plan.version) is good, \(Self.count(warnings, "warning"))\(silenced)\n")
            if strict, warnings > 0 { throw ExitCode.wrongInput }
        } else {
            screen.say("\(Self.count(errors, "error")), \(Self.count(warnings, "warning"))\(silenced)")
            throw ExitCode.wrongInput
        }
    }

    static func count(_ number: Int, _ word: String, plural: String? = nil) -> String {
        "\(number) \(number == 1 ? word : plural ?? word + "s")"
    }
}
