import Testing

@testable import PluginKit

@Suite struct JSONTests {
    @Test(
        "Values are read and written back as they were",
        arguments: [
            #"{"a":[1,2.5,-0.001,1e+21],"b":"x","c":[null,true,false],"d":{}}"#, "[]", "[[1,2],[3]]", "0", "-12.75",
            #""é ư \"quoted\" \\ ""#, "[1,null,3]", "123456789012345",
        ])
    func roundTrip(_ text: String) throws {
        let value = try JSONValue(Array(text.utf8))
        var json = JSONOutput()
        json.value(value)
        #expect(try JSONValue(json.bytes).canonical == value.canonical)
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
    }

    @Test(
        "What is no JSON is refused with its place",
        arguments: [
            ("", 0, "ends too early"), ("[1,", 3, "ends too early"), ("[NaN]", 1, "NaN"), ("[Infinity]", 1, "NaN"),
            ("1e999", 0, "too large"), (#"{"a":1,"a":2}"#, 10, "stands twice"), ("[1] 2", 4, "more behind"),
            ("01", 2, "begins with 0"),
            ("\"\u{1}\"", 1, "control character"), (#""\ud800""#, 7, "half a character"), ("1.", 2, "a digit"),
            ("-", 1, "a digit"),
            ("{1:2}", 1, "name is missing"), ("nul", 0, "no JSON value"),
            (String(repeating: "[", count: 100), 64, "deeply"),
        ])
    func refusal(_ text: String, _ offset: Int, _ words: String) {
        let error = #expect(throws: MalformedJSON.self) { try JSONValue(Array(text.utf8)) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        #expect(error.map { abs($0.offset - offset) <= 1 } == true, "\(error?.offset ?? -1)")
    }

    @Test("A text that is not UTF-8 is refused")
    func notUTF8() {
        #expect(throws: MalformedJSON.self) { try JSONValue([0x22, 0xFF, 0x22]) }
    }

    @Test("Numbers are read to the last digit, as the standard library reads them")
    func numbers() throws {
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<20_000 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let bits = Double(bitPattern: state)
            let values = [Double(Int64(bitPattern: state) % 1_000_000) / 1000, bits.isFinite ? bits : 0]
            for value in values {
                #expect(try JSONValue(Array("\(value)".utf8)) == .number(value))
            }
        }
    }

    @Test("Absent numbers travel as null")
    func absent() throws {
        var json = JSONOutput()
        json.numbers([1, .nan, .infinity])
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[1,null,null]")
        let numbers = try #require(try JSONValue(json.bytes).doubles)
        #expect(numbers.count == 3 && numbers[1].isNaN)
    }
}
