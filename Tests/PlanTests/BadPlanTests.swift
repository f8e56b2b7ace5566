import Foundation
import Testing
import TestSupport

/// One defect a fixture, with exactly what `onpace check` says of it beside it.
///
/// `NAME.yaml` is laid into a copy of the good workspace `Tests/Fixtures/bad/good` as `Targets/NAME.yaml`, `NAME.csv`
/// as its units, `NAME.changes.csv` as its `unit-changes.csv` beside the units of `good-changing`; `NAME.onpace.yaml` is a workspace of its own; a folder is laid over the copy file by file.
/// `ONPACE_UPDATE_FIXTURES=1` rewrites what is expected.
@Suite("Bad plans")
struct BadPlanTests {
    private static let folder = PackageRoot.path("Tests/Fixtures/bad")
    private static let isUpdating = ProcessInfo.processInfo.environment["ONPACE_UPDATE_FIXTURES"] == "1"

    /// Every fixture's file or folder.
    static let fixtures: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !["good", "good-changing"].contains($0) && !$0.hasSuffix(".expected") }.sorted()
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

    @Test("so is the one whose units change")
    func goodChanging() throws {
        let outcome = try Self.workspace(of: "good-changing").onpace("check", "--strict")
        #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
    }

    @Test("each defect is told in its place", arguments: fixtures)
    func defect(_ fixture: String) throws {
        let outcome = try Self.workspace(of: fixture).onpace("check", "--strict")
        #expect(outcome.status == 3, "\(outcome.status)")
        let said = Self.withoutCount(outcome.stderr)
        #expect(!said.isEmpty)
        let expectation = Self.folder.appendingPathComponent(Self.name(fixture) + ".expected")
        if Self.isUpdating {
            try Data(said.utf8).write(to: expectation)
        } else {
            #expect(said == (try String(contentsOf: expectation, encoding: .utf8)))
        }
    }

    @Test(
        "a mistake stops every command that needs the plan, and nothing is written",
        arguments: [
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

    /// What is too large to lie here as a file.
    static let wounds: [(name: String, text: @Sendable () -> String, id: String)] = [
        ("ten thousand lists in one another", { "a: " + String(repeating: "[", count: 10_000) }, "yaml/too-deep"),
        (
            "two thousand mappings in one another",
            { (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined() }, "yaml/too-deep"
        ),
        ("a file of 9 MB", { "title: " + String(repeating: "x", count: 9 << 20) }, "yaml/too-large"),
        ("a million values", { "labels: [" + String(repeating: "1, ", count: 1_100_000) + "1]" }, "yaml/too-large"),
        (
            "ten thousand mistakes", { (0..<10_000).map { "key\($0): 1\n" }.joined() }, "yaml/too-many-mistakes"
        ),
        (
            "an expression nested ten thousand deep",
            {
                "rules: [{rule: late, when: \"" + String(repeating: "(", count: 10_000) + "\"}]"
            }, "rule/condition"
        ),
        (
            "a line of a megabyte with a mistake at its end",
            {
                "target: care\ntitle: \"" + String(repeating: "x", count: 1 << 20) + "\"\nmetrik: visits\n"
            }, "yaml/unknown-key"
        ),
    ]

    @Test("a file made to hurt is refused, and not at length", arguments: wounds.indices)
    func refused(_ index: Int) throws {
        let (name, text, id) = Self.wounds[index]
        let workspace = try TestWorkspace(copying: Self.goodFiles())
        try workspace.write(text(), to: "Targets/hostile.yaml")
        let outcome = try workspace.onpace("check")
        #expect(outcome.status == 3, "\(name)")
        #expect(outcome.stderr.contains("[\(id)]"), "\(name): \(outcome.stderr.prefix(2_000))")
        #expect(outcome.stderr.utf8.count < 500_000, "\(name)")
    }

    @Test("bytes changed at random never end the program otherwise than with 0 or 3")
    func changedBytes() throws {
        var generator = SplitMix64(seed: 20_260_517)
        let good = Array(
            """
            target: care
            metric: complaints
            aim: {reduce_by: 20 %, against: {same_period: calendar}}
            period: {from: 2026-01-01, to: 2026-06-30}
            units: {of: city, cascade: district}
            pace: {steps: [{by: 2026-03-31, share: 20 %}]}

            """.utf8)
        for _ in 0..<40 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let workspace = try TestWorkspace(copying: Self.goodFiles())
            try Data(bytes).write(to: workspace.url.appendingPathComponent("Targets/changed.yaml"))
            let outcome = try workspace.onpace("check")
            #expect([0, 3].contains(outcome.status), "\(outcome.status) for \(bytes)")
        }
    }

    // MARK: Laying out

    /// Leaves out the last line, "1 error, 0 warnings, 3 silenced": it speaks of the good workspace as well.
    private static func withoutCount(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.count - 2
        if lines.indices.contains(last), lines[last].contains(#/^\d+ errors?, \d+ warnings?/#) {
            lines.remove(at: last)
        }
        return lines.joined(separator: "\n")
    }

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
        if fixture.hasSuffix(".changes.csv") {
            let units = folder.appendingPathComponent("good-changing/Targets/units.csv")
            try Data(contentsOf: units).write(to: targets.appendingPathComponent("units.csv"))
            try Data(contentsOf: file).write(to: targets.appendingPathComponent("unit-changes.csv"))
        } else if fixture.hasSuffix(".yaml") {
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
