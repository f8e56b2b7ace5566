/// Turns an analysed expression into instructions.
///
/// Temporaries are handed out like a stack: what a node needs is free again when the node is done.
struct Compiler {
    let syntax: Syntax
    let analysis: Analysis
    let limits: Limits
    var builder = CodeBuilder()
    private var next: Int32
    private var heldKeys = 0
    private struct ConstantKey: Hashable {
        var meta: UInt64
        var bits: UInt64
    }

    private var constantPlaces: [ConstantKey: Int32] = [:]
    private var constantCells: [Syntax.ID: Cell?] = [:]
    private var scope: [(name: String, register: Int32, mayFail: Bool)] = []

    static func compile(_ syntax: Syntax, _ analysis: Analysis, limits: Limits) throws(CELErrors) -> CodeBuilder {
        var compiler = Compiler(syntax: syntax, analysis: analysis, limits: limits)
        let result = compiler.temporary()
        compiler.compile(syntax.root, into: result)
        compiler.emit(.end, at: syntax.root, a: result)
        compiler.fuseJumps()
        guard compiler.errors.isEmpty else { throw CELErrors(errors: compiler.errors) }
        return compiler.builder
    }

    var errors: [CELError] = []

    private init(syntax: Syntax, analysis: Analysis, limits: Limits) {
        self.syntax = syntax
        self.analysis = analysis
        self.limits = limits
        next = Int32(analysis.variables.count)
        builder.highest = analysis.variables.count
    }

    // MARK: Registers and instructions

    mutating func temporary(_ count: Int32 = 1) -> Int32 {
        defer {
            next += count
            builder.highest = max(builder.highest, Int(next))
        }
        return next
    }

    /// Runs `body` and takes back the temporaries it used.
    mutating func scoped(_ body: (inout Compiler) -> Void) {
        let saved = next
        body(&self)
        next = saved
    }

    func saveTemporaries() -> Int32 { next }
    mutating func restoreTemporaries(_ saved: Int32) { next = saved }

    mutating func withLocal(_ name: String, _ register: Int32, mayFail: Bool = false, _ body: (inout Compiler) -> Void)
    {
        scope.append((name, register, mayFail))
        body(&self)
        scope.removeLast()
    }

    var here: Int { builder.instructions.count }

    @discardableResult
    mutating func emit(
        _ operation: Instruction.Operation, at id: Syntax.ID, target: Int32 = 0, a: Int32 = 0, b: Int32 = 0,
        flag: UInt8 = 0, extra: Int = 0
    ) -> Int {
        let saturated = UInt16(clamping: extra)
        builder.instructions.append(
            Instruction(operation: operation, flag: flag, extra: saturated, target: target, a: a, b: b))
        builder.places.append(Place(of: syntax[id]))
        return builder.instructions.count - 1
    }

    /// Makes a jump that was emitted earlier go to the next instruction.
    mutating func land(_ jump: Int) { builder.instructions[jump].b = Int32(here) }
    mutating func land(_ jumps: [Int]) { for jump in jumps { land(jump) } }

    /// Lets comparisons take the conditional jump that follows them along. The jump stays, for those who jump to it.
    private mutating func fuseJumps() {
        for index in builder.instructions.indices.dropLast() {
            let next = builder.instructions[index + 1]
            guard next.a == builder.instructions[index].target else { continue }
            switch (builder.instructions[index].operation, next.operation) {
            case (.less, .jumpIfFalse), (.lessEqual, .jumpIfFalse), (.greater, .jumpIfFalse),
                (.greaterEqual, .jumpIfFalse),
                (.equal, .jumpIfFalse), (.notEqual, .jumpIfFalse), (.not, .jumpIfFalse):
                builder.instructions[index].flag = Instruction.Flag.jumpsIfFalse
            case (.less, .jumpIfTrue), (.lessEqual, .jumpIfTrue), (.greater, .jumpIfTrue), (.greaterEqual, .jumpIfTrue),
                (.equal, .jumpIfTrue), (.notEqual, .jumpIfTrue), (.not, .jumpIfTrue):
                builder.instructions[index].flag = Instruction.Flag.jumpsIfTrue
            default: break
            }
        }
    }

