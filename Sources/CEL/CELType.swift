/// A static type of the language.
public indirect enum CELType: Sendable, Hashable {
    /// Anything; what is known only at run time.
    case dyn
    case null
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case timestamp
    case duration
    case list(CELType)
    case map(CELType, CELType)
    case optional(CELType)
    /// A record declared with ``Environment/declare(record:)``.
    case record(String)
    /// The type of a type: `int` as an expression has the type `type(int)`.
    case type(CELType)
    /// A type known by its name and parameters only, such as `net.IP`.
    case abstract(String, [CELType])
    /// A placeholder in a function's signature, the same type wherever the same name stands: `list(A), A -> bool`.
    case parameter(String)

    /// The name `type(x)` answers, without parameters.
    var runtimeName: String {
        switch self {
        case .dyn, .parameter: "dyn"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .record(let name): name
        case .type: "type"
        case .abstract(let name, _): name
        }
    }

    var isNumeric: Bool { self == .int || self == .uint || self == .double }
}

extension CELType: CustomStringConvertible {
    /// How the type is written in messages: `list(int)`, `map(string, dyn)`.
    public var description: String {
        switch self {
        case .null: "null"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let wrapped): "optional(\(wrapped))"
        case .type(let inner): "type(\(inner))"
        case .abstract(let name, let parameters) where !parameters.isEmpty:
            "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
        case .parameter(let name): name
        default: runtimeName
        }
    }
}

/// A record: named fields with types, laid out in slots so that a field costs no look-up while evaluating.
public struct RecordType: Sendable, Hashable {
    public struct Field: Sendable, Hashable {
        public var name: String
        public var type: CELType

        public init(_ name: String, _ type: CELType) {
            self.name = name
            self.type = type
        }
    }

    public let name: String
    public let fields: [Field]
    private let positions: [String: Int]

    public init(name: String, fields: [Field]) {
        self.name = name
        self.fields = fields
        positions = Dictionary(fields.indices.map { (fields[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The slot of a field, counted from 0.
    public func slot(of field: String) -> Int? { positions[field] }
}
