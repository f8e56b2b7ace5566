import Testing

@testable import CEL

@Suite("Evaluating with bindings, records and functions of the host")
struct EvaluationTests {
    @Test(
        "Expressions have the values the language gives them",
        arguments: [
            ("1 + 2 * 3", 7), ("[1, 2, 3].map(x, x * x)", [1, 4, 9]), ("{'a': 1}.a", 1), ("'é' == 'e\\u0301'", false),
            ("size('👨‍👩‍👧')", 5), ("'b' < 'é'", true), ("1 == 1.0 && 1u == 1", true), ("{1: 'a'}[1.0]", "a"),
            ("1.0 / 0.0 > 1e308", true), ("true || 1 / 0 > 0", true), ("1 / 0 > 0 || true", true),
            ("false && 1 / 0 > 0", false), ("[1, 0].exists(x, 1 / x > 0)", true), ("[0, 1].all(x, 1 / x > 5)", false),
            ("cel.bind(x, 1 / 0, true)", true), ("[1, 2, 3, 4].filter(x, x % 2 == 0).size()", 2),
            ("string(1e21) + ' ' + string(1.5) + ' ' + string(100.0)", "1e+21 1.5 100"),
            ("'%.1f %%'.format([87.25])", "87.2 %"), ("[3, 1, 2].sortBy(x, -x)", [3, 2, 1]),
            ("['b', 'a'].sort()", ["a", "b"]), ("sets.contains([1, 2], [2])", true),
            ("regex.replace('a1b22', '[0-9]+', '#')", "a#b#"), ("optional.of(1).orValue(1 / 0)", 1),
            ("[1, 2].transformMap(i, v, v * 10)", [0: 10, 1: 20]), ("type(1u) == uint", true),
            ("['^é$', '^e\\u0301$'].map(p, 'é'.matches(p))", [true, false]),
            ("[1, 2, 3].exists_one(x, x > 2)", true), ("lists.range(3).map(i, string(i)).join('-')", "0-1-2"),
            ("'a,b,c'.split(',', 2)", ["a", "b,c"]), ("dyn([1, 2u, 3.0]).map(x, x > 1)", [false, true, true]),
            ("['x', 'yy'].map(s, s + s).map(s, size(s))", [2, 4]),
            ("[[1], [2, 3]].map(l, l.size() > 1 ? l : [])", [[], [2, 3]]),
        ] as [(String, Value)])
    func values(source: String, value: Value) throws {
        #expect(try Environment().compile(source).evaluate() == value)
    }

    @Test("Bindings are values: a copy does not see later changes")
    func copies() throws {
        var environment = Environment()
        environment.declare("s", .string)
        let program = try environment.compile("s + '!'")
        var first = Bindings(environment)
        try first.set("s", "one")
        var second = first
        try second.set("s", "two")
        #expect(try program.evaluate(first) == "one!")
        #expect(try program.evaluate(second) == "two!")
        try first.set("s", "a longer text than before, which needs other memory")
        #expect(try program.evaluate(first) == "a longer text than before, which needs other memory!")
    }

