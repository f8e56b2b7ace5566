/// The type of each kind of node.
extension Analysis {
    mutating func type(of id: Syntax.ID) -> CELType {
        let type = checkedType(of: id)
        return strict ? type : .dyn
    }

    private mutating func checkedType(of id: Syntax.ID) -> CELType {
        switch syntax[id].kind {
        case .literal(let value): return literal(value)
        case .identifier(let name, let absolute): return identifier(id, name, absolute: absolute)
        case .select(let operand, let field, let optional): return select(id, operand, field, optional: optional)
        case .has(let operand, let field):
            _ = selected(field, from: type(of: operand), at: id)
            return .bool
        case .index(let operand, let key, let optional): return index(id, operand, key, optional: optional)
        case .call(let name, let absolute, let arguments): return call(id, name, absolute: absolute, arguments)
        case .method(let target, let name, let arguments): return method(id, target, name, arguments)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries)
        case .message(let name, let fields):
            for field in fields { _ = type(of: field.value) }
            report("\"\(name)\" cannot be built here: the language's messages are not supported", at: id)
            refer(id, to: .failure("\"\(name)\" cannot be built here"))
            return .dyn
        case .not(let operand):
            expectBool(operand, "\"!\"")
            return .bool
        case .negate(let operand): return negate(id, operand)
        case .binary(let operation, let left, let right): return binary(id, operation, left, right)
        case .and(let operands), .or(let operands):
            for operand in operands { expectBool(operand, "\"&&\" or \"||\"") }
            return .bool
        case .conditional(let condition, let yes, let no): return conditional(id, condition, yes, no)
        case .comprehension(let comprehension): return self.comprehension(id, comprehension)
        case .bind(let name, let value, let body):
            let bound = type(of: value)
            return withLocals([(name, bound)]) { $0.type(of: body) }
        case .block(let values, let body): return block(values, body)
        case .optionalMap(let target, let variable, let body, let flat):
            return optionalMap(id, target, variable, body, flat: flat)
        }
    }

    private func literal(_ value: Value) -> CELType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        default: .dyn
        }
    }

    mutating func expectBool(_ id: Syntax.ID, _ what: String) {
        let found = type(of: id)
        if !relations.assign([found], to: [.bool]) {
            report("\(what) wants a bool here, not \(relations.resolve(found, final: true))", at: id)
        }
    }

    // MARK: Selection

    private mutating func select(_ id: Syntax.ID, _ operand: Syntax.ID, _ field: String, optional: Bool) -> CELType {
        if !optional, let (name, absolute) = syntax.qualifiedName(id), !startsWithLocal(name, absolute: absolute),
            let type = resolveName(id, name, absolute: absolute)
        {
            return type
        }
        let target = type(of: operand)
        let found = selected(field, from: target, at: id)
        return optional ? asOptional(found, from: target) : found
    }

    /// Selecting from an optional is viral already; otherwise `.?` makes it one.
    private func asOptional(_ type: CELType, from target: CELType) -> CELType {
        if case .optional = relations.resolve(target) { return type }
        return .optional(type)
    }

    private mutating func selected(_ field: String, from target: CELType, at id: Syntax.ID) -> CELType {
        switch relations.resolve(target) {
        case .dyn, .parameter: return .dyn
        case .map(_, let value): return value
        case .optional(let wrapped): return .optional(selected(field, from: wrapped, at: id))
        case .record(let name):
            guard let record = environment.layout.recordSlots[name] else { return .dyn }
            let type = environment.layout.records[record]
            if let slot = type.slot(of: field) {
                if case .record = relations.resolve(target) { refer(id, to: .field(record: record, field: slot)) }
                return type.fields[slot].type
            }
            report(
                "\(name) has no field \"\(field)\"\(hint(for: field, among: type.fields.map(\.name)))", at: id)
            return .dyn
        case let other:
            report("a value of type \(other) has no fields", at: id)
            return .dyn
        }
    }

    private mutating func index(_ id: Syntax.ID, _ operand: Syntax.ID, _ key: Syntax.ID, optional: Bool) -> CELType {
        let target = type(of: operand)
        let keyType = type(of: key)
        let found = indexed(relations.resolve(target), by: keyType, at: id)
        return optional ? asOptional(found, from: target) : found
    }

    private mutating func indexed(_ target: CELType, by key: CELType, at id: Syntax.ID) -> CELType {
        switch target {
        case .dyn, .parameter, .record: return .dyn
        case .optional(let wrapped): return .optional(indexed(relations.resolve(wrapped), by: key, at: id))
        case .list(let element):
            let found = relations.resolve(key)
            if relations.assign([found], to: [.int]) || environment.allowsMixedNumbers && found.isNumeric {
                return element
            }
            report("a list is indexed by int, not by \(relations.resolve(key, final: true))", at: id)
            return element
        case .map(let wanted, let value):
            if relations.assign([key], to: [wanted]) || areMixedNumbers(key, wanted) { return value }
            report(
                "the map's keys are \(relations.resolve(wanted, final: true)), not \(relations.resolve(key, final: true))",
                at: id)
            return value
        default:
            report("a value of type \(target) cannot be indexed", at: id)
            return .dyn
        }
    }

    // MARK: Calls

    private mutating func call(_ id: Syntax.ID, _ name: String, absolute: Bool, _ arguments: [Syntax.ID]) -> CELType {
        let types = arguments.map { type(of: $0) }
        guard let function = function(name, absolute: absolute) else {
            report(
                environment.methods[name] != nil
                    ? "unknown function \"\(name)\"; it is called on a value: x.\(name)(…)"
                    : "unknown function \"\(name)\"\(hint(for: name, among: environment.functions.keys))", at: id)
            refer(id, to: .failure("unknown function \"\(name)\""))
            return .dyn
        }
        refer(id, to: .function(function, receiver: false))
        return apply(function, types, at: id)
    }

    private mutating func method(
        _ id: Syntax.ID, _ target: Syntax.ID, _ name: String, _ arguments: [Syntax.ID]
    ) -> CELType {
        if let (prefix, absolute) = syntax.qualifiedName(target), !startsWithLocal(prefix, absolute: absolute) {
            let full = prefix + "." + name
            if let function = function(full, absolute: absolute) {
                refer(id, to: .function(function, receiver: false))
                return apply(function, arguments.map { type(of: $0) }, at: id)
            }
            let root = String(prefix.prefix { $0 != "." })
            if strict, environment.layout.slots[root] == nil, environment.namespaces.contains(prefix) {
                report("unknown function \"\(full)\"\(hint(for: full, among: environment.functions.keys))", at: id)
                for argument in arguments { _ = type(of: argument) }
                return .dyn
            }
        }
        let types = [type(of: target)] + arguments.map { type(of: $0) }
        guard let function = environment.methods[name] else {
            report(
                environment.functions[name] != nil
                    ? "unknown method \"\(name)\"; it is called as \(name)(…)"
                    : "unknown method \"\(name)\"\(hint(for: name, among: environment.methods.keys))", at: id)
            refer(id, to: .failure("unknown method \"\(name)\""))
            return .dyn
        }
        refer(id, to: .function(function, receiver: true))
        return apply(function, types, at: id)
    }

    private mutating func apply(_ function: Function, _ types: [CELType], at id: Syntax.ID) -> CELType {
        guard strict else { return .dyn }
        let result = function.typing.map { $0(types.map { relations.resolve($0, final: true) }) }
        if let result = result ?? resolve(function.signatures, types) { return result }
        let wanted = function.signatures.prefix(4).map { list($0.parameters) }.joined(separator: ", ")
        report("\(function.name) cannot be applied to \(list(types)); it takes \(wanted)", at: id)
        return .dyn
    }

    // MARK: Aggregates

    private mutating func list(_ elements: [Syntax.Element]) -> CELType {
        var joined: CELType?
        for element in elements {
            var found = type(of: element.value)
            if element.optional { found = unwrapped(found, at: element.value) }
            joined = joined.map { relations.join($0, found) } ?? found
        }
        return .list(joined ?? relations.newVariable())
    }

    private mutating func map(_ entries: [Syntax.Entry]) -> CELType {
        var keys: CELType?
        var values: CELType?
        for entry in entries {
            let key = type(of: entry.key)
            var value = type(of: entry.value)
            if entry.optional { value = unwrapped(value, at: entry.value) }
            keys = keys.map { relations.join($0, key) } ?? key
            values = values.map { relations.join($0, value) } ?? value
        }
        return .map(keys ?? relations.newVariable(), values ?? relations.newVariable())
    }

    private mutating func unwrapped(_ type: CELType, at id: Syntax.ID) -> CELType {
        switch relations.resolve(type) {
        case .optional(let inner): return inner
        case .dyn, .parameter: return .dyn
        case let other:
            report("an optional is wanted here, not \(other)", at: id)
            return .dyn
        }
    }
}
