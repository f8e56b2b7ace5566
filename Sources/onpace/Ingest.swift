import ArgumentParser
import Foundation
import Intake
import Ledger
import Periods
import Plan
import Tabular

struct Ingest: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take reported values into the ledger, from files or sources, each whole or not at all.",
        discussion: """
            CSV and JSON Lines, plain or gzip: date,unit,metric,value, or any shape by
            `inputs:` in onpace.yaml (Documentation/data.md). Files are taken in the
            order given; later ones correct earlier ones.

            EXAMPLE
              onpace ingest Data/2026/*.csv
              onpace ingest --partial Data/late.csv
              onpace ingest --from hospital          a source of onpace.yaml
            """)

    @OptionGroup var options: WorkspaceOptions

    @Argument(help: "Files to take.")
    var files: [String] = []

    @Option(help: ArgumentHelp("A source of onpace.yaml to fetch from; may be given again.", valueName: "name"))
    var from: [String] = []

    @Option(help: ArgumentHelp("The first day wanted of sources (default: all they have).", valueName: "day"))
    var since: String?

    @Flag(help: "Take the good rows and write the others, with reasons, to FILE.rejected.csv.")
    var partial = false

    @Option(help: ArgumentHelp("When the files were received (default: now).", valueName: "instant"))
    var received: String?

    @Option(help: ArgumentHelp("Who submits them (default: the user's name).", valueName: "name"))
    var submitter: String?

    func validate() throws {
        guard !files.isEmpty || !from.isEmpty else { throw ValidationError("name files, or sources with --from") }
        if let since, Day(since) == nil { throw ValidationError("\"\(since)\" is no day; write it as 2026-05-17") }
    }

    func execute() throws {
        let session = try Session(options)
        defer { session.plugins.close() }
        let received = try instant()
        let intake = Intake(session.plan, ledger: try Ledger(session.store()))
        var worst: ExitCode?
        func take(_ path: String, shownAs file: String, name: String) throws {
            do {
                let result = try intake.ingest(
                    Intake.Submission(
                        path: path, name: name, submitter: submitter ?? NSUserName(), isPartial: partial,
                        receivedAt: { received ?? Clock.now() }))
                if !report(result, file, session) { worst = .wrongInput }
            } catch let error as TabularError {
                session.screen.say(placed(error, file))
                worst = .wrongInput
            } catch let error as IntakeError {
                session.screen.say("\(file): error: \(error)\(nothing)")
                if case .unwritable = error { worst = .fileFailed } else { worst = worst ?? .wrongInput }
            }
        }
        for file in files { try take(file, shownAs: file, name: name(of: file, in: session.workspace.root)) }
        for source in from {
            if let fetched = try fetch(source, session, intake) {
                try take(fetched.path, shownAs: fetched.shown, name: fetched.name)
            } else {
                worst = worst ?? .evaluatorFailed
            }
        }
        if let worst { throw worst }
    }

    /// The instant of `--received`. A bare day is its beginning, so that any number of files received on it lie in it.
    private func instant() throws -> Instant? {
        guard let received else { return nil }
        if let day = Day(received) { return Instant(milliseconds: Int64(day.number) * 86_400_000) }
        guard let instant = Instant(received) else {
            throw ValidationError("\"\(received)\" is no instant; write 2026-05-17 or 2026-05-17T08:00:00Z")
        }
        return instant
    }

    var nothing: String { "; nothing of the file was taken" }

    /// A path below the workspace where the file lies inside it, else the file's own name.
    private func name(of file: String, in root: URL) -> String {
        let path = URL(fileURLWithPath: file).standardizedFileURL.resolvingSymlinksInPath().path
        let base = root.path + "/"
        return path.hasPrefix(base) ? String(path.dropFirst(base.count)) : URL(fileURLWithPath: file).lastPathComponent
    }

    private func placed(_ error: TabularError, _ file: String) -> String {
        let place = error.line.map { ":\($0)" + (error.column.map { ":\($0)" } ?? "") } ?? ""
        let text = "\(error)"
        // Errors of opening name the path themselves.
        return text.hasPrefix(file) ? "\(text)\(nothing)" : "\(file)\(place): error: \(text)\(nothing)"
    }

    /// Says what became of a file; false when it was refused.
    private func report(_ result: Intake.Result, _ file: String, _ session: Session) -> Bool {
        let numbers = NumberText(.english)
        func count(_ number: Int, _ word: String) -> String {
            "\(numbers.number(Double(number))) \(word)\(number == 1 ? "" : "s")"
        }
        switch result {
        case .known(let batch):
            session.screen.write(
                "\(file): the same bytes are in the ledger already (batch \(batch.id)); nothing changed\n")
            return true
        case .accepted(let batch, let revisions, let skipped, let rejected):
            var line = "\(file): batch \(batch.id), \(count(batch.values, "value"))"
            if !skipped.isEmpty { line += "; rows left out: \(skipped)" }
            session.screen.write(line + "\n")
            for revision in revisions {
                session.screen.write(
                    "  revises \(count(revision.changed, "value")) of \(revision.metric), "
                        + "\(revision.first) to \(revision.last): \(sum(revision.before)) → \(sum(revision.after))\n")
            }
            if let rejected {
                session.screen.say("\(file): \(count(rejected.count, "bad row")) written to \(rejected.path)")
            }
            return true
        case .refused(let bad):
            for row in bad.rows.prefix(BadRows.shown) {
                session.screen.say("\(file):\(row.line):\(row.column): error: \(row.reason)")
            }
            let more = bad.count > BadRows.shown ? ", the first \(BadRows.shown) shown" : ""
            session.screen.say(
                "\(file): \(count(bad.count, "bad row"))\(more)\(nothing); mend them, or use --partial")
            return false
        }
    }

    private func sum(_ value: Double) -> String {
        NumberText(.english).number(value, decimals: value == value.rounded() ? 0 : 2)
    }
}
