/// A compiled expression. Cheap to copy, safe to share between tasks.
public struct Program: Sendable {
    public let source: String
    /// The type the checker found; `dyn` for unchecked programs.
    public let type: CELType
    let code: Code

    /// The variables the expression reads, in the order it names them first.
    public var variables: [String] { code.variableNames }

    init(source: String, syntax: Syntax, analysis: Analysis, environment: Environment) throws(CELErrors) {
        self.source = source
        type = analysis.resultType
        let builder = try Compiler.compile(syntax, analysis, limits: environment.limits)
        var layout = environment.layout
        for variable in analysis.variables where variable.slot == nil { layout = layout.declaring(variable.name, .dyn) }
        let slots = analysis.variables.map { layout.slots[$0.name] ?? 0 }
        code = Code(
            builder, layout: layout, slots: slots, variableNames: analysis.variables.map(\.name), limits: environment.limits)
    }

    /// Evaluates with the given bindings.
    public func evaluate(_ bindings: Bindings) throws(CELError) -> Value {
        try evaluate(storage: bindings.storage)
    }

    /// Evaluates an expression that needs no variables.
    public func evaluate() throws(CELError) -> Value {
        try evaluate(storage: nil)
    }

    private func evaluate(storage: BindingStorage?) throws(CELError) -> Value {
        let code = code
        let result: Result<Value, CELError> = withUnsafeTemporaryAllocation(of: Cell.self, capacity: code.frameSize + 1) { cells in
            guard let base = cells.baseAddress else { return .failure(CELError(message: "there is no memory to evaluate in")) }
            base.update(from: code.constants, count: code.constantCount)
            let frame = base + code.constantCount
            Self.load(storage, into: frame, code)
            var machine = Machine(code: code, frame: frame, bindings: storage)
            let cell = machine.run(code)
            return machine.result(cell)
        }
        return try result.get()
    }

    /// Copies the variables' cells to where the program expects them.
    private static func load(_ storage: BindingStorage?, into frame: UnsafeMutablePointer<Cell>, _ code: Code) {
        guard let storage else {
            for index in 0..<code.slots.count { frame[index] = .unbound }
            return
        }
        if storage.layout === code.layout {
            for index in 0..<code.slots.count { frame[index] = storage.cells[code.slots[index]] }
            return
        }
        for index in 0..<code.slots.count {
            let slot = storage.layout.slots[code.variableNames[index]]
            frame[index] = slot.map { storage.cells[$0] } ?? .unbound
        }
    }
}

extension Machine {
    /// What the host sees of the final cell.
    mutating func result(_ cell: Cell) -> Result<Value, CELError> {
        switch cell.tag {
        case Cell.Tag.bool: return .success(.bool(cell.isTrue))
        case Cell.Tag.int: return .success(.int(cell.int))
        case Cell.Tag.double: return .success(.double(cell.double))
        case Cell.Tag.failed: return .failure(error)
        default: break
        }
        do throws(Conversion.Problem) {
            var budget = allocationLimit
            return .success(try Conversion.value(cell, layout: layout, budget: &budget))
        } catch {
            _ = error == .outOfMemory ? outOfMemory() : fail(error.message)
            return .failure(self.error)
        }
    }

    /// The failure as an error that points into the source.
    var error: CELError {
        let places = code.takeUnretainedValue().places
        let place = failure.instruction < places.count ? places[failure.instruction] : (0, 0)
        return CELError(message: failure.message, offset: Int(place.0), length: Int(place.1))
    }
}
