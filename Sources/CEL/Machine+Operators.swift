/// Operators on operands of any kinds.
extension Machine {
    /// The operands of a binary instruction, read from wherever they come; nil when one failed.
    private mutating func operands(_ step: Instruction) -> (Cell, Cell)? {
        let a = materialize(Int(step.a))
        if a.isFailed { return nil }
        let b = materialize(Int(step.b))
        return b.isFailed ? nil : (a, b)
    }

    // MARK: Order

    @inline(never)
    mutating func compare(_ step: Instruction) -> Cell {
        guard let (a, b) = operands(step) else { return .failed }
        guard let order = order(a, b) else { return noOverload(Self.symbol(step.operation), a, b) }
        switch step.operation {
        case .less: return Cell(order == .less)
        case .lessEqual: return Cell(order == .less || order == .same)
        case .greater: return Cell(order == .more)
        default: return Cell(order == .more || order == .same)
        }
    }

    /// Nil for kinds that have no order.
    mutating func order(_ a: Cell, _ b: Cell) -> Numbers.Order? {
        switch (a.tag, b.tag) {
        case (Cell.Tag.int, Cell.Tag.int), (Cell.Tag.duration, Cell.Tag.duration): return Numbers.order(a.int, b.int)
        case (Cell.Tag.uint, Cell.Tag.uint), (Cell.Tag.bool, Cell.Tag.bool): return Numbers.order(a.uint, b.uint)
        case (Cell.Tag.double, Cell.Tag.double): return Numbers.order(a.double, b.double)
        case (Cell.Tag.int, Cell.Tag.uint): return Numbers.order(a.int, b.uint)
        case (Cell.Tag.uint, Cell.Tag.int): return Numbers.order(a.uint, b.int)
        case (Cell.Tag.int, Cell.Tag.double): return Numbers.order(a.int, b.double)
        case (Cell.Tag.uint, Cell.Tag.double): return Numbers.order(a.uint, b.double)
        case (Cell.Tag.double, Cell.Tag.int): return Self.reversed(Numbers.order(b.int, a.double))
        case (Cell.Tag.double, Cell.Tag.uint): return Self.reversed(Numbers.order(b.uint, a.double))
        case (Cell.Tag.timestamp, Cell.Tag.timestamp):
            return a.timestamp < b.timestamp ? .less : a.timestamp == b.timestamp ? .same : .more
        case (Cell.Tag.string, Cell.Tag.string), (Cell.Tag.bytes, Cell.Tag.bytes):
            steps &-= min(a.count, b.count) >> 4
            return Bytes.order(a.buffer, b.buffer)
        default: return nil
        }
    }

    private static func reversed(_ order: Numbers.Order) -> Numbers.Order {
        order == .less ? .more : order == .more ? .less : order
    }

    // MARK: Equality

    @inline(never)
    mutating func equality(_ step: Instruction) -> Cell {
        guard let (a, b) = operands(step) else { return .failed }
        let isSame = areEqual(a, b)
        return steps >= 0 ? Cell(isSame == (step.operation == .equal)) : outOfSteps()
    }

