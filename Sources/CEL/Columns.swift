/// Values of variables for many rows at once, one column a variable.
///
///     var columns = Columns(environment, count: units.count)
///     try columns.set("pace", .doubles(paces))
///     try columns.set("muted", constant: ["ward-7"])
///     let result = try program.evaluate(columns: columns)
public struct Columns {
    public enum Column: Sendable {
        case bools([Bool])
        case ints([Int64])
        case doubles([Double])
        case strings([String])
        /// Anything, null included; slower than the others.
        case values([Value])
    }

    public let count: Int
    let layout: SlotLayout
    private(set) var stored: [StoredColumn?]

    /// For programs compiled by `environment` (as it is now).
    public init(_ environment: Environment, count: Int) {
        self.count = max(0, count)
        layout = environment.layout
        stored = Array(repeating: nil, count: layout.variables.count)
    }

    /// Binds a variable to a column.
    ///
    /// - Throws: when the name is not declared, the column has not ``count`` rows, or its values are of another type
    ///   than declared. Where doubles are declared, ints are taken for them.
    public mutating func set(_ name: String, _ column: Column) throws(CELError) {
        let slot = try slot(name)
        let type = layout.variables[slot].type
        let column = type == .double ? Self.asDoubles(column) : column
        guard column.count == count else {
            throw CELError(message: "\(name): the column has \(column.count) rows, not \(count)")
        }
        guard column.canBe(type) else {
            throw CELError(message: "\(name): a column of type \(type) is wanted")
        }
        do throws(Conversion.Problem) {
            stored[slot] = try StoredColumn(column, type: type, layout: layout)
        } catch {
            throw CELError(message: "\(name): \(error.message)")
        }
    }

    /// Binds a variable to one value for all rows.
    public mutating func set(_ name: String, constant value: Value) throws(CELError) {
        let slot = try slot(name)
        do throws(Conversion.Problem) {
            stored[slot] = .constant(try ConstantCell(value, type: layout.variables[slot].type, layout: layout))
        } catch {
            throw CELError(message: "\(name): \(error.message)")
        }
    }

    private func slot(_ name: String) throws(CELError) -> Int {
        guard let slot = layout.slots[name] else {
            let known = layout.slots.keys.sorted()
            throw CELError(message: "unknown variable \"\(name)\"\(DidYouMean.hint(for: name, among: known))")
        }
        return slot
    }

    private static func asDoubles(_ column: Column) -> Column {
        if case .ints(let ints) = column { .doubles(ints.map { Double($0) }) } else { column }
    }
}

extension Columns.Column {
    var count: Int {
        switch self {
        case .bools(let values): values.count
        case .ints(let values): values.count
        case .doubles(let values): values.count
        case .strings(let values): values.count
        case .values(let values): values.count
        }
    }

    func canBe(_ type: CELType) -> Bool {
        switch (self, type) {
        case (_, .dyn), (.bools, .bool), (.ints, .int), (.doubles, .double), (.strings, .string), (.values, _): true
        default: false
        }
    }
}

/// A column as the evaluator reads it.
enum StoredColumn {
    case bools([Bool])
    case ints([Int64])
    case doubles([Double])
    case strings(StringColumn)
    case cells([Cell], owner: RegionOwner)
    case constant(ConstantCell)

    init(_ column: Columns.Column, type: CELType, layout: SlotLayout) throws(Conversion.Problem) {
        switch column {
        case .bools(let values): self = .bools(values)
        case .ints(let values): self = .ints(values)
        case .doubles(let values): self = .doubles(values)
        case .strings(let values): self = .strings(StringColumn(values))
        case .values(let values):
            let owner = RegionOwner()
            var cells: [Cell] = []
            cells.reserveCapacity(values.count)
            for value in values {
                let value = value.adapted(to: type)
                guard value == .null || value.isOf(type) else { throw .wrongType(wanted: type, value.typeName) }
                cells.append(try Conversion.cell(value, in: &owner.region, layout: layout))
            }
            self = .cells(cells, owner: owner)
        }
    }

    @inline(__always)
    func cell(_ row: Int) -> Cell {
        switch self {
        case .bools(let values): Cell(values[row])
        case .ints(let values): Cell(values[row])
        case .doubles(let values): Cell(values[row])
        case .strings(let column): column.distinct[Int(column.codes[row])]
        case .cells(let cells, _): cells[row]
        case .constant(let constant): constant.cell
        }
    }
}

/// One value with the memory it lies in.
final class ConstantCell {
    let cell: Cell
    private let owner = RegionOwner()

    init(_ value: Value, type: CELType, layout: SlotLayout) throws(Conversion.Problem) {
        let value = value.adapted(to: type)
        guard value == .null || value.isOf(type) else { throw .wrongType(wanted: type, value.typeName) }
        cell = try Conversion.cell(value, in: &owner.region, layout: layout)
    }
}

extension Value {
    /// An int or uint where a double is declared becomes one.
    func adapted(to type: CELType) -> Value {
        switch (type, self) {
        case (.double, .int(let number)): .double(Double(number))
        case (.double, .uint(let number)): .double(Double(number))
        default: self
        }
    }
}

/// Strings by number: every distinct string once, and for each row which one it is. Two rows are equal when their
/// numbers are.
final class StringColumn {
    private(set) var codes: [UInt32] = []
    private(set) var distinct: [Cell] = []
    private var table: [UInt32] = Array(repeating: 0, count: 64)
    private let owner = RegionOwner()

    init(_ strings: [String]) {
        codes.reserveCapacity(strings.count)
        for string in strings {
            var string = string
            let code = string.withUTF8 { buffer in
                let bytes = UnsafeRawBufferPointer(buffer)
                return find(bytes) ?? add(bytes)
            }
            codes.append(code)
        }
    }

    /// The number of a string, nil when it does not occur.
    func code(of text: Cell) -> UInt32? { find(text.buffer) }

    private func bucket(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: bytes)
        return hasher.finalize() & (table.count - 1)
    }

    private func find(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
        var bucket = bucket(bytes)
        while table[bucket] != 0 {
            let known = distinct[Int(table[bucket] - 1)]
            if known.count == bytes.count, Bytes.areEqual(known.pointer, bytes.baseAddress, bytes.count) {
                return table[bucket] - 1
            }
            bucket = (bucket + 1) & (table.count - 1)
        }
        return nil
    }

    private func add(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        if (distinct.count + 1) * 2 > table.count { grow() }
        let code = UInt32(truncatingIfNeeded: distinct.count)
        distinct.append(Cell(string: owner.region.copy(bytes), count: bytes.count))
        place(code)
        return code
    }

    private func place(_ code: UInt32) {
        var bucket = bucket(distinct[Int(code)].buffer)
        while table[bucket] != 0 { bucket = (bucket + 1) & (table.count - 1) }
        table[bucket] = code + 1
    }

    private func grow() {
        table = Array(repeating: 0, count: table.count * 2)
        for code in distinct.indices { place(UInt32(truncatingIfNeeded: code)) }
    }
}
