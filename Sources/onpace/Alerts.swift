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
            guard !shown.isEmpty else { return session.screen.say("no alerts") }
            session.screen.write(
                Alerts.row(["state", "said", "severity", "rule", "target", "unit", "since", "reason"]))
            for decision in shown {
                let view = decision.view
                session.screen.write(
                    Alerts.row([
                        view.state, decision.isTold ? "told" : "held", view.severity, view.rule, view.target, view.unit,
                        "\(view.since)", view.reason,
                    ]))
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
            let deliveries = try store.read { try Outbox.deliveries(in: $0) }
            guard !deliveries.isEmpty else { return session.screen.say("no messages") }
            session.screen.write(Alerts.row(["made", "run", "receiver", "to", "subject", "outcome"]))
            for delivery in deliveries {
                let state = delivery.state.rawValue
                session.screen.write(
                    Alerts.row([
                        delivery.createdAt, delivery.runID, delivery.receiver, delivery.recipient, delivery.subject,
                        delivery.lastError.map { "\(state): \($0)" } ?? state,
                    ]))
            }
        }
    }

    /// A line of a table that programs cut at its tabs.
    fileprivate static func row(_ cells: [String]) -> String {
        cells.map { $0.isEmpty ? "-" : $0 }.joined(separator: "\t") + "\n"
    }
}
