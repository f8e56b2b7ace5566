/// Iterating, and making lists and maps.

/// The cells of a loop's state.
enum Iterator {
    /// 0: what is iterated (elements, or a map's keys) and its count; 1: position; 2, 3: mark of the region;
    /// 4: a map's values.
    static let cells: Int32 = 5
}

/// The cells of a map under construction.
enum MapState {
    /// 0: the header; 1: keys and capacity; 2: values and count; 3: table and mask.
    static let cells: Int32 = 4
}

extension Machine {
    @inline(never)
    mutating func iterate(_ step: Instruction) -> Cell {
        let source = frame[step.a]
        let iterator = frame + Int(step.target)
        switch source.tag {
        case Cell.Tag.list: iterator[4] = .null
        case Cell.Tag.map: iterator[4] = Cell(meta: 0, bits: UInt64(UInt(bitPattern: source.map?.values)))
        default: return fail("no such overload: a list or a map is wanted here, not \(source.typeName)")
        }
        iterator[1] = Cell(meta: 0, bits: 0)
        remember(iterator)
        let elements = source.map.map { UnsafePointer($0.keys) } ?? source.elements.baseAddress
        return Cell(list: elements, count: source.count)
    }

    private func remember(_ iterator: UnsafeMutablePointer<Cell>) {
        let mark = region.mark
        iterator[2] = Cell(meta: UInt64(UInt(bitPattern: mark.chunk)), bits: UInt64(UInt(bitPattern: mark.next)))
        iterator[3] = Cell(meta: 0, bits: UInt64(truncatingIfNeeded: mark.bytesGiven))
    }

    /// Takes back what the last iteration made.
    @inline(__always)
    mutating func forget(_ iterator: UnsafeMutablePointer<Cell>) {
        let given = Int(truncatingIfNeeded: iterator[3].bits)
        if region.bytesGiven != given { forgetSlowly(iterator, given) }
    }

    @inline(never)
    private mutating func forgetSlowly(_ iterator: UnsafeMutablePointer<Cell>, _ given: Int) {
        let leftovers = code._withUnsafeGuaranteedRef { $0.limits.leftovers }
        if leftovers == .keep { return }
        let chunk = UnsafeMutableRawPointer(bitPattern: UInt(iterator[2].meta))
        let next = UnsafeMutableRawPointer(bitPattern: UInt(iterator[2].bits))
        region.reset(to: Region.Mark(chunk: chunk, next: next, bytesGiven: given))
        if leftovers == .overwrite { region.overwriteRest() }
    }

    @inline(never)
    mutating func nextPair(
        _ iterator: UnsafeMutablePointer<Cell>, _ position: Int, into variables: UnsafeMutablePointer<Cell>
    ) {
        let first = iterator.pointee.elements[position]
        if let values = iterator[4].pointer?.assumingMemoryBound(to: Cell.self) {
            variables[0] = first
            variables[1] = values[position]
        } else {
            variables[0] = Cell(count: position)
            variables[1] = first
        }
    }

    // MARK: Lists

    mutating func makeList(_ step: Instruction) -> Cell {
        let count = Int(step.b)
        guard let memory = cells(count) else { return outOfMemory() }
        memory.initialize(from: frame + Int(step.a), count: count)
        return Cell(list: memory, count: count)
    }

    /// `newList` and `newMap`: room for as many as the iterator has, or for `b` when there is none.
    mutating func makeBuilder(_ step: Instruction) -> Cell {
        let capacity = step.b < 0 ? frame[step.a].count : Int(step.b)
        let result: Cell
        if step.operation == .newList {
            guard let memory = cells(capacity) else { return outOfMemory() }
            result = Cell(list: memory, count: 0)
        } else {
            guard mayAllocate(MapBuilder.size(capacity: capacity)),
                let map = MapBuilder(capacity: capacity, in: &region)
            else { return outOfMemory() }
            result = map.save(beside: frame + Int(step.target))
        }
        // An iteration may take back what it made, not what it fills.
        if step.b < 0 { remember(frame + Int(step.a)) }
        return result
    }

    @inline(__always)
    mutating func append(_ step: Instruction) {
        let list = frame + Int(step.target)
        let value = frame[step.a]
        guard let base = UnsafeMutableRawPointer(bitPattern: UInt(list.pointee.bits)) else { return }
        base.assumingMemoryBound(to: Cell.self)[list.pointee.count] = value
        list.pointee.meta &+= 1 << 32
        guard step.b >= 0 else { return }
        // What a scalar was computed from is not needed any more; anything else may point into it.
        if value.isScalar { forget(frame + Int(step.b)) } else { remember(frame + Int(step.b)) }
    }

