/// Makes random expressions, for property tests and fuzzing: from the grammar, or by damaging given ones.
package struct ExpressionGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// SplitMix64: small, fast, and the same everywhere for the same seed.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(truncatingIfNeeded: next() % UInt64(bound)) : 0 }

    private mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    // MARK: From the grammar

    /// The variables expressions use, with values that make things happen.
    package static let variables: [(name: String, type: CELType, value: Value)] = [
        ("i", .int, 7), ("u", .uint, .uint(3)), ("x", .double, 2.5), ("s", .string, "Tết é\u{301}"), ("b", .bool, true),
        ("y", .bytes, .bytes([0, 255])), ("l", .list(.int), [3, 1, 2]), ("m", .map(.string, .int), ["a": 1, "b": 2]),
        ("d", .dyn, [1, .uint(1), 1.0, "a", nil]),
        ("t", .timestamp, .timestamp(Timestamp(uncheckedSeconds: 1_700_000_000, nanoseconds: 5))),
        ("o", .optional(.int), .optional(4)), ("n", .dyn, nil),
    ]

    package mutating func expression(depth: Int = 5) -> String {
        if depth <= 0 { return atom() }
        let inner = depth - 1
        switch below(24) {
        case 0...3: return atom()
        case 4...8: return "(\(expression(depth: inner)) \(pick(Self.operators)) \(expression(depth: inner)))"
        case 9: return "\(expression(depth: inner)) \(pick(Self.operators)) \(expression(depth: inner))"
        case 10: return pick(["!", "-", "!!", "--"]) + atom()
        case 11: return "(\(expression(depth: inner)) ? \(expression(depth: inner)) : \(expression(depth: inner)))"
        case 12: return "[\(list(depth: inner))]"
        case 13:
            return
                "{\(expression(depth: 0)): \(expression(depth: inner)), \(expression(depth: 0)): \(expression(depth: inner))}"
        case 14: return "\(expression(depth: inner))[\(pick(["", "?"]))\(expression(depth: inner))]"
        case 15: return "\(expression(depth: inner))\(pick([".", ".?"]))\(pick(["a", "b", "`a b`", "size"]))"
        case 16, 17: return "\(pick(Self.functions))(\(expression(depth: inner)))"
        case 18, 19: return "\(expression(depth: inner)).\(pick(Self.methods))(\(list(depth: inner)))"
        case 20:
            return
                "\(expression(depth: inner)).\(pick(Self.macros))(\(pick(["v", "i", "w"])), \(expression(depth: inner)))"
        case 21:
            return "\(expression(depth: inner)).\(pick(Self.pairMacros))(k, v, \(expression(depth: inner)))"
        case 22: return "cel.bind(v, \(expression(depth: inner)), \(expression(depth: inner)))"
        default: return "has(\(expression(depth: inner)).a)"
        }
    }

    private mutating func list(depth: Int) -> String {
        (0..<below(4)).map { _ in pick(["", "", "", "?"]) + expression(depth: depth) }.joined(separator: ", ")
    }

    private mutating func atom() -> String {
        below(3) == 0 ? pick(Self.literals) : pick(Self.variables).name
    }

    private static let operators = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"]
    private static let literals = [
        "0", "1", "-1", "2u", "1.5", "-0.0", "9223372036854775807", "-9223372036854775808", "18446744073709551615u",
        "1e308", "''", "'a'", "\"Tết\"", "b'\\xff'", "true", "false", "null", "[]", "{}", "int", "duration('1h')",
        "timestamp('9999-12-31T23:59:59Z')", "optional.none()", "'%s %d %.2f'", "'(a+)+b'", "v", "k",
    ]
    private static let functions = [
        "size", "int", "uint", "double", "string", "bool", "bytes", "type", "dyn", "timestamp", "duration",
        "math.greatest", "math.abs", "optional.of", "optional.ofNonZeroValue", "base64.encode", "lists.range", "ip",
        "cidr",
        "strings.quote", "math.round", "math.sqrt",
    ]
    private static let methods = [
        "size", "contains", "startsWith", "matches", "getFullYear", "getHours", "charAt", "indexOf", "lastIndexOf",
        "substring", "replace", "split", "join", "trim", "reverse", "format", "lowerAscii", "hasValue", "value", "or",
        "orValue", "distinct", "flatten", "slice", "sort", "first", "last", "nothing",
    ]
    private static let macros = ["all", "exists", "exists_one", "map", "filter", "sortBy", "optMap", "optFlatMap"]
    private static let pairMacros = ["all", "exists", "existsOne", "map", "transformList", "transformMap"]

    // MARK: By damage

    /// One of `seeds` with a few places changed: bytes lost, doubled, moved, or replaced by something of another seed.
    package mutating func damaged(_ seeds: [String]) -> String {
        guard !seeds.isEmpty else { return expression() }
        var bytes = Array(pick(seeds).utf8)
        for _ in 0...below(4) {
            let start = below(bytes.count + 1)
            let length = min(below(12), bytes.count - start)
            let other = Array(pick(seeds).utf8)
            let otherStart = below(other.count)
            let piece = other[otherStart..<min(other.count, otherStart + below(20))]
            switch below(6) {
            case 0: bytes.removeSubrange(start..<start + length)
            case 1: bytes.insert(contentsOf: bytes[start..<start + length], at: start)
            case 2: bytes.insert(contentsOf: piece, at: start)
            case 3: bytes.replaceSubrange(start..<start + length, with: piece)
            case 4: bytes.insert(UInt8(truncatingIfNeeded: next()), at: start)
            default: bytes.insert(contentsOf: pick(Self.fragments).utf8, at: start)
            }
            if bytes.count > 2000 { bytes.removeLast(bytes.count - 2000) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let fragments = [
        "(", ")", "[", "]", "{", "}", "?", ":", ".", ",", "&&", "||", "!", "-", "'", "\"", "\\", "`", "\"\"\"", "r'",
        "b'",
        "0x", "u", "e9", "//", "\n", "in", "null", ".map(x, x)", ".all(x, x)", "size(", "cel.bind(", "@", "é", "\u{0}",
        "[[[[", "((((", ".filter(x, true)", ".map(x, [x, x])", " + ", "9999999999",
    ]
}
