import Foundation
import TestSupport
import Testing

/// What the tests of this folder share: a workspace of a city and five wards, and a file for it.
enum Sample {
    /// A file with one good row.
    static let good = "date,unit,metric,value\n2026-01-05,w1,visits,12\n"

    /// Expects that nothing is in the ledger of a workspace and that it is sound.
    static func expectEmpty(_ workspace: TestWorkspace, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let verified = try workspace.onpace("verify")
        #expect(verified.status == 0, "\(verified.stderr)", sourceLocation: sourceLocation)
        #expect(verified.stdout.hasPrefix("0 batches, 0 values"), "\(verified.stdout)", sourceLocation: sourceLocation)
    }

    /// Gives the file to `onpace ingest`, expects exit 3, the message and an empty ledger; returns all that was said.
    static func refuse(_ file: BadFile, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write(file.bytes, to: "Data/\(file.name)")
        let path = workspace.path("Data/\(file.name)")
        let outcome = try workspace.onpace("ingest", path)
        #expect(outcome.status == 3, sourceLocation: sourceLocation)
        #expect(outcome.stdout == "", sourceLocation: sourceLocation)
        #expect(
            outcome.stderr.hasPrefix(path + file.message), "\(outcome.stderr.prefix(2_000))",
            sourceLocation: sourceLocation)
        try expectEmpty(workspace, sourceLocation: sourceLocation)
        return outcome.stderr
    }

    /// The bytes as gzip, made by another program than ours.
    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("plain")
        try Data(bytes).write(to: file)
        let outcome = try OnPaceBinary.run(URL(fileURLWithPath: "/usr/bin/gzip"), ["-n", file.path])
        #expect(outcome.status == 0, "\(outcome.stderr)")
        return [UInt8](try Data(contentsOf: file.appendingPathExtension("gz")))
    }
}

extension TestWorkspace {
    func write(_ bytes: [UInt8], to path: String) throws {
        let file = url.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func path(_ path: String) -> String {
        url.appendingPathComponent(path).path
    }
}
