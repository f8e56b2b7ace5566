import PositionedYAML
import Testing

@Suite("Parsing YAML")
struct ParseTests {
    @Test("Nodes know where they were written")
    func places() throws {
        let source = SourceFile(name: "a.yaml", text: "title: Quận Ba Đình\naim: {reduce_by: 20 %}\n")
        let (node, diagnostics) = parse(source)
        #expect(diagnostics.isEmpty)
        let entries = try #require(node?.entries)
        #expect(entries[0].value.range == SourceRange(
            Mark(line: 1, column: 8, offset: 7), Mark(line: 1, column: 20, offset: 23)))
        let aim = try #require(entries[1].value.entries)
        #expect(aim[0].key.range.start == Mark(line: 2, column: 7, offset: 30))
    }
}
