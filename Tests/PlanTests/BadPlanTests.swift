import Foundation
import Testing
import TestSupport

/// One defect a fixture, with exactly what `onpace check` says of it beside it.
///
/// `NAME.yaml` is laid into a copy of the good workspace `Tests/Fixtures/bad/good` as `Targets/NAME.yaml`, `NAME.csv`
/// as its units; `NAME.onpace.yaml` is a workspace of its own; a folder is laid over the copy file by file.
/// `ONPACE_UPDATE_FIXTURES=1` rewrites what is expected.
@Suite("Bad plans")
struct BadPlanTests {
    private static let folder = PackageRoot.path("Tests/Fixtures/bad")
    private static let isUpdating = ProcessInfo.processInfo.environment["ONPACE_UPDATE_FIXTURES"] == "1"

    /// Every fixture's file or folder.
    static let fixtures: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0 != "good" && !$0.hasSuffix(".expected") }.sorted()
    }()

    @Test("there are fixtures")
    func thereAreSome() {
        #expect(Self.fixtures.count > 100)
    }

    @Test("the good workspace is good")
    func good() throws {
        let outcome = try TestWorkspace(copying: Self.goodFiles()).onpace("check", "--strict")
        #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
    }

    @Test("each defect is told in its place", arguments: fixtures)
    func defect(_ fixture: String) throws {
        let outcome = try Self.workspace(of: fixture).onpace("check", "--strict")
        #expect(outcome.status == 3, "\(outcome.status)")
        let expectation = Self.folder.appendingPathComponent(Self.name(fixture) + ".expected")
        if Self.isUpdating {
            try Data(outcome.stderr.utf8).write(to: expectation)
        } else {
            #expect(outcome.stderr == (try String(contentsOf: expectation, encoding: .utf8)))
        }
    }

    @Test("a mistake stops every command that needs the plan, and nothing is written", arguments: [
        ["ingest", "nothing.csv"], ["run"], ["explain", "care"], ["report", "--out", "report.html"], ["alerts"],
        ["deliver"], ["verify"],
    ])
    func commands(_ command: [String]) throws {
        let workspace = try Self.workspace(of: "metric-unknown.yaml")
        let outcome = try OnPaceBinary.run(command, workspace: workspace.url)
        #expect(outcome.status == 3)
        #expect(outcome.stdout.isEmpty)
        #expect(outcome.stderr.contains("[plan/unknown-metric]"), "\(outcome.stderr)")
        #expect(!FileManager.default.fileExists(atPath: workspace.url.appendingPathComponent("State").path))
    }

    // MARK: Laying out

    /// `metric-unknown` of `metric-unknown.yaml`.
    private static func name(_ fixture: String) -> String {
        fixture.split(separator: ".").first.map(String.init) ?? fixture
    }

    private static func goodFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("good").path)
            .map { "Tests/Fixtures/bad/good/\($0)" }
    }

    private static func workspace(of fixture: String) throws -> TestWorkspace {
        let file = folder.appendingPathComponent(fixture)
        if fixture.hasSuffix(".onpace.yaml") {
            let workspace = try TestWorkspace(copying: [])
            try Data(contentsOf: file).write(to: workspace.url.appendingPathComponent("onpace.yaml"))
            return workspace
        }
        let workspace = try TestWorkspace(copying: goodFiles())
        let targets = workspace.url.appendingPathComponent("Targets")
        if fixture.hasSuffix(".yaml") {
            try Data(contentsOf: file).write(to: targets.appendingPathComponent(fixture))
        } else if fixture.hasSuffix(".csv") {
            try Data(contentsOf: file).write(to: targets.appendingPathComponent("units.csv"))
        } else {
            for path in try FileManager.default.subpathsOfDirectory(atPath: file.path) where path.contains(".") {
                let target = workspace.url.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(contentsOf: file.appendingPathComponent(path)).write(to: target)
            }
        }
        return workspace
    }
}
