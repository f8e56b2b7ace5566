import Foundation

/// A workspace in a folder of its own that tests feed and run with the real program.
public struct TestWorkspace: Sendable {
    private let folder: TemporaryFolder

    /// The folder with `onpace.yaml`.
    public var url: URL { folder.url }

    /// Copies files and folders of the package, such as `onpace.yaml` and `Targets`, or all of a fixture's folder.
    public init(copying paths: [String]) throws {
        folder = try TemporaryFolder().copying(paths)
    }

    /// A workspace of `Tests/Fixtures/workspaces`.
    public init(fixture name: String) throws {
        let path = "Tests/Fixtures/workspaces/\(name)"
        let names = try FileManager.default.contentsOfDirectory(atPath: PackageRoot.path(path).path).sorted()
        try self.init(copying: names.map { "\(path)/\($0)" })
    }

    public func write(_ text: String, to path: String) throws {
        try folder.write(text, to: path)
    }

    /// Runs a command in the workspace.
    public func onpace(_ arguments: String...) throws -> OnPaceBinary.Outcome {
        try OnPaceBinary.run(arguments, workspace: url)
    }

    /// Takes files in, received at one instant so that nothing depends on the clock.
    public func ingest(_ files: [URL], received: String = "2026-05-18T01:00:00Z") throws -> OnPaceBinary.Outcome {
        try OnPaceBinary.run(["ingest", "--received", received] + files.map(\.path), workspace: url)
    }

    /// Judges every target and reads the run's JSON.
    public func run(asOf day: String, knownAt: String? = nil) throws -> RunOutput {
        let outcome = try OnPaceBinary.run(
            ["run", "--as-of", day, "--format", "json", "--no-deliver"] + (knownAt.map { ["--known-at", $0] } ?? []),
            workspace: url)
        guard outcome.status == 0 else { throw CommandFailed(outcome: outcome) }
        return try RunOutput(json: outcome.stdout)
    }

    /// A command that should have worked did not.
    public struct CommandFailed: Error, CustomStringConvertible {
        public var outcome: OnPaceBinary.Outcome

        public init(outcome: OnPaceBinary.Outcome) {
            self.outcome = outcome
        }

        public var description: String { "exit \(outcome.status): \(outcome.stderr.prefix(4_000))" }
    }
}
