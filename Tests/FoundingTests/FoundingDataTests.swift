import Foundation
import Testing
import TestSupport

@Suite("The data of the founding workspace")
struct FoundingDataTests {
    @Test("the generator writes the committed files to the byte")
    func reproducible() throws {
        let scratch = try TemporaryFolder().copying(["Targets"])
        let targets = scratch.url.appendingPathComponent("Targets")
        try FileManager.default.removeItem(at: targets.appendingPathComponent("unit-changes.csv"))
        let data = scratch.url.appendingPathComponent("Data")
        let made = try OnPaceBinary.run(OnPaceBinary.executable("founding-data"), [targets.path, data.path])
        #expect(made.status == 0, "\(made.stderr)")

        let committed = try Self.files(below: PackageRoot.path("Data")).filter { $0 != "README.md" }
        #expect(committed.count == 22)
        #expect(try Self.files(below: data) == committed)
        for path in committed.map({ "Data/" + $0 }) + ["Targets/units.csv", "Targets/unit-changes.csv"] {
            let expected = try Self.content(PackageRoot.path(path))
            let actual = try Self.content(scratch.url.appendingPathComponent(path))
            #expect(actual == expected, "\(path) differs")
        }
    }

    @Test("526 former units became 126, a few cut across the new borders, and no resident was lost")
    func formerUnits() throws {
        let units = try Table(file: PackageRoot.path("Targets/units.csv")).rows.filter { $0[2] == "commune" }
        let former = units.filter { $0[6] == "2025-06-30" }
        let present = units.filter { $0[5] == "2025-07-01" }
        #expect(former.count == 526 && present.count == 126 && units.count == 652)
        #expect(former.allSatisfy { $0[3].contains("mô phỏng") && $0[4].contains("synthetic") })
        func residents(_ rows: [[String]]) -> Int { rows.compactMap { Int($0[7]) }.reduce(0, +) }
        #expect(residents(former) == residents(present))

        let changes = try Table(file: PackageRoot.path("Targets/unit-changes.csv")).rows
        let byFormer = Dictionary(grouping: changes) { $0[1] }
        #expect(Set(byFormer.keys) == Set(former.map { $0[0] }))
        #expect(Set(changes.map { $0[2] }) == Set(present.map { $0[0] }))
        #expect(byFormer.values.count { $0.count == 2 } == 64)
        // Tenths of a thousandth, as written: whole numbers sum without rounding.
        for rows in byFormer.values {
            let shares: [Int] = rows.map { row in Int(((Double(row[3]) ?? .nan) * 10_000).rounded()) }
            #expect(shares.reduce(0, +) == 10_000)
        }
    }

    @Test("up to June 2025 the former units report, since then the communes; a week goes by its fourth day")
    func reporters() throws {
        for year in ["2024", "2025"] {
            let calls = try Table(file: PackageRoot.path("Data/\(year)/emergency-calls.csv.gz")).rows
            // The week from Monday 30 June is one of 3 July.
            #expect(calls.allSatisfy { $0[1].hasPrefix("o") == ($0[0] < "2025-06-30") })
            let fires = try Table(file: PackageRoot.path("Data/\(year)/fires.csv.gz")).rows
            #expect(fires.allSatisfy { $0[1].hasPrefix("o") == ($0[0] < "2025-07-01") })
            let byMonth = Dictionary(grouping: fires) { $0[0] }
            #expect(byMonth.allSatisfy { $0.value.count == ($0.key < "2025-07-01" ? 526 : 126) })
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
