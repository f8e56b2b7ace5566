/// Conversions, `size`, string tests and `matches`.
enum StandardFunctions {
    static let all: [Function] = [
        Function("size", sizes) { machine, arguments in
            arguments.count == 1 ? machine.size(arguments[0]) : machine.noOverload("size", arguments)
        },
        Function(method: "size", sizes) { machine, arguments in
            arguments.count == 1 ? machine.size(arguments[0]) : machine.noOverload("size", arguments)
        },
        Function(method: "contains", stringTest) { machine, arguments in
            test("contains", &machine, arguments) { text, part in Text.find(part, in: text, from: 0) != nil }
        },
        Function(method: "startsWith", stringTest) { machine, arguments in
            test("startsWith", &machine, arguments) { text, part in
                part.count <= text.count && Bytes.areEqual(text.baseAddress, part.baseAddress, part.count)
            }
        },
        Function(method: "endsWith", stringTest) { machine, arguments in
            test("endsWith", &machine, arguments) { text, part in
                part.count <= text.count
                    && Bytes.areEqual(
                        text.baseAddress.map { $0 + (text.count - part.count) }, part.baseAddress, part.count)
            }
        },
        Function("matches", stringTest, matches),
        Function(method: "matches", stringTest, matches),
        Function("type", [Signature([.parameter("A")], .type(.parameter("A")))], typeOf),
        Function("dyn", [Signature([.parameter("A")], .dyn)]) { machine, arguments in
            arguments.count == 1 ? arguments[0] : machine.noOverload("dyn", arguments)
        },
        Function("bool", signatures(.bool, from: [.bool, .string]), Conversions.bool),
        Function("int", signatures(.int, from: [.int, .uint, .double, .string, .timestamp]), Conversions.int),
        Function("uint", signatures(.uint, from: [.uint, .int, .double, .string]), Conversions.uint),
        Function("double", signatures(.double, from: [.double, .int, .uint, .string]), Conversions.double),
        Function(
            "string", signatures(.string, from: [.string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration]),
            Conversions.string),
        Function("bytes", signatures(.bytes, from: [.bytes, .string]), Conversions.bytes),
        Function("timestamp", signatures(.timestamp, from: [.timestamp, .int, .string]), Conversions.timestamp),
        Function("duration", signatures(.duration, from: [.duration, .string]), Conversions.duration),
    ]

    static let types: [(String, CELType)] = [
        ("bool", .bool), ("int", .int), ("uint", .uint), ("double", .double), ("string", .string), ("bytes", .bytes),
        ("list", .list(.dyn)), ("map", .map(.dyn, .dyn)), ("null_type", .null), ("type", .type(.dyn)),
        ("google.protobuf.Timestamp", .timestamp), ("google.protobuf.Duration", .duration),
    ]

    private static let sizes = [.string, .bytes, .list(.parameter("A")), .map(.parameter("A"), .parameter("B"))].map {
        (type: CELType) in Signature([type], .int)
    }
    private static let stringTest = [Signature([.string, .string], .bool)]

    static func signatures(_ result: CELType, from types: [CELType]) -> [Signature] {
        types.map { Signature([$0], result) }
    }

    private static func test(
        _ name: String, _ machine: inout Machine, _ arguments: Arguments,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool
    ) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.string) else { return machine.noOverload(name, arguments) }
        let (text, part) = (arguments[0].buffer, arguments[1].buffer)
        // Finding a part may in the worst case compare it at every place.
        guard machine.charge(1 + (text.count >> 4) * (1 + (part.count >> 3))) else { return machine.outOfSteps() }
        return Cell(body(text, part))
    }

    private static func matches(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.string) else { return machine.noOverload("matches", arguments) }
        return machine.withPattern(arguments[1], on: arguments[0]) { _, pattern, text in Cell(pattern.matches(text)) }
    }

    private static func typeOf(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("type", arguments) }
        let value = arguments[0]
        let name = value.tag == Cell.Tag.record ? machine.layout.records[value.count].name : value.typeName
        let text = machine.string(name)
        return text.isFailed ? text : Cell(typeName: text.pointer, count: text.count)
    }
}

extension Machine {
    /// Compiles a pattern that is not a literal, remembers it for this evaluation, and pays for both.
    mutating func withPattern(
        _ source: Cell, on text: Cell, _ body: (inout Machine, Pattern, UnsafeRawBufferPointer) -> Cell
    ) -> Cell {
        let work = (1 + (text.count >> 2)) * (1 + (source.count >> 4))
        guard charge(work) else { return outOfSteps() }
        let key = Array(source.buffer)
        if let known = patterns[key] { return body(&self, known, text.buffer) }
        guard charge(20_000 + 200 * source.count) else { return outOfSteps() }
        do throws(Pattern.Invalid) {
            let pattern = try Pattern(source.buffer, memory: code.takeUnretainedValue().limits.patternMemory)
            if patterns.count < 16 { patterns[key] = pattern }
            return body(&self, pattern, text.buffer)
        } catch {
            return fail("the regular expression is not valid: \(error.message)")
        }
    }
}
