import Foundation
import TestSupport
import Testing

/// Files that ask for more than they may have: refused early, in little memory.
@Suite(
    "A file without measure is refused in bounded memory", .serialized,
    .enabled(if: Python.isThere, Comment(rawValue: Python.missing)))
struct HugeInputTests {
    /// Far below the size of the files, above what the program needs for any.
    private static let memory = 200 << 20
    private static let gigabyte = 1 << 30

    /// Takes a file in, expects the message and bounded memory, and that nothing is in the ledger.
    private static func refuse(
        _ workspace: TestWorkspace, _ name: String, _ message: String, options: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let path = workspace.path(name)
        let (end, peakMemory) = try OnPaceBinary.measured(["ingest"] + options + [path], workspace: workspace.url)
        #expect(end.status == 3, "\(end.stderr.prefix(500))", sourceLocation: sourceLocation)
        #expect(end.stderr.hasPrefix(path + message), "\(end.stderr.prefix(500))", sourceLocation: sourceLocation)
        #expect(end.stderr.utf8.count < 10_000, sourceLocation: sourceLocation)
        #expect(peakMemory > 0 && peakMemory < memory, "\(peakMemory >> 20) MiB", sourceLocation: sourceLocation)
        try Sample.expectEmpty(workspace, sourceLocation: sourceLocation)
    }

    /// A file that begins with some text and is as long as asked, with zeros that take no room on the disk.
    private static func sparse(_ start: String, size: Int, in workspace: TestWorkspace, _ name: String) throws {
        try workspace.write(start, to: name)
        let file = try FileHandle(forWritingTo: workspace.url.appendingPathComponent(name))
        try file.truncate(atOffset: UInt64(size))
        try file.close()
    }

    @Test(
        "when a line has a gigabyte",
        arguments: [
            ("", ":1:1: error: a field is longer than 1048576 bytes"),
            (Sample.good, ":3:1: error: a field is longer than 1048576 bytes"),
            (
                Sample.good + "2026-01-12,w1,visits,\"",
                ":3:22: error: a field is longer than 1048576 bytes; is a quote open"
            ),
        ])
    func longLine(start: String, message: String) throws {
        let workspace = try TestWorkspace(fixture: "wards")
        try Self.sparse(start, size: Self.gigabyte, in: workspace, "long.csv")
        try Self.refuse(workspace, "long.csv", message)
    }

    @Test("when a gigabyte line hides in a small gzip file", arguments: ["long.csv.gz", "long.jsonl.gz"])
    func bomb(name: String) throws {
        let workspace = try TestWorkspace(fixture: "wards")
        let plain = String(name.dropLast(3))
        let isTable = plain.hasSuffix(".csv")
        try Self.sparse(isTable ? Sample.good : #"{"date":""#, size: Self.gigabyte / 4, in: workspace, plain)
        let packed = try OnPaceBinary.run(URL(fileURLWithPath: "/usr/bin/gzip"), ["-1", workspace.path(plain)])
        try #require(packed.status == 0)
        try Self.refuse(workspace, name, isTable ? ":3:1: error: a field is longer" : ":1")
    }

    @Test("when a row has a million columns")
    func columns() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write((0..<1_000_000).map { "c\($0)" }.joined(separator: ",") + "\n", to: "header.csv")
        try Self.refuse(workspace, "header.csv", ":1: error: the row has more than 10000 columns")
        try workspace.write(Sample.good + String(repeating: ",", count: 999_999) + "\n", to: "row.csv")
        try Self.refuse(workspace, "row.csv", ":3: error: the row has more than 10000 columns")
    }

    @Test("when every row is bad", arguments: [[], ["--partial"]])
    func badRows(options: [String]) throws {
        let workspace = try TestWorkspace(fixture: "wards")
        let row = "2026-01-12,w1,visits,a value that is none\n"
        try workspace.write("date,unit,metric,value\n" + String(repeating: row, count: 100_000), to: "bad.csv")
        try Self.refuse(workspace, "bad.csv", ":2:22: error: \"a value that is none\": not a number", options: options)
    }

