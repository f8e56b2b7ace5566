/// Fields, indexes, presence, size.
extension Machine {
    @inline(never)
    mutating func select(_ step: Instruction) -> Cell {
        let source = frame[step.a]
        let name = frame[step.b]
        let isOptional = step.flag == Instruction.Flag.optional
        if source.tag == Cell.Tag.optional || isOptional {
            guard let inner = source.tag == Cell.Tag.optional ? source.wrapped : source else {
                return Cell(optional: nil)
            }
            guard let found = field(name, of: inner) else {
                // What is there but has no fields is a mistake even for `.?`.
                return canHaveFields(inner) ? Cell(optional: nil) : noFields(inner, name)
            }
            return optional(found)
        }
        if let found = field(name, of: source) { return found }
        return canHaveFields(source) ? fail("no such key: \(name.text)") : noFields(source, name)
    }

    private func canHaveFields(_ cell: Cell) -> Bool { cell.tag == Cell.Tag.map || cell.tag == Cell.Tag.record }

    private mutating func noFields(_ source: Cell, _ name: Cell) -> Cell {
        fail("no such field \"\(name.text)\": a value of type \(source.typeName) has no fields")
    }

    private func field(_ name: Cell, of source: Cell) -> Cell? {
        if let map = source.map { return map.position(ofName: name, count: source.count).map { map.values[$0] } }
        guard source.tag == Cell.Tag.record, let slot = layout.records[source.count].slot(of: name.text) else {
            return nil
        }
        return source.pointer?.assumingMemoryBound(to: Cell.self)[slot]
    }

    /// A key that is there counts, even with null; a record's field counts unless it is null.
    mutating func has(_ source: Cell, _ name: Cell) -> Cell {
        switch source.tag {
        case Cell.Tag.map: return Cell(field(name, of: source) != nil)
        case Cell.Tag.record:
            guard let value = field(name, of: source) else { return noFields(source, name) }
            return Cell(value.tag != Cell.Tag.null)
        case Cell.Tag.optional:
            guard let wrapped = source.wrapped else { return Cell(false) }
            return has(wrapped, name)
        default: return noFields(source, name)
        }
    }

    @inline(never)
    mutating func index(_ step: Instruction) -> Cell {
        let source = frame[step.a]
        let key = frame[step.b]
        let isOptional = step.flag == Instruction.Flag.optional
        if source.tag == Cell.Tag.optional || isOptional {
            guard let inner = source.tag == Cell.Tag.optional ? source.wrapped : source else {
                return Cell(optional: nil)
            }
            guard inner.tag == Cell.Tag.list || inner.tag == Cell.Tag.map else { return noOverload("[]", inner, key) }
            if inner.tag == Cell.Tag.list, Self.listIndex(key) == nil, key.tag != Cell.Tag.double {
                return noOverload("[]", inner, key)
            }
            return optional(element(key, of: inner))
        }
        switch source.tag {
        case Cell.Tag.list:
            if let found = element(key, of: source) { return found }
            guard let position = Self.listIndex(key) else { return fail("invalid index of type \(key.typeName)") }
            return fail("index \(position) is out of range 0..<\(source.count)")
        case Cell.Tag.map: return element(key, of: source) ?? fail("no such key: \(describe(key))")
        default: return noOverload("[]", source, key)
        }
    }

    private mutating func element(_ key: Cell, of source: Cell) -> Cell? {
        if let map = source.map { return lookup(key, in: map, count: source.count).map { map.values[$0] } }
        guard let position = Self.listIndex(key), position >= 0, position < source.count else { return nil }
        return source.elements[Int(position)]
    }

    /// An int, a uint or a whole double as a position.
    private static func listIndex(_ key: Cell) -> Int64? {
        switch key.tag {
        case Cell.Tag.int: key.int
        case Cell.Tag.uint: Int64(exactly: key.uint)
        case Cell.Tag.double: Int64(exactly: key.double)
        default: nil
        }
    }

    private func describe(_ key: Cell) -> String {
        switch key.tag {
        case Cell.Tag.string: key.text
        case Cell.Tag.int: String(key.int)
        case Cell.Tag.uint: String(key.uint)
        case Cell.Tag.double: Numbers.text(key.double)
        case Cell.Tag.bool: String(key.isTrue)
        default: "of type \(key.typeName)"
        }
    }

    mutating func size(_ value: Cell) -> Cell {
        switch value.tag {
        case Cell.Tag.bytes, Cell.Tag.list, Cell.Tag.map: return Cell(count: value.count)
        case Cell.Tag.string:
            guard charge(value.count >> 4) else { return outOfSteps() }
            return Cell(count: Text.codePoints(value.buffer))
        default: return noOverload("size", value)
        }
    }

    // MARK: Calls

    mutating func match(_ step: Instruction) -> Cell {
        let text = frame[step.a]
        guard text.tag == Cell.Tag.string else { return fail("no such overload: matches(\(text.typeName), string)") }
        guard charge(1 + (text.count >> 2) * (1 + Int(step.extra))) else { return outOfSteps() }
        return Cell(code.takeUnretainedValue().patterns[Int(step.b)].matches(text.buffer))
    }

    @inline(never)
    mutating func call(_ step: Instruction) -> Cell {
        let arguments = Arguments(cells: UnsafePointer(frame + Int(step.a)), count: Int(step.extra))
        let function = code.takeUnretainedValue().functions[Int(step.b)]
        // Most functions go through their texts at least once.
        for index in 0..<arguments.count {
            let argument = arguments[index]
            if argument.tag == Cell.Tag.string || argument.tag == Cell.Tag.bytes { steps &-= argument.count >> 4 }
        }
        if steps < 0 { return outOfSteps() }
        let result: Cell
        switch function.body {
        case .native(let body): result = body(&self, arguments)
        case .host(let bodies): result = callHost(function, bodies, arguments)
        case .undefined: return fail("the function \(function.name) is declared only")
        }
        return steps >= 0 || result.isFailed ? result : outOfSteps()
    }

    private mutating func callHost(
        _ function: Function, _ bodies: [@Sendable ([Value]) throws -> Value], _ arguments: Arguments
    ) -> Cell {
        var values: [Value] = []
        values.reserveCapacity(arguments.count)
        var budget = allocationLimit - region.bytesGiven
        let before = budget
        for index in 0..<arguments.count {
            do throws(Conversion.Problem) {
                values.append(try Conversion.value(arguments[index], layout: layout, budget: &budget))
            } catch {
                return error == .outOfMemory ? outOfMemory() : fail(error.message)
            }
        }
        guard charge(10 + (before - budget) >> 5) else { return outOfSteps() }
        for (signature, body) in zip(function.signatures, bodies) {
            guard signature.parameters.count == values.count,
                zip(values, signature.parameters).allSatisfy({ $0.isOf($1) })
            else { continue }
            do { return cell(try body(values)) } catch { return fail("\(function.name): \(error)") }
        }
        return noOverload(function.name, arguments)
    }
}

extension Value {
    /// Whether the value may stand where this type is declared. Elements of collections are not looked at.
    func isOf(_ type: CELType) -> Bool {
        switch (type, self) {
        case (.dyn, _), (.parameter, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint),
            (.double, .double),
            (.string, .string), (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.list, .list),
            (.map, .map), (.optional, .optional), (.type, .type):
            true
        case (.record(let name), .record(let record)): record.type.name == name
        case (.abstract(let name, _), _): typeName == name
        default: false
        }
    }
}
