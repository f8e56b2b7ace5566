import PositionedYAML
import Testing

@Suite("Parsing YAML")
struct ParseTests {
    @Test("Nodes know where they were written, in scalars and in bytes")
    func places() throws {
        let source = SourceFile(name: "a.yaml", text: "title: Quận Ba Đình\naim: {reduce_by: 20 %}\n")
        let (node, diagnostics) = parse(source)
        #expect(diagnostics.isEmpty)
        let entries = try #require(node?.entries)
        #expect(
            entries[0].value.range
                == SourceRange(
                    Mark(line: 1, column: 8, offset: 7), Mark(line: 1, column: 20, offset: 23)))
        let aim = try #require(entries[1].value.entries)
        #expect(aim[0].key.range.start == Mark(line: 2, column: 7, offset: 30))
    }

    @Test("Lines are counted as editors count them", arguments: ["\n", "\r\n", "\r"])
    func lineBreaks(_ lineBreak: String) throws {
        let text = ["a: x", "b: 1", "c:", "  - 2", ""].joined(separator: lineBreak)
        let source = SourceFile(name: "a.yaml", text: text)
        let entries = try #require(parse(source).node?.entries)
        #expect(entries.map(\.key.range.start.line) == [1, 2, 3])
        #expect(entries[2].value.items?.first?.range.start.line == 4)
        #expect(source.line(4) == "  - 2")
        #expect(source.lineCount == 5)
    }

    @Test("A byte order mark is accepted and takes no column")
    func byteOrderMark() throws {
        let source = SourceFile(name: "a.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array("a: 1".utf8))
        let entries = try #require(parse(source).node?.entries)
        #expect(entries[0].key.scalar?.text == "a")
        #expect(entries[0].key.range.start == .start)
    }

    @Test(
        "A block ends with its own last character", arguments: ["a:\n  b: 1\n\n\n# end\nc: 2\n", "a:\n- b\n\n\nc: 2"])
    func blockEnds(_ text: String) throws {
        let entries = try #require(parse(SourceFile(name: "a.yaml", text: text)).node?.entries)
        #expect(entries[0].value.range.end.line == 2)
    }

    @Test("A file without content has no node and no defect", arguments: ["", "\n\n", "# nothing yet\n", "---\n...\n"])
    func empty(_ text: String) {
        let (node, diagnostics) = parse(SourceFile(name: "a.yaml", text: text))
        #expect(node == nil || node?.isNull == true)
        #expect(diagnostics.isEmpty)
    }

    @Test(
        "Only text without quotes can be a number, a boolean or nothing",
        arguments: [
            ("87", "the number 87"), ("87 %", "the percent 87 %"), ("\"87\"", "the quoted text \"87\""),
            ("true", "true"), ("'true'", "the quoted text \"true\""), ("no", "the text \"no\""), ("~", "~"),
            ("null", "null"), ("''", "the quoted text \"\""), ("[1]", "a list"), ("{a: 1}", "a mapping"),
            ("|\n a\n b", "the quoted text \"a⏎b\""), ("2026-04-01", "the text \"2026-04-01\""),
        ])
    func inWords(_ text: String, _ words: String) {
        #expect(parse(SourceFile(name: "a.yaml", text: text)).node?.inWords == words)
    }

    @Test("Aliases bring their value; anchors may be used again")
    func aliases() throws {
        let text = "a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n"
        let entries = try #require(parse(SourceFile(name: "a.yaml", text: text)).node?.entries)
        #expect(entries[1].value.items?.count == 2)
        #expect(entries[1].value.range == entries[0].value.range)
        #expect(entries[3].value.scalar?.text == "3")
    }
}

@Suite("Hostile YAML")
struct HostileYAMLTests {
    @Test(
        "Nesting beyond the limit is refused where it begins",
        arguments: [
            String(repeating: "[", count: 10_000),
            String(repeating: "{a: ", count: 10_000),
            String(repeating: "- ", count: 10_000) + "a",
            (0..<1_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            (0..<1_000).map { String(repeating: " ", count: $0) + "- \n" }.joined(),
            String(repeating: "? ", count: 10_000) + "a",
            String(repeating: "&a [", count: 10_000),
        ])
    func deep(_ text: String) throws {
        let (node, diagnostics) = parse(SourceFile(name: "deep.yaml", text: text))
        #expect(node == nil)
        #expect(diagnostics.map(\.id) == ["yaml/too-deep"])
        #expect(diagnostics.first?.range != nil)
    }

    @Test("The deepest nesting allowed is read, one level more is not")
    func depthLimit() {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(parse(SourceFile(name: "a.yaml", text: nested(64))).diagnostics.isEmpty)
        #expect(parse(SourceFile(name: "a.yaml", text: nested(65))).diagnostics.map(\.id) == ["yaml/too-deep"])
    }

    @Test("Aliases cannot nest deeper than plain text can")
    func depthThroughAliases() {
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let text = "a: &a \(deep)\nb: \(String(repeating: "[", count: 40))*a\(String(repeating: "]", count: 40))\n"
        #expect(parse(SourceFile(name: "a.yaml", text: text)).diagnostics.map(\.id) == ["yaml/too-deep"])
    }

    @Test("A YAML bomb is refused at the alias that goes too far")
    func bomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let (node, diagnostics) = parse(SourceFile(name: "bomb.yaml", text: text))
        #expect(node == nil)
        #expect(diagnostics.map(\.id) == ["yaml/too-many-aliases"])
        #expect(diagnostics.first?.range?.start.line == 5)
    }

    @Test(
        "A file beyond the limits is refused",
        arguments: [
            (String(repeating: "# a comment\n", count: 1_000), "yaml/too-large"),
            ("[" + String(repeating: "1,", count: 1_000) + "]", "yaml/too-large"),
            (String(repeating: "a: 1\n", count: 1_000), "yaml/too-many-mistakes"),
        ])
    func large(_ text: String, _ id: String) {
        var limits = Limits()
        limits.bytes = 10_000
        limits.nodes = 1_000
        limits.diagnostics = 10
        let (node, diagnostics) = parse(SourceFile(name: "large.yaml", text: text), limits: limits)
        #expect(node == nil)
        #expect(diagnostics.last?.id == id)
        #expect(diagnostics.count <= 11)
    }

    @Test("Line separators that no editor shows are refused", arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
    func hiddenSeparators(_ separator: String) {
        let diagnostics = parse(SourceFile(name: "a.yaml", text: "a: x\(separator)b: y")).diagnostics
        #expect(diagnostics.map(\.id) == ["yaml/control-character"])
        #expect(diagnostics.first?.range?.start.column == 5)
    }
}
