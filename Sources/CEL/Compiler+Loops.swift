/// Macros over lists and maps as loops.
extension Compiler {
    mutating func comprehension(
        _ id: Syntax.ID, _ loop: Syntax.Comprehension, counting: Bool = false, into target: Int32
    ) {
        let range = operand(loop.range)
        let iterator = temporary(Iterator.cells)
        let variable = temporary(loop.second == nil ? 1 : 2)
        let pair = loop.second == nil ? 0 : Instruction.Flag.pair
        emit(.iterate, at: id, target: iterator, a: range, flag: pair)
        if loop.macro == .all || loop.macro == .exists {
            return decide(id, loop, iterator, variable, pair, into: target)
        }
        let result = start(id, loop.macro, counting: counting, over: iterator)
        let next = emit(
            .next, at: id, target: iterator, a: variable,
            flag: pair | (result.isForgetful ? Instruction.Flag.forgetful : 0))
        withVariables(loop, variable) { compiler in
            var skip: Int?
            if let predicate = loop.predicate {
                let test = compiler.operand(predicate)
                skip = compiler.emit(.jumpIfFalse, at: predicate, a: test)
            }
            compiler.step(id, loop, result, iterator, variable, next: next)
            if let skip { compiler.builder.instructions[skip].b = Int32(next) }
        }
        if result.kind != .count, result.kind != .isOne { emit(.jump, at: id, b: Int32(next)) }
        land(next)
        price(next)
        finish(id, loop.macro, result, into: target)
    }

    private struct Output {
        enum Kind {
            case list, map, count, isOne, sorted
        }

        var kind: Kind
        var register: Int32
        /// Nothing made by an iteration outlives it.
        var isForgetful = false
    }

    private mutating func start(_ id: Syntax.ID, _ macro: Syntax.Macro, counting: Bool, over iterator: Int32) -> Output
    {
        switch macro {
        case .existsOne,
            .filter where counting:
            let register = temporary()
            let zero = constant(Cell(0 as Int64))
            emit(.move, at: id, target: register, a: zero)
            return Output(kind: macro == .existsOne ? .isOne : .count, register: register, isForgetful: true)
        case .transformMap, .transformMapEntry:
            let register = temporary(MapState.cells)
            emit(.newMap, at: id, target: register, a: iterator, b: -1)
            return Output(kind: .map, register: register)
        case .sortBy:
            let register = temporary(2)
            emit(.newList, at: id, target: register, a: iterator, b: -1)
            emit(.newList, at: id, target: register + 1, a: iterator, b: -1)
            return Output(kind: .sorted, register: register)
        default:
            let register = temporary()
            emit(.newList, at: id, target: register, a: iterator, b: -1)
            return Output(kind: .list, register: register, isForgetful: macro == .filter)
        }
    }

    /// What happens with an element that passed.
    private mutating func step(
        _ id: Syntax.ID, _ loop: Syntax.Comprehension, _ output: Output, _ iterator: Int32, _ variable: Int32,
        next: Int
    ) {
        switch output.kind {
        case .count, .isOne: emit(.count, at: id, target: output.register, b: Int32(next))
        case .list:
            guard let transform = loop.transform else {
                emit(.append, at: id, target: output.register, a: variable, b: -1)
                return
            }
            let value = operand(transform)
            emit(.append, at: id, target: output.register, a: value, b: iterator)
        case .sorted:
            guard let transform = loop.transform else { return }
            let key = operand(transform)
            emit(.append, at: id, target: output.register, a: variable, b: -1)
            emit(.append, at: id, target: output.register + 1, a: key, b: -1)
        case .map:
            guard let transform = loop.transform else { return }
            if loop.macro == .transformMapEntry, case .map(let entries) = syntax[transform].kind,
                let entry = entries.first
            {
                let key = operand(entry.key)
                let value = operand(entry.value)
                emit(.insertNew, at: transform, target: output.register, a: key, b: value)
            } else {
                let value = operand(transform)
                emit(.insertNew, at: id, target: output.register, a: variable, b: value)
            }
        }
    }

    private mutating func finish(_ id: Syntax.ID, _ macro: Syntax.Macro, _ output: Output, into target: Int32) {
        switch output.kind {
        case .count, .list: emit(.move, at: id, target: target, a: output.register)
        case .isOne: emit(.countIsOne, at: id, target: target, a: output.register)
        case .map: emit(.finishMap, at: id, target: target, a: output.register)
        case .sorted: emit(.sort, at: id, target: target, a: output.register, b: output.register + 1)
        }
    }

    /// `all` and `exists`: like `&&` and `||` over the elements, failures included.
    private mutating func decide(
        _ id: Syntax.ID, _ loop: Syntax.Comprehension, _ iterator: Int32, _ variable: Int32, _ pair: UInt8,
        into target: Int32
    ) {
        let key = heldKey()
        let isAll = loop.macro == .all
        let next = emit(.next, at: id, target: iterator, a: variable, flag: pair | Instruction.Flag.forgetful)
        let start = here
        withVariables(loop, variable) { compiler in
            guard let predicate = loop.predicate else { return }
            let test = compiler.operand(predicate)
            compiler.emit(isAll ? .jumpIfTrue : .jumpIfFalse, at: predicate, a: test, b: Int32(next))
        }
        handle(start..<here, .hold, key: key, target: next)
        emit(.dropHeld, at: id, a: Int32(key))
        let decisive = constant(Cell(!isAll))
        emit(.move, at: id, target: target, a: decisive)
        let toEnd = emit(.jump, at: id)
        land(next)
        price(next)
        emit(.raiseHeld, at: id, a: Int32(key))
        let otherwise = constant(Cell(isAll))
        emit(.move, at: id, target: target, a: otherwise)
        land(toEnd)
    }

    /// An iteration costs its instructions, paid at `next`.
    private mutating func price(_ next: Int) {
        builder.instructions[next].extra = UInt16(clamping: here - next)
    }

    private mutating func withVariables(
        _ loop: Syntax.Comprehension, _ register: Int32, _ body: (inout Compiler) -> Void
    ) {
        withLocal(loop.first, register) { compiler in
            guard let second = loop.second else { return body(&compiler) }
            compiler.withLocal(second, register + 1, body)
        }
    }
}
