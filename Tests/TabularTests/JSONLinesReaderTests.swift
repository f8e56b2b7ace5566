import Foundation
@testable import Tabular
import TestSupport
import Testing

@Suite("Reading JSON Lines")
struct JSONLinesReaderTests {
    @Test(
        "Fields are given by name, in the order asked for",
        arguments: [
            ("{\"date\":\"2026-01-05\",\"value\":12}", ["2026-01-05", "12"]),
            ("{\"value\": -1.5e3, \"date\": \"x\"}", ["x", "-1.5e3"]),
            ("  { }  \r", ["", ""]),
            ("{\"other\":\"y\",\"date\":null}", ["", ""]),
            ("{\"d\\u0061te\":\"a\\tb\\u1EC7\\\\\\\"\\/\\n\"}", ["a\tbệ\\\"/\n", ""]),
            ("{\"date\":\"\\ud83d\\ude00\"}", ["😀", ""]),
            ("{\"date\":true,\"value\":false}", ["", ""]),
            ("{\"other\":1,\"other\":2}", ["", ""]),
            ("{\"date\":\"Quận Ba Đình\"}", ["Quận Ba Đình", ""]),
        ])
    func fields(_ line: String, _ expected: [String]) throws {
        for bufferSize in [1, 8, 1 << 18] {
            let text = "\u{FEFF}\n\(line)\n\n\(line)"
            let read = try readJSONLines(Array(text.utf8), columns: ["date", "value"], bufferSize: bufferSize)
            #expect(read == [.fields(expected), .fields(expected)])
        }
    }

    @Test("What a field holds is told")
    func kinds() throws {
        let text = "{\"a\":\"1\",\"b\":1,\"c\":true,\"d\":false,\"e\":null}\n"
        var reader = try JSONLinesReader(ByteSource(bytes: Array(text.utf8)), columns: ["a", "b", "c", "d", "e", "f"])
        #expect(try reader.next() == .row)
        #expect((0..<6).map { reader.kind($0) } == [.text, .number, .true, .false, .null, .absent])
        #expect(reader.rawRow + "\n" == text)
        #expect(reader.position(1) == FieldPosition(line: 1, column: 14))
    }

    @Test(
        "A line with a defect is told by line and column, and the next line is read",
        arguments: [
            ("[1]", "1:1 a line is one JSON object, {\"column\": value}"),
            ("12", "1:1 a line is one JSON object, {\"column\": value}"),
            ("{\"a\":[1]}", "1:6 the value of \"a\" is nested; values are texts, numbers, true, false or null"),
            ("{\"x\":{}}", "1:6 the value of \"x\" is nested; values are texts, numbers, true, false or null"),
            ("{\"a\":1,\"a\":2}", "1:8 the key \"a\" occurs twice"),
            ("{\"a\":1", "1:7 bad JSON: a comma or } is missing"),
            ("{\"a\":1,}", "1:8 bad JSON: a key in double quotes"),
            ("{\"a\" 1}", "1:6 bad JSON: a colon after the key"),
            ("{a:1}", "1:2 bad JSON: a key in double quotes"),
            ("{'a':1}", "1:2 bad JSON: a key in double quotes"),
            ("{\"a\":\"x}", "1:6 bad JSON: the quote that opens here is not closed"),
            ("{\"a\":}", "1:6 bad JSON: a text in double quotes, a number, true, false or null"),
            ("{\"a\":nul}", "1:6 bad JSON: a text in double quotes, a number, true, false or null"),
            ("{\"a\":NaN}", "1:6 bad JSON: a text in double quotes, a number, true, false or null"),
            ("{\"a\":-}", "1:7 bad JSON: a digit"),
            ("{\"a\":1.}", "1:8 bad JSON: a digit"),
            ("{\"a\":01}", "1:7 bad JSON: a comma or } is missing"),
            ("{\"a\":+1}", "1:6 bad JSON: a text in double quotes, a number, true, false or null"),
            ("{\"a\":1} x", "1:9 bad JSON: text after the object"),
            ("{\"ệ\":\"\\x\"}", "1:7 bad JSON: unknown escape after \\"),
            ("{\"a\":\"\\u12G4\"}", "1:11 bad JSON: four hexadecimal digits after \\u"),
            ("{\"a\":\"\\ud800\"}", "1:7 bad JSON: half of a surrogate pair is not a character"),
            ("{\"a\":\"\\u0000\"}", "1:7 a NUL byte; is this a text file in UTF-8?"),
            ("{\"a\":\"\0\"}", "1:7 a NUL byte; is this a text file in UTF-8?"),
            ("{\"a\":\"\t\"}", "1:7 bad JSON: a control character stands in a text"),
        ])
    func problems(_ line: String, _ words: String) throws {
        for bufferSize in [1, 1 << 18] {
            let read = try readJSONLines(Array("\(line)\n{\"a\":1}".utf8), columns: ["a"], bufferSize: bufferSize)
            #expect(read == [.problem(words), .fields(["1"])])
        }
    }

    @Test("Bytes that are not UTF-8 are told by line and column")
    func invalidUTF8() throws {
        let bytes = Array("{\"a\":\"ộ".utf8) + [0xFF] + Array("\"}\n{\"a\":1}\n".utf8)
        #expect(
            try readJSONLines(bytes, columns: ["a"]) == [
                .problem("1:8 the byte 0xFF is not UTF-8"), .fields(["1"]),
            ])
    }

    @Test("A text beyond the limit is refused")
    func longText() {
        let bytes = Array("{\"a\":\"\(String(repeating: "x", count: 2 << 20))\"}".utf8)
        #expect(throws: TabularError.fieldTooLong(line: 1, column: 6, limit: 1 << 20)) {
            try readJSONLines(bytes, columns: ["a"])
        }
    }

    @Test("Random lines are read or refused as Foundation does")
    func random() throws {
        var generator = SplitMix64(seed: 5)
        let parts = [
            "{", "}", "\"a\"", "\"b\"", ":", ",", "1", "-2.5e-3", "true", "null", " ", "\"x\\ny\"", "\"ệ\"", ".",
        ]
        let frame = ["{", "\"a\"", ":", "1", ",", "\"b\"", ":", "\"x\"", "}"]
        var read = 0
        for _ in 0..<5_000 {
            var line = frame
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                line[Int.random(in: 0..<line.count, using: &generator)] = parts.randomElement(using: &generator) ?? ""
            }
            let bytes = Array(line.joined().utf8)
            guard !bytes.allSatisfy({ $0 == 0x20 }) else { continue }
            let outcome = try readJSONLines(bytes, columns: ["a", "b"]).first
            let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            switch outcome {
            case .fields(let fields):
                let object = try #require(object, "\(line)")
                read += 1
                for (name, field) in zip(["a", "b"], fields) {
                    if let text = object[name] as? String { #expect(field == text) }
                }
            case .problem(let words):
                let isStricter = words.contains("nested") || words.contains("twice")
                #expect(object == nil || isStricter, "\(line): \(words)")
            case nil:
                Issue.record("nothing was read of \(line)")
            }
        }
        #expect(read > 1_000)
    }
}
