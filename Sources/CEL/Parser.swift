/// Reads source into ``Syntax`` by precedence climbing.
///
/// Nesting is counted, so hostile source ends in an error and never in an overflowing stack. A syntax error ends the
/// parse; problems inside literals and macros are collected.
struct Parser {
    private let source: UnsafeBufferPointer<UInt8>
    private let tokens: ContiguousArray<Token>
    let limits: Limits
    let features: Features
    private var position = 0
    private var nesting = 0
    var syntax = Syntax()
    var errors: [CELError] = []

    /// Which optional parts of the language are on.
    struct Features: OptionSet {
        let rawValue: Int
        static let optionals = Features(rawValue: 1)
        static let twoVariableMacros = Features(rawValue: 2)
        static let bindings = Features(rawValue: 4)
        static let block = Features(rawValue: 8)
        static let lists = Features(rawValue: 16)
    }

    static func parse(_ text: String, limits: Limits, features: Features) throws(CELErrors) -> Syntax {
        var text = text
        let result: Result<Syntax, CELErrors> = text.withUTF8 { source in
            guard source.count <= limits.sourceBytes else {
                let message = "the expression is longer than \(limits.sourceBytes) bytes"
                return .failure(CELErrors(errors: [CELError(message: message)]))
            }
            do throws(CELError) {
                let tokens = try Lexer.tokens(of: source)
                var parser = Parser(source: source, tokens: tokens, limits: limits, features: features)
                return parser.parseAll()
            } catch {
                return .failure(CELErrors(errors: [error]))
            }
        }
        return try result.get()
    }

    private init(source: UnsafeBufferPointer<UInt8>, tokens: ContiguousArray<Token>, limits: Limits, features: Features)
    {
        self.source = source
        self.tokens = tokens
        self.limits = limits
        self.features = features
        syntax.nodes.reserveCapacity(tokens.count)
    }

    private mutating func parseAll() -> Result<Syntax, CELErrors> {
        do throws(CELError) {
            syntax.root = try expression()
            if current.kind != .end { throw unexpected() }
        } catch {
            errors.append(error)
        }
        return errors.isEmpty ? .success(syntax) : .failure(CELErrors(errors: errors))
    }

    // MARK: Tokens

    private var current: Token { tokens[position] }

    private mutating func take(_ kind: Token.Kind) -> Bool {
        guard tokens[position].kind == kind else { return false }
        if kind != .end { position += 1 }
        return true
    }

    private mutating func expect(_ kind: Token.Kind, _ what: String) throws(CELError) {
        if !take(kind) { throw unexpected(wanted: what) }
    }

    private func text(_ token: Token) -> String {
        String(decoding: source[token.start..<token.end], as: UTF8.self)
    }

    private func unexpected(wanted: String? = nil) -> CELError {
        let token = current
        let found = token.kind == .end ? "the expression ends here" : "unexpected \"\(text(token))\""
        let message = wanted.map { "\(found), where \($0) is wanted" } ?? found
        return CELError(message: message, offset: token.start, length: max(1, token.end - token.start))
    }

    // MARK: Nodes

    mutating func add(
        _ kind: Syntax.Kind, at token: Token, over children: [Syntax.ID] = [], deeper: Int = 0
    ) throws(CELError) -> Syntax.ID {
        var depth = 0
        for child in children { depth = max(depth, syntax[child].depth) }
        depth += deeper
        guard depth < limits.depth else {
            throw CELError(
                message: Limits.depthMessage(limits.depth), offset: token.start, length: token.end - token.start)
        }
        return syntax.add(kind, offset: token.start, length: token.end - token.start, depth: depth + 1)
    }

    // MARK: Operators

    private mutating func expression() throws(CELError) -> Syntax.ID {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= limits.depth else {
            throw CELError(message: Limits.depthMessage(limits.depth), offset: current.start, length: 1)
        }
        let condition = try disjunction()
        let question = current
        guard take(.question) else { return condition }
        let yes = try disjunction()
        try expect(.colon, "\":\"")
        let no = try expression()
        return try add(.conditional(condition, yes, no), at: question, over: [condition, yes, no])
    }

    private mutating func disjunction() throws(CELError) -> Syntax.ID {
        let first = current
        var operands = [try conjunction()]
        while take(.or) { operands.append(try conjunction()) }
        return operands.count == 1 ? operands[0] : try add(.or(operands), at: first, over: operands)
    }

