import Foundation
import TestSupport
import Testing

/// A file that must be refused, and what must be said of it.
struct BadFile: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    /// What follows the file's path on standard error.
    var message: String

    init(_ name: String, _ bytes: [UInt8], _ message: String) {
        (self.name, self.bytes, self.message) = (name, bytes, message)
    }

    /// A good row, then this one.
    init(_ name: String, row: String, _ message: String) {
        self.init(name, Array((Sample.good + row + "\n").utf8), message)
    }

    var testDescription: String { name }
}

@Suite("A file that is not as it should be is refused whole")
struct BadInputTests {
    static let rows = [
        BadFile("no-such-day.csv", row: "2026-02-30,w1,visits,3", ":3:1: error: \"2026-02-30\": there is no day 30"),
        BadFile("not-leap.csv", row: "2026-02-29,w1,visits,3", ":3:1: error: \"2026-02-29\": there is no day 29"),
        BadFile("thirteenth-month.csv", row: "2026-13-01,w1,visits,3", ":3:1: error: \"2026-13-01\""),
        BadFile("no-date.csv", row: ",w1,visits,3", ":3:1: error: the date is empty"),
        BadFile(
            "other-date.csv", row: "12/01/2026,w1,visits,3",
            ":3:1: error: \"12/01/2026\" is no date of the form yyyy-MM-dd"),
        BadFile(
            "far-date.csv", row: "9999-01-01,w1,visits,3",
            ":3:1: error: \"9999-01-01\": dates lie between 1900 and 2200"),
        BadFile("too-large.csv", row: "2026-01-12,w1,visits,1e400", ":3:22: error: \"1e400\": not a finite number"),
        BadFile("too-small.csv", row: "2026-01-12,w1,visits,1e-400", ":3:22: error: \"1e-400\": not a finite number"),
        BadFile("nan.csv", row: "2026-01-12,w1,visits,NaN", ":3:22: error: \"NaN\": not a finite number"),
        BadFile("infinity.csv", row: "2026-01-12,w1,visits,inf", ":3:22: error: \"inf\": not a finite number"),
        BadFile(
            "minus-infinity.csv", row: "2026-01-12,w1,visits,-Infinity",
            ":3:22: error: \"-Infinity\": not a finite number"),
        BadFile(
            "negative.csv", row: "2026-01-12,w1,visits,-3", ":3:22: error: visits cannot be negative, and this is -3"),
        BadFile(
            "thousands.csv", row: "2026-01-12,w1,visits,\"1,000\"",
            ":3:22: error: \"1,000\": numbers are written without"),
        BadFile("percent.csv", row: "2026-01-12,w1,visits,87 %", ":3:22: error: \"87 %\": a percent sign"),
        BadFile("formula.csv", row: "2026-01-12,w1,visits,=1+1", ":3:22: error: \"=1+1\": not a number"),
        BadFile("unit.csv", row: "2026-01-12,w11,visits,3", ":3:12: error: unknown unit \"w11\"; did you mean \"w1\"?"),
        BadFile(
            "metric.csv", row: "2026-01-12,w1,vists,3",
            ":3:15: error: unknown metric \"vists\"; did you mean \"visits\"?"),
        BadFile("no-unit.csv", row: "2026-01-12,,visits,3", ":3:12: error: the unit is empty"),
        BadFile("no-metric.csv", row: "2026-01-12,w1,,3", ":3:15: error: the metric is empty"),
        BadFile("twice.csv", row: "2026-01-06,w1,visits,3", ":3:1: error: visits stands already in line 2"),
        BadFile("few-fields.csv", row: "2026-01-12,w1,visits", ":3:21: error: 3 fields where the header has 4"),
        BadFile("many-fields.csv", row: "2026-01-12,w1,visits,3,4", ":3:24: error: 5 fields where the header has 4"),
        BadFile("nul.csv", row: "2026-01-12,w1,vis\0its,3", ":3:18: error: a NUL byte"),
        BadFile("bare-quote.csv", row: "2026-01-12,w1,vis\"its,3", ":3:18: error: a quote inside a field"),
        BadFile(
            "quoted-newline.csv", row: "\"2026-01-12\",\"w1\",\"vis\nits\",3",
            ":3:19: error: unknown metric \"vis\\nits\""),
        BadFile(
            "escape.csv", row: "2026-01-12,\u{1B}[31mw1,visits,3", ":3:12: error: unknown unit \"\\u001b[31mw1\""),
        BadFile(
            "utf8.csv", Array(Sample.good.utf8) + Array("2026-01-12,w".utf8) + [0xFF] + Array(",visits,3\n".utf8),
            ":3:13: error: the byte 0xFF is not UTF-8"),
        BadFile(
            "surrogate.csv",
            Array(Sample.good.utf8) + Array("2026-01-12,".utf8) + [0xED, 0xA0, 0x80] + Array(",visits,3\n".utf8),
            ":3:12: error: the byte 0xED is not UTF-8"),
    ]

