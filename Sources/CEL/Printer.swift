extension Environment {
    /// The expression in its usual spelling: one space around operators, no needless parentheses.
    public func formatted(_ source: String) throws(CELErrors) -> String {
        Printer.text(of: try Parser.parse(source, limits: limits, features: features))
    }
}

/// Writes ``Syntax`` as source that parses to the same syntax again.
struct Printer {
    private let syntax: Syntax
    private var text = ""

    static func text(of syntax: Syntax) -> String {
        var printer = Printer(syntax: syntax)
        printer.write(syntax.root)
        return printer.text
    }

    private init(syntax: Syntax) { self.syntax = syntax }

    /// How tightly a node's own syntax binds: what needs parentheses where something tighter is wanted.
    private enum Tightness: Int {
        case conditional, or, and, relation, sum, product, sign, member
    }

    private func tightness(_ id: Syntax.ID) -> Int {
        let tightness: Tightness =
            switch syntax[id].kind {
            case .conditional: .conditional
            case .or: .or
            case .and: .and
            case .binary(let operation, _, _):
                operation.precedence == 1 ? .relation : operation.precedence == 2 ? .sum : .product
            case .not, .negate: .sign
            // A number before a dot, or with a sign before it, reads as something else.
            case .literal(.int), .literal(.uint), .literal(.double): .sign
            default: .member
            }
        return tightness.rawValue
    }

    private mutating func write(_ id: Syntax.ID, atLeast wanted: Tightness) {
        write(id, atLeast: wanted.rawValue)
    }

    private mutating func write(_ id: Syntax.ID, atLeast wanted: Int) {
        let needsParentheses = tightness(id) < wanted
        if needsParentheses { text += "(" }
        write(id)
        if needsParentheses { text += ")" }
    }

    private mutating func write(_ id: Syntax.ID) {
        switch syntax[id].kind {
        case .literal(let value): literal(value)
        case .identifier(let name, let absolute): text += (absolute ? "." : "") + Self.name(name)
        case .select(let operand, let field, let optional):
            write(operand, atLeast: .member)
            text += (optional ? ".?" : ".") + Self.field(field)
        case .has(let operand, let field):
            text += "has("
            write(operand, atLeast: .member)
            text += "." + Self.field(field) + ")"
        case .index(let operand, let key, let optional):
            write(operand, atLeast: .member)
            text += optional ? "[?" : "["
            write(key)
            text += "]"
        case .call(let name, let absolute, let arguments): call((absolute ? "." : "") + name, arguments)
        case .method(let target, let name, let arguments):
            write(target, atLeast: .member)
            call("." + name, arguments)
        case .list(let elements): sequence("[", elements, "]") { $0.element($1.value, optional: $1.optional) }
        case .map(let entries):
            sequence("{", entries, "}") { printer, entry in
                printer.element(entry.key, optional: entry.optional)
                printer.text += ": "
                printer.write(entry.value)
            }
        case .message(let name, let fields):
            sequence(name + "{", fields, "}") { printer, field in
                printer.text += (field.optional ? "?" : "") + field.name + ": "
                printer.write(field.value)
            }
        case .not(let operand): sign("!", operand)
        case .negate(let operand): sign("-", operand)
        case .binary(let operation, let left, let right):
            let own = tightness(id)
            write(left, atLeast: own)
            text += " \(operation.rawValue) "
            write(right, atLeast: own + 1)
        case .and(let operands): chain(" && ", operands, atLeast: .relation)
        case .or(let operands): chain(" || ", operands, atLeast: .and)
        case .conditional(let condition, let yes, let no):
            write(condition, atLeast: .or)
            text += " ? "
            write(yes, atLeast: .or)
            text += " : "
            write(no)
        case .comprehension(let loop): comprehension(loop)
        case .bind(let name, let value, let body): macro("cel.bind(" + Self.name(name), [value, body])
        case .block(let values, let body):
            sequence("cel.block([", values, "], ") { $0.write($1) }
            write(body)
            text += ")"
        case .optionalMap(let target, let variable, let body, let flat):
            write(target, atLeast: .member)
            macro((flat ? ".optFlatMap(" : ".optMap(") + Self.name(variable), [body])
        }
    }

    // MARK: Parts

    private mutating func sequence<Element>(
        _ open: String, _ elements: [Element], _ close: String, _ body: (inout Printer, Element) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ", " }
            body(&self, element)
        }
        text += close
    }

    private mutating func call(_ name: String, _ arguments: [Syntax.ID]) {
        sequence(name + "(", arguments, ")") { $0.write($1) }
    }

    /// A call whose first arguments are written already.
    private mutating func macro(_ beginning: String, _ arguments: [Syntax.ID]) {
        text += beginning
        for argument in arguments {
            text += ", "
            write(argument)
        }
        text += ")"
    }

    private mutating func element(_ id: Syntax.ID, optional: Bool) {
        if optional { text += "?" }
        write(id)
    }

    private mutating func sign(_ sign: String, _ operand: Syntax.ID) {
        text += sign
        // The same sign may stand twice; another one, or a number's own, needs parentheses.
        switch (sign, syntax[operand].kind) {
        case ("!", .not), ("-", .negate): write(operand)
        default: write(operand, atLeast: .member)
        }
    }

    private mutating func chain(_ separator: String, _ operands: [Syntax.ID], atLeast wanted: Tightness) {
        for (index, operand) in operands.enumerated() {
            if index > 0 { text += separator }
            write(operand, atLeast: wanted)
        }
    }

    private mutating func comprehension(_ loop: Syntax.Comprehension) {
        write(loop.range, atLeast: .member)
        let variables = [loop.first] + (loop.second.map { [$0] } ?? [])
        let arguments = [loop.predicate, loop.transform].compactMap { $0 }
        macro("." + loop.macro.rawValue + "(" + variables.map(Self.name).joined(separator: ", "), arguments)
    }

    // MARK: Words

    /// Names that only `cel.block` knows are written as the calls they come from.
    private static func name(_ name: String) -> String {
        guard name.hasPrefix("@") else { return name }
        if name.hasPrefix("@index") { return "cel.index(" + name.dropFirst(6) + ")" }
        let parts = name.split(separator: ":")
        guard parts.count == 3 else { return name }
        return (parts[0] == "@it" ? "cel.iterVar(" : "cel.accuVar(") + parts[1] + ", " + parts[2] + ")"
    }

    private static func field(_ name: String) -> String {
        let isPlain =
            !name.isEmpty && !(48...57).contains(name.utf8.first ?? 48)
            && !["true", "false", "null", "in"].contains(name)
            && name.utf8.allSatisfy { ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 || $0 == 95 }
        return isPlain ? name : "`\(name)`"
    }

    private mutating func literal(_ value: Value) {
        switch value {
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .uint(let value): text += "\(value)u"
        case .double(let value): text += value.description
        case .string(let value):
            let bytes = Array(value.utf8)
            text += "\"" + String(decoding: bytes.withUnsafeBytes(StringFunctions.quoted), as: UTF8.self) + "\""
        case .bytes(let value):
            text += "b\"" + value.map(Self.escaped).joined() + "\""
        default: text += "null"
        }
    }

    private static func escaped(_ byte: UInt8) -> String {
        if (32..<127).contains(byte), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            return String(Unicode.Scalar(byte))
        }
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
}