    private mutating func conjunction() throws(CELError) -> Syntax.ID {
        let first = current
        var operands = [try binary(above: 0)]
        while take(.and) { operands.append(try binary(above: 0)) }
        return operands.count == 1 ? operands[0] : try add(.and(operands), at: first, over: operands)
    }

    private mutating func binary(above floor: Int) throws(CELError) -> Syntax.ID {
        var left = try unary()
        while let operation = Self.binaryOperator(current.kind), operation.precedence > floor {
            let token = current
            position += 1
            let right = try binary(above: operation.precedence)
            left = try add(.binary(operation, left, right), at: token, over: [left, right])
        }
        return left
    }

    private static func binaryOperator(_ kind: Token.Kind) -> Syntax.BinaryOperator? {
        switch kind {
        case .plus: .add
        case .minus: .subtract
        case .star: .multiply
        case .slash: .divide
        case .percent: .remainder
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        case .in: .in
        default: nil
        }
    }

    /// Any number of one sign, `!` or `-`; a minus directly before a number belongs to the number.
    private mutating func unary() throws(CELError) -> Syntax.ID {
        let sign = current.kind
        guard sign == .not || sign == .minus else { return try member() }
        let start = position
        while current.kind == sign { position += 1 }
        if sign == .minus, current.kind == .int || current.kind == .double { position -= 1 }
        let signs = start..<position
        var operand = try member()
        for index in signs.reversed() {
            operand = try add(sign == .not ? .not(operand) : .negate(operand), at: tokens[index], over: [operand])
        }
        return operand
    }

    // MARK: Selections, calls, indexes

    private mutating func member() throws(CELError) -> Syntax.ID {
        var target = try primary()
        while true {
            let token = current
            if take(.dot) {
                target = try selection(of: target)
            } else if take(.leftBracket) {
                let optional = try takeOptionalMark()
                let key = try expression()
                try expect(.rightBracket, "\"]\"")
                target = try add(.index(target, key, optional: optional), at: token, over: [target, key])
            } else if token.kind == .leftBrace, let (name, absolute) = syntax.qualifiedName(target),
                !name.hasPrefix("@")
            {
                target = try message(absolute ? "." + name : name)
            } else {
                return target
            }
        }
    }

    private mutating func selection(of target: Syntax.ID) throws(CELError) -> Syntax.ID {
        let optional = try takeOptionalMark()
        let token = current
        if take(.quotedIdentifier) {
            let name = String(text(token).dropFirst().dropLast())
            return try add(.select(target, field: name, optional: optional), at: token, over: [target])
        }
        guard take(.identifier) else { throw unexpected(wanted: "a field name") }
        let name = text(token)
        if !optional, take(.leftParenthesis) {
            let arguments = try arguments()
            if let macro = try method(name, of: target, arguments, at: token) { return macro }
            return try add(.method(target, name, arguments), at: token, over: [target] + arguments)
        }
        return try add(.select(target, field: name, optional: optional), at: token, over: [target])
    }

    private mutating func takeOptionalMark() throws(CELError) -> Bool {
        guard current.kind == .question else { return false }
        guard features.contains(.optionals) else { throw unexpected() }
        position += 1
        return true
    }

    /// What stands between parentheses; the opening one is taken already.
    private mutating func arguments() throws(CELError) -> [Syntax.ID] {
        var arguments: [Syntax.ID] = []
        if take(.rightParenthesis) { return arguments }
        repeat { arguments.append(try expression()) } while take(.comma)
        try expect(.rightParenthesis, "\")\"")
        return arguments
    }

    // MARK: Primaries

    private mutating func primary() throws(CELError) -> Syntax.ID {
        let token = current
        switch token.kind {
        case .identifier, .dot: return try name()
        case .leftParenthesis:
            position += 1
            let inner = try expression()
            try expect(.rightParenthesis, "\")\"")
            return inner
        case .leftBracket: return try list()
        case .leftBrace: return try map()
        case .minus:
            position += 1
            guard current.kind == .int || current.kind == .double else { throw unexpected(wanted: "a number") }
            return try number(negative: true, from: token)
        case .int, .uint, .double: return try number(negative: false, from: token)
        case .string, .bytes: return try string()
        case .true, .false:
            position += 1
            return try add(.literal(.bool(token.kind == .true)), at: token)
        case .null:
            position += 1
            return try add(.literal(.null), at: token)
        default: throw unexpected(wanted: "a value")
        }
    }