    mutating func appendOptional(_ step: Instruction) -> Cell {
        let value = frame[step.a]
        guard value.tag == Cell.Tag.optional else { return fail("an optional is wanted here, not \(value.typeName)") }
        guard let wrapped = value.wrapped else { return frame[step.target] }
        let list = frame + Int(step.target)
        UnsafeMutableRawPointer(bitPattern: UInt(list.pointee.bits))?
            .assumingMemoryBound(to: Cell.self)[list.pointee.count] = wrapped
        return Cell(meta: list.pointee.meta &+ 1 << 32, bits: list.pointee.bits)
    }

    // MARK: Maps

    mutating func insert(_ step: Instruction) -> Cell {
        let state = frame + Int(step.target)
        var value = frame[step.b]
        if step.operation == .insertOptional {
            guard value.tag == Cell.Tag.optional else {
                return fail("an optional is wanted here, not \(value.typeName)")
            }
            guard let wrapped = value.wrapped else { return state.pointee }
            value = wrapped
        }
        guard var builder = MapBuilder(savedBeside: state) else { return fail("there is no map to fill") }
        let key = frame[step.a]
        guard charge(2 + (key.tag == Cell.Tag.string ? key.count >> 4 : 0)) else { return outOfSteps() }
        switch builder.insert(key, value) {
        case .added: return builder.save(beside: state)
        case .repeated:
            return fail("the map has two equal keys: \(key.tag == Cell.Tag.string ? key.text : key.typeName)")
        case .notAKey: return fail("unsupported key type: \(key.typeName)")
        }
    }

    mutating func finishMap(_ step: Instruction) -> Cell {
        MapBuilder(savedBeside: frame + Int(step.a))?.finish() ?? fail("there is no map to finish")
    }

    // MARK: Sorting

    /// Sorts the list at `a` by the keys at `b`, which must be of one ordered kind.
    mutating func sort(_ step: Instruction) -> Cell {
        sorted(frame[step.a], by: frame[step.b])
    }

    mutating func sorted(_ list: Cell, by keys: Cell) -> Cell {
        let keys = keys.elements
        for key in keys {
            guard order(key, keys[0]) != nil else {
                return fail("values of types \(keys[0].typeName) and \(key.typeName) cannot be sorted")
            }
        }
        let work = keys.count * max(1, Int.bitWidth - keys.count.leadingZeroBitCount)
        guard charge(work), mayAllocate(keys.count * 8) else { return steps < 0 ? outOfSteps() : outOfMemory() }
        guard let memory = cells(list.count) else { return outOfMemory() }
        var positions = Array(0..<keys.count)
        var spent = 0
        // Ties keep their order.
        positions.sort { a, b in
            spent += min(keys[a].tag == Cell.Tag.string ? keys[a].count >> 4 : 0, 1 << 20)
            let order = orderForSorting(keys[a], keys[b])
            return order == .less || order == .same && a < b
        }
        guard charge(spent) else { return outOfSteps() }
        for (index, position) in positions.enumerated() { (memory + index).initialize(to: list.elements[position]) }
        return Cell(list: memory, count: list.count)
    }

    private func orderForSorting(_ a: Cell, _ b: Cell) -> Numbers.Order {
        switch (a.tag, b.tag) {
        case (Cell.Tag.string, _), (Cell.Tag.bytes, _): return Bytes.order(a.buffer, b.buffer)
        case (Cell.Tag.double, Cell.Tag.double):
            // A total order, so that NaN cannot confuse the sort: it comes last.
            if a.double.isNaN || b.double.isNaN { return a.double.isNaN ? (b.double.isNaN ? .same : .more) : .less }
            return Numbers.order(a.double, b.double)
        case (Cell.Tag.timestamp, _):
            return a.timestamp < b.timestamp ? .less : a.timestamp == b.timestamp ? .same : .more
        case (Cell.Tag.uint, Cell.Tag.uint), (Cell.Tag.bool, _): return Numbers.order(a.uint, b.uint)
        case (Cell.Tag.int, Cell.Tag.int), (Cell.Tag.duration, _): return Numbers.order(a.int, b.int)
        default: return Numbers.order(Self.number(a), Self.number(b))
        }
    }

    private static func number(_ cell: Cell) -> Double {
        cell.tag == Cell.Tag.int ? Double(cell.int) : cell.tag == Cell.Tag.uint ? Double(cell.uint) : cell.double
    }
}

extension MapBuilder {
    /// Writes the state into a map's cells; returns the first of them.
    func save(beside state: UnsafeMutablePointer<Cell>) -> Cell {
        state[1] = Cell(meta: UInt64(capacity), bits: UInt64(UInt(bitPattern: layout.keys)))
        state[2] = Cell(meta: UInt64(count), bits: UInt64(UInt(bitPattern: layout.values)))
        state[3] = Cell(meta: UInt64(layout.tableMask), bits: UInt64(UInt(bitPattern: layout.table)))
        return Cell(meta: Cell.Tag.null, bits: UInt64(UInt(bitPattern: header)))
    }
}
