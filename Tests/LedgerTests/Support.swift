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

/// Statements on the store by another program than ours, as somebody with a grudge would make them.
enum Python {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
    static let missing: Comment = "skipped: there is no /usr/bin/python3 to edit the store with"

    @discardableResult
    static func run(_ script: String, _ arguments: String...) throws -> String {
        let outcome = try OnPaceBinary.run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script] + arguments)
        try #require(outcome.status == 0, "\(outcome.stderr)")
        return outcome.stdout
    }

    /// Runs SQL on a store.
    static func sql(_ statements: String, on store: URL) throws {
        try run(
            "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.executescript(sys.argv[2])\ndb.commit()",
            store.path, statements)
    }
}

/// A generator that gives the same numbers for the same seed on every machine (Steele and others 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
