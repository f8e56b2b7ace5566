import Foundation
import Testing
import TestSupport

@Suite("Transcripts of the command line")
struct TranscriptTests {
    private static let folder = PackageRoot.path("Tests/Transcripts")
    private static let isUpdating = ProcessInfo.processInfo.environment["ONPACE_UPDATE_TRANSCRIPTS"] == "1"

    /// Every transcript's name without its ending.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }()

    @Test("there are transcripts")
    func thereAreSome() {
        #expect(Self.names.count >= 24, "\(Self.names)")
    }

    /// Those that look into a store or read JSON with a program that is not ours.
    static let withPython = names.filter { name in
        (try? String(contentsOf: folder.appendingPathComponent(name + ".txt"), encoding: .utf8))?
            .contains("python3 ") ?? false
    }

    @Test("the program still says what the transcript says", arguments: names.filter { !withPython.contains($0) })
    func transcript(_ name: String) throws {
        try play(name)
    }

    @Test(
        "the program still says what the transcript says, seen by Python",
        .enabled(if: Python.isThere, Comment(rawValue: Python.missing)), arguments: withPython)
    func transcriptWithPython(_ name: String) throws {
        try play(name)
    }

    private func play(_ name: String) throws {
        let url = Self.folder.appendingPathComponent(name + ".txt")
        let text = try String(contentsOf: url, encoding: .utf8)
        var transcript = try Transcript(text)
        #expect(transcript.text == text, "the transcript is not written as this program writes it")
        #expect(!transcript.commands.isEmpty)

        let stage = try Stage(transcript.files)
        for (index, part) in transcript.parts.enumerated() {
            guard case .command(var command) = part else { continue }
            let seen = try stage.run(command.text)
            if Self.isUpdating {
                command.seen = seen
                transcript.parts[index] = .command(command)
            } else {
                #expect(
                    seen == command.seen,
                    "$ \(command.text)\nexpected:\n\(listed(command.seen))\nseen:\n\(listed(seen))")
            }
        }
        if Self.isUpdating, transcript.text != text {
            try Data(transcript.text.utf8).write(to: url)
        }
    }

    private func listed(_ seen: Transcript.Seen) -> String {
        seen.lines.map { "    " + $0 }.joined(separator: "\n")
    }
}

/// A folder with a transcript's files, in which its commands run.
private struct Stage {
    private let folder: TemporaryFolder
    private let environment: [String: String]

    init(_ files: [Transcript.File]) throws {
        folder = try TemporaryFolder()
        for file in files { try folder.write(file.text, to: file.path) }
        let programs = OnPaceBinary.executable("onpace").deletingLastPathComponent().path
        environment = [
            "PATH": programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
            "HOME": folder.url.path, "COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC",
        ]
    }

    func run(_ command: String) throws -> Transcript.Seen {
        let outcome = try OnPaceBinary.run(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "cd \"$0\" || exit\n\(command)", folder.url.path],
            environment: environment)
        return Transcript.Seen(
            output: lines(outcome.stdout), errors: lines(outcome.stderr), status: outcome.status)
    }

    private func lines(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        let masked = Masks.mask(text, folder: folder.url.path).replacing("\r", with: "␍").replacing("\r\n", with: "␍\n")
        return Transcript.lines(masked.hasSuffix("\n") ? String(masked.dropLast()) : masked)
    }
}
