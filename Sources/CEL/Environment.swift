/// What expressions may speak of: variables, records, functions, libraries, and the limits they run under.
///
///     var environment = Environment()
///     environment.declare("pace", .double)
///     let program = try environment.compile("pace >= 1", expecting: .bool)
public struct Environment: Sendable {
    /// Bounds for source and evaluation.
    public var limits = Limits()
    /// Whether `pace >= 1` and `pace == 1` pass the checker when `pace` is a double. On by default; the comparison
    /// itself always works across `int`, `uint` and `double`.
    public var allowsMixedNumbers = true
    /// The package in which names are resolved: in `a.b`, the name `x` means `a.b.x`, else `a.x`, else `x`.
    public var container = ""

    private(set) var layout = SlotLayout()
    private(set) var functions: [String: Function] = [:]
    private(set) var methods: [String: Function] = [:]
    /// What stands before the dot in functions' names.
    private(set) var namespaces: Set<String> = []
    private(set) var typeNames: [String: CELType] = [:]
    private(set) var features: Parser.Features = []

    /// An environment with the standard library and the given extensions.
    public init(libraries: [Library] = Library.all) {
        self = libraries.map(\.name) == Library.all.map(\.name) ? Self.withEverything : Environment(adding: libraries)
    }

    private static let withEverything = Environment(adding: Library.all)

    private init(adding libraries: [Library]) {
        for library in [Library.standard] + libraries {
            features.formUnion(library.features)
            for function in library.functions { add(function) }
            for (name, type) in library.types { typeNames[name] = type }
        }
    }

    // MARK: Declaring

    /// Declares a variable; the name may be dotted. Declaring it again changes its type.
    public mutating func declare(_ variable: String, _ type: CELType) {
        layout = layout.declaring(variable, type)
    }

    /// Declares many variables of one type at once.
    public mutating func declare(_ variables: some Sequence<String>, _ type: CELType) {
        layout = layout.declaring(variables.map { SlotLayout.Variable(name: $0, type: type) })
    }

    /// Declares a record type, so that ``CELType/record(_:)`` with its name may be used.
    public mutating func declare(record: RecordType) {
        layout = layout.declaring(record)
        typeNames[record.name] = .record(record.name)
    }

    /// Registers a function written in Swift; the name may be dotted (`stats.median`).
    ///
    /// - Parameters:
    ///   - receiver: called as `a.name(b)`, `a` being the first parameter, rather than `name(a, b)`.
    ///   - body: gets as many values as there are parameters, of their types; what it throws becomes the
    ///     expression's error. It must be pure: the language promises nothing about how often it is called.
    public mutating func register(
        _ name: String, receiver: Bool = false, _ parameters: [CELType], returns result: CELType,
        _ body: @escaping @Sendable ([Value]) throws -> Value
    ) {
        let signature = Signature(parameters, result)
        add(Function(name: name, isMethod: receiver, signatures: [signature], body: .host([body])))
    }

    /// Declares a function for the checker alone; calling it fails.
    public mutating func declareFunction(_ name: String, receiver: Bool = false, _ signatures: [Signature]) {
        add(Function(name: name, isMethod: receiver, signatures: signatures, body: .undefined))
    }

    /// Adds to the overloads of a host function of the same name; anything else is replaced.
    private mutating func add(_ function: Function) {
        var function = function
        let existing = function.isMethod ? methods[function.name] : functions[function.name]
        if let existing {
            switch (existing.body, function.body) {
            case (.host(let old), .host(let new)):
                function.signatures = existing.signatures + function.signatures
                function.body = .host(old + new)
            case (.native(let old), .native(let new)):
                // A library may add overloads to another's function: the newcomer speaks first.
                function.signatures = existing.signatures + function.signatures
                function.body = .native { machine, arguments in
                    let answer = new(&machine, arguments)
                    return answer.isFailed && machine.failure.isMissingOverload ? old(&machine, arguments) : answer
                }
            default: break
            }
        }
        if function.isMethod {
            methods[function.name] = function
        } else {
            functions[function.name] = function
            if let dot = function.name.lastIndex(of: ".") { namespaces.insert(String(function.name[..<dot])) }
        }
    }

    // MARK: Compiling

    /// Parses, checks and compiles. All problems found are thrown together.
    ///
    /// - Parameter expecting: the type the result must have; nil accepts any.
    public func compile(_ source: String, expecting: CELType? = nil) throws(CELErrors) -> Program {
        let syntax = try Parser.parse(source, limits: limits, features: features)
        let analysis = try Analysis.run(syntax, in: self, strict: true, expecting: expecting)
        return try Program(source: source, syntax: syntax, analysis: analysis, environment: self)
    }

    /// Parses and compiles without checking: unknown names and wrong types show themselves when evaluated, and
    /// undeclared variables may be bound by name.
    public func compileUnchecked(_ source: String) throws(CELErrors) -> Program {
        let syntax = try Parser.parse(source, limits: limits, features: features)
        let analysis = try Analysis.run(syntax, in: self, strict: false, expecting: nil)
        return try Program(source: source, syntax: syntax, analysis: analysis, environment: self)
    }

    /// The names `name` may stand for, best first.
    func candidates(_ name: String, absolute: Bool) -> [String] {
        if absolute || container.isEmpty { return [name] }
        var result: [String] = []
        var prefix = container[...]
        while true {
            result.append(prefix + "." + name)
            guard let dot = prefix.lastIndex(of: ".") else { break }
            prefix = prefix[..<dot]
        }
        return result + [name]
    }
}

/// Declared variables and records with their slots. Immutable, so that programs and bindings can share it.
final class SlotLayout: Sendable {
    struct Variable: Sendable {
        var name: String
        var type: CELType
    }

    let variables: [Variable]
    let slots: [String: Int]
    let records: [RecordType]
    let recordSlots: [String: Int]

    init() {
        variables = []
        slots = [:]
        records = []
        recordSlots = [:]
    }

    private init(variables: [Variable], slots: [String: Int], records: [RecordType], recordSlots: [String: Int]) {
        self.variables = variables
        self.slots = slots
        self.records = records
        self.recordSlots = recordSlots
    }

    func declaring(_ name: String, _ type: CELType) -> SlotLayout { declaring([Variable(name: name, type: type)]) }

    func declaring(_ added: [Variable]) -> SlotLayout {
        var (variables, slots) = (variables, slots)
        for variable in added {
            if let slot = slots[variable.name] {
                variables[slot].type = variable.type
            } else {
                slots[variable.name] = variables.count
                variables.append(variable)
            }
        }
        return SlotLayout(variables: variables, slots: slots, records: records, recordSlots: recordSlots)
    }

    func declaring(_ record: RecordType) -> SlotLayout {
        var (records, recordSlots) = (records, recordSlots)
        if let slot = recordSlots[record.name] {
            records[slot] = record
        } else {
            recordSlots[record.name] = records.count
            records.append(record)
        }
        return SlotLayout(variables: variables, slots: slots, records: records, recordSlots: recordSlots)
    }

    /// Whether values made for this layout mean the same to programs of the other: its record types are known there
    /// under the same numbers.
    func canServe(_ other: SlotLayout) -> Bool {
        records.count <= other.records.count && zip(records, other.records).allSatisfy(==)
    }
}
