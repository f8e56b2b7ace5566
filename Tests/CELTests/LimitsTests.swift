import Testing

@testable import CEL

@Suite("No input makes the language run away")
struct LimitsTests {
    private static func nested(_ open: String, _ middle: String, _ close: String, _ count: Int) -> String {
        String(repeating: open, count: count) + middle + String(repeating: close, count: count)
    }

    @Test(
        "Deep nesting is refused, however it is written",
        arguments: [
            nested("(", "1", ")", 40_000), nested("[", "1", "]", 40_000), nested("{1: ", "1", "}", 15_000),
            nested("size(", "[]", ")", 10_000), nested("!", "true", "", 90_000), nested("-", "x", "", 90_000),
            nested("", "x", ".y", 40_000), nested("", "x", "[0]", 30_000), nested("", "1", " + 1", 20_000),
            nested("true ? true : ", "true", "", 7_000), nested("[1].map(x, ", "1", ")", 8_000),
            nested("cel.bind(x, 1, ", "x", ")", 6_000), nested("", "x", ".map(x, x)", 9_000),
            nested("-(", "1", ")", 30_000),
            nested("a{b: ", "1", "}", 10_000), nested("optional.of(", "1", ")", 7_000),
        ])
    func deepNesting(source: String) {
        let error = #expect(throws: CELErrors.self) { try Environment().compileUnchecked(source) }
        #expect(error?.errors.contains { $0.message.contains("nested") } == true)
    }

    @Test("The nesting every implementation must support works")
    func requiredNesting() throws {
        #expect(try Environment().compile(Self.nested("(", "1", ")", 200)).evaluate() == 1)
        #expect(try Environment().compile(Self.nested("", "true", " && true", 5_000)).evaluate() == true)
        #expect(try Environment().compile(Self.nested("", "1", " + 1", 240)).evaluate() == 241)
    }

    @Test("Source that is too long is refused")
    func longSource() {
        #expect(throws: CELErrors.self) { try Environment().compile(String(repeating: " ", count: 100_001)) }
    }

    @Test(
        "Evaluations that would take or hold too much are stopped",
        arguments: [
            // Each step doubles the size: in memory, in elements seen, or only when written out or compared.
            "[1, 2]" + String(repeating: ".map(x, [x, x])", count: 60),
            "lists.range(100000).all(x, lists.range(100000).all(y, x + y >= 0))",
            "lists.range(1000).map(x, lists.range(1000).map(y, lists.range(1000)))",
            "lists.range(4000000000)",
            doubling("[a0, a0]", from: "[1]"), doubling("a0 + a0", from: "'0123456789'"),
            doubling("[a0, a0]", from: "[1]") + " == " + doubling("[a0, a0]", from: "[1]"),
            "'%s'.format([" + doubling("[a0, a0]", from: "[1]") + "])",
            "lists.range(100000).map(x, 'abc').map(x, x.replace('b', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb')).join().split('').map(x, x + x)",
            "lists.range(3000).map(x, string(x)).distinct().map(x, lists.range(3000).map(y, string(y)).distinct())",
        ])
    func stopped(source: String) throws {
        var environment = Environment()
        environment.limits.steps = 2_000_000
        let program = try environment.compile(source)
        let error = #expect(throws: CELError.self) { try program.evaluate() }
        #expect(error?.message.contains("more than") == true || error?.message.contains("memory") == true)
    }

    /// Forty names, each made of the one before twice.
    private static func doubling(_ step: String, from start: String) -> String {
        var source = "cel.bind(a0, \(start), "
        for _ in 0..<40 { source += "cel.bind(a0, \(step), " }
        return source + "a0" + String(repeating: ")", count: 41)
    }

    @Test("Source with very many mistakes gives a hundred errors")
    func manyMistakes() {
        let source = (0..<7_000).map { "unknown\($0)" }.joined(separator: " + ")
        let wide = "[" + source.replacing(" + ", with: ", ") + "]"
        let error = #expect(throws: CELErrors.self) { try Environment().compile(wide) }
        #expect(error?.errors.count == 100)
        #expect(throws: Never.self) { try Environment().compileUnchecked(wide) }
    }

