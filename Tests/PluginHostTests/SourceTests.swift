import Foundation
import TestSupport
import Testing

#if os(Linux)

/// `json-table` through the program, against a real server.
@Suite(.enabled(if: Python.isThere, HTTPServer.missing))
struct SourceTests {
    private static func workspace(_ server: HTTPServer, table: String) throws -> TestWorkspace {
        let workspace = try TestWorkspace(copying: ["Plugins"])
        try workspace.write(
            """
            organisation: Fire brigade
            metrics:
              - {metric: fires, title: Fires put out, better: higher, every: month}
              - {metric: rescued, title: People rescued, better: higher, every: month}
            targets: [{target: fires-2026, metric: fires, aim: {reach: 120}, period: 2026}]
            sources:
              - source: hall
                json_table: {\(table)}

            """, to: "onpace.yaml")
        try workspace.write(
            "code,name,parent,level\nC,City,,city\n001,North,C,ward\n002,South,C,ward\n", to: "Targets/units.csv")
        return workspace
    }

    private static func paged(_ server: HTTPServer) throws -> TestWorkspace {
        try workspace(
            server,
            table:
                "url: \"\(server.url("/files/1.json"))\", rows: data.items, date: month, unit: ward, next: links.next, "
                + "values: {fires: {column: count}, rescued: {column: saved}}, token: env:TABLE_TOKEN")
    }

    private static func ingest(_ workspace: TestWorkspace, _ more: String...) throws -> OnPaceBinary.Outcome {
        try OnPaceBinary.run(
            ["ingest", "--from", "hall"] + more, workspace: workspace.url, environment: ["TABLE_TOKEN": "t0ken-of-ours"]
        )
    }

    private static let first = """
        {"data": {"items": [{"month": "2026-01-01", "ward": "001", "count": 3, "saved": 1},
                            {"month": "2026-01-01", "ward": "002", "count": 4, "saved": null}]},
         "links": {"next": "/files/2.json"}}
        """
    private static let second = """
        {"data": {"items": [{"month": "2026-02-01", "ward": "001", "count": 5, "saved": 0}]}, "links": {"next": null}}
        """

    @Test("Pages become one batch, the same values change nothing, and a correction of a correction is news")
    func takesPages() throws {
        let server = try HTTPServer()
        try server.folder.write(Self.first, to: "1.json")
        try server.folder.write(Self.second, to: "2.json")
        let workspace = try Self.paged(server)
        let outcome = try Self.ingest(workspace)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.contains("State/fetched/hall.csv: batch 1, 5 values; rows left out: 1 without a value"))
        let file = workspace.url.appendingPathComponent("State/fetched/hall.csv")
        let text = """
            date,unit,metric,value
            2026-01-01,001,fires,3
            2026-01-01,001,rescued,1
            2026-01-01,002,fires,4
            2026-01-01,002,rescued,
            2026-02-01,001,fires,5
            2026-02-01,001,rescued,0

            """
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
        #expect(try server.requests().allSatisfy { $0.headers["authorization"] == "Bearer t0ken-of-ours" })
        #expect(!outcome.stdout.contains("t0ken") && !outcome.stderr.contains("t0ken"))

