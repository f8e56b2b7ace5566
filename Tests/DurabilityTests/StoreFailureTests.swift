import Foundation
import TestSupport
import Testing

@Suite("A store that cannot be used is refused in words, and nothing of it is changed")
struct StoreFailureTests {
    private static let row = ["2026-01-05,w1,visits,12"]

    @Test(
        "when another process writes to it: try again", .enabled(if: Python.isThere, Comment(rawValue: Python.missing)))
    func locked() throws {
        let city = try City()
        try city.complete(["ingest", city.file("a.csv", Self.row)])
        try city.complete(["run", "--as-of", "2026-01-31"])
        let ready = city.path("ready")
        let holder = try ChildProcess(
            Python.executable,
            [
                "-c",
                """
                import pathlib, sqlite3, sys, time
                db = sqlite3.connect(sys.argv[1], isolation_level=None)
                db.execute("BEGIN EXCLUSIVE")
                pathlib.Path(sys.argv[2]).touch()
                time.sleep(600)
                """, city.path("State/ledger.sqlite").path, ready.path,
            ])
        while !FileManager.default.fileExists(atPath: ready.path) { usleep(10_000) }
        let file = try city.file("b.csv", ["2026-01-12,w1,visits,3"])
        for command in [["ingest", file], ["run", "--as-of", "2026-02-01"]] {
            let outcome = try OnPaceBinary.run(command, workspace: city.url)
            #expect(outcome.status == 75)
            #expect(
                outcome.stderr.contains(
                    "State/ledger.sqlite: another process is writing to the store; try again when it has finished"))
            #expect(outcome.stdout == "")
        }
        // Who only reads need not wait.
        try city.expectSound()
        holder.kill()
        _ = try holder.wait()
        #expect(try city.complete(["verify"]).stdout.hasPrefix("1 batch, 1 value"))
        try city.complete(["ingest", file])
        try city.complete(["run", "--as-of", "2026-02-01"])
    }

    @Test(
        "when it is something else",
        arguments: [
            Array("This is a letter, not a store.\n".utf8), Array(repeating: UInt8(0x41), count: 20_000),
            Array("SQLite format 3\0".utf8) + Array(repeating: 0xFF, count: 8_176),
        ])
    func notAStore(bytes: [UInt8]) throws {
        let city = try City()
        let store = city.path("State/ledger.sqlite")
        try FileManager.default.createDirectory(at: city.path("State"), withIntermediateDirectories: true)
        try Data(bytes).write(to: store)
        for command in [["ingest", try city.file("a.csv", Self.row)], ["run", "--as-of", "2026-02-01"], ["verify"]] {
            let outcome = try OnPaceBinary.run(command, workspace: city.url)
            #expect(outcome.status == 74)
            #expect(outcome.stderr.contains("ledger.sqlite: the file is damaged or not a store"), "\(outcome.stderr)")
        }
        #expect(try Data(contentsOf: store) == Data(bytes))
    }

    @Test("when its file was cut off", arguments: [0.2, 0.5, 0.9])
    func cutOff(share: Double) throws {
        let city = try City()
        let rows = (0..<2_000).map { "\(City.month($0)),w1,visits,0.5" }
        try city.complete(["ingest", city.file("a.csv", rows)])
        let store = city.path("State/ledger.sqlite")
        if Python.isThere { try Python.sql("PRAGMA wal_checkpoint(TRUNCATE)", on: store) }
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store.path + ending) }
        let bytes = try Data(contentsOf: store)
        try bytes.prefix(Int(Double(bytes.count) * share)).write(to: store)
        for command in [["verify"], ["ingest", try city.file("b.csv", ["2026-01-12,w1,visits,3"])]] {
            let outcome = try OnPaceBinary.run(command, workspace: city.url)
            #expect([1, 74].contains(outcome.status), "\(command) \(outcome.stdout)")
        }
    }

    @Test(
        "when a newer onpace wrote it", .enabled(if: Python.isThere, Comment(rawValue: Python.missing)),
        arguments: [
            ("ledger", ["verify"]), ("ledger", ["ingest", "a.csv"]), ("run", ["run"]), ("delivery", ["deliver"]),
        ])
    func newer(noun: String, command: [String]) throws {
        let city = try City()
        let file = try city.file("a.csv", Self.row)
        try city.complete(["ingest", file])
        try city.complete(["run", "--as-of", "2026-02-01"])
        try Python.sql("UPDATE schema SET version = 99 WHERE noun = '\(noun)'", on: city.path("State/ledger.sqlite"))
        let outcome = try OnPaceBinary.run(command.map { $0 == "a.csv" ? file : $0 }, workspace: city.url)
        #expect(outcome.status == 74)
        #expect(
            outcome.stderr.contains(
                "the store was written by a newer onpace (\(noun) version 99); install that version"))
    }

    @Test("when a folder is in its place, or a file in its folder's")
    func places() throws {
        let folder = try City()
        try FileManager.default.createDirectory(
            at: folder.path("State/ledger.sqlite"), withIntermediateDirectories: true)
        let outcome = try folder.workspace.onpace("ingest", folder.file("a.csv", Self.row))
        #expect(outcome.status == 74)
        #expect(outcome.stderr.contains("ledger.sqlite: the store cannot be opened"), "\(outcome.stderr)")

        let file = try City()
        try file.workspace.write("not a folder", to: "State")
        let other = try file.workspace.onpace("ingest", file.file("a.csv", Self.row))
        #expect(other.status == 74)
        #expect(other.stderr.contains("the store's folder cannot be made"), "\(other.stderr)")
    }
}
