/// Calls: most go through the function table, a few have instructions of their own.
extension Compiler {
    mutating func call(_ id: Syntax.ID, _ arguments: [Syntax.ID], into target: Int32) {
        switch analysis.references[id] {
        case .function(let function, _): apply(id, function, arguments, into: target)
        case .failure(let message):
            // The arguments come first: their failures are the expression's, too.
            for argument in arguments { _ = operand(argument) }
            fail(message, at: id)
        default: fail("the call means nothing", at: id)
        }
    }

    mutating func method(
        _ id: Syntax.ID, _ receiver: Syntax.ID, _ name: String, _ arguments: [Syntax.ID], into target: Int32
    ) {
        guard case .function(let function, let takesReceiver) = analysis.references[id] else {
            return call(id, [receiver] + arguments, into: target)
        }
        if takesReceiver, arguments.count == 1, name == "or" || name == "orValue", case .native = function.body {
            return alternative(id, receiver, arguments[0], unwraps: name == "orValue", into: target)
        }
        apply(id, function, (takesReceiver ? [receiver] : []) + arguments, into: target)
    }

    private mutating func apply(_ id: Syntax.ID, _ function: Function, _ arguments: [Syntax.ID], into target: Int32) {
        if case .native = function.body {
            if function.name == "size", arguments.count == 1 {
                if case .comprehension(let loop) = syntax[arguments[0]].kind, loop.macro == .filter {
                    return comprehension(arguments[0], loop, counting: true, into: target)
                }
                let source = operand(arguments[0])
                emit(.size, at: id, target: target, a: source)
                return
            }
            if function.name == "matches", arguments.count == 2,
                case .literal(.string(let pattern)) = syntax[arguments[1]].kind
            {
                return match(id, arguments[0], pattern, at: arguments[1], into: target)
            }
        }
        let first = temporary(Int32(clamping: max(1, arguments.count)))
        for (index, argument) in arguments.enumerated() { compile(argument, into: first + Int32(index)) }
        builder.functions.append(function)
        let number = Int32(builder.functions.count - 1)
        emit(.call, at: id, target: target, a: first, b: number, extra: arguments.count)
    }

    /// A literal pattern is compiled once, now; a bad one is found out now, too.
    private mutating func match(
        _ id: Syntax.ID, _ text: Syntax.ID, _ pattern: String, at patternID: Syntax.ID, into target: Int32
    ) {
        let source = operand(text)
        guard builder.patterns.count < limits.patterns else {
            let node = syntax[patternID]
            let message = "the expression has more than \(limits.patterns) regular expressions"
            errors.append(CELError(message: message, offset: node.offset, length: node.length))
            return
        }
        switch Pattern.compile(pattern, memory: limits.patternMemory) {
        case .success(let compiled):
            builder.patterns.append(compiled)
            emit(
                .match, at: id, target: target, a: source, b: Int32(builder.patterns.count - 1),
                extra: pattern.utf8.count / 16)
        case .failure(let problem):
            let message = "the regular expression is not valid: \(problem.message)"
            if analysis.strict {
                let node = syntax[patternID]
                errors.append(CELError(message: message, offset: node.offset, length: node.length))
            }
            fail(message, at: patternID)
        }
    }

    /// `a.or(b)` and `a.orValue(b)`, which look at `b` only when `a` is none.
    private mutating func alternative(
        _ id: Syntax.ID, _ receiver: Syntax.ID, _ other: Syntax.ID, unwraps: Bool, into target: Int32
    ) {
        let register = temporary(2)
        compile(receiver, into: register)
        let toOther = emit(.jumpIfNone, at: receiver, target: register + 1, a: register)
        emit(.move, at: id, target: target, a: unwraps ? register + 1 : register)
        let toEnd = emit(.jump, at: id)
        land(toOther)
        compile(other, into: target)
        if !unwraps { emit(.requireOptional, at: other, a: target) }
        land(toEnd)
    }
}
