import Foundation
import Testing

/// Compares a text with the file of the same name in `Tests/Fixtures/reports`.
///
/// With `ONPACE_UPDATE_FIXTURES=1` in the environment the file is written instead, to be read by whoever commits it.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/reports/\(name)")
    if ProcessInfo.processInfo.environment["ONPACE_UPDATE_FIXTURES"] == "1" {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    guard text != expected else { return }
    let lines = zip(
        text.split(separator: "\n", omittingEmptySubsequences: false),
        expected.split(separator: "\n", omittingEmptySubsequences: false))
    let difference = lines.first { $0 != $1 }.map { "is:     \($0)\nshould: \($1)" } ?? "one is longer than the other"
    Issue.record("\(name) differs:\n\(difference)", sourceLocation: sourceLocation)
}
