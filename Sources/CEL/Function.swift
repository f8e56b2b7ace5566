/// What a function takes and gives. Type parameters are written ``CELType/parameter(_:)``.
public struct Signature: Sendable, Hashable {
    public var parameters: [CELType]
    public var result: CELType

    public init(_ parameters: [CELType], _ result: CELType) {
        self.parameters = parameters
        self.result = result
    }
}

/// A function of the language, called `name(a, b)` or, when it is a method, `a.name(b)`.
struct Function: Sendable {
    enum Body: Sendable {
        /// Works on cells directly; judges the arguments' kinds itself.
        case native(@Sendable (inout Machine, Arguments) -> Cell)
        /// Closures of the host, one for each signature, in the signatures' order.
        case host([@Sendable ([Value]) throws -> Value])
        /// Declared for the checker only.
        case undefined
    }

    var name: String
    var isMethod: Bool
    var signatures: [Signature]
    var body: Body
    /// Decides on calls with any number of arguments, where signatures do not suffice: the result's type, nil when
    /// the arguments' types do not fit.
    var typing: (@Sendable ([CELType]) -> CELType?)?

    init(_ name: String, _ signatures: [Signature], _ body: @escaping @Sendable (inout Machine, Arguments) -> Cell) {
        self.name = name
        self.isMethod = false
        self.signatures = signatures
        self.body = .native(body)
    }

    init(
        method name: String, _ signatures: [Signature], _ body: @escaping @Sendable (inout Machine, Arguments) -> Cell
    ) {
        self.init(name, signatures, body)
        isMethod = true
    }

    init(name: String, isMethod: Bool, signatures: [Signature], body: Body) {
        self.name = name
        self.isMethod = isMethod
        self.signatures = signatures
        self.body = body
    }
}

/// The arguments of a native function, the receiver first.
struct Arguments {
    let cells: UnsafePointer<Cell>
    let count: Int

    @inline(__always) subscript(index: Int) -> Cell { cells[index] }

    /// Whether the arguments are exactly of these kinds.
    @inline(__always) func are(_ first: UInt64) -> Bool { count == 1 && cells[0].tag == first }
    @inline(__always) func are(_ first: UInt64, _ second: UInt64) -> Bool {
        count == 2 && cells[0].tag == first && cells[1].tag == second
    }
    @inline(__always) func are(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> Bool {
        count == 3 && cells[0].tag == first && cells[1].tag == second && cells[2].tag == third
    }
}

/// Thrown by a host function to say why it failed.
public struct FunctionFailure: Error, Sendable, CustomStringConvertible {
    public var message: String
    public init(_ message: String) { self.message = message }
    public var description: String { message }
}
