import PositionedYAML
import TestSupport
import Testing

@Suite("Places inside a scalar")
struct ScalarPositionTests {
    /// The places of all bytes of the value of `a:`, each as the byte of the file found there.
    private func bytesFound(_ text: String) throws -> (String, String) {
        let source = SourceFile(name: "a.yaml", text: text)
        let value = try #require(parse(source).node?.entries?.first?.value)
        let scalar = try #require(value.scalar)
        let found = scalar.text.utf8.indices.map { index in
            let offset = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: index)
            return source.bytes[value.mark(ofUTF8Offset: offset, in: source).offset]
        }
        return (scalar.text, String(decoding: found, as: UTF8.self))
    }

    @Test(
        "Every byte is found where it was written",
        arguments: [
            ("a: status == 'ok'", "status == 'ok'"),
            ("a: tội phạm 犯罪 # why", "tội phạm 犯罪"),
            ("a: 'it''s so'", "it's so"),
            ("a: \"tab\\tend\"", "tab\\end"),
            ("a: \"\\u1EC7x\"", "\\\\\\x"),
            ("a: |\n  one\n  two\n", "one\ntwo\n"),
            ("a: |-\n  one\n\n    two\n  ", "one\n\n  two"),
            ("a: |2\n    one\n  two\nb: 1\n", "  one\ntwo\n"),
            ("a: >\n  one\n  two\n\n  three\n    four\n  five\n\n\nb: 1\n", "one\ntwo\nthree\n  four\nfive\n"),
            ("a: >+\n\n  one\n  two\n\n\n", "\none\ntwo\n\n\n"),
            ("a: |\r\n  one\r\n  two\r\n", "one\rtwo\r"),
            ("a: one\n  two\n\n  three\n", "one\ntwo\nthree"),
            ("a: 'one\n   two'", "one\ntwo"),
            ("a: \"one \\\n   two\"", "one two"),
            ("a: \"one\n\n\n   two  \n three\"", "one\n\ntwo three"),
        ])
    func everyByte(_ text: String, _ expected: String) throws {
        let (decoded, found) = try bytesFound(text)
        #expect(decoded.utf8.count == found.utf8.count)
        // A folded break is found as the break itself, an escape as its backslash.
        let normal = { (text: String) in text.map { $0 == "\n" || $0 == "\r" || $0 == " " ? "_" : $0 } }
        #expect(normal(found) == normal(expected))
    }

    @Test(
        "The place after the text is its end",
        arguments: [
            ("a: one", 6), ("a: 'one'", 7), ("a: \"one\\t\"", 9), ("a: |\n  one\n", 11), ("a: ''", 4),
        ])
    func end(_ text: String, _ offset: Int) throws {
        let source = SourceFile(name: "a.yaml", text: text)
        let value = try #require(parse(source).node?.entries?.first?.value)
        #expect(value.mark(ofUTF8Offset: 1_000, in: source).offset == offset)
    }

    @Test("An error in an expression is shown in the YAML that holds it")
    func expression() throws {
        let source = SourceFile(name: "a.yaml", text: "when: >\n  data == 'tươi' &&\n  stats == 'ok'\n")
        let reader = NodeReader(source)
        let value = try #require(parse(source).node?.entries?.first?.value)
        let text = Array(try #require(value.scalar).text.utf8)
        let name = try #require(text.firstRange(of: Array("stats".utf8)))
        reader.error(
            "cel/unknown-name", "nothing is called stats", in: value, utf8Offsets: name, mend: "did you mean status?")
        #expect(
            reader.diagnostics.first?.rendered(source: source, colour: false) == """
                a.yaml:3:3: error: nothing is called stats; did you mean status? [cel/unknown-name]
                   3 |   stats == 'ok'
                     |   ^^^^^
                """)
    }

    @Test("Places are found in every scalar that random YAML decodes to")
    func random() throws {
        var generator = SplitMix64(seed: 20_261_121)
        let alphabet = ["a", "ệ", " ", "  ", "\n", "\n  ", "\n    ", "\\n", "\\\n", "''", "x y", "\t", "\\u1EC7", "犯"]
        var scalars = 0
        for round in 0..<3_000 {
            let body = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? ""
            }.joined()
            let (opening, closing) = [("", ""), ("'", "'"), ("\"", "\""), ("|\n  ", ""), (">\n  ", "\n")][round % 5]
            let text = "a: \(opening)\(body)\(closing)"
            let source = SourceFile(name: "a.yaml", text: text)
            guard let value = parse(source).node?.entries?.first?.value, let scalar = value.scalar else { continue }
            scalars += 1
            // Text that stands in the file as it is must be found as it is.
            for (offset, byte) in scalar.text.utf8.enumerated() where byte == UInt8(ascii: "x") || byte == 0xE7 {
                let mark = value.mark(ofUTF8Offset: offset, in: source)
                #expect(source.bytes[mark.offset] == byte, "\(text.debugDescription) at \(offset)")
            }
        }
        #expect(scalars > 1_000)
    }
}