    mutating func heldKey() -> Int {
        heldKeys += 1
        return heldKeys - 1
    }

    mutating func handle(_ range: Range<Int>, _ kind: Handler.Kind, key: Int, target: Int) {
        if range.isEmpty { return }
        builder.handlers.append(
            Handler(start: range.lowerBound, end: range.upperBound, target: target, key: key, kind: kind))
    }

    mutating func fail(_ message: String, at id: Syntax.ID) {
        builder.messages.append(message)
        emit(.fail, at: id, a: Int32(builder.messages.count - 1))
    }

    // MARK: Constants

    mutating func constant(_ cell: Cell) -> Int32 {
        let key = ConstantKey(meta: cell.meta, bits: cell.bits)
        if let known = constantPlaces[key] { return known }
        builder.constants.append(cell)
        let place = -Int32(builder.constants.count)
        constantPlaces[key] = place
        return place
    }

    /// The cell of a node that is the same in every evaluation: a literal, or a list or map of such.
    mutating func constantCell(_ id: Syntax.ID) -> Cell? {
        if let known = constantCells[id] { return known }
        let cell = makeConstantCell(id)
        constantCells[id] = .some(cell)
        return cell
    }

    private mutating func makeConstantCell(_ id: Syntax.ID) -> Cell? {
        switch syntax[id].kind {
        case .literal(let value): return cell(value)
        case .identifier, .select:
            if case .typeName(let name) = analysis.references[id] { return cell(.type(name)) }
            return nil
        case .list(let elements):
            guard elements.allSatisfy({ !$0.optional }) else { return nil }
            var cells: [Cell] = []
            for element in elements {
                guard let cell = constantCell(element.value) else { return nil }
                cells.append(cell)
            }
            guard let memory = builder.memory.region.cells(max(1, cells.count)) else { return nil }
            memory.initialize(from: cells, count: cells.count)
            return Cell(list: memory, count: cells.count)
        case .map(let entries):
            guard entries.allSatisfy({ !$0.optional }) else { return nil }
            var cells: [(Cell, Cell)] = []
            for entry in entries {
                guard let key = constantCell(entry.key), let value = constantCell(entry.value) else { return nil }
                cells.append((key, value))
            }
            guard var map = MapBuilder(capacity: cells.count, in: &builder.memory.region) else { return nil }
            // A bad or repeated key is a failure of the evaluation, which the ordinary way reports.
            for (key, value) in cells where map.insert(key, value) != .added { return nil }
            return map.finish()
        default: return nil
        }
    }

    mutating func cell(_ value: Value) -> Cell? {
        try? Conversion.cell(value, in: &builder.memory.region, layout: analysis.environment.layout)
    }

    // MARK: Operands

    /// Where the node's value is to be found; computed into a temporary unless it already has a place.
    ///
    /// `checked` when the consumer cannot cope with a variable that is unbound, lazy or poisoned.
    mutating func operand(_ id: Syntax.ID, checked: Bool = true) -> Int32 {
        if let (register, mayFail) = place(id) {
            if checked, mayFail { emit(.check, at: id, a: register) }
            return register
        }
        if let cell = constantCell(id) { return constant(cell) }
        let register = temporary()
        compile(id, into: register)
        return register
    }

    private func place(_ id: Syntax.ID) -> (register: Int32, mayFail: Bool)? {
        switch (syntax[id].kind, analysis.references[id]) {
        case (.identifier(let name, _), .local):
            guard let local = scope.last(where: { $0.name == name }) else { return nil }
            return (local.register, local.mayFail)
        case (.identifier, .variable(let index)), (.select, .variable(let index)): return (Int32(index), true)
        default: return nil
        }
    }

    /// Whether the node can only yield a bool (or fail).
    func isBool(_ id: Syntax.ID) -> Bool {
        switch syntax[id].kind {
        case .literal(.bool), .has, .not, .and, .or: true
        case .binary(let operation, _, _): operation.precedence == 1
        case .comprehension(let loop): loop.macro == .all || loop.macro == .exists || loop.macro == .existsOne
        default: false
        }
    }
}
