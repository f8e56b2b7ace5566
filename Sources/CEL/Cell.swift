/// A value as the evaluator holds it: sixteen plain bytes, copied without reference counting.
///
/// Scalars live in `bits`. Everything else points into a ``Region`` that outlives the evaluation (the program's
/// constants, the bindings) or is the evaluation's own.
struct Cell {
    /// Tag in the lowest byte; the upper half holds a length, or a timestamp's nanoseconds.
    var meta: UInt64
    var bits: UInt64

    enum Tag {
        static let null: UInt64 = 0
        static let bool: UInt64 = 1
        static let int: UInt64 = 2
        static let uint: UInt64 = 3
        static let double: UInt64 = 4
        static let duration: UInt64 = 5
        static let timestamp: UInt64 = 6
        static let lastScalar: UInt64 = 6
        static let string: UInt64 = 7
        static let bytes: UInt64 = 8
        static let type: UInt64 = 9
        static let list: UInt64 = 10
        static let map: UInt64 = 11
        static let optional: UInt64 = 12
        static let record: UInt64 = 13
        static let address: UInt64 = 14
        static let network: UInt64 = 15
        /// Never seen by functions: the places where a variable's value should be.
        static let firstSpecial: UInt64 = 32
        static let unbound: UInt64 = 32
        static let lazy: UInt64 = 33
        /// A bound name whose expression failed; `count` is the key of the held failure.
        static let poisoned: UInt64 = 35
        /// A function's answer when it failed; the machine holds the reason.
        static let failed: UInt64 = 34
    }

    @inline(__always) init(meta: UInt64, bits: UInt64) {
        self.meta = meta
        self.bits = bits
    }

    @inline(__always) private init(_ tag: UInt64, length: Int, _ pointer: UnsafeRawPointer?) {
        meta = tag | UInt64(UInt32(truncatingIfNeeded: length)) << 32
        bits = UInt64(UInt(bitPattern: pointer))
    }

    init(poisonedBy key: Int) { self.init(Tag.poisoned, length: key, nil) }

    static let null = Cell(meta: Tag.null, bits: 0)
    static let unbound = Cell(meta: Tag.unbound, bits: 0)
    static let lazy = Cell(meta: Tag.lazy, bits: 0)
    static let failed = Cell(meta: Tag.failed, bits: 0)
    static let emptyList = Cell(list: nil, count: 0)

    @inline(__always) init(_ value: Bool) { self.init(meta: Tag.bool, bits: value ? 1 : 0) }
    @inline(__always) init(_ value: Int64) { self.init(meta: Tag.int, bits: UInt64(bitPattern: value)) }
    @inline(__always) init(_ value: UInt64) { self.init(meta: Tag.uint, bits: value) }
    @inline(__always) init(_ value: Double) { self.init(meta: Tag.double, bits: value.bitPattern) }
    @inline(__always) init(count value: Int) { self.init(Int64(value)) }
    init(durationNanoseconds value: Int64) { self.init(meta: Tag.duration, bits: UInt64(bitPattern: value)) }
    init(_ value: Timestamp) {
        self.init(
            meta: Tag.timestamp | UInt64(UInt32(truncatingIfNeeded: value.nanoseconds)) << 32,
            bits: UInt64(bitPattern: value.seconds))
    }
    @inline(__always) init(string: UnsafeRawPointer?, count: Int) { self.init(Tag.string, length: count, string) }
    init(bytes: UnsafeRawPointer?, count: Int) { self.init(Tag.bytes, length: count, bytes) }
    init(typeName: UnsafeRawPointer?, count: Int) { self.init(Tag.type, length: count, typeName) }
    @inline(__always) init(list: UnsafePointer<Cell>?, count: Int) { self.init(Tag.list, length: count, list) }
    init(map: UnsafePointer<MapLayout>, count: Int) { self.init(Tag.map, length: count, map) }
    init(optional: UnsafePointer<Cell>?) { self.init(Tag.optional, length: 0, optional) }
    init(record: UnsafePointer<Cell>, type: Int) { self.init(Tag.record, length: type, record) }
    init(address: UnsafeRawPointer?, count: Int) { self.init(Tag.address, length: count, address) }
    init(network: UnsafeRawPointer?, count: Int) { self.init(Tag.network, length: count, network) }

