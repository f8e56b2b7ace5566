/// What is known of an expression before it runs: what every name refers to, and the type of every node.
///
/// Strict analysis is the type checker. Otherwise nothing is rejected: what cannot be resolved is a variable to be
/// bound by name, or a failure once it is evaluated.
struct Analysis {
    /// What a node's name turned out to mean.
    enum Reference {
        case none
        /// Index into ``variables``.
        case variable(Int)
        /// A macro's own variable, known to the compiler by name.
        case local
        case typeName(String)
        /// `receiver` when the target of a method call is its first argument.
        case function(Function, receiver: Bool)
        case field(record: Int, field: Int)
        case failure(String)
    }

    struct Variable {
        var name: String
        /// The slot of a declared variable.
        var slot: Int?
        var type: CELType
        /// Where it is named first.
        var node: Syntax.ID
    }

    private(set) var references: [Reference]
    private(set) var variables: [Variable] = []
    private(set) var resultType = CELType.dyn

    let syntax: Syntax
    let environment: Environment
    let strict: Bool
    var relations = TypeRelations()
    var errors: [CELError] = []
    private var variableIndexes: [String: Int] = [:]
    private(set) var locals: [(name: String, type: CELType)] = []

    static func run(
        _ syntax: Syntax, in environment: Environment, strict: Bool, expecting: CELType?
    ) throws(CELErrors) -> Analysis {
        var analysis = Analysis(syntax: syntax, environment: environment, strict: strict)
        let type = analysis.type(of: syntax.root)
        if let expecting, !analysis.relations.assign([type], to: [expecting]) {
            let found = analysis.relations.resolve(type, final: true)
            analysis.report("the expression must be of type \(expecting), but is \(found)", at: syntax.root)
        }
        analysis.resultType = analysis.relations.resolve(type, final: true)
        if analysis.relations.isExhausted { analysis.report("the types are too complicated", at: syntax.root) }
        guard analysis.errors.isEmpty else { throw CELErrors(errors: analysis.errors) }
        return analysis
    }

    private init(syntax: Syntax, environment: Environment, strict: Bool) {
        self.syntax = syntax
        self.environment = environment
        self.strict = strict
        references = Array(repeating: .none, count: syntax.nodes.count)
    }

    mutating func report(_ message: String, at id: Syntax.ID) {
        guard wantsReports else { return }
        let node = syntax[id]
        errors.append(CELError(message: message, offset: node.offset, length: node.length))
    }

    private var wantsReports: Bool { strict && errors.count < CELErrors.limit }

    /// `; did you mean …?`, looked for only while it is wanted: hostile source could have very many unknown names.
    func hint(for name: String, among candidates: some Sequence<String>) -> String {
        wantsReports ? DidYouMean.hint(for: name, among: candidates) : ""
    }

    mutating func refer(_ id: Syntax.ID, to reference: Reference) { references[id] = reference }

    // MARK: Scopes

    mutating func withLocals<T>(_ added: [(String, CELType)], _ body: (inout Analysis) -> T) -> T {
        let count = locals.count
        for (name, type) in added { locals.append((name: name, type: type)) }
        defer { locals.removeLast(locals.count - count) }
        return body(&self)
    }

    func local(_ name: String) -> CELType? { locals.last { $0.name == name }?.type }

    /// The name at the root of a chain of selections, and whether a local hides everything else behind it.
    func startsWithLocal(_ name: String, absolute: Bool) -> Bool {
        if absolute || locals.isEmpty { return false }
        let root = name.prefix { $0 != "." }
        return locals.contains { $0.name == root }
    }

    // MARK: Names

    /// A variable or type with exactly this (dotted) name, tried in the container first.
    mutating func resolveName(_ id: Syntax.ID, _ name: String, absolute: Bool) -> CELType? {
        for candidate in environment.candidates(name, absolute: absolute) {
            if let slot = environment.layout.slots[candidate] {
                let type = environment.layout.variables[slot].type
                refer(id, to: .variable(variable(candidate, slot: slot, type: type, at: id)))
                return strict ? type : .dyn
            }
            if let type = environment.typeNames[candidate] {
                refer(id, to: .typeName(type.runtimeName))
                return .type(type)
            }
        }
        return nil
    }

    private mutating func variable(_ name: String, slot: Int?, type: CELType, at id: Syntax.ID) -> Int {
        if let index = variableIndexes[name] { return index }
        variableIndexes[name] = variables.count
        variables.append(Variable(name: name, slot: slot, type: type, node: id))
        return variables.count - 1
    }

    mutating func identifier(_ id: Syntax.ID, _ name: String, absolute: Bool) -> CELType {
        if !absolute, let type = local(name) {
            refer(id, to: .local)
            return type
        }
        if let type = resolveName(id, name, absolute: absolute) { return type }
        if name.hasPrefix("@") {
            let message = "there is no such index or variable here"
            errors.append(CELError(message: message, offset: syntax[id].offset, length: syntax[id].length))
            return .dyn
        }
        if strict {
            let known = environment.layout.variables.map(\.name) + locals.map(\.name)
            report("unknown variable \"\(name)\"\(hint(for: name, among: known))", at: id)
        }
        refer(id, to: .variable(variable(name, slot: nil, type: .dyn, at: id)))
        return .dyn
    }

    /// A global function by (dotted) name, tried in the container first.
    func function(_ name: String, absolute: Bool) -> Function? {
        for candidate in environment.candidates(name, absolute: absolute) {
            if let found = environment.functions[candidate] { return found }
        }
        return nil
    }

    // MARK: Overloads

    /// The result type of a call, `dyn` when several overloads fit and disagree, nil when none fits.
    mutating func resolve(_ signatures: [Signature], _ arguments: [CELType]) -> CELType? {
        var result: CELType?
        for signature in signatures where signature.parameters.count == arguments.count {
            let instance = relations.instantiate(signature)
            guard relations.assign(arguments, to: instance.parameters) else { continue }
            let type = relations.resolve(instance.result)
            guard let earlier = result else {
                result = type
                continue
            }
            if relations.resolve(earlier) != type { return .dyn }
        }
        return result
    }

    func list(_ types: [CELType]) -> String {
        "(" + types.map { relations.resolve($0, final: true).description }.joined(separator: ", ") + ")"
    }
}
