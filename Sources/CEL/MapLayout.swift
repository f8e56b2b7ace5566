/// A map in a ``Region``: keys and values side by side in the order of insertion, and a table of positions once there
/// are more than a few.
struct MapLayout {
    var keys: UnsafeMutablePointer<Cell>
    var values: UnsafeMutablePointer<Cell>
    /// Open addressing; 0 is empty, otherwise the position plus one. Nil for small maps, which are searched in order.
    var table: UnsafeMutablePointer<UInt32>?
    var tableMask: Int

    static let smallCount = 8

    /// The position of an equal key among the first `count`.
    func position(of key: Cell, count: Int) -> Int? {
        guard let key = key.canonicalKey else { return nil }
        guard let table else {
            for index in 0..<count where keys[index].isSameKey(as: key) { return index }
            return nil
        }
        var bucket = key.keyHash & tableMask
        while table[bucket] != 0 {
            let index = Int(table[bucket]) - 1
            if keys[index].isSameKey(as: key) { return index }
            bucket = (bucket + 1) & tableMask
        }
        return nil
    }

    /// A field by name; string keys only.
    @inline(__always)
    func position(ofName name: Cell, count: Int) -> Int? {
        guard table == nil else { return position(of: name, count: count) }
        for index in 0..<count where keys[index].hasSameBytes(as: name) { return index }
        return nil
    }
}

extension Cell {
    @inline(__always) var map: MapLayout? {
        tag == Tag.map ? pointer?.assumingMemoryBound(to: MapLayout.self).pointee : nil
    }

    /// The form under which a number is sought: doubles and uints that are whole become ints where they fit.
    /// Nil for what can never be a key.
    var canonicalKey: Cell? {
        switch tag {
        case Tag.int, Tag.bool, Tag.string: return self
        case Tag.uint: return uint <= UInt64(Int64.max) ? Cell(Int64(uint)) : self
        case Tag.double:
            if let whole = Int64(exactly: double) { return Cell(whole) }
            return UInt64(exactly: double).map { Cell($0) }
        default: return nil
        }
    }

    /// Whether a stored key equals a canonical one.
    @inline(__always) func isSameKey(as key: Cell) -> Bool {
        if tag == Tag.string { return hasSameBytes(as: key) }
        if bits != key.bits { return false }
        // An int and a uint of the same bits are the same number unless the sign bit is set.
        return meta == key.meta || (tag == Tag.uint && key.tag == Tag.int && key.int >= 0)
    }

    var keyHash: Int {
        var hasher = Hasher()
        if tag == Tag.string { hasher.combine(bytes: buffer) } else { hasher.combine(bits) }
        return hasher.finalize()
    }
}

/// Fills a map of at most `capacity` entries.
struct MapBuilder {
    private(set) var layout: MapLayout
    let header: UnsafeMutablePointer<MapLayout>
    private(set) var count = 0
    let capacity: Int

    enum Outcome {
        case added, repeated, notAKey
    }

    /// The bytes a map of this capacity takes.
    static func size(capacity: Int) -> Int {
        capacity * 2 * MemoryLayout<Cell>.stride + tableSize(capacity) * 4 + 96
    }

    private static func tableSize(_ capacity: Int) -> Int {
        guard capacity > MapLayout.smallCount else { return 0 }
        var size = 16
        while size < capacity * 2 { size *= 2 }
        return size
    }

    init?(capacity: Int, in region: inout Region) {
        let slots = max(1, capacity)
        guard let header = region.allocate(MemoryLayout<MapLayout>.stride)?.bindMemory(to: MapLayout.self, capacity: 1),
            let keys = region.cells(slots), let values = region.cells(slots)
        else { return nil }
        layout = MapLayout(keys: keys, values: values, table: nil, tableMask: 0)
        let size = Self.tableSize(capacity)
        if size > 0 {
            guard let table = region.allocate(size * 4)?.bindMemory(to: UInt32.self, capacity: size) else { return nil }
            table.initialize(repeating: 0, count: size)
            layout.table = table
            layout.tableMask = size - 1
        }
        self.header = header
        self.capacity = slots
    }

    /// Goes on where ``save(beside:)`` left off.
    init?(savedBeside state: UnsafeMutablePointer<Cell>) {
        guard let header = UnsafeMutablePointer<MapLayout>(bitPattern: UInt(state[0].bits)),
            let keys = UnsafeMutablePointer<Cell>(bitPattern: UInt(state[1].bits)),
            let values = UnsafeMutablePointer<Cell>(bitPattern: UInt(state[2].bits))
        else { return nil }
        let table = UnsafeMutablePointer<UInt32>(bitPattern: UInt(state[3].bits))
        layout = MapLayout(keys: keys, values: values, table: table, tableMask: Int(truncatingIfNeeded: state[3].meta))
        self.header = header
        capacity = Int(truncatingIfNeeded: state[1].meta)
        count = Int(truncatingIfNeeded: state[2].meta)
    }

    mutating func insert(_ key: Cell, _ value: Cell) -> Outcome {
        guard key.tag != Cell.Tag.double, let canonical = key.canonicalKey, count < capacity else { return .notAKey }
        if layout.position(of: canonical, count: count) != nil { return .repeated }
        (layout.keys + count).initialize(to: key)
        (layout.values + count).initialize(to: value)
        if let table = layout.table {
            var bucket = canonical.keyHash & layout.tableMask
            while table[bucket] != 0 { bucket = (bucket + 1) & layout.tableMask }
            table[bucket] = UInt32(truncatingIfNeeded: count + 1)
        }
        count += 1
        return .added
    }

    func finish() -> Cell {
        header.initialize(to: layout)
        return Cell(map: UnsafePointer(header), count: count)
    }
}
