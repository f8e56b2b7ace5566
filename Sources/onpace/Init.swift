import ArgumentParser
import Foundation

struct Init: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the smallest useful workspace.",
        discussion: """
            A metric, a target and a file of values, which check, ingest and run as they
            are.

            EXAMPLE
              onpace init plan
            """)

    @Argument(help: "The folder; made when it is not there.")
    var directory = "."

    func execute() throws {
        let root = URL(fileURLWithPath: directory)
        let screen = Screen()
        func isThere(_ path: String) -> Bool {
            FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
        }
        for file in Self.files where isThere(file.path) && file.path != Self.ignored {
            screen.say("onpace: \(shown(file.path)) is there already; nothing was written")
            throw ExitCode.wrongInput
        }
        for file in Self.files {
            if isThere(file.path) {
                screen.say("left \(shown(file.path)) as it is; State/ belongs into it")
                continue
            }
            let url = root.appendingPathComponent(file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: url, options: .atomic)
            screen.say("wrote \(shown(file.path))")
        }
        let folder = directory == "." ? "" : "cd \(directory) && "
        screen.say("next: \(folder)onpace check && onpace ingest Data/visits.csv && onpace run --as-of 2026-03-01")
    }

    private func shown(_ path: String) -> String {
        directory == "." ? path : (directory as NSString).appendingPathComponent(path)
    }

    /// A fresh repository often has one, so it does not stop the command.
    private static let ignored = ".gitignore"

    private static let files: [(path: String, text: String)] = [
        (
            "onpace.yaml",
            """
            organisation: Our organisation
            metrics:
              - metric: visits
                title: Home visits
                better: higher
                counted_in: visits
            targets:
              - target: visits-2026
                title: 600 home visits in 2026
                metric: visits
                aim: {reach: 600}
                period: 2026

            """
        ),
        (
            "Data/visits.csv",
            """
            date,value
            2025-12-29,9
            2026-01-05,11
            2026-01-12,10
            2026-01-19,12
            2026-01-26,13
            2026-02-02,11
            2026-02-09,12
            2026-02-16,8
            2026-02-23,14

            """
        ),
        (
            ignored,
            """
            State/

            """
        ),
    ]
}
