/// The instructions of each kind of node.
extension Compiler {
    mutating func compile(_ id: Syntax.ID, into target: Int32) {
        if let cell = constantCell(id) {
            let constant = constant(cell)
            emit(.move, at: id, target: target, a: constant)
            return
        }
        let saved = self.saveTemporaries()
        defer { self.restoreTemporaries(saved) }
        switch syntax[id].kind {
        case .literal: fail("the literal cannot be represented", at: id)
        case .identifier:
            let source = operand(id)
            emit(.move, at: id, target: target, a: source)
        case .select(let operand, let field, let optional): select(id, operand, field, optional, into: target)
        case .has(let operand, let field):
            let source = self.operand(operand)
            let name = constant(cell(.string(field)) ?? .null)
            emit(.has, at: id, target: target, a: source, b: name)
        case .index(let operand, let key, let optional):
            let source = self.operand(operand)
            let key = self.operand(key)
            emit(.index, at: id, target: target, a: source, b: key, flag: optional ? Instruction.Flag.optional : 0)
        case .call(_, _, let arguments): call(id, arguments, into: target)
        case .method(let receiver, let name, let arguments): method(id, receiver, name, arguments, into: target)
        case .list(let elements): list(id, elements, into: target)
        case .map(let entries): map(id, entries, into: target)
        case .message:
            if case .failure(let message) = analysis.references[id] { fail(message, at: id) }
        case .not(let operand):
            let source = self.operand(operand)
            emit(.not, at: id, target: target, a: source)
        case .negate(let operand):
            let source = self.operand(operand)
            emit(.negate, at: id, target: target, a: source)
        case .binary(let operation, let left, let right):
            let a = operand(left, checked: false)
            let b = operand(right, checked: false)
            emit(Self.operation(operation), at: id, target: target, a: a, b: b)
        case .and(let operands): logic(id, operands, decidedBy: false, into: target)
        case .or(let operands): logic(id, operands, decidedBy: true, into: target)
        case .conditional(let condition, let yes, let no):
            let test = operand(condition)
            let toElse = emit(.jumpIfFalse, at: condition, a: test)
            compile(yes, into: target)
            let toEnd = emit(.jump, at: id)
            land(toElse)
            compile(no, into: target)
            land(toEnd)
        case .comprehension(let loop): comprehension(id, loop, into: target)
        case .bind(let name, let value, let body):
            bind(name, value) { $0.compile(body, into: target) }
        case .block(let values, let body): block(values[...], body, into: target)
        case .optionalMap(let source, let variable, let body, let flat):
            optionalMap(id, source, variable, body, flat: flat, into: target)
        }
    }

    private static func operation(_ operation: Syntax.BinaryOperator) -> Instruction.Operation {
        switch operation {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        case .in: .contained
        }
    }

    private mutating func select(
        _ id: Syntax.ID, _ operand: Syntax.ID, _ field: String, _ optional: Bool, into target: Int32
    ) {
        if case .variable = analysis.references[id] {
            let source = self.operand(id)
            emit(.move, at: id, target: target, a: source)
            return
        }
        let source = self.operand(operand)
        if case .field(let record, let field) = analysis.references[id], !optional {
            emit(.field, at: id, target: target, a: source, b: Int32(field), extra: record)
            return
        }
        let name = constant(cell(.string(field)) ?? .null)
        emit(.select, at: id, target: target, a: source, b: name, flag: optional ? Instruction.Flag.optional : 0)
    }

    // MARK: Logic

    /// `&&` (decided by false) and `||` (decided by true): a failing operand is held back, for a later one may decide.
    private mutating func logic(_ id: Syntax.ID, _ operands: [Syntax.ID], decidedBy decisive: Bool, into target: Int32)
    {
        let key = heldKey()
        var toEnd: [Int] = []
        for (index, operand) in operands.enumerated() {
            let start = here
            let isLast = index == operands.count - 1
            if isLast {
                compile(operand, into: target)
                if !isBool(operand) { emit(.requireBool, at: operand, a: target) }
                handle(start..<here, .prefer, key: key, target: 0)
                let flag = decisive ? Instruction.Flag.unlessTrue : Instruction.Flag.unlessFalse
                emit(.raiseHeld, at: id, target: target, a: Int32(key), flag: flag)
            } else {
                compile(operand, into: target)
                toEnd.append(emit(decisive ? .jumpIfTrue : .jumpIfFalse, at: operand, a: target))
                handle(start..<here, .hold, key: key, target: here)
            }
        }
        let past = emit(.jump, at: id)
        land(toEnd)
        emit(.dropHeld, at: id, a: Int32(key))
        land(past)
    }

    // MARK: Binding

    private mutating func bind(_ name: String, _ value: Syntax.ID, _ body: (inout Compiler) -> Void) {
        let register = temporary()
        let start = here
        compile(value, into: register)
        let range = start..<here
        let mayFail = range.count > 1 || constantCell(value) == nil
        if mayFail { handle(range, .poison(register: register), key: heldKey(), target: here) }
        withLocal(name, register, mayFail: mayFail, body)
    }

    private mutating func block(_ values: ArraySlice<Syntax.ID>, _ body: Syntax.ID, into target: Int32) {
        guard let first = values.first else { return compile(body, into: target) }
        bind("@index\(values.startIndex)", first) { $0.block(values.dropFirst(), body, into: target) }
    }

    private mutating func optionalMap(
        _ id: Syntax.ID, _ source: Syntax.ID, _ variable: String, _ body: Syntax.ID, flat: Bool, into target: Int32
    ) {
        let register = temporary()
        compile(source, into: register)
        emit(.move, at: id, target: target, a: register)
        let toNone = emit(.jumpIfNone, at: source, target: register, a: register)
        withLocal(variable, register) { $0.compile(body, into: target) }
        if flat {
            emit(.requireOptional, at: body, a: target)
        } else {
            emit(.wrap, at: id, target: target, a: target)
        }
        land(toNone)
    }

    // MARK: Aggregates

    private mutating func list(_ id: Syntax.ID, _ elements: [Syntax.Element], into target: Int32) {
        guard elements.contains(where: \.optional) else {
            let first = temporary(Int32(clamping: max(1, elements.count)))
            for (index, element) in elements.enumerated() { compile(element.value, into: first + Int32(index)) }
            emit(.list, at: id, target: target, a: first, b: Int32(elements.count))
            return
        }
        let list = temporary()
        emit(.newList, at: id, target: list, b: Int32(elements.count))
        for element in elements {
            let value = operand(element.value)
            emit(element.optional ? .appendOptional : .append, at: element.value, target: list, a: value, b: -1)
        }
        emit(.move, at: id, target: target, a: list)
    }

    private mutating func map(_ id: Syntax.ID, _ entries: [Syntax.Entry], into target: Int32) {
        let map = temporary(MapState.cells)
        emit(.newMap, at: id, target: map, b: Int32(entries.count))
        for entry in entries {
            scoped { compiler in
                let pair = compiler.temporary(2)
                compiler.compile(entry.key, into: pair)
                compiler.compile(entry.value, into: pair + 1)
                compiler.emit(
                    entry.optional ? .insertOptional : .insert, at: entry.key, target: map, a: pair, b: pair + 1)
            }
        }
        emit(.finishMap, at: id, target: target, a: map)
    }
}