    @inline(__always) var tag: UInt64 { meta & 0xff }
    @inline(__always) var isScalar: Bool { tag <= Tag.lastScalar }
    @inline(__always) var isSpecial: Bool { tag >= Tag.firstSpecial }
    @inline(__always) var isFailed: Bool { meta == Tag.failed }
    @inline(__always) var isTrue: Bool { bits != 0 }
    @inline(__always) var int: Int64 { Int64(bitPattern: bits) }
    @inline(__always) var uint: UInt64 { bits }
    @inline(__always) var double: Double { Double(bitPattern: bits) }
    /// Bytes of a string or of bytes, elements of a list, entries of a map, the number of a record's type.
    @inline(__always) var count: Int { Int(truncatingIfNeeded: meta >> 32) }
    @inline(__always) var pointer: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: UInt(bits)) }
    var timestamp: Timestamp {
        Timestamp(uncheckedSeconds: int, nanoseconds: Int32(truncatingIfNeeded: meta >> 32))
    }
    /// The bytes of a string, of bytes, of a type's name, of an address.
    @inline(__always) var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: pointer, count: count) }
    @inline(__always) var text: String { String(decoding: buffer, as: UTF8.self) }
    /// The elements of a list.
    @inline(__always) var elements: UnsafeBufferPointer<Cell> {
        UnsafeBufferPointer(start: pointer?.assumingMemoryBound(to: Cell.self), count: count)
    }
    /// What an optional holds.
    var wrapped: Cell? { pointer?.assumingMemoryBound(to: Cell.self).pointee }

    /// Same tag and same bytes, for the kinds that are bytes.
    @inline(__always) func hasSameBytes(as other: Cell) -> Bool {
        guard meta == other.meta else { return false }
        return bits == other.bits || count == 0 || Bytes.areEqual(pointer, other.pointer, count)
    }

    var typeName: String {
        switch tag {
        case Tag.null: "null_type"
        case Tag.bool: "bool"
        case Tag.int: "int"
        case Tag.uint: "uint"
        case Tag.double: "double"
        case Tag.duration: "google.protobuf.Duration"
        case Tag.timestamp: "google.protobuf.Timestamp"
        case Tag.string: "string"
        case Tag.bytes: "bytes"
        case Tag.type: "type"
        case Tag.list: "list"
        case Tag.map: "map"
        case Tag.optional: "optional_type"
        case Tag.record: "record"
        case Tag.address: "net.IP"
        case Tag.network: "net.CIDR"
        default: "nothing"
        }
    }
}

/// Comparison of raw bytes.
enum Bytes {
    /// Eight bytes at a time: a call to memcmp costs more than most of the strings compared here.
    @inline(__always)
    static func areEqual(_ a: UnsafeRawPointer?, _ b: UnsafeRawPointer?, _ count: Int) -> Bool {
        guard let a, let b else { return count == 0 }
        var offset = 0
        while offset &+ 8 <= count {
            if a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            {
                return false
            }
            offset &+= 8
        }
        while offset < count {
            if a.load(fromByteOffset: offset, as: UInt8.self) != b.load(fromByteOffset: offset, as: UInt8.self) {
                return false
            }
            offset &+= 1
        }
        return true
    }

    /// Byte order, which for UTF-8 is the order of code points.
    static func order(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Numbers.Order {
        for index in 0..<min(a.count, b.count) where a[index] != b[index] {
            return a[index] < b[index] ? .less : .more
        }
        return Numbers.order(a.count, b.count)
    }
}
