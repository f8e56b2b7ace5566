import ArgumentParser
import Delivery
import Foundation
import Periods
import Plan
import Reports
import Runs
import Store

struct Run: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge every target, record what is decided, tell each change once.",
        discussion: """
            EXAMPLE
              onpace run                                  as of today
              onpace run --as-of 2026-05-17 --format json
              onpace run --as-of 2026-05-17 --known-at 2026-05-18   as it was known then, to the byte
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, json, markdown
    }

    @OptionGroup var options: WorkspaceOptions

    @Option(name: .customLong("as-of"), help: ArgumentHelp("The day judged (default: today).", valueName: "day"))
    var asOf: String?

    @Option(name: .customLong("known-at"), help: ArgumentHelp("Ignore what was received later.", valueName: "instant"))
    var knownAt: String?

    @Option(help: "table, json or markdown.")
    var format = Format.table

    @Option(help: ArgumentHelp("Show all targets of one unit.", valueName: "code"))
    var unit: String?

    @Option(help: ArgumentHelp("Show all units of one target.", valueName: "id"))
    var target: String?

    @Flag(name: .customLong("no-deliver"), help: "Leave what is to be told in the outbox.")
    var noDeliver = false

    @Flag(name: .customLong("exit-code"), help: "Exit with 2 when a target lags.")
    var exitCode = false

    func validate() throws {
        guard unit == nil || target == nil else {
            throw ValidationError("--unit and --target each choose one table; give one of them")
        }
        guard format == .table || (unit == nil && target == nil) else {
            throw ValidationError("--unit and --target choose what a table shows; \(format.rawValue) has it all")
        }
    }

    func execute() throws {
        let session = try Session(options)
        defer { session.plugins.close() }
        let store = try session.store()
        let shown = try Selection(session.plan, unit: unit, target: target)
        let outcome = try Runner(session.plan, store: store, catalogue: session.evaluators()).run(
            asOf: try session.day(asOf), knownAt: try session.instant(knownAt), now: Clock.now(),
            language: session.language)
        for problem in outcome.problems { session.screen.say("warning: \(problem)") }
        switch format {
        case .json:
            RunJSON(outcome.view, language: session.language).write { session.screen.write($0) }
        case .markdown:
            session.screen.write(MarkdownReport(outcome.view, language: session.language).text())
        case .table:
            let table = TerminalReport(
                outcome.view, language: session.language, width: session.screen.width,
                isColoured: session.screen.isColoured)
            session.screen.write(shown.text(table))
        }
        if outcome.isRepeated {
            session.screen.say("the same run was made before; nothing new was decided")
        }
        let undelivered = try noDeliver ? false : !Courier(session, store).deliver(isSilentWhenIdle: true)
        let failed = sayFailures(outcome.view, session)
        if undelivered { throw ExitCode.undelivered }
        if failed { throw ExitCode.evaluatorFailed }
        if exitCode,
            outcome.view.topRows.contains(where: { row in
                row.map { [.atRisk, .offTrack, .missed].contains(outcome.view.judgements.assessments[$0].status) }
                    ?? false
            })
        {
            throw ExitCode.somethingLags
        }
    }

    /// Says which targets could not be judged and why; whether there are any.
    private func sayFailures(_ view: RunView, _ session: Session) -> Bool {
        let failed = view.judgements.contexts.filter { $0.failure != nil }
        for context in failed {
            session.screen.say("error: \(session.plan.targets[context.target].id): \(context.failure ?? "")")
        }
        return !failed.isEmpty
    }

    /// What of the run the table shows.
    private enum Selection {
        case overview
        case unit(Int)
        case target(Int)

        init(_ plan: Plan, unit: String?, target: String?) throws {
            if let unit {
                self = .unit(try plan.requireUnit(unit))
            } else if let target {
                self = .target(try plan.requireTarget(target))
            } else {
                self = .overview
            }
        }

        func text(_ report: TerminalReport) -> String {
            switch self {
            case .overview: report.overview()
            case .unit(let index): report.targets(ofUnit: index)
            case .target(let index): report.units(ofTarget: index)
            }
        }
    }
}
