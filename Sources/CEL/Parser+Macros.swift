/// Macros: calls that are syntax, because they bring names of their own.
extension Parser {
    /// A receiver-style macro such as `list.all(x, p)` or `cel.bind(x, e, b)`; nil for an ordinary method.
    mutating func method(
        _ name: String, of target: Syntax.ID, _ arguments: [Syntax.ID], at token: Token
    ) throws(CELError) -> Syntax.ID? {
        if case .identifier("cel", absolute: false) = syntax[target].kind {
            if let node = try celMacro(name, arguments, at: token) { return node }
        }
        if features.contains(.optionals), name == "optMap" || name == "optFlatMap", arguments.count == 2 {
            let variable = variable(arguments[0])
            let kind = Syntax.Kind.optionalMap(
                target, variable: variable, body: arguments[1], flat: name == "optFlatMap")
            return try add(kind, at: token, over: [target, arguments[1]])
        }
        return try comprehension(name, over: target, arguments, at: token)
    }

    /// A global macro: `has(e.f)`.
    mutating func call(_ name: String, _ arguments: [Syntax.ID], at token: Token) throws(CELError) -> Syntax.ID? {
        guard name == "has", arguments.count == 1 else { return nil }
        guard case .select(let operand, let field, optional: false) = syntax[arguments[0]].kind else {
            errors.append(problem("has() wants a field selection such as has(a.b)", at: arguments[0]))
            return arguments[0]
        }
        return try add(.has(operand, field: field), at: token, over: [operand])
    }

    private mutating func celMacro(_ name: String, _ arguments: [Syntax.ID], at token: Token) throws(CELError) -> Syntax
        .ID?
    {
        switch (name, arguments.count) {
        case ("bind", 3) where features.contains(.bindings):
            let kind = Syntax.Kind.bind(variable(arguments[0]), arguments[1], body: arguments[2])
            return try add(kind, at: token, over: [arguments[1], arguments[2]])
        case ("block", 2) where features.contains(.block):
            guard case .list(let elements) = syntax[arguments[0]].kind, elements.allSatisfy({ !$0.optional }) else {
                errors.append(problem("cel.block() wants a list of expressions first", at: arguments[0]))
                return arguments[1]
            }
            // Each index may build on the one before, so they count as nested.
            let kind = Syntax.Kind.block(elements.map(\.value), body: arguments[1])
            return try add(kind, at: token, over: arguments, deeper: elements.count)
        case ("index", 1) where features.contains(.block):
            guard let index = smallNumber(arguments[0]) else { return nil }
            return try add(.identifier("@index\(index)", absolute: false), at: token)
        case ("iterVar", 2) where features.contains(.block), ("accuVar", 2) where features.contains(.block):
            guard let level = smallNumber(arguments[0]), let unique = smallNumber(arguments[1]) else { return nil }
            let prefix = name == "iterVar" ? "@it" : "@ac"
            return try add(.identifier("\(prefix):\(level):\(unique)", absolute: false), at: token)
        default:
            return nil
        }
    }

    private func smallNumber(_ id: Syntax.ID) -> Int64? {
        guard case .literal(.int(let value)) = syntax[id].kind, value >= 0 else { return nil }
        return value
    }

    private mutating func comprehension(
        _ name: String, over range: Syntax.ID, _ arguments: [Syntax.ID], at token: Token
    ) throws(CELError) -> Syntax.ID? {
        guard let shape = shape(name, arguments.count) else { return nil }
        let first = variable(arguments[0])
        let second = shape.variables == 2 ? variable(arguments[1]) : nil
        if first == second, !first.isEmpty {
            errors.append(problem("both variables are named \"\(first)\"", at: arguments[1]))
        }
        var rest = arguments.dropFirst(shape.variables)
        let transform = shape.hasTransform ? rest.popLast() : nil
        let comprehension = Syntax.Comprehension(
            macro: shape.macro, range: range, first: first, second: second, predicate: rest.first, transform: transform)
        if shape.macro == .transformMapEntry, let transform {
            guard case .map(let entries) = syntax[transform].kind, entries.count == 1, !entries[0].optional else {
                errors.append(problem("transformMapEntry() wants a map of one entry, {key: value}", at: transform))
                return range
            }
        }
        let bodies = [rest.first, transform].compactMap { $0 }
        return try add(.comprehension(comprehension), at: token, over: [range] + bodies)
    }

    private struct Shape {
        var macro: Syntax.Macro
        var variables: Int
        var hasTransform: Bool
    }

    private func shape(_ name: String, _ count: Int) -> Shape? {
        let two = features.contains(.twoVariableMacros)
        switch (name, count) {
        case ("all", 2): return Shape(macro: .all, variables: 1, hasTransform: false)
        case ("exists", 2): return Shape(macro: .exists, variables: 1, hasTransform: false)
        case ("exists_one", 2), ("existsOne", 2): return Shape(macro: .existsOne, variables: 1, hasTransform: false)
        case ("filter", 2): return Shape(macro: .filter, variables: 1, hasTransform: false)
        case ("map", 2), ("map", 3): return Shape(macro: .map, variables: 1, hasTransform: true)
        case ("sortBy", 2) where features.contains(.lists):
            return Shape(macro: .sortBy, variables: 1, hasTransform: true)
        case ("all", 3) where two: return Shape(macro: .all, variables: 2, hasTransform: false)
        case ("exists", 3) where two: return Shape(macro: .exists, variables: 2, hasTransform: false)
        case ("exists_one", 3) where two, ("existsOne", 3) where two:
            return Shape(macro: .existsOne, variables: 2, hasTransform: false)
        case ("transformList", 3...4) where two: return Shape(macro: .transformList, variables: 2, hasTransform: true)
        case ("transformMap", 3...4) where two: return Shape(macro: .transformMap, variables: 2, hasTransform: true)
        case ("transformMapEntry", 3...4) where two:
            return Shape(macro: .transformMapEntry, variables: 2, hasTransform: true)
        default: return nil
        }
    }

    /// The name an argument stands for; anything but a plain name is an error of its own.
    private mutating func variable(_ id: Syntax.ID) -> String {
        if case .identifier(let name, absolute: false) = syntax[id].kind { return name }
        errors.append(problem("the macro wants a simple variable name here", at: id))
        return ""
    }

    private func problem(_ message: String, at id: Syntax.ID) -> CELError {
        CELError(message: message, offset: syntax[id].offset, length: syntax[id].length)
    }
}