    @Test("A variable of another type than declared is refused when it is bound")
    func wrongType() throws {
        var environment = Environment()
        environment.declare("pace", .double)
        var bindings = Bindings(environment)
        try bindings.set("pace", 1)
        #expect(try environment.compile("pace").evaluate(bindings) == .double(1))
        #expect(throws: CELError(message: "pace: a value of type double is wanted, not string")) {
            try bindings.set("pace", "fast")
        }
        #expect(throws: CELError(message: "unknown variable \"pase\"; did you mean \"pace\"?")) {
            try bindings.set("pase", 1)
        }
    }

    @Test("A lazy variable is made when it is needed, once, and not otherwise")
    func lazy() throws {
        var environment = Environment()
        environment.declare("history", .list(.double))
        environment.declare("short", .bool)
        let program = try environment.compile("short || history.exists(h, h > 2.0)")
        var bindings = Bindings(environment)
        nonisolated(unsafe) var calls = 0
        try bindings.set("short", true)
        try bindings.setLazily("history") {
            calls += 1
            return [1.0, 2.0, 3.0]
        }
        #expect(try program.evaluate(bindings) == true)
        #expect(calls == 0)
        try bindings.set("short", false)
        #expect(try program.evaluate(bindings) == true)
        #expect(try program.evaluate(bindings) == true)
        #expect(calls == 1)
    }

    @Test("Records are read by slot when checked and by name when not, with the same result")
    func records() throws {
        let type = RecordType(
            name: "assessment", fields: [.init("pace", .double), .init("status", .string), .init("owner", .string)])
        var environment = Environment()
        environment.declare(record: type)
        environment.declare("a", .record("assessment"))
        environment.declare("all", .list(.record("assessment")))
        let record = Value.record(Record(type, [0.8, "lagging", nil]))
        let values: [String: Value] = ["a": record, "all": [record, record]]
        for (source, value) in [
            ("a.pace < 1.0 && a.status == 'lagging'", true), ("has(a.status) && !has(a.owner)", true),
            ("all.map(x, x.pace)", [0.8, 0.8]), ("a == all[0]", true), ("type(a) == assessment", true),
        ] as [(String, Value)] {
            #expect(try environment.compile(source).evaluate(values) == value)
            #expect(try environment.compileUnchecked(source).evaluate(values) == value)
        }
    }

    @Test("Functions of the host are checked, overloaded and called")
    func functions() throws {
        var environment = Environment()
        environment.register("stats.mean", [.list(.double)], returns: .double) { arguments in
            guard case .list(let values) = arguments[0], !values.isEmpty else {
                throw FunctionFailure("the mean of nothing")
            }
            return .double(
                values.reduce(0) { sum, value in if case .double(let number) = value { sum + number } else { sum } }
                    / Double(values.count))
        }
        environment.register("twice", receiver: true, [.int], returns: .int) { arguments in
            guard case .int(let value) = arguments[0] else { return nil }
            return .int(value * 2)
        }
        environment.register("twice", receiver: true, [.string], returns: .string) { arguments in
            guard case .string(let value) = arguments[0] else { return nil }
            return .string(value + value)
        }
        #expect(try environment.compile("stats.mean([1.0, 2.0])").evaluate() == 1.5)
        #expect(try environment.compile("2.twice() == 4 && 'ab'.twice() == 'abab'").evaluate() == true)
        #expect(throws: CELErrors.self) { try environment.compile("stats.mean('x')") }
        #expect(throws: CELErrors.self) { try environment.compile("true.twice()") }
        let error = #expect(throws: CELError.self) {
            try environment.compile("1 > 0 && stats.mean([]) > 1.0").evaluate()
        }
        #expect(error?.message == "stats.mean: the mean of nothing")
        #expect(error?.offset == 15)
        #expect(try environment.compile("stats.mean([]) > 1.0 || true").evaluate() == true)
    }

    @Test("A program names the variables it reads")
    func variables() throws {
        var environment = Environment()
        for name in ["a", "b", "c", "d.e"] { environment.declare(name, .int) }
        #expect(try environment.compile("b + [1].map(a, a + d.e)[0] + b > 0").variables == ["b", "d.e"])
        #expect(try Environment().compileUnchecked("p.q + r").variables == ["p", "r"])
    }

    @Test("Bindings of another environment are matched by name, or refused when records differ")
    func otherBindings() throws {
        var first = Environment()
        first.declare("x", .int)
        var second = Environment()
        second.declare("y", .int)
        second.declare("x", .int)
        var bindings = Bindings(second)
        try bindings.set("x", 5)
        #expect(try first.compile("x + 1").evaluate(bindings) == 6)
        second.declare(record: RecordType(name: "r", fields: []))
        #expect(throws: CELError.self) { try first.compile("x + 1").evaluate(Bindings(second)) }
    }

    @Test("A program may be evaluated by many tasks at once")
    func concurrency() async throws {
        var environment = Environment()
        environment.declare("n", .int)
        let program = try environment.compile("lists.range(n).map(i, string(i)).join(',').size()")
        let prepared = environment
        let expected: Value = 289  // ten digits, ninety pairs of digits, ninety-nine commas
        await withTaskGroup(of: Value?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var bindings = Bindings(prepared)
                    try? bindings.set("n", 100)
                    var last: Value?
                    for _ in 0..<50 { last = try? program.evaluate(bindings) }
                    return last
                }
            }
            for await value in group { #expect(value == expected) }
        }
    }
}
