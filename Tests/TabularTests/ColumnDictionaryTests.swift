import Tabular
import TestSupport
import Testing

@Suite("Numbering a column's texts")
struct ColumnDictionaryTests {
    @Test("Texts are numbered in the order of their first appearance")
    func order() throws {
        var dictionary = ColumnDictionary()
        let codes = try ["b", "a", "b", "", "a", "ệ", "b"].map { try dictionary.intern($0) }
        #expect(codes == [0, 1, 0, 2, 1, 3, 0])
        #expect(dictionary.texts == ["b", "a", "", "ệ"])
        #expect(dictionary.count == 4)
        #expect(dictionary.code(of: "ệ") == 3)
        #expect(dictionary.code(of: "c") == nil)
        #expect(ColumnDictionary().code(of: "") == nil)
    }

    @Test("It agrees with a dictionary of strings, however many there are")
    func many() throws {
        var generator = SplitMix64(seed: 7)
        var dictionary = ColumnDictionary()
        var expected: [String: Int32] = [:]
        for _ in 0..<20_000 {
            let number = Int.random(in: 0..<5_000, using: &generator)
            // Texts that share a long beginning or differ only in trailing NULs.
            let text =
                switch number % 3 {
                case 0: String(number)
                case 1: "commune-of-the-city-\(number)"
                default: String(repeating: "\0", count: number % 100)
                }
            let code = expected[text] ?? Int32(expected.count)
            expected[text] = code
            #expect(try dictionary.intern(text) == code)
        }
        #expect(dictionary.count == expected.count)
        for (text, code) in expected { #expect(dictionary.text(code) == text) }
    }
}
