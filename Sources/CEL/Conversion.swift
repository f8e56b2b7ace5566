/// Between ``Value``, which hosts see, and ``Cell``, which the evaluator works on.
enum Conversion {
    static let depthLimit = 1000

    enum Problem: Error, Equatable {
        case tooDeep
        case outOfMemory
        case unknownRecord(String)
        case durationOutOfRange
        case badKey
        case repeatedKey
        case wrongType(wanted: CELType, String)

        var message: String {
            switch self {
            case .tooDeep: "the value is nested too deeply"
            case .outOfMemory: "there is no memory for the value"
            case .unknownRecord(let name): "the record type \"\(name)\" is not declared"
            case .durationOutOfRange: "the duration is out of range"
            case .badKey: "a map's keys must be int, uint, bool or string"
            case .repeatedKey: "a map has two equal keys"
            case .wrongType(let wanted, let found): "a value of type \(wanted) is wanted, not \(found)"
            }
        }
    }

    /// The cell of a value that needs no memory.
    static func scalar(_ value: Value) -> Cell? {
        switch value {
        case .null: .null
        case .bool(let value): Cell(value)
        case .int(let value): Cell(value)
        case .uint(let value): Cell(value)
        case .double(let value): Cell(value)
        case .timestamp(let value): Cell(value)
        default: nil
        }
    }

    /// Copies `value` into `region`. Anything it points at lies there afterwards.
    static func cell(
        _ value: Value, in region: inout Region, layout: SlotLayout, depth: Int = 0
    ) throws(Problem) -> Cell {
        guard depth < depthLimit else { throw .tooDeep }
        if let scalar = scalar(value) { return scalar }
        switch value {
        case .duration(let value):
            guard let nanoseconds = value.wholeNanoseconds else { throw .durationOutOfRange }
            return Cell(durationNanoseconds: nanoseconds)
        case .string(let value):
            let copy = region.copy(value)
            return Cell(string: copy.baseAddress, count: copy.count)
        case .type(let name):
            let copy = region.copy(name)
            return Cell(typeName: copy.baseAddress, count: copy.count)
        case .bytes(let value):
            return Cell(bytes: value.withUnsafeBytes { region.copy($0) }, count: value.count)
        case .address(let value):
            return Cell(address: value.bytes.withUnsafeBytes { region.copy($0) }, count: value.bytes.count)
        case .network(let value):
            let bytes = value.address.bytes + [UInt8(truncatingIfNeeded: value.prefixLength)]
            return Cell(network: bytes.withUnsafeBytes { region.copy($0) }, count: bytes.count)
        case .list(let values):
            return Cell(list: try cells(values, in: &region, layout: layout, depth: depth), count: values.count)
        case .optional(let value):
            guard let value else { return Cell(optional: nil) }
            return Cell(optional: try cells([value], in: &region, layout: layout, depth: depth))
        case .record(let record):
            guard let slot = layout.recordSlots[record.type.name], layout.records[slot] == record.type else {
                throw .unknownRecord(record.type.name)
            }
            return Cell(record: try cells(record.values, in: &region, layout: layout, depth: depth), type: slot)
        case .map(let map):
            guard var builder = MapBuilder(capacity: map.count, in: &region) else { throw .outOfMemory }
            for (key, value) in zip(map.keys, map.values) {
                let key = try cell(key, in: &region, layout: layout, depth: depth + 1)
                let value = try cell(value, in: &region, layout: layout, depth: depth + 1)
                switch builder.insert(key, value) {
                case .added: continue
                case .repeated: throw .repeatedKey
                case .notAKey: throw .badKey
                }
            }
            return builder.finish()
        default: return .null
        }
    }

    private static func cells(
        _ values: [Value], in region: inout Region, layout: SlotLayout, depth: Int
    ) throws(Problem) -> UnsafePointer<Cell> {
        guard let memory = region.cells(max(1, values.count)) else { throw .outOfMemory }
        for (index, value) in values.enumerated() {
            (memory + index).initialize(to: try cell(value, in: &region, layout: layout, depth: depth + 1))
        }
        return UnsafePointer(memory)
    }

    /// The value of a cell. Shared parts are written out each time they occur, so `budget`, in bytes, is charged.
    static func value(_ cell: Cell, layout: SlotLayout, budget: inout Int, depth: Int = 0) throws(Problem) -> Value {
        guard depth < depthLimit else { throw .tooDeep }
        budget -= 32
        switch cell.tag {
        case Cell.Tag.bool: return .bool(cell.isTrue)
        case Cell.Tag.int: return .int(cell.int)
        case Cell.Tag.uint: return .uint(cell.uint)
        case Cell.Tag.double: return .double(cell.double)
        case Cell.Tag.timestamp: return .timestamp(cell.timestamp)
        case Cell.Tag.duration: return .duration(.nanoseconds(cell.int))
        case Cell.Tag.optional:
            guard let wrapped = cell.wrapped else { return .optional(nil) }
            return .optional(try value(wrapped, layout: layout, budget: &budget, depth: depth + 1))
        case Cell.Tag.string, Cell.Tag.bytes, Cell.Tag.type, Cell.Tag.address, Cell.Tag.network:
            budget -= cell.count
            guard budget >= 0 else { throw .outOfMemory }
            return bytesValue(cell)
        case Cell.Tag.list:
            return .list(try values(cell.elements, layout: layout, budget: &budget, depth: depth))
        case Cell.Tag.record:
            let type = layout.records[cell.count]
            let fields = UnsafeBufferPointer(
                start: cell.pointer?.assumingMemoryBound(to: Cell.self), count: type.fields.count)
            return .record(Record(type, try values(fields, layout: layout, budget: &budget, depth: depth)))
        case Cell.Tag.map:
            var map = ValueMap()
            guard let source = cell.map else { return .map(map) }
            for index in 0..<cell.count {
                let key = try value(source.keys[index], layout: layout, budget: &budget, depth: depth + 1)
                map[key] = try value(source.values[index], layout: layout, budget: &budget, depth: depth + 1)
            }
            return .map(map)
        default: return .null
        }
    }

    private static func bytesValue(_ cell: Cell) -> Value {
        switch cell.tag {
        case Cell.Tag.string: .string(cell.text)
        case Cell.Tag.bytes: .bytes(Array(cell.buffer))
        case Cell.Tag.type: .type(cell.text)
        case Cell.Tag.address: cell.ipAddress.map(Value.address) ?? .null
        default: cell.ipNetwork.map(Value.network) ?? .null
        }
    }

    private static func values(
        _ cells: UnsafeBufferPointer<Cell>, layout: SlotLayout, budget: inout Int, depth: Int
    ) throws(Problem) -> [Value] {
        budget -= cells.count * 32
        guard budget >= 0 else { throw .outOfMemory }
        var values: [Value] = []
        values.reserveCapacity(cells.count)
        for cell in cells { values.append(try value(cell, layout: layout, budget: &budget, depth: depth + 1)) }
        return values
    }
}

extension Cell {
    var ipAddress: IPAddress? { tag == Tag.address ? IPAddress(bytes: Array(buffer)) : nil }

    /// The address's bytes and, last, the length of the prefix.
    var ipNetwork: IPNetwork? {
        guard tag == Tag.network, let length = buffer.last, let address = IPAddress(bytes: Array(buffer.dropLast()))
        else {
            return nil
        }
        return IPNetwork(address: address, prefixLength: Int(length))
    }
}
