import ArgumentParser
import Foundation
import Plan
import Reports
import Runs

struct Report: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the weekly page to a file; the ending says the format.",
        discussion: """
            .html is one file without script or outside requests, fit for mail, screen
            and print; .md is Markdown; .json is what `run --format json` prints.
            Nothing is recorded or told.

            EXAMPLE
              onpace report --as-of 2026-05-17 --out State/week.html
            """)

    @OptionGroup var options: WorkspaceOptions

    @Option(name: .customLong("as-of"), help: ArgumentHelp("The day judged (default: today).", valueName: "day"))
    var asOf: String?

    @Option(name: .customLong("known-at"), help: ArgumentHelp("Ignore what was received later.", valueName: "instant"))
    var knownAt: String?

    @Option(help: ArgumentHelp("The file to write: .html, .md or .json.", valueName: "file"))
    var out: String

    func validate() throws {
        guard ["html", "htm", "md", "json"].contains(ending) else {
            throw ValidationError("a report ends in .html, .md or .json, not .\(ending)")
        }
    }

    private var ending: String { (out as NSString).pathExtension.lowercased() }

    func execute() throws {
        let session = try Session(options)
        defer { session.plugins.close() }
        let outcome = try Runner(session.plan, store: session.store(), catalogue: session.evaluators()).preview(
            asOf: try session.day(asOf), knownAt: try session.instant(knownAt), language: session.language)
        let bytes: [UInt8] =
            switch ending {
            case "json": RunJSON(outcome.view, language: session.language).bytes()
            case "md": Array(MarkdownReport(outcome.view, language: session.language).text().utf8)
            default: Array(HTMLReport(outcome.view, language: session.language).text().utf8)
            }
        let url = URL(fileURLWithPath: out)
        try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url, options: .atomic)
        session.screen.say("\(out) written")
    }
}