    /// Deep equality; pays for every element, since shared parts are compared each time they occur. The answer means
    /// nothing once ``steps`` is negative.
    mutating func areEqual(_ a: Cell, _ b: Cell) -> Bool {
        steps &-= 1
        if a.tag != b.tag {
            let bothNumbers =
                (Cell.Tag.int...Cell.Tag.double).contains(a.tag) && (Cell.Tag.int...Cell.Tag.double).contains(b.tag)
            return bothNumbers && order(a, b) == .same
        }
        switch a.tag {
        case Cell.Tag.double: return a.double == b.double
        case Cell.Tag.list:
            guard a.count == b.count else { return false }
            for index in 0..<a.count {
                guard steps >= 0, areEqual(a.elements[index], b.elements[index]) else { return false }
            }
            return true
        case Cell.Tag.map: return areEqualMaps(a, b)
        case Cell.Tag.optional:
            guard let x = a.wrapped, let y = b.wrapped else { return a.wrapped == nil && b.wrapped == nil }
            return areEqual(x, y)
        case Cell.Tag.record:
            guard a.count == b.count else { return false }
            let count = layout.records[a.count].fields.count
            guard let x = a.pointer?.assumingMemoryBound(to: Cell.self),
                let y = b.pointer?.assumingMemoryBound(to: Cell.self)
            else { return count == 0 }
            for index in 0..<count {
                guard steps >= 0, areEqual(x[index], y[index]) else { return false }
            }
            return true
        case Cell.Tag.string, Cell.Tag.bytes, Cell.Tag.type, Cell.Tag.address, Cell.Tag.network:
            steps &-= a.count >> 4
            return a.hasSameBytes(as: b)
        default: return a.meta == b.meta && a.bits == b.bits
        }
    }

    private mutating func areEqualMaps(_ a: Cell, _ b: Cell) -> Bool {
        guard a.count == b.count, let x = a.map, let y = b.map else { return false }
        for index in 0..<a.count {
            guard steps >= 0, let key = x.keys[index].canonicalKey, let position = lookup(key, in: y, count: b.count),
                areEqual(x.values[index], y.values[position])
            else { return false }
        }
        return true
    }

    /// The position of a key, paid for.
    mutating func lookup(_ key: Cell, in map: MapLayout, count: Int) -> Int? {
        steps &-= 1 &+ (key.tag == Cell.Tag.string ? key.count >> 4 : 0)
        return map.position(of: key, count: count)
    }

    // MARK: Membership

    @inline(never)
    mutating func contains(_ step: Instruction) -> Cell {
        guard let (element, collection) = operands(step) else { return .failed }
        let isThere: Bool
        switch collection.tag {
        case Cell.Tag.list: isThere = list(collection, contains: element)
        case Cell.Tag.map:
            isThere = collection.map.map { lookup(element, in: $0, count: collection.count) != nil } ?? false
        default: return noOverload("in", element, collection)
        }
        return steps >= 0 ? Cell(isThere) : outOfSteps()
    }

    mutating func list(_ list: Cell, contains element: Cell) -> Bool {
        let elements = list.elements
        steps &-= elements.count
        if element.tag == Cell.Tag.string {
            // Length and kind are one word, so most candidates are dismissed by one comparison.
            for candidate in elements where candidate.meta == element.meta {
                if candidate.bits == element.bits { return true }
                if element.count > 64 { steps &-= element.count >> 4 }
                if candidate.hasSameBytes(as: element) { return true }
                if steps < 0 { return false }
            }
            return false
        }
        for candidate in elements {
            if areEqual(candidate, element) { return true }
            if steps < 0 { return false }
        }
        return false
    }

    // MARK: Arithmetic

    @inline(never)
    mutating func arithmetic(_ step: Instruction) -> Cell {
        guard let (a, b) = operands(step) else { return .failed }
        guard a.tag == b.tag else { return mixedTimes(step.operation, a, b) }
        switch a.tag {
        case Cell.Tag.int:
            return integer(step.operation, a.int, b.int).map { Cell($0) } ?? failed(step.operation, "int", b.bits == 0)
        case Cell.Tag.uint:
            return integer(step.operation, a.uint, b.uint).map { Cell($0) }
                ?? failed(step.operation, "uint", b.bits == 0)
        case Cell.Tag.double:
            switch step.operation {
            case .add: return Cell(a.double + b.double)
            case .subtract: return Cell(a.double - b.double)
            case .multiply: return Cell(a.double * b.double)
            case .divide: return Cell(a.double / b.double)
            default: return noOverload("%", a, b)
            }
        case Cell.Tag.duration where step.operation == .add || step.operation == .subtract:
            let sum = integer(step.operation, a.int, b.int)
            return sum.map { Cell(durationNanoseconds: $0) } ?? fail("the duration is out of range")
        case Cell.Tag.timestamp where step.operation == .subtract:
            let difference = a.timestamp.nanoseconds(since: b.timestamp)
            return difference.map { Cell(durationNanoseconds: $0) } ?? fail("the duration is out of range")
        case Cell.Tag.string where step.operation == .add, Cell.Tag.bytes where step.operation == .add:
            return concatenate(a, b)
        case Cell.Tag.list where step.operation == .add:
            if b.count == 0 { return a }
            if a.count == 0 { return b }
            guard let memory = cells(a.count + b.count) else { return outOfMemory() }
            if let base = a.elements.baseAddress { memory.initialize(from: base, count: a.count) }
            if let base = b.elements.baseAddress { (memory + a.count).initialize(from: base, count: b.count) }
            return Cell(list: memory, count: a.count + b.count)
        default: return noOverload(Self.symbol(step.operation), a, b)
        }
    }

