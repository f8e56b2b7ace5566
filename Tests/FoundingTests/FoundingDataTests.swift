import Foundation
import Testing
import TestSupport

@Suite("The data of the founding workspace")
struct FoundingDataTests {
    @Test("the generator writes the committed files to the byte")
    func reproducible() throws {
        let scratch = try TemporaryFolder()
        let made = try OnPaceBinary.run(
            OnPaceBinary.executable("founding-data"),
            [PackageRoot.path("Targets/units.csv").path, scratch.url.path])
        #expect(made.status == 0, "\(made.stderr)")

        let committed = try Self.files(below: PackageRoot.path("Data")).filter { $0 != "README.md" }
        #expect(committed.count == 22)
        #expect(try Self.files(below: scratch.url) == committed)
        for path in committed {
            let expected = try Self.content(PackageRoot.path("Data").appendingPathComponent(path))
            let actual = try Self.content(scratch.url.appendingPathComponent(path))
            #expect(actual == expected, "\(path) differs")
        }
    }

    @Test("the files take less than 6 MB")
    func size() throws {
        let folder = PackageRoot.path("Data")
        let bytes = try Self.files(below: folder).reduce(0) { sum, path in
            sum + (try Data(contentsOf: folder.appendingPathComponent(path)).count)
        }
        #expect(bytes < 6_000_000)
    }

    /// Compressed files are compared by content: another zlib may pack the same bytes otherwise.
    private static func content(_ file: URL) throws -> Data {
        guard file.pathExtension == "gz" else { return try Data(contentsOf: file) }
        return Data(try OnPaceBinary.run(URL(fileURLWithPath: "/usr/bin/gzip"), ["-dc", file.path]).stdout.utf8)
    }

    private static func files(below folder: URL) throws -> [String] {
        let found = FileManager.default.subpaths(atPath: folder.path) ?? []
        return found.filter { path in
            let type = try? FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(path).path)[
                .type]
            return type as? FileAttributeType == .typeRegular
        }.sorted()
    }
}
