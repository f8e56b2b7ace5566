/// A value of the language.
///
/// `==` is the language's own equality: `int`, `uint` and `double` lie on one number line, NaN equals nothing, values
/// of different kinds are unequal.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([Value])
    // Boxed, like the other large kinds, so that a value stays as small as a string.
    indirect case map(ValueMap)
    case timestamp(Timestamp)
    /// Whole nanoseconds within 64 bits (about ±292 years).
    case duration(Duration)
    /// A type by its run-time name: `int`, `list`, `google.protobuf.Timestamp`.
    case type(String)
    indirect case optional(Value?)
    indirect case record(Record)
    case address(IPAddress)
    indirect case network(IPNetwork)
}

/// A value of a declared record type: one value a field, in the order of the type's fields.
public struct Record: Sendable, Equatable {
    public let type: RecordType
    public let values: [Value]

    /// Missing values become null, spare ones are dropped.
    public init(_ type: RecordType, _ values: [Value]) {
        self.type = type
        let padding = repeatElement(Value.null, count: max(0, type.fields.count - values.count))
        self.values = Array(values.prefix(type.fields.count)) + padding
    }
}

/// A map that remembers the order in which its entries were added. Numeric keys are equal across kinds: 1, 1u, 1.0.
public struct ValueMap: Sendable {
    public private(set) var keys: [Value] = []
    public private(set) var values: [Value] = []
    private var positions: [Value: Int] = [:]

    public init() {}

    /// The later of two entries with equal keys wins.
    public init(_ entries: some Sequence<(Value, Value)>) {
        for (key, value) in entries { self[key] = value }
    }

    public var count: Int { keys.count }

    public subscript(key: Value) -> Value? {
        get { positions[key].map { values[$0] } }
        set {
            if let position = positions[key] {
                if let newValue {
                    values[position] = newValue
                } else {
                    keys.remove(at: position)
                    values.remove(at: position)
                    positions = Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
                }
            } else if let newValue {
                positions[key] = keys.count
                keys.append(key)
                values.append(newValue)
            }
        }
    }
}

extension ValueMap: Equatable, Hashable {
    public static func == (a: ValueMap, b: ValueMap) -> Bool {
        a.count == b.count && zip(a.keys, a.values).allSatisfy { key, value in b[key] == value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
    }
}

extension ValueMap: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (Value, Value)...) { self.init(elements) }
}

extension Value: Equatable {
    public static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.int(let x), .int(let y)): x == y
        case (.uint(let x), .uint(let y)): x == y
        case (.double(let x), .double(let y)): x == y
        case (.int(let x), .uint(let y)), (.uint(let y), .int(let x)): x == y
        case (.int(let x), .double(let y)), (.double(let y), .int(let x)): Numbers.order(x, y) == .same
        case (.uint(let x), .double(let y)), (.double(let y), .uint(let x)): Numbers.order(x, y) == .same
        case (.string(let x), .string(let y)), (.type(let x), .type(let y)): x.utf8.elementsEqual(y.utf8)
        case (.bytes(let x), .bytes(let y)): x == y
        case (.list(let x), .list(let y)): x == y
        case (.map(let x), .map(let y)): x == y
        case (.timestamp(let x), .timestamp(let y)): x == y
        case (.duration(let x), .duration(let y)): x == y
        case (.optional(let x), .optional(let y)): x == y
        case (.record(let x), .record(let y)): x == y
        case (.address(let x), .address(let y)): x == y
        case (.network(let x), .network(let y)): x == y
        default: false
        }
    }
}

extension Value: Hashable {
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let value): hasher.combine(value)
        // Numbers that are equal across kinds must hash alike.
        case .int(let value): hasher.combine(Double(value))
        case .uint(let value): hasher.combine(Double(value))
        case .double(let value): hasher.combine(value)
        case .string(let value), .type(let value): for byte in value.utf8 { hasher.combine(byte) }
        case .bytes(let value): hasher.combine(value)
        case .list(let value): hasher.combine(value)
        case .map(let value): hasher.combine(value)
        case .timestamp(let value): hasher.combine(value)
        case .duration(let value): hasher.combine(value)
        case .optional(let value): hasher.combine(value)
        case .record(let value): hasher.combine(value.values)
        case .address(let value): hasher.combine(value)
        case .network(let value): hasher.combine(value)
        }
    }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (Value, Value)...) { self = .map(ValueMap(elements)) }
}

extension Value {
    /// The name `type(x)` answers for the value.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        case .record(let record): record.type.name
        case .address: "net.IP"
        case .network: "net.CIDR"
        }
    }
}
