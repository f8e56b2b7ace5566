import Testing

@testable import CEL

@Suite("Texts that an expression compares with names")
struct WordComparisonTests {
    @Test(
        "each comparison is found with its name, its word and its place",
        arguments: [
            ("status == 'late'", ["status=late@10+6"]),
            ("'late' != status", ["status=late@0+6"]),
            ("status in ['late', \"lost\"]", ["status=late@11+6", "status=lost@19+6"]),
            ("unit.level == 'ward' && !(kind == 'cap' || pace < 1.0)", ["unit.level=ward@14+6", "kind=cap@34+5"]),
            ("[1].exists(x, status == 'late') ? was == 'ă' : true", ["status=late@24+6", "was=ă@41+4"]),
            // Not a name, not a text, or no comparison.
            ("size('late') == 4 && status.startsWith('l') && pace == 1.0 && 'a' == 'b'", []),
        ])
    func comparisons(_ source: String, _ expected: [String]) throws {
        let found = try Environment().wordComparisons(in: source)
        #expect(found.map { "\($0.name)=\($0.word)@\($0.offset)+\($0.length)" } == expected)
    }

    @Test("what cannot be parsed has none")
    func broken() {
        #expect(throws: CELErrors.self) { try Environment().wordComparisons(in: "status == ") }
    }
}
