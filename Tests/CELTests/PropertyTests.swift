import Testing

@testable import CEL

@Suite("What holds of every expression")
struct PropertyTests {
    /// The syntax without places, as text.
    private func shape(_ syntax: Syntax) -> String {
        func describe(_ id: Syntax.ID) -> String {
            switch syntax[id].kind {
            case .literal(let value): "\(value.typeName):\(value.json)"
            case .identifier(let name, let absolute): "name(\(name) \(absolute))"
            case .select(let operand, let field, let optional): "select(\(describe(operand)) \(field) \(optional))"
            case .has(let operand, let field): "has(\(describe(operand)) \(field))"
            case .index(let a, let b, let optional): "index(\(describe(a)) \(describe(b)) \(optional))"
            case .call(let name, let absolute, let arguments): "call(\(name) \(absolute) \(arguments.map(describe)))"
            case .method(let target, let name, let arguments):
                "method(\(describe(target)) \(name) \(arguments.map(describe)))"
            case .list(let elements): "list(\(elements.map { "\($0.optional)\(describe($0.value))" }))"
            case .map(let entries): "map(\(entries.map { "\($0.optional)\(describe($0.key)):\(describe($0.value))" }))"
            case .message(let name, let fields):
                "message(\(name) \(fields.map { "\($0.optional)\($0.name)" + describe($0.value) }))"
            case .not(let operand): "not(\(describe(operand)))"
            case .negate(let operand): "negate(\(describe(operand)))"
            case .binary(let operation, let a, let b): "\(operation)(\(describe(a)) \(describe(b)))"
            case .and(let operands): "and(\(operands.map(describe)))"
            case .or(let operands): "or(\(operands.map(describe)))"
            case .conditional(let a, let b, let c): "if(\(describe(a)) \(describe(b)) \(describe(c)))"
            case .comprehension(let loop):
                "\(loop.macro)(\(describe(loop.range)) \(loop.first) \(loop.second ?? "") \([loop.predicate, loop.transform].map { $0.map(describe) ?? "" }))"
            case .bind(let name, let a, let b): "bind(\(name) \(describe(a)) \(describe(b)))"
            case .block(let values, let body): "block(\(values.map(describe)) \(describe(body)))"
            case .optionalMap(let a, let name, let b, let flat): "optMap(\(describe(a)) \(name) \(describe(b)) \(flat))"
            }
        }
        return describe(syntax.root)
    }

    private func parse(_ source: String) -> Syntax? {
        try? Parser.parse(source, limits: Limits(), features: Environment().features)
    }

    private func expectIdentity(_ source: String) {
        guard let syntax = parse(source) else { return }
        let printed = Printer.text(of: syntax)
        #expect(parse(printed).map(shape) == shape(syntax), "\(source) is printed as \(printed)")
    }

    @Test("Parsing what was printed gives the same syntax", arguments: 0..<20 as Range<UInt64>)
    func printing(seed: UInt64) {
        var generator = ExpressionGenerator(seed: seed)
        for _ in 0..<300 { expectIdentity(generator.expression(depth: 1 + generator.below(6))) }
    }

    @Test(
        "So it is for the conformance suite",
        .enabled(if: ConformanceSuite.isThere, "SKIPPED: ../shared/cel/conformance.jsonl is not there"))
    func printingTheSuite() {
        for test in ConformanceSuite.tests {
            if let source = (try? JSON.parse(test.line))?["expr"]?.string { expectIdentity(source) }
        }
    }

    @Test(
        "Printing leaves needless parentheses away and keeps the others",
        arguments: [
            ("((a)+(b))*c", "(a + b) * c"), ("a+(b*c)", "a + b * c"), ("a-(b-c)", "a - (b - c)"),
            ("(a&&b)||c", "a && b || c"),
            ("a&&(b||c)", "a && (b || c)"), ("-(1)", "-(1)"), ("!(!a)", "!!a"), ("(a?b:c)?d:e", "(a ? b : c) ? d : e"),
            ("a?b:(c?d:e)", "a ? b : c ? d : e"), ("l.map(x,x>1,x+1)", "l.map(x, x > 1, x + 1)"),
            ("m.`a b`", "m.`a b`"),
            ("[?a,b]", "[?a, b]"), ("{'k':1}", "{\"k\": 1}"), ("b'\\xff'", "b\"\\xff\""), ("1.0", "1.0"),
            ("A.B{?c:1,`d e`:2}", "A.B{?c: 1, `d e`: 2}"),
            ("(1).f()", "(1).f()"),
        ])
    func spelling(source: String, printed: String) throws {
        #expect(try Environment().formatted(source) == printed)
    }

    @Test(
        "Random and damaged expressions are parsed, checked, printed and evaluated without a contradiction",
        arguments: 1...8 as ClosedRange<UInt64>)
    func fuzzing(seed: UInt64) {
        let seeds = ConformanceSuite.tests.compactMap { (try? JSON.parse($0.line))?["expr"]?.string }
        var fuzzer = Fuzzer(seed: seed, seeds: seeds)
        fuzzer.run(1500)
        #expect(fuzzer.findings.isEmpty)
        #expect(fuzzer.succeeded > 50)
    }
}
