import ArgumentParser
import Delivery
import Plan
import Runs
import Store

struct Alerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What fires now, and what was told to whom.",
        subcommands: [List.self, Log.self], defaultSubcommand: List.self)

    struct List: OnPaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "What was decided on the last run: told, or held and why.",
            discussion: """
                EXAMPLE
                  onpace alerts list --all
                """)

        @OptionGroup var options: WorkspaceOptions

        @Flag(help: "Also what was held back, with the reason.")
        var all = false

        func execute() throws {
            let session = try Session(options)
            let decisions = try Runner(session.plan, store: session.store()).lastDecisions(language: session.language)
            let shown = decisions.filter { all || $0.isTold || $0.view.state == "firing" }
            if shown.isEmpty { session.screen.say("no alert") }
            for decision in shown {
                let view = decision.view
                let said = decision.isTold ? "told" : "held"
                session.screen.write(
                    "\(view.state)\t\(said)\t\(view.severity)\t\(view.rule)\t\(view.target)\t\(view.unit)\t\(view.since)\t\(view.reason)\n")
            }
        }
    }

    struct Log: OnPaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every message: to whom, about what, whether it arrived.",
            discussion: """
                EXAMPLE
                  onpace alerts log
                """)

        @OptionGroup var options: WorkspaceOptions

        func execute() throws {
            let session = try Session(options)
            let store = try session.store()
            try store.migrate("delivery", steps: Outbox.steps)
            for row in try store.read({ try Outbox.deliveries(in: $0) }) {
                let outcome = row.lastError.map { "\(row.state.rawValue): \($0)" } ?? row.state.rawValue
                session.screen.write(
                    "\(row.createdAt)\t\(row.runID)\t\(row.receiver)\t\(row.recipient)\t\(row.subject)\t\(outcome)\n")
            }
        }
    }
}