    @Test("Types that grow without bound are given up")
    func growingTypes() {
        var tree = "cel.bind(a, [], "
        for _ in 0..<60 { tree += "cel.bind(a, [{'k': [a, a]}].map(x, {'k': {'l': x, 'm': a}}), " }
        let shared = Self.nested(
            "cel.bind(a, {'k': [a], 'l': [[a]]}.transformMapEntry(k, v, {k: {v: v}}), ", "a", ")", 60)
        for source in [tree + "a == [a]" + String(repeating: ")", count: 61), "cel.bind(a, 1, " + shared + ")"] {
            _ = try? Environment().compile(source)
        }
        var chain = (0..<40).map { "cel.bind(v\($0), [], " }.joined()
        chain += (0..<39).map { "v\($0) == [{1: [v\($0 + 1), v\($0 + 1)], 2: [v\($0 + 1)]}]" }.joined(separator: " && ")
        _ = try? Environment().compile(chain + String(repeating: ")", count: 40))
    }

    @Test("Very many calls, constants and patterns are compiled in time or refused")
    func many() throws {
        #expect(throws: Never.self) {
            try Environment().compile("[" + String(repeating: "size([]),", count: 10_000) + "]")
        }
        let numbers = "[dyn(0)," + (0..<14_000).map(String.init).joined(separator: ",") + "].size()"
        #expect(try Environment().compile(numbers).evaluate() == 14_001)
        let patterns = (0..<200).map { "'a'.matches('a\($0)')" }.joined(separator: " || ")
        #expect(throws: CELErrors.self) { try Environment().compile(patterns) }
        let block =
            "cel.block([" + (0..<2_000).map { $0 == 0 ? "[1]" : "[cel.index(\($0 - 1))]" }.joined(separator: ", ")
            + "], 1)"
        #expect(throws: CELErrors.self) { try Environment().compile(block) }
    }

    @Test("Exhausted limits cannot be absorbed")
    func notAbsorbed() throws {
        let program = try Environment().compile("lists.range(4000000000).size() > 0 || true")
        #expect(throws: CELError.self) { try program.evaluate() }
    }

    @Test("Loops whose rounds leave nothing behind may go on for long")
    func longLoops() throws {
        var environment = Environment()
        environment.limits.allocation = 1 << 20
        let source = "lists.range(20000).all(x, (string(x) + '....................................').size() > 10)"
        #expect(try environment.compile(source).evaluate() == true)
        #expect(
            try environment.compile("lists.range(20000).map(x, size(string(x) + 'aaaaaaaaaaaaaaaaaaaaaaaa')).size()")
                .evaluate() == 20000)
    }

    @Test("Regular expressions take linear time and may not be huge")
    func regularExpressions() throws {
        let text = String(repeating: "a", count: 20_000) + "!"
        var environment = Environment()
        environment.declare("s", .string)
        #expect(try environment.compile("s.matches('^(a+)+$')").evaluate(["s": .string(text)]) == false)
        #expect(throws: CELErrors.self) { try environment.compile("s.matches('((a{1000}){1000}){1000}')") }
        #expect(throws: CELError.self) {
            try environment.compile("s.matches('((a{100}){100})' + '{100}')").evaluate(["s": "a"])
        }
    }

    @Test(
        "Arithmetic at the ends of the ranges is an error, not a trap",
        arguments: [
            "-9223372036854775808 / -1", "-9223372036854775808 % -1", "9223372036854775807 + 1",
            "-(-9223372036854775808)",
            "0u - 1u", "1 / 0", "1 % 0", "1u / 0u", "int(1e19)", "int(-1e19)", "uint(-1.0)", "int(double('NaN'))",
            "math.abs(-9223372036854775808)", "duration('9223372036s') + duration('9223372036s')",
            "timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp(9223372036854775807)",
            "[1][9223372036854775807]",
            "[1][-1]", "'a'.substring(9223372036854775807)", "'a'.charAt(-9223372036854775808)",
            "[1].slice(0, 9223372036854775807)",
            "math.bitShiftLeft(1, -1)", "uint('+1')", "uint('-0')", "int(' 1')",
            "'a'.split('', -9223372036854775808)[7]",
        ])
    func extremes(source: String) throws {
        #expect(throws: CELError.self) { try Environment().compile(source).evaluate() }
    }
}
