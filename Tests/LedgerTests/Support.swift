import Foundation
import TestSupport
import Testing

/// A city and its wards with a ledger, fed and run through the program.
struct City {
    let workspace: TestWorkspace

    init() throws {
        workspace = try TestWorkspace(fixture: "wards")
    }

    var store: URL { path("State/ledger.sqlite") }

    func path(_ path: String) -> URL {
        workspace.url.appendingPathComponent(path)
    }

    /// Writes a tidy file of these rows and takes it in.
    @discardableResult
    func take(
        _ rows: [String], as name: String, received: String, partial: Bool = false
    ) throws -> OnPaceBinary.Outcome {
        try workspace.write("date,unit,metric,value\n" + rows.map { $0 + "\n" }.joined(), to: "Data/\(name)")
        return try OnPaceBinary.run(
            ["ingest", "--received", received] + (partial ? ["--partial"] : []) + [path("Data/\(name)").path],
            workspace: workspace.url)
    }

    /// The JSON of a run, byte by byte.
    func json(asOf day: String, knownAt: String? = nil) throws -> String {
        let outcome = try OnPaceBinary.run(
            ["run", "--as-of", day, "--format", "json", "--no-deliver"] + (knownAt.map { ["--known-at", $0] } ?? []),
            workspace: workspace.url)
        try #require(outcome.status == 0, "\(outcome.stderr)")
        return outcome.stdout
    }

    func verify(_ arguments: String...) throws -> OnPaceBinary.Outcome {
        try OnPaceBinary.run(["verify"] + arguments, workspace: workspace.url)
    }

    /// The hash that `verify` prints.
    func head() throws -> String {
        let said = try verify()
        #expect(said.status == 0, "\(said.stderr)")
        return try #require(said.stdout.split(separator: "\n").last?.split(separator: " ").last.map(String.init))
    }
}
