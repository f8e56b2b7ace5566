/// The loop. What is common is done here, on the spot; everything else by a function that may fail.
extension Machine {
    /// Runs to the end; the result is `failed` when the evaluation failed, the reason being in ``failure``.
    mutating func run(_ code: Code) -> Cell {
        let instructions = code.instructions
        let frame = frame
        // A pointer, so that each operation reads no more of its instruction than it needs.
        var step = instructions - 1
        while true {
            step += 1
            var result: Cell
            switch step.pointee.operation {
            case .move:
                frame[step.pointee.target] = frame[step.pointee.a]
                continue
            case .check:
                if !frame[step.pointee.a].isSpecial { continue }
                result = materialize(Int(step.pointee.a))
                if !result.isFailed { continue }
            case .jump:
                step = instructions + (Int(step.pointee.b) - 1)
                continue
            case .jumpIfFalse:
                let test = frame[step.pointee.a]
                if test.meta == Cell.Tag.bool {
                    if !test.isTrue { step = instructions + (Int(step.pointee.b) - 1) }
                    continue
                }
                result = notBool(step.pointee)
                if !result.isFailed {
                    if !result.isTrue { step = instructions + (Int(step.pointee.b) - 1) }
                    continue
                }
            case .jumpIfTrue:
                let test = frame[step.pointee.a]
                if test.meta == Cell.Tag.bool {
                    if test.isTrue { step = instructions + (Int(step.pointee.b) - 1) }
                    continue
                }
                result = notBool(step.pointee)
                if !result.isFailed {
                    if result.isTrue { step = instructions + (Int(step.pointee.b) - 1) }
                    continue
                }
            case .requireBool:
                if frame[step.pointee.a].meta == Cell.Tag.bool { continue }
                result = notBool(step.pointee)
                if !result.isFailed { continue }
            case .end:
                return frame[step.pointee.a]
            case .raiseHeld:
                if heldCount == 0 { continue }
                if !raisesHeld(step.pointee) { continue }
                result = .failed
            case .dropHeld:
                if heldCount > 0 { _ = takeHeld(Int(step.pointee.a)) }
                continue
            case .not:
                let operand = frame[step.pointee.a]
                if operand.meta == Cell.Tag.bool {
                    Self.decide(!operand.isTrue, frame, &step, instructions)
                    continue
                }
                result = noOverload("!", operand)
            case .less:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    Self.decide(a.double < b.double, frame, &step, instructions)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    Self.decide(a.int < b.int, frame, &step, instructions)
                    continue
                }
                result = compare(step.pointee)
            case .lessEqual:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    Self.decide(a.double <= b.double, frame, &step, instructions)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    Self.decide(a.int <= b.int, frame, &step, instructions)
                    continue
                }
                result = compare(step.pointee)
            case .greater:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    Self.decide(a.double > b.double, frame, &step, instructions)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    Self.decide(a.int > b.int, frame, &step, instructions)
                    continue
                }
                result = compare(step.pointee)
            case .greaterEqual:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    Self.decide(a.double >= b.double, frame, &step, instructions)
                    continue
                }
                if a.meta == Cell.Tag.int, b.meta == Cell.Tag.int {
                    Self.decide(a.int >= b.int, frame, &step, instructions)
                    continue
                }
                result = compare(step.pointee)
            case .add:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.pointee.target] = Cell(a.double + b.double)
                    continue
                }
                result = arithmetic(step.pointee)
            case .subtract:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.pointee.target] = Cell(a.double - b.double)
                    continue
                }
                result = arithmetic(step.pointee)
            case .multiply:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.pointee.target] = Cell(a.double * b.double)
                    continue
                }
                result = arithmetic(step.pointee)
            case .divide:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.meta == Cell.Tag.double, b.meta == Cell.Tag.double {
                    frame[step.pointee.target] = Cell(a.double / b.double)
                    continue
                }
                result = arithmetic(step.pointee)
            case .remainder: result = arithmetic(step.pointee)
            case .equal, .notEqual:
                let (a, b) = (frame[step.pointee.a], frame[step.pointee.b])
                if a.tag == Cell.Tag.string, b.tag == Cell.Tag.string {
                    let isSame = a.meta == b.meta && (a.count <= 64 ? a.hasSameBytes(as: b) : areEqual(a, b))
                    if steps >= 0 {
                        Self.decide(isSame == (step.pointee.operation == .equal), frame, &step, instructions)
                        continue
                    }
                    result = outOfSteps()
                } else {
                    result = equality(step.pointee)
                }
            case .contained: result = contains(step.pointee)
            case .field:
                let record = frame[step.pointee.a]
                if record.tag == Cell.Tag.record, record.count == Int(step.pointee.extra), let base = record.pointer {
                    frame[step.pointee.target] = base.assumingMemoryBound(to: Cell.self)[Int(step.pointee.b)]
                    continue
                }
                result = fail("not a record of the declared type")
            case .select:
                let source = frame[step.pointee.a]
                if step.pointee.flag == 0, source.tag == Cell.Tag.map, let map = source.map,
                    let position = map.position(ofName: frame[step.pointee.b], count: source.count)
                {
                    frame[step.pointee.target] = map.values[position]
                    continue
                }
                result = select(step.pointee)
            case .next:
                steps &-= Int(step.pointee.extra)
                let iterator = frame + Int(step.pointee.target)
                let position = Int(truncatingIfNeeded: iterator[1].bits)
                guard position < iterator.pointee.count else {
                    step = instructions + (Int(step.pointee.b) - 1)
                    continue
                }
                if steps < 0 {
                    result = outOfSteps()
                    break
                }
                iterator[1].bits = UInt64(truncatingIfNeeded: position &+ 1)
                if step.pointee.flag & Instruction.Flag.forgetful != 0 { forget(iterator) }
                if step.pointee.flag & Instruction.Flag.pair != 0 {
                    nextPair(iterator, position, into: frame + Int(step.pointee.a))
                } else {
                    frame[step.pointee.a] = iterator.pointee.elements[position]
                }
                continue
            case .append:
                append(step.pointee)
                continue
            case .count:
                frame[step.pointee.target].bits &+= 1
                step = instructions + (Int(step.pointee.b) - 1)
                continue
            default:
                let place = step.pointee.target
                result = rest(&step, instructions)
                if !result.isFailed {
                    frame[place] = result
                    continue
                }
            }
            if !result.isFailed {
                frame[step.pointee.target] = result
                continue
            }
            guard let next = recover(at: step - instructions, code: code) else { return .failed }
            step = instructions + (next - 1)
        }
    }

    /// Stores a comparison's answer and takes the conditional jump that follows it, if one does.
    @inline(__always)
    private static func decide(
        _ answer: Bool, _ frame: UnsafeMutablePointer<Cell>, _ step: inout UnsafeMutablePointer<Instruction>,
        _ instructions: UnsafeMutablePointer<Instruction>
    ) {
        frame[step.pointee.target] = Cell(answer)
        let fused = step.pointee.flag
        if fused == 0 { return }
        step += 1
        if answer == (fused == Instruction.Flag.jumpsIfTrue) { step = instructions + (Int(step.pointee.b) - 1) }
    }

    /// The operations for which a call does not matter.
    @inline(never)
    private mutating func rest(
        _ current: inout UnsafeMutablePointer<Instruction>, _ instructions: UnsafeMutablePointer<Instruction>
    ) -> Cell {
        let step = current.pointee
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
            current = instructions + (Int(step.b) - 1)
            return frame[step.target]
        case .wrap: return optional(frame[step.a])
        case .requireOptional:
            let source = frame[step.a]
            guard source.tag == Cell.Tag.optional else {
                return fail("an optional is wanted here, not \(source.typeName)")
            }
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
