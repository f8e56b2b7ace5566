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
        let undeclared = analysis.variables.filter { $0.slot == nil }
        let layout =
            undeclared.isEmpty
            ? environment.layout
            : environment.layout.declaring(undeclared.map { SlotLayout.Variable(name: $0.name, type: .dyn) })
        let slots = analysis.variables.map { layout.slots[$0.name] ?? 0 }
        code = Code(
            builder, syntax: syntax, analysis: analysis, layout: layout, slots: slots, limits: environment.limits)
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
        if let storage, storage.layout !== code.layout, !storage.layout.canServe(code.layout) {
            throw CELError(message: "the bindings were made for another environment")
        }
        // The code and the bindings outlive the evaluation: this program and the caller hold them.
        let code = Unmanaged.passUnretained(code)
        var problem: CELError?
        let value: Value? = code._withUnsafeGuaranteedRef { code in
            withUnsafeTemporaryAllocation(of: Cell.self, capacity: code.frameSize &+ 1) { cells -> Value? in
                guard let base = cells.baseAddress else { return nil }
                base.update(from: code.constants, count: code.constantCount)
                let frame = base + code.constantCount
                if let storage { storage.load(into: frame, code) } else { Self.loadNothing(into: frame, code) }
                var machine = Machine(code: code, frame: frame, bindings: storage)
                let cell = machine.run(code)
                switch cell.tag {
                case Cell.Tag.bool: return .bool(cell.isTrue)
                case Cell.Tag.int: return .int(cell.int)
                case Cell.Tag.double: return .double(cell.double)
                default: return machine.result(cell, &problem)
                }
            }
        }
        if let value { return value }
        throw problem ?? CELError(message: "there is no memory to evaluate in")
    }

    private static func loadNothing(into frame: UnsafeMutablePointer<Cell>, _ code: Code) {
        for index in 0..<code.slots.count { frame[index] = .unbound }
    }
}

extension BindingStorage {
    /// Copies the variables' cells to where the program expects them.
    @inline(__always)
    func load(into frame: UnsafeMutablePointer<Cell>, _ code: Code) {
        guard layout === code.layout else { return loadByName(into: frame, code) }
        let slots = code.slots
        var index = 0
        while index < slots.count {
            frame[index] = cells[slots[index]]
            index &+= 1
        }
    }

    /// For a program of another environment, or of this one at another time.
    @inline(never)
    private func loadByName(into frame: UnsafeMutablePointer<Cell>, _ code: Code) {
        for index in 0..<code.slots.count {
            let slot = layout.slots[code.variableNames[index]]
            frame[index] = slot.map { cells[$0] } ?? .unbound
        }
    }
}

extension Machine {
    /// What the host sees of the final cell; nil, and a problem, when the evaluation failed.
    @inline(never)
    mutating func result(_ cell: Cell, _ problem: inout CELError?) -> Value? {
        if cell.isFailed {
            problem = error
            return nil
        }
        do throws(Conversion.Problem) {
            var budget = allocationLimit
            return try Conversion.value(cell, layout: layout, budget: &budget)
        } catch {
            _ = error == .outOfMemory ? outOfMemory() : fail(error.message)
            problem = self.error
            return nil
        }
    }

    /// The failure as an error that points into the source.
    var error: CELError {
        let places = code.takeUnretainedValue().places
        let own = failure.instruction < places.count ? places[failure.instruction] : nil
        guard let place = failure.place ?? own else { return CELError(message: failure.message) }
        return CELError(message: failure.message, offset: Int(place.offset), length: Int(place.length))
    }
}
