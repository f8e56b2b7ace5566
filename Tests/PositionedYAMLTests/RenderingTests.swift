import PositionedYAML
import Testing

@Suite("Rendering diagnostics")
struct RenderingTests {
    private func carets(_ line: String, _ part: String, upTo last: String? = nil) throws -> [Substring] {
        let source = SourceFile(name: "a.yaml", text: "first\n\(line)\nlast")
        let utf8 = Array(line.utf8)
        let start = try #require(utf8.firstRange(of: Array(part.utf8)))
        let diagnostic = Diagnostic(
            "a/b", file: "a.yaml",
            range: SourceRange(
                source.mark(atOffset: 6 + start.lowerBound), source.mark(atOffset: 6 + start.upperBound)),
            message: "wrong")
        let rendered = diagnostic.rendered(source: source, colour: false)
        return rendered.split(separator: "\n").dropFirst().map { $0.dropFirst(7) }
    }

    @Test(
        "Carets stand under what is meant, whatever its width",
        arguments: [
            ("aim: reduce", "reduce", "     ^^^^^^"),
            ("Giảm tội phạm: x", "x", "               ^"),
            ("Gia\u{309}m to\u{323}\u{302}i pha\u{323}m: x", "x", "               ^"),
            ("犯罪: x", "x", "      ^"),
            ("a: 犯罪", "犯罪", "   ^^^^"),
            ("ｱ: x", "x", "   ^"),
            ("👩‍👩‍👧: x", "x", "    ^"),
            ("☎️: x", "x", "    ^"),
            ("한국: x", "x", "      ^"),
            ("a\u{200B}b: x", "x", "    ^"),
        ])
    func widths(_ line: String, _ part: String, _ carets: String) throws {
        #expect(try self.carets(line, part) == [line[...], carets[...]])
    }

    @Test("Tabs are shown as the spaces they stand for")
    func tabs() throws {
        #expect(try carets("a:\tb\tc", "c") == ["a:  b   c", "        ^"])
    }

    @Test("What would act on a terminal is shown, not sent")
    func controls() throws {
        #expect(try carets("a: \u{1B}[31m\u{202E}x", "x") == ["a: ␛[31m\u{FFFD}x", "         ^"])
    }

    @Test("Long lines are cut around the carets", arguments: [0, 1, 50, 500, 99_990, 99_999])
    func longLines(_ position: Int) throws {
        let before = String(repeating: "ệ", count: position)
        let after = String(repeating: "犯", count: 100_000 - position)
        let lines = try carets(before + "XYZ" + after, "XYZ")
        let shown = Array(lines[0])
        let caret = try #require(lines[1].firstIndex(of: "^"))
        let column = lines[1].distance(from: lines[1].startIndex, to: caret)
        #expect(String(shown[column..<(column + 3)]) == "XYZ")
        #expect(lines[1].filter { $0 == "^" }.count == 3)
        #expect(shown.count <= 102)
        #expect(column <= 101)
    }

    @Test("A place at the end of a line, of the file or outside the file is shown as well as can be")
    func ends() {
        let source = SourceFile(name: "a.yaml", text: "ab\n")
        func rendered(_ range: SourceRange?) -> String {
            Diagnostic("a/b", file: "a.yaml", range: range, message: "wrong", mend: "mend it")
                .rendered(source: source, colour: false)
        }
        #expect(
            rendered(SourceRange(at: source.mark(atOffset: 2))) == """
                a.yaml:1:3: error: wrong; mend it [a/b]
                   1 | ab
                     |   ^
                """)
        #expect(
            rendered(SourceRange(at: source.mark(atOffset: 3))) == """
                a.yaml:2:1: error: wrong; mend it [a/b]
                   2 |\u{20}
                     | ^
                """)
        #expect(rendered(nil) == "a.yaml: error: wrong; mend it [a/b]")
        let outside = SourceRange(at: Mark(line: 9, column: 9, offset: 99))
        #expect(rendered(outside) == "a.yaml:9:9: error: wrong; mend it [a/b]")
        let wrongColumn = SourceRange(Mark(line: 1, column: 9, offset: 99_999), Mark(line: 1, column: 1, offset: -5))
        #expect(rendered(wrongColumn).hasPrefix("a.yaml:1:9: error: wrong"))
    }

    @Test("Colours are there only when wanted; a warning says so")
    func colours() {
        let source = SourceFile(name: "a.yaml", text: "ab\n")
        let warning = Diagnostic("a/b", .warning, file: "a.yaml", range: SourceRange(at: .start), message: "odd")
        #expect(warning.rendered(source: source, colour: true).contains("\u{1B}[1;33mwarning:\u{1B}[0m odd"))
        #expect(!warning.rendered(source: source, colour: false).contains("\u{1B}"))
        #expect(warning.rendered(source: nil, colour: false) == "a.yaml:1:1: warning: odd [a/b]")
    }

    @Test("Diagnostics are ordered by file and place")
    func order() {
        func at(_ file: String, _ offset: Int?) -> Diagnostic {
            let range = offset.map { SourceRange(at: Mark(line: 1, column: $0 + 1, offset: $0)) }
            return Diagnostic("a/b", file: file, range: range, message: "")
        }
        let ordered = [at("a", nil), at("a", 0), at("a", 7), at("b", 3)]
        #expect(ordered.reversed().sorted() == ordered)
    }
}
