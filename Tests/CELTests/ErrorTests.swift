import Testing

@testable import CEL

@Suite("Errors say what, where and what was probably meant")
struct ErrorTests {
    static let environment: Environment = {
        var environment = Environment()
        environment.declare("pace", .double)
        environment.declare("status", .string)
        environment.declare("days_left", .int)
        environment.declare("history", .list(.double))
        let unit = RecordType(name: "unit", fields: [.init("name", .string), .init("population", .int)])
        environment.declare(record: unit)
        environment.declare("unit", .record("unit"))
        return environment
    }()

    @Test(
        "A wrong condition is refused with its place",
        arguments: [
            ("pase >= 1", 1, 1, #"unknown variable "pase"; did you mean "pace"?"#),
            ("pace >= 1 && statsu == 'x'", 1, 14, #"unknown variable "statsu"; did you mean "status"?"#),
            ("unit.nmae == 'Ba Dinh'", 1, 6, #"unit has no field "nmae"; did you mean "name"?"#),
            ("status.startWith('l')", 1, 8, #"unknown method "startWith"; did you mean "startsWith"?"#),
            ("math.flor(pace) > 1.0", 1, 6, #"unknown function "math.flor"; did you mean "math.floor"?"#),
            ("pace", 1, 1, "the expression must be of type bool, but is double"),
            (
                "pace + days_left > 1.0", 1, 6,
                "\"+\" cannot be applied to (double, int); convert one side with double(), int() or uint()"
            ),
            ("status > 1", 1, 8, "\">\" cannot be applied to (string, int)"),
            ("status == 1", 1, 8, "\"==\" cannot be applied to (string, int)"),
            ("pace in status", 1, 6, "\"in\" cannot be applied to (double, string)"),
            (
                "math.greatest(pace, status) > 1.0", 1, 6,
                "math.greatest cannot be applied to (double, string); it takes (list(dyn)), (dyn, dyn)"
            ),
            ("status && true", 1, 1, "\"&&\" or \"||\" wants a bool here, not string"),
            ("pace >\n  = 1", 2, 3, "unexpected character \"=\"; equality is written \"==\""),
            ("(pace > 1", 1, 10, "the expression ends here, where \")\" is wanted"),
            ("status == 'lagging", 1, 11, "the string is not closed"),
            ("status == '\\q'", 1, 12, "unknown escape"),
            ("9223372036854775808 > 1", 1, 1, "the number is out of range"),
            ("history.all(1, true)", 1, 13, "the macro wants a simple variable name here"),
            ("has(pace)", 1, 5, "has() wants a field selection such as has(a.b)"),
            ("status.matches('(')", 1, 16, "the regular expression is not valid: missing ): ("),
            ("cel.index(6).get{}", 1, 17, "unexpected \"{\""),
            ("!-", 1, 3, "the expression ends here, where a number is wanted"),
            ("if > 1", 1, 1, "\"if\" is a reserved word"),
        ])
    func refused(source: String, line: Int, column: Int, message: String) throws {
        let errors = try #require(throws: CELErrors.self) { try Self.environment.compile(source, expecting: .bool) }
        #expect(errors.errors.map(\.message) == [message])
        let place = try #require(errors.errors.first).lineAndColumn(in: source)
        #expect(place == (line, column))
    }

    @Test("All problems are reported at once, in the order of the source")
    func allAtOnce() throws {
        let source = "pase >= 1 || statsu == 'x' || unit.nmae == ''"
        let errors = try #require(throws: CELErrors.self) { try Self.environment.compile(source) }
        #expect(errors.errors.map(\.offset) == [0, 13, 35])
    }

    @Test("The caret stands below the place, also after characters of several bytes and tabs")
    func caret() throws {
        let source = "status == 'Tết' &&\n\tpase > 1"
        let errors = try #require(throws: CELErrors.self) { try Self.environment.compile(source) }
        #expect(
            errors.rendered(in: source) == """
                ERROR at 2:2: unknown variable "pase"; did you mean "pace"?
                 | \tpase > 1
                 | \t^~~~
                """)
    }

    @Test(
        "A failing evaluation points at the operation that failed",
        arguments: [
            ("1 + 2 / (days_left - days_left)", 6, "division by zero"),
            ("history[7] > 1.0", 7, "index 7 is out of range 0..<1"),
            ("days_left > 0 && {'a': 1}['b'] == 1", 25, "no such key: b"),
            ("days_left + 9223372036854775807 > 0", 10, "the int result is out of range"),
            ("status == 'x' || pace > 1", 17, "the variable \"pace\" has no value"),
        ])
    func evaluation(source: String, offset: Int, message: String) throws {
        let program = try Self.environment.compile(source)
        let values: [String: Value] = ["days_left": 3, "history": [0.5], "status": "late"]
        let error = try #require(throws: CELError.self) { try program.evaluate(values) }
        #expect(error.message == message)
        #expect(error.offset == offset)
    }

    @Test(
        "The type of an expression is known",
        arguments: [
            ("math.greatest(pace, 1.5, pace)", "double"), ("math.least([1, 2])", "int"),
            ("math.greatest(pace, 1)", "dyn"),
            ("history.map(h, string(h))", "list(string)"), ("{'a': history}", "map(string, list(double))"),
            ("unit.population", "int"), ("history.filter(h, h > 1.0).size()", "int"),
            ("days_left > 1 ? 'a' : 'b'", "string"),
            ("history.first()", "optional(double)"), ("history.first().orValue(0.0)", "double"),
            ("[1, 'a']", "list(dyn)"),
            ("history.transformMap(i, h, h > 1.0)", "map(int, bool)"), ("timestamp(0) - timestamp(1)", "duration"),
            ("type(pace)", "type(double)"), ("unit", "unit"),
        ])
    func types(source: String, type: String) throws {
        #expect(try Self.environment.compile(source).type.description == type)
    }

    @Test("Numbers of different kinds may be compared, unless the environment forbids it")
    func mixedNumbers() throws {
        #expect(try Self.environment.compile("pace >= 1").evaluate(["pace": 1.0]) == true)
        #expect(try Self.environment.compile("pace == 1").evaluate(["pace": 1.0]) == true)
        var strict = Self.environment
        strict.allowsMixedNumbers = false
        #expect(throws: CELErrors.self) { try strict.compile("pace >= 1") }
    }
}
