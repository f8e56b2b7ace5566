import PositionedYAML
import Testing

@Suite("Reading typed values")
struct NodeReaderTests {
    /// Reads `text` with `read` and gives the value and the messages.
    private func read<Value>(_ text: String, _ read: (NodeReader, Node) -> Value?) throws -> (Value?, [Diagnostic]) {
        let source = SourceFile(name: "a.yaml", text: text)
        let reader = NodeReader(source)
        let node = try #require(parse(source).node)
        return (read(reader, node), reader.diagnostics)
    }

    @Test(
        "87, 87 % and 0.87 are told apart",
        arguments: [
            ("87", .number(87)), ("87 %", .percent(0.87)), ("87%", .percent(0.87)), ("0.87", .number(0.87)),
            ("87\u{A0}%", .percent(0.87)), ("87\u{202F}%", .percent(0.87)), ("33.6 %", .percent(0.336)),
            ("-31.1 %", .percent(-0.311)), ("0.1 %", .percent(0.001)), ("+3", .number(3)), ("1e6", .number(1e6)),
            ("-0", .number(0)), ("123456789.125", .number(123_456_789.125)),
        ] as [(String, Quantity)])
    func quantities(_ text: String, _ quantity: Quantity) throws {
        let (value, diagnostics) = try read(text) { $0.percentOrNumber($1) }
        #expect(value == quantity)
        #expect(diagnostics.isEmpty)
    }

    @Test(
        "What is not a number is refused with a mend where one is plain",
        arguments: [
            ("12,5", "write 12.5"), ("12,5 %", "write 12.5 %"), ("1,234,567", "write 1234567"),
            ("12,500", "write 12500, or 12.500"), ("1 000", "write 1000"), ("1'000", "write 1000"), ("5.", "write 5.0"),
            (".5", "write 0.5"), ("-.5", "write -0.5"), ("00", "write 0"), ("-012", "write -12"), ("−5", "write -5"),
            ("1e5 %", nil), ("0x1F", nil), ("5 %%", "write 5 %"), ("12 persons", nil), ("1e", nil), ("--1", nil),
            ("1e400", nil), ("-1e400", nil), ("nan", nil), (".inf", nil), ("-Infinity", nil), ("٣", nil),
            ("1.2.3", "write 123"),
        ])
    func notQuantities(_ text: String, _ mend: String?) throws {
        let (value, diagnostics) = try read(text) { $0.percentOrNumber($1) }
        #expect(value == nil)
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.mend == mend)
    }

    @Test(
        "Whole numbers stay whole",
        arguments: [
            ("0", 0), ("-12", -12), ("2026", 2026), ("9223372036854775807", Int.max),
        ])
    func whole(_ text: String, _ number: Int) throws {
        #expect(try read(text) { $0.int($1) } == (number, []))
    }

    @Test("Only true and false are booleans", arguments: ["yes", "no", "on", "off", "True", "FALSE", "1", "'true'"])
    func notBooleans(_ text: String) throws {
        let (value, diagnostics) = try read(text) { $0.bool($1) }
        #expect(value == nil)
        #expect(diagnostics.first?.mend == "write true or false")
        #expect(try read("true") { $0.bool($1) }.0 == true)
        #expect(try read("false") { $0.bool($1) }.0 == false)
    }

    @Test(
        "What other YAML takes for booleans or times are texts",
        arguments: [
            "no", "yes", "on", "NO", "2026", "1.0", "07:30",
        ])
    func texts(_ text: String) throws {
        #expect(try read(text) { $0.string($1) } == (text, []))
    }

    @Test(
        "Days exist",
        arguments: [
            ("2026-02-28", true), ("2024-02-29", true), ("2000-02-29", true), ("2026-02-29", false),
            ("1900-02-29", false),
            ("2026-04-31", false), ("2026-00-10", false), ("2026-01-00", false), ("0000-01-01", false),
            ("20260101", false),
            ("2026-1-011", false), ("+026-01-01", false), ("2026-01-01T00:00:00Z", false),
        ])
    func days(_ text: String, _ exists: Bool) throws {
        let (value, diagnostics) = try read(text) { $0.day($1) }
        #expect(value == (exists ? text : nil))
        #expect(diagnostics.map(\.id) == (exists ? [] : ["yaml/day"]))
    }

    @Test("Lists of texts, and one text for a list of one where that is allowed")
    func lists() throws {
        func strings(_ text: String, orOne: Bool) throws -> ([String]?, [Diagnostic]) {
            try read(text) { reader, node in reader.mapping(node, context: "x")?.strings("to", orOne: orOne) }
        }
        #expect(try strings("to: [a, b]", orOne: false) == (["a", "b"], []))
        #expect(try strings("to: a", orOne: true) == (["a"], []))
        #expect(try strings("to: a", orOne: false).1.map(\.mend) == ["write [a]"])
        #expect(try strings("to: [a, [b], c]", orOne: true).0 == ["a", "c"])
    }

    @Test("A misspelt key is not reported as missing too")
    func excused() throws {
        let (_, diagnostics) = try read("metrc: crimes") { reader, node in
            reader.mapping(node, known: ["metric"], context: "a target")?.string("metric", required: true)
        }
        #expect(diagnostics.map(\.id) == ["yaml/unknown-key"])
    }

    @Test("Mistakes without end are cut, and the cut is an error")
    func tooMany() {
        var limits = Limits()
        limits.diagnostics = 3
        let reader = NodeReader(SourceFile(name: "a.yaml", text: ""), limits: limits)
        for number in 0..<10 { reader.warning("a/b", "warning \(number)", at: nil) }
        #expect(reader.diagnostics.map(\.id) == ["a/b", "a/b", "a/b", "yaml/too-many-mistakes"])
        #expect(reader.hasErrors)
    }

    @Test("A warning is no error")
    func warnings() {
        let reader = NodeReader(SourceFile(name: "a.yaml", text: ""))
        reader.warning("target/no-owner", "nobody is accountable", at: nil)
        #expect(!reader.hasErrors)
        reader.error("target/no-metric", "no metric", at: nil)
        #expect(reader.hasErrors)
    }
}

@Suite("Did you mean")
struct DidYouMeanTests {
    @Test(
        "The nearest word is found, if it is near",
        arguments: [
            ("reduceby", "reduce_by"), ("Reduce-By", "reduce_by"), ("reduec_by", "reduce_by"), ("reach ", "reach"),
            ("raech", "reach"), ("mantain", "maintain"), ("milestone", "milestones"), ("growth", "grow"),
            ("cpa", "cap"),
            ("xyz", nil), ("", nil), ("a", nil), (String(repeating: "reach", count: 100), nil),
        ])
    func nearest(_ word: String, _ meant: String?) {
        let aims = ["reach", "grow", "cap", "reduce_by", "maintain", "range", "milestones"]
        #expect(didYouMean(word, among: aims) == meant)
    }
}
