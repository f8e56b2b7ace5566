/// The loop. What is common is done here, on the spot; everything else by a function that may fail.
extension Machine {
    /// Runs to the end; the result is `failed` when the evaluation failed, the reason being in ``failure``.
    mutating func run(_ code: Code) -> Cell {
        let instructions = code.instructions
        let frame = frame
        var counter = 0
        while true {
            let step = instructions[counter]
            counter &+= 1
            var result: Cell
            switch step.operation {
            case .move:
                frame[step.target] = frame[step.a]
                continue
            case .check:
                if !frame[step.a].isSpecial { continue }
                result = materialize(Int(step.a))
                if !result.isFailed { continue }
            case .jump:
                counter = Int(step.b)
                continue
            case .jumpIfFalse:
                let test = frame[step.a]
                if test.meta == Cell.Tag.bool {
                    if !test.isTrue { counter = Int(step.b) }
                    continue
                }
                result = notBool(step)
                if !result.isFailed {
                    if !result.isTrue { counter = Int(step.b) }
                    continue
                }
            case .jumpIfTrue:
                let test = frame[step.a]
                if test.meta == Cell.Tag.bool {
                    if test.isTrue { counter = Int(step.b) }
                    continue
                }
                result = notBool(step)
                if !result.isFailed {
                    if result.isTrue { counter = Int(step.b) }
                    continue
                }
            case .requireBool:
                if frame[step.a].meta == Cell.Tag.bool { continue }
                result = notBool(step)
                if !result.isFailed { continue }
            case .end:
                return frame[step.a]
            case .raiseHeld:
                if heldCount == 0 { continue }
                if !raisesHeld(step) { continue }
                result = .failed
            case .dropHeld:
                if heldCount > 0 { _ = takeHeld(Int(step.a)) }
                continue
            case .not:
                let operand = frame[step.a]
                if operand.meta == Cell.Tag.bool {
                    frame[step.target] = Cell(!operand.isTrue)
                    continue
                }
                result = noOverload("!", operand)
            case .less:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double < b.double)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    frame[step.target] = Cell(a.int < b.int)
                    continue
                }
                result = compare(step)
            case .lessEqual:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double <= b.double)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    frame[step.target] = Cell(a.int <= b.int)
                    continue
                }
                result = compare(step)
            case .greater:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double > b.double)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    frame[step.target] = Cell(a.int > b.int)
                    continue
                }
                result = compare(step)
            case .greaterEqual:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double >= b.double)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    frame[step.target] = Cell(a.int >= b.int)
                    continue
                }
                result = compare(step)
            case .add:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double + b.double)
                    continue
                }
                result = arithmetic(step)
            case .subtract:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double - b.double)
                    continue
                }
                result = arithmetic(step)
            case .multiply:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double * b.double)
                    continue
                }
                result = arithmetic(step)
            case .divide:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.target] = Cell(a.double / b.double)
                    continue
                }
                result = arithmetic(step)
            case .remainder: result = arithmetic(step)
            case .equal, .notEqual:
                let (a, b) = (frame[step.a], frame[step.b])
                if a.tag == Cell.Tag.string, b.tag == Cell.Tag.string {
                    let isSame = a.meta == b.meta && (a.count <= 64 ? a.hasSameBytes(as: b) : areEqual(a, b))
                    frame[step.target] = Cell(isSame == (step.operation == .equal))
                    if steps >= 0 { continue }
                    result = outOfSteps()
                } else {
                    result = equality(step)
                }
            case .contained: result = contains(step)
            case .field:
                let record = frame[step.a]
                if record.tag == Cell.Tag.record, record.count == Int(step.extra), let base = record.pointer {
                    frame[step.target] = base.assumingMemoryBound(to: Cell.self)[Int(step.b)]
                    continue
                }
                result = fail("not a record of the declared type")
            case .select:
                let source = frame[step.a]
                if step.flag == 0, source.tag == Cell.Tag.map, let map = source.map,
                    let position = map.position(ofName: frame[step.b], count: source.count)
                {
                    frame[step.target] = map.values[position]
                    continue
                }
                result = select(step)
            case .next:
                steps &-= Int(step.extra)
                let iterator = frame + Int(step.target)
                let position = Int(truncatingIfNeeded: iterator[1].bits)
                guard position < iterator.pointee.count else {
                    counter = Int(step.b)
                    continue
                }
                if steps < 0 {
                    result = outOfSteps()
                    break
                }
                iterator[1].bits = UInt64(truncatingIfNeeded: position &+ 1)
                if step.flag & Instruction.Flag.forgetful != 0 { forget(iterator) }
                if step.flag & Instruction.Flag.pair != 0 {
                    nextPair(iterator, position, into: frame + Int(step.a))
                } else {
                    frame[step.a] = iterator.pointee.elements[position]
                }
                continue
            case .append:
                append(step)
                continue
            case .count:
                frame[step.target].bits &+= 1
                continue
            default: result = rest(step, &counter)
            }
            if !result.isFailed {
                frame[step.target] = result
                continue
            }
            guard let target = recover(at: counter &- 1, code: code) else { return .failed }
            counter = target
        }
    }

    /// The operations for which a call does not matter.
    @inline(never)
    private mutating func rest(_ step: Instruction, _ counter: inout Int) -> Cell {
        switch step.operation {
        case .fail: return fail(code.takeUnretainedValue().messages[Int(step.a)])
        case .negate: return negate(frame[step.a])
        case .has: return has(frame[step.a], frame[step.b])
        case .index: return index(step)
        case .list: return makeList(step)
        case .newList, .newMap: return makeBuilder(step)
        case .insert, .insertNew, .insertOptional: return insert(step)
        case .finishMap: return finishMap(step)
        case .appendOptional: return appendOptional(step)
        case .iterate: return iterate(step)
        case .countIsOne: return Cell(frame[step.a].bits == 1)
        case .sort: return sort(step)
        case .call: return call(step)
        case .match: return match(step)
        case .size: return size(frame[step.a])
        case .jumpIfNone:
            let source = frame[step.a]
            guard source.tag == Cell.Tag.optional else { return noOverload("an optional's method", source) }
            if let wrapped = source.wrapped { return wrapped }
            counter = Int(step.b)
            return frame[step.target]
        case .wrap: return optional(frame[step.a])
        case .requireOptional:
            let source = frame[step.a]
            guard source.tag == Cell.Tag.optional else { return fail("an optional is wanted here, not \(source.typeName)") }
            return frame[step.target]
        default: return fail("unknown instruction")
        }
    }

    @inline(never)
    private mutating func notBool(_ step: Instruction) -> Cell {
        let value = materialize(Int(step.a))
        if value.isFailed || value.meta == Cell.Tag.bool { return value }
        return fail("no such overload: a bool is wanted here, not \(value.typeName)")
    }

    @inline(never)
    private mutating func raisesHeld(_ step: Instruction) -> Bool {
        guard let failure = takeHeld(Int(step.a)) else { return false }
        if step.flag != 0, frame[step.target].isTrue == (step.flag == Instruction.Flag.unlessTrue) { return false }
        self.failure = failure
        return true
    }
}

extension UnsafeMutablePointer<Cell> {
    @inline(__always) subscript(place: Int32) -> Cell {
        get { self[Int(place)] }
        nonmutating set { self[Int(place)] = newValue }
    }
}
