import Foundation
import TestSupport
import Testing

#if os(Linux)

/// Plugins through the program, as people use them.
@Suite struct CommandTests {
    private func workspace() throws -> TestWorkspace {
        let fixture = "Tests/Fixtures/workspaces/plugins"
        let workspace = try TestWorkspace(copying: ["\(fixture)/onpace.yaml", "\(fixture)/Data", "Plugins"])
        #expect(try workspace.ingest([workspace.url.appendingPathComponent("Data/cases.csv")]).status == 0)
        return workspace
    }

    /// `onpace plugins COMMAND --workspace … ARGUMENTS`.
    private func plugins(
        _ command: String, _ arguments: String..., in workspace: TestWorkspace
    ) throws -> OnPaceBinary.Outcome {
        try OnPaceBinary.run(["plugins", command, "--workspace", workspace.url.path] + arguments)
    }

    @Test("A target judged by a plugin stands in the run like any other, with the plugin's own words")
    func judges() throws {
        let workspace = try workspace()
        let outcome = try workspace.onpace("run", "--as-of", "2026-05-17", "--no-deliver", "--format", "json")
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.contains(#""kind":"cohort_clearance""#))
        #expect(outcome.stdout.contains("of the cases of mature cohorts are cleared"))
        let vietnamese = try workspace.onpace(
            "run", "--as-of", "2026-05-17", "--no-deliver", "--format", "json", "--language", "vi")
        #expect(vietnamese.stdout.contains("đã khám phá"))
    }

    @Test("A plugin that fails costs its own target, and the exit status tells")
    func failsAlone() throws {
        let workspace = try workspace()
        try workspace.write(
            "import sys\nprint('help', file=sys.stderr)\nsys.exit(3)\n",
            to: "Plugins/cohort-clearance/cohort_clearance.py")
        let outcome = try workspace.onpace("run", "--as-of", "2026-05-17", "--no-deliver", "--format", "json")
        #expect(outcome.status == 5)
        #expect(outcome.stderr.contains("cohort-clearance: help"))
        #expect(outcome.stderr.contains("error: clearance-2026: cohort-clearance/v1 ended with exit status 3"))
        #expect(outcome.stdout.contains(#""status":"error""#))
        #expect(outcome.stdout.contains(#""target":"recorded-2026""#))
        let quiet = try workspace.onpace("run", "--as-of", "2026-05-18", "--no-deliver", "--target", "recorded-2026")
        #expect(quiet.stdout.contains("2,000"))
    }

    @Test(
        "A new receiver and a new source pass the conformance kit as they are written",
        arguments: ["receiver", "source"])
    func newExchangePasses(_ kind: String) throws {
        let workspace = try workspace()
        #expect(try plugins("new", "our-\(kind)", "--kind", kind, in: workspace).status == 0)
        let outcome = try plugins("check", "our-\(kind)", in: workspace)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(!outcome.stdout.contains("FAILED"))
        #expect(try plugins("new", "x", "--kind", kind, "--language", "sh", in: workspace).status == 64)
        let verb = kind == "receiver" ? "delivers" : "fetches"
        #expect(try plugins("list", in: workspace).stdout.contains("our-\(kind)/v1  \(verb) our_\(kind)  declared"))
    }

    @Test("A run whose plugin failed is made anew when it works again, and twice says nothing new")
    func runsAgain() throws {
        let workspace = try workspace()
        let program = workspace.url.appendingPathComponent("Plugins/cohort-clearance/cohort_clearance.py")
        // A file outside of what the plan's version covers makes the program fail for a while.
        let text = try String(contentsOf: program, encoding: .utf8)
        try workspace.write(
            "import os, sys\nif os.path.exists('cases/broken'): sys.exit(3)\n" + text,
            to: "Plugins/cohort-clearance/cohort_clearance.py")
        try workspace.write("", to: "Plugins/cohort-clearance/cases/broken")
        func run() throws -> OnPaceBinary.Outcome {
            try workspace.onpace("run", "--as-of", "2026-05-17", "--no-deliver", "--format", "json")
        }
        #expect(try run().status == 5)
        let again = try run()
        #expect(again.status == 5)
        #expect(again.stderr.contains("the same run was made before"))
        try FileManager.default.removeItem(
            at: workspace.url.appendingPathComponent("Plugins/cohort-clearance/cases/broken"))
        let mended = try run()
        #expect(mended.status == 0, "\(mended.stderr)")
        #expect(!mended.stderr.contains("the same run was made before"))
        #expect(!mended.stdout.contains(#""status":"error""#))
        #expect(try run().stderr.contains("the same run was made before"))
        #expect(try workspace.onpace("verify").status == 0)
    }

    @Test("The shipped plugins pass the conformance kit")
    func shippedPass() throws {
        let outcome = try plugins("check", in: try workspace())
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(!outcome.stdout.contains("FAILED"))
        #expect(outcome.stdout.contains("case maturity"))
    }

    @Test(
        "A new plugin passes the conformance kit as it is written",
        arguments: [
            ("python", "python3"), ("sh", "jq"), ("node", "node"), ("swift", "swiftc"),
        ])
    func newPasses(_ language: String, _ needs: String) throws {
        // A compiler may be anywhere; what a plugin runs is where the system has its programs.
        let folders =
            needs == "swiftc"
            ? (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
            : ["/usr/local/bin", "/usr/bin", "/bin"]
        let isThere = folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(needs)") }
        guard isThere else {
            print("skipped in CommandTests: a new plugin in \(language), for \(needs) is not installed")
            return
        }
        let workspace = try workspace()
        #expect(try plugins("new", "our-index", "--language", language, in: workspace).status == 0)
        if language == "swift" {
            let script = workspace.url.appendingPathComponent("Plugins/our-index/build.sh").path
            let built = try OnPaceBinary.run(URL(fileURLWithPath: "/bin/sh"), [script])
            try #require(built.status == 0, "\(built.stderr)")
        }
        let outcome = try plugins("check", "our-index", in: workspace)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("case level"))
        let list = try plugins("list", in: workspace)
        #expect(list.stdout.contains("our-index/v1  evaluates our_index  declared"))
        #expect(list.stdout.contains("cohort-clearance/v1  evaluates cohort_clearance  used by 1 target"))
        #expect(list.stdout.contains("sandbox: "))
    }
}

#endif