    static let files = [
        BadFile("empty.csv", [], ": error: the file has no header row"),
        BadFile("blank-lines.csv", Array("\n\r\n\n".utf8), ": error: the file has no header row"),
        BadFile("only-a-mark.csv", [0xEF, 0xBB, 0xBF], ": error: the file has no header row"),
        BadFile("header.csv", Array("date,unit,metric,value\n".utf8), ": error: the file holds no rows"),
        BadFile(
            "column.csv", Array("date,unit,metric,vlue\n2026-01-05,w1,visits,3\n".utf8),
            ": error: the file has no column \"value\"; did you mean \"vlue\"?"),
        BadFile(
            "columns.csv", Array("a,b\n1,2\n".utf8),
            ": error: the file has no column \"date\"; its columns are \"a\", \"b\""),
        BadFile(
            "column-twice.csv", Array("date,unit,metric,value,value\n".utf8),
            ": error: the header names the column \"value\" twice"),
        BadFile(
            "open-quote.csv", Array((Sample.good + "2026-01-12,w1,\"visits,3\n").utf8),
            ":3:15: error: the quote that opens here is never closed"),
        BadFile("utf16.csv", [0xFF, 0xFE, 0x64, 0x00], ": error: the file is UTF-16; save it as UTF-8"),
        BadFile(
            "archive.csv", [0x50, 0x4B, 0x03, 0x04, 0x00, 0x00, 0x0A],
            ":1:5: error: the header row is wrong: a NUL byte"),
    ]

    @Test("with the place and the reason", arguments: rows)
    func row(file: BadFile) throws {
        let said = try Sample.refuse(file)
        #expect(said.hasSuffix(": 1 bad row; nothing of the file was taken; mend them, or use --partial\n"), "\(said)")
    }

    @Test("with the reason, where there is no row to speak of", arguments: files)
    func file(file: BadFile) throws {
        let said = try Sample.refuse(file)
        #expect(said.hasSuffix("; nothing of the file was taken\n"), "\(said)")
    }

    @Test(
        "be it JSON Lines",
        arguments: [
            (
                #"{"date":"2026-01-12","unit":"w1","metric":"visits","value":1e400}"#,
                ":2:60: error: \"1e400\": not a finite number"
            ),
            (#"{"date":"2026-01-12","unit":"w1","metric":"visits","value":NaN}"#, ":2:60: error: bad JSON"),
            (
                #"{"date":"2026-02-30","unit":"w1","metric":"visits","value":1}"#,
                ":2:9: error: \"2026-02-30\": there is no day 30"
            ),
            (
                #"{"date":"2026-01-12","unit":"w1","metric":"visits","value":{"a":1}}"#,
                ":2:60: error: the value of \"value\" is nested"
            ),
            (#"[1]"#, ":2:1: error: a line is one JSON object"),
            (String(repeating: "[", count: 100_000), ":2:1: error: a line is one JSON object"),
            (#"{"date":"2026-01-12","unit":"w1","metric":"vis"# + "\\u0000" + #"its","value":1}"#, ":2:"),
        ])
    func jsonLines(line: String, message: String) throws {
        let good = #"{"date":"2026-01-05","unit":"w1","metric":"visits","value":12}"#
        _ = try Sample.refuse(BadFile("rows.jsonl", Array("\(good)\n\(line)\n".utf8), message))
    }

    @Test("and the first fifty bad rows are shown, all are counted")
    func manyBadRows() throws {
        let rows = (0..<1234).map { "2026-01-12,w\($0 + 6),visits,1" }.joined(separator: "\n")
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write(Sample.good + rows + "\n", to: "Data/rows.csv")
        let outcome = try workspace.onpace("ingest", workspace.path("Data/rows.csv"))
        #expect(outcome.status == 3)
        let lines = outcome.stderr.split(separator: "\n")
        #expect(lines.count == 51)
        let last = try #require(lines.last)
        #expect(
            last.hasSuffix(
                ": 1,234 bad rows, the first 50 shown; nothing of the file was taken; mend them, or use --partial"))
        try Sample.expectEmpty(workspace)
    }

    @Test("and the files beside it are taken all the same")
    func others() throws {
        let workspace = try TestWorkspace(fixture: "wards")
        try workspace.write(Sample.good, to: "Data/1.csv")
        try workspace.write(Sample.good + "2026-01-12,w1,visits,x\n", to: "Data/2.csv")
        try workspace.write("date,unit,metric,value\n2026-01-05,w2,visits,7\n", to: "Data/3.csv")
        let outcome = try workspace.onpace(
            "ingest", workspace.path("Data/1.csv"), workspace.path("Data/2.csv"), workspace.path("Data/3.csv"))
        #expect(outcome.status == 3)
        #expect(outcome.stdout.contains("3.csv: batch 2, 1 value\n"))
        #expect(try workspace.onpace("verify").stdout.hasPrefix("2 batches, 2 values: as they were written\n"))
    }
}