    private mutating func concatenate(_ a: Cell, _ b: Cell) -> Cell {
        if b.count == 0 { return a }
        if a.count == 0 { return b }
        guard a.count + b.count <= Int(UInt32.max), let memory = bytes(a.count + b.count) else { return outOfMemory() }
        memory.copyMemory(from: a.pointer ?? UnsafeRawPointer(memory), byteCount: a.count)
        (memory + a.count).copyMemory(from: b.pointer ?? UnsafeRawPointer(memory), byteCount: b.count)
        return Cell(meta: a.tag | UInt64(a.count + b.count) << 32, bits: UInt64(UInt(bitPattern: memory)))
    }

    private func integer<Number: FixedWidthInteger>(_ operation: Instruction.Operation, _ a: Number, _ b: Number)
        -> Number?
    {
        let result: (partialValue: Number, overflow: Bool)
        switch operation {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .divide: result = a.dividedReportingOverflow(by: b)
        default: result = a.remainderReportingOverflow(dividingBy: b)
        }
        return result.overflow ? nil : result.partialValue
    }

    private mutating func failed(_ operation: Instruction.Operation, _ kind: String, _ isZero: Bool) -> Cell {
        switch operation {
        case .divide where isZero: fail("division by zero")
        case .remainder where isZero: fail("remainder of a division by zero")
        default: fail("the \(kind) result is out of range")
        }
    }

    private mutating func mixedTimes(_ operation: Instruction.Operation, _ a: Cell, _ b: Cell) -> Cell {
        let sum: Timestamp?
        switch (operation, a.tag, b.tag) {
        case (.add, Cell.Tag.timestamp, Cell.Tag.duration): sum = a.timestamp.adding(nanoseconds: b.int)
        case (.add, Cell.Tag.duration, Cell.Tag.timestamp): sum = b.timestamp.adding(nanoseconds: a.int)
        case (.subtract, Cell.Tag.timestamp, Cell.Tag.duration):
            let (negated, overflow) = Int64(0).subtractingReportingOverflow(b.int)
            sum = overflow ? nil : a.timestamp.adding(nanoseconds: negated)
        default: return noOverload(Self.symbol(operation), a, b)
        }
        return sum.map { Cell($0) } ?? fail("the timestamp is out of range")
    }

    mutating func negate(_ operand: Cell) -> Cell {
        switch operand.tag {
        case Cell.Tag.int:
            let (result, overflow) = Int64(0).subtractingReportingOverflow(operand.int)
            return overflow ? fail("the int result is out of range") : Cell(result)
        case Cell.Tag.double: return Cell(-operand.double)
        default: return noOverload("-", operand)
        }
    }

    private static func symbol(_ operation: Instruction.Operation) -> String {
        switch operation {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        case .less: "<"
        case .lessEqual: "<="
        case .greater: ">"
        case .greaterEqual: ">="
        default: "operator"
        }
    }
}