    @Test("when its header has names without end")
    func names() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        let name = String(repeating: "n", count: 500_000)
        try workspace.write((0..<20).map { name + "\($0)" }.joined(separator: ",") + "\n", to: "names.csv")
        try Self.refuse(workspace, "names.csv", ": error: the file has no column \"date\"; its columns are \"nnn")
    }
}

@Suite("A file that cannot be read is refused")
struct UnreadableTests {
    private static func damaged(_ damage: ([UInt8]) -> [UInt8]) throws -> [UInt8] {
        // Different numbers, so that there is something to compress and every part of it matters.
        let rows = (0..<400).map { row in
            "\(1_950 + row / 4)-0\(1 + row % 4 * 2)-15,w\(1 + row % 5),visits,\(row * 7919 % 1000)\n"
        }
        return damage(try Sample.gzip(Array(("date,unit,metric,value\n" + rows.joined()).utf8)))
    }

    @Test("when its gzip data is cut off", arguments: [3, 10, 200, -200, -9, -8, -1])
    func cutOff(at place: Int) throws {
        let bytes = try Self.damaged { place > 0 ? Array($0.prefix(place)) : Array($0.dropLast(-place)) }
        let said = try Sample.refuse(
            BadFile("rows.csv.gz", bytes, ": error: the gzip data is cut off after \(bytes.count) bytes"))
        #expect(said.hasSuffix("; nothing of the file was taken\n"))
    }

    @Test("when a byte of its gzip data is wrong", arguments: [2, 40, 300, -300, -6, -2])
    func corrupt(at place: Int) throws {
        let bytes = try Self.damaged { bytes in
            var bytes = bytes
            bytes[place > 0 ? place : bytes.count + place] ^= 0x55
            return bytes
        }
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write(bytes, to: "rows.csv.gz")
        let outcome = try workspace.onpace("ingest", workspace.path("rows.csv.gz"))
        #expect(outcome.status == 3)
        #expect(outcome.stderr.contains("nothing of the file was taken"))
        try Sample.expectEmpty(workspace)
    }

    @Test("when something else follows its gzip data")
    func trailing() throws {
        let bytes = try Self.damaged { $0 + Array("garbage".utf8) }
        _ = try Sample.refuse(BadFile("rows.csv.gz", bytes, ": error: the gzip data is damaged near byte"))
    }

    @Test(
        "when it is no file",
        arguments: [
            ("missing.csv", "cannot be opened: there is no such file"),
            ("folder.csv", "cannot be read: it is a directory"),
            ("pipe.csv", "cannot be read: it is not a plain file"),
        ])
    func noFile(name: String, message: String) throws {
        let workspace = try TestWorkspace(fixture: "wards")
        let path = workspace.path(name)
        if name.hasPrefix("folder") {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } else if name.hasPrefix("pipe") {
            // Nobody ever writes to it; a program that waits for that never ends.
            #expect(mkfifo(path, 0o600) == 0)
        }
        let outcome = try workspace.onpace("ingest", path)
        #expect(outcome.status == 3)
        #expect(outcome.stderr == "\(path) \(message); nothing of the file was taken\n")
        try Sample.expectEmpty(workspace)
    }

    @Test("when nobody may read it", .enabled(if: geteuid() != 0, "skipped: root may read everything"))
    func forbidden() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write(Sample.good, to: "rows.csv")
        #expect(chmod(workspace.path("rows.csv"), 0) == 0)
        let path = workspace.path("rows.csv")
        let outcome = try workspace.onpace("ingest", path)
        #expect(outcome.status == 3)
        #expect(outcome.stderr == "\(path) cannot be opened: permission denied; nothing of the file was taken\n")
    }
}