        #expect(try Self.ingest(workspace).stdout.contains("the same bytes are in the ledger already (batch 1)"))
        try server.folder.write(Self.second.replacingOccurrences(of: "5", with: "7"), to: "2.json")
        #expect(try Self.ingest(workspace).stdout.contains("revises 1 value of fires, 2026-02-01 to 2026-02-01: 5 → 7"))
        try server.folder.write(Self.second, to: "2.json")
        #expect(try Self.ingest(workspace).stdout.contains("revises 1 value of fires, 2026-02-01 to 2026-02-01: 7 → 5"))
        #expect(try Self.ingest(workspace).stdout.contains("the same bytes are in the ledger already (batch 3)"))
        #expect(try workspace.onpace("verify").status == 0)
        let run = try workspace.onpace("run", "--as-of", "2026-03-15", "--no-deliver", "--format", "json")
        #expect(run.stdout.contains(#""actual":12"#), "\(run.stderr)")
    }

    @Test("Bad rows are told by line, nothing is taken, and --partial takes the others")
    func tellsBadRows() throws {
        let server = try HTTPServer()
        try server.folder.write(
            "month,ward,count\r\n2026-01-01,001,3\r\n2026-01-01,999,4\r\n2026-13-01,002,4\r\n", to: "table.csv")
        let workspace = try Self.workspace(
            server,
            table: "url: \"\(server.url("/files/table.csv"))\", format: csv, date: month, unit: ward, "
                + "values: {fires: {column: count}}")
        let outcome = try Self.ingest(workspace)
        #expect(outcome.status == 3)
        #expect(outcome.stderr.contains("State/fetched/hall.csv:3:"), "\(outcome.stderr)")
        #expect(outcome.stderr.contains("999"))
        #expect(outcome.stderr.contains("2 bad rows; nothing of the file was taken"))
        let partial = try Self.ingest(workspace, "--partial")
        #expect(partial.status == 0, "\(partial.stderr)")
        #expect(partial.stdout.contains("batch 1, 1 value"))
        #expect(partial.stderr.contains("2 bad rows written to "))
    }

    @Test("Codes of a source are translated by the input that names it")
    func translates() throws {
        let server = try HTTPServer()
        try server.folder.write("month,ward,count\n2026-01-01,north,3\n", to: "table.csv")
        let workspace = try Self.workspace(
            server,
            table: "url: \"\(server.url("/files/table.csv"))\", format: csv, date: month, unit: ward, "
                + "values: {fires: {column: count}}")
        let plan = try String(contentsOf: workspace.url.appendingPathComponent("onpace.yaml"), encoding: .utf8)
        try workspace.write(
            plan + """
                inputs:
                  - input: hall
                    files: [source/hall]
                    columns: {date: date, unit: unit, metric: metric, value: value}
                    units: {north: "001"}

                """, to: "onpace.yaml")
        let outcome = try Self.ingest(workspace)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.contains("batch 1, 1 value"))
    }

    @Test(
        "A source that fails gives nothing, says why, and the exit status tells",
        arguments: [
            ("/status/503", "json-table/v1 refuses: the server answered 503"),
            ("/files/absent", "json-table/v1 refuses: the server answered 404"),
            ("/half", "gave no whole answer"),
            ("/status/200", "the server's answer is no JSON"),
        ])
    func tellsFailure(_ path: String, _ words: String) throws {
        let server = try HTTPServer()
        let workspace = try Self.workspace(
            server,
            table: "url: \"\(server.url(path))\", date: month, unit: ward, values: {fires: {column: count}}")
        let outcome = try Self.ingest(workspace)
        #expect(outcome.status == 5)
        #expect(outcome.stderr.contains("source hall: error: "), "\(outcome.stderr)")
        #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
        #expect(
            outcome.stderr.contains("nothing of the file was taken") || outcome.stderr.contains("nothing was taken"))
    }

    @Test("A page on another server is not fetched")
    func staysAtHome() throws {
        let server = try HTTPServer()
        let elsewhere = try HTTPServer()
        let next = "http://localhost:\(elsewhere.port)/files/2.json"
        try server.folder.write(Self.first.replacingOccurrences(of: "/files/2.json", with: next), to: "1.json")
        let outcome = try Self.ingest(try Self.paged(server))
        #expect(outcome.status == 5)
        #expect(outcome.stderr.contains("asked for http://localhost:\(elsewhere.port), which it does not declare"))
        #expect(try elsewhere.requests().isEmpty)
    }

    @Test("A source that is not declared is wrong usage, with the nearest name")
    func unknown() throws {
        let server = try HTTPServer()
        let workspace = try Self.paged(server)
        let outcome = try OnPaceBinary.run(["ingest", "--from", "hal"], workspace: workspace.url)
        #expect(outcome.status == 64)
        #expect(outcome.stderr.contains("there is no source \"hal\" in onpace.yaml; did you mean \"hall\"?"))
    }
}

#endif
