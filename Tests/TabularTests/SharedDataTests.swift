import Foundation
import Tabular
import Testing

@Suite("Real tables")
struct SharedDataTests {
    /// `../shared/data` beside the package, where it is there.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "../shared/data").standardized

    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasSuffix(".csv") || $0.hasSuffix(".csv.gz") }.sorted()

    @Test(
        "Every published table is read without a problem",
        .enabled(if: !files.isEmpty, "skipped: there is no ../shared/data beside the package"), arguments: files)
    func published(_ file: String) throws {
        var reader = try CSVReader(ByteSource(path: Self.folder.appending(path: file).path))
        var rows = 0
        let date = reader.columns.firstIndex(of: "date")
        let value = reader.columns.firstIndex(of: "value")
        // Debug builds are slow: the beginning of a large table stands for the whole.
        while rows < 20_000, let event = try reader.next() {
            #expect(event == .row)
            rows += 1
            if let date { _ = try DatePattern.iso.parse(reader[date]) }
            if let value, !reader[value].isEmpty { _ = try parseDecimal(reader[value]) }
        }
        #expect(rows > 0)
    }
}