    private mutating func name() throws(CELError) -> Syntax.ID {
        let absolute = take(.dot)
        let token = current
        guard take(.identifier) else { throw unexpected(wanted: "a name") }
        let name = text(token)
        let isReserved = Self.reservedWords.contains(name)
        if take(.leftParenthesis) {
            if isReserved {
                throw CELError(
                    message: "\"\(name)\" is a reserved word", offset: token.start, length: token.end - token.start)
            }
            let arguments = try arguments()
            if !absolute, let macro = try call(name, arguments, at: token) { return macro }
            return try add(.call(name, absolute: absolute, arguments), at: token, over: arguments)
        }
        if isReserved {
            throw CELError(
                message: "\"\(name)\" is a reserved word", offset: token.start, length: token.end - token.start)
        }
        return try add(.identifier(name, absolute: absolute), at: token)
    }

    static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    private mutating func list() throws(CELError) -> Syntax.ID {
        let token = current
        position += 1
        var elements: [Syntax.Element] = []
        while current.kind != .rightBracket {
            if current.kind == .comma, elements.isEmpty {
                position += 1
                break
            }
            let optional = try takeOptionalMark()
            elements.append(Syntax.Element(value: try expression(), optional: optional))
            if !take(.comma) { break }
        }
        try expect(.rightBracket, "\"]\"")
        return try add(.list(elements), at: token, over: elements.map(\.value))
    }

    private mutating func map() throws(CELError) -> Syntax.ID {
        let token = current
        position += 1
        var entries: [Syntax.Entry] = []
        while current.kind != .rightBrace {
            if current.kind == .comma, entries.isEmpty {
                position += 1
                break
            }
            let optional = try takeOptionalMark()
            let key = try expression()
            try expect(.colon, "\":\"")
            entries.append(Syntax.Entry(key: key, value: try expression(), optional: optional))
            if !take(.comma) { break }
        }
        try expect(.rightBrace, "\"}\"")
        return try add(.map(entries), at: token, over: entries.flatMap { [$0.key, $0.value] })
    }

    private mutating func message(_ name: String) throws(CELError) -> Syntax.ID {
        let token = current
        position += 1
        var fields: [Syntax.Field] = []
        while current.kind != .rightBrace {
            if current.kind == .comma, fields.isEmpty {
                position += 1
                break
            }
            let optional = try takeOptionalMark()
            let field = current
            guard take(.identifier) || take(.quotedIdentifier) else { throw unexpected(wanted: "a field name") }
            try expect(.colon, "\":\"")
            fields.append(Syntax.Field(name: text(field), value: try expression(), optional: optional))
            if !take(.comma) { break }
        }
        try expect(.rightBrace, "\"}\"")
        return try add(.message(name, fields), at: token, over: fields.map(\.value))
    }

    // MARK: Literals

    private mutating func number(negative: Bool, from start: Token) throws(CELError) -> Syntax.ID {
        let token = current
        position += 1
        let digits = Array(source[token.start..<token.end])[...]
        let value: Value? =
            switch token.kind {
            case .int: Literals.int(digits, negative: negative)
            case .uint: Literals.uint(digits)
            default: Literals.double(digits, negative: negative)
            }
        let whole = Token(kind: token.kind, start: start.start, end: token.end)
        if value == nil {
            let message = "the number is out of range"
            errors.append(CELError(message: message, offset: whole.start, length: whole.end - whole.start))
        }
        return try add(.literal(value ?? .null), at: whole)
    }

    private mutating func string() throws(CELError) -> Syntax.ID {
        let token = current
        position += 1
        let isBytes = token.kind == .bytes
        var value = Value.null
        do throws(Literals.Problem) {
            let contents = try Literals.contents(Array(source[token.start..<token.end])[...], bytes: isBytes)
            value = isBytes ? .bytes(contents) : .string(String(decoding: contents, as: UTF8.self))
        } catch {
            errors.append(CELError(message: error.message, offset: token.start + error.offset, length: error.length))
        }
        return try add(.literal(value), at: token)
    }
}
