import Foundation
import TestSupport
import Testing

@Suite("A file may be written as other programs write it")
struct OddInputTests {
    private static let rows = "date,unit,metric,value\n2026-01-05,w1,visits,12\n2026-01-12,w2,visits,3\n"

    static let forms: [(name: String, bytes: [UInt8])] = [
        ("plain.csv", Array(rows.utf8)),
        ("crlf.csv", Array(rows.replacingOccurrences(of: "\n", with: "\r\n").utf8)),
        ("cr.csv", Array(rows.replacingOccurrences(of: "\n", with: "\r").utf8)),
        ("mark.csv", [0xEF, 0xBB, 0xBF] + Array(rows.utf8)),
        ("mark-crlf.csv", [0xEF, 0xBB, 0xBF] + Array(rows.replacingOccurrences(of: "\n", with: "\r\n").utf8)),
        ("no-last-break.csv", Array(rows.dropLast().utf8)),
        ("blank-lines.csv", Array(rows.replacingOccurrences(of: "\n", with: "\n\n").utf8)),
        (
            "quoted.csv",
            Array(
                (#""date","unit","metric","value""# + "\n" + #""2026-01-05","w1","visits","12""# + "\n"
                    + "2026-01-12,w2,visits,3\n").utf8)
        ),
        (
            "line-break-in-a-note.csv",
            Array(
                ("date,unit,metric,value,note\n2026-01-05,w1,visits,12,\"late\nand \"\"signed\"\"\"\n"
                    + "2026-01-12,w2,visits,3,\n").utf8)
        ),
        (
            "other-order.csv",
            Array("value,metric,note,unit,date\n12,visits,x,w1,2026-01-05\n3,visits,,w2,2026-01-12\n".utf8)
        ),
        (
            "rows.jsonl",
            Array(
                (#"{"date":"2026-01-05","unit":"w1","metric":"visits","value":12}"# + "\r\n"
                    + #"{"value":"3","metric":"visits","unit":"w\u0032","date":"2026-01-12"}"#).utf8)
        ),
    ]

    @Test("and means the same", arguments: forms.map(\.name))
    func form(name: String) throws {
        let bytes = try #require(Self.forms.first { $0.name == name }).bytes
        for (file, content) in [(name, bytes), (name + ".gz", try Sample.gzip(bytes))] {
            let workspace = try TestWorkspace(fixture: "wards")
            try workspace.write(content, to: "Data/\(file)")
            let outcome = try workspace.onpace("ingest", workspace.path("Data/\(file)"))
            #expect(outcome.status == 0, "\(outcome.stderr)")
            #expect(outcome.stdout == "\(workspace.path("Data/\(file)")): batch 1, 2 values\n")
            let run = try workspace.run(asOf: "2026-01-31")
            #expect(run["visits-2026", "w1"]?.actual == 12)
            #expect(run["visits-2026", "w2"]?.actual == 3)
            #expect(run["visits-2026", "city"]?.actual == 15)
        }
    }

    @Test("a week that straddles the end of a unit is reported by whoever is there on its fourth day")
    func straddlingWeek() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write(
            """
            code,parent,level,valid_from,valid_to
            city,,city,,
            w1,city,ward,,2025-06-30
            w2,city,ward,2025-07-01,

            """, to: "Targets/units.csv")
        // Monday 30 June 2025: its Thursday is 3 July.
        try workspace.write(
            "date,unit,metric,value\n2025-06-23,w1,visits,2\n2025-06-30,w2,visits,3\n", to: "Data/a.csv")
        #expect(try workspace.onpace("ingest", workspace.path("Data/a.csv")).status == 0)
        try workspace.write(
            "date,unit,metric,value\n2025-06-30,w1,visits,2\n2025-06-23,w2,visits,3\n", to: "Data/b.csv")
        let refused = try workspace.onpace("ingest", workspace.path("Data/b.csv"))
        #expect(refused.status == 3)
        #expect(refused.stderr.contains(":2:1: error: the unit w1 did not exist on 2025-07-03"), "\(refused.stderr)")
        #expect(refused.stderr.contains(":3:1: error: the unit w2 did not exist on 2025-06-26"))
    }

    @Test("in several gzip members one after the other")
    func members() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        let halves = [Self.rows.prefix(30), Self.rows.dropFirst(30)]
        try workspace.write(try halves.flatMap { try Sample.gzip(Array($0.utf8)) }, to: "Data/rows.csv.gz")
        #expect(
            try workspace.onpace("ingest", workspace.path("Data/rows.csv.gz")).stdout.hasSuffix("batch 1, 2 values\n"))
    }

    @Test("and an empty value is a missing report, never a zero")
    func missing() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write("date,unit,metric,value\n2026-01-05,w1,visits,\n2026-01-12,w1,visits,3\n", to: "rows.csv")
        let outcome = try workspace.onpace("ingest", workspace.path("rows.csv"))
        #expect(outcome.stdout.hasSuffix("batch 1, 1 value; rows left out: 1 without a value\n"))
        try workspace.write("date,unit,metric,value\n2026-01-05,w1,visits,\n", to: "none.csv")
        let nothing = try workspace.onpace("ingest", workspace.path("none.csv"))
        #expect(nothing.status == 3)
        #expect(
            nothing.stderr.contains(
                "none.csv: error: no row was taken: 1 without a value; nothing of the file was taken"))
    }

    @Test(
        "and rows on one period are added up, or the last one counts, where that is declared",
        arguments: [
            ("rows-sum.csv", 9.0), ("rows-last.csv", 4),
        ])
    func combined(name: String, total: Double) throws {
        let workspace = try TestWorkspace(fixture: "wards")
        // Monday to Sunday of one week are one period of a weekly metric.
        let rows = ["2026-01-05,w1,visits,2", "2026-01-11,w1,visits,3", "2026-01-07,w1,visits,4"]
        try workspace.write("date,unit,metric,value\n" + rows.joined(separator: "\n"), to: name)
        #expect(try workspace.onpace("ingest", workspace.path(name)).stdout.hasSuffix("batch 1, 1 value\n"))
        #expect(try workspace.run(asOf: "2026-01-31")["visits-2026", "w1"]?.actual == total)
    }
}
