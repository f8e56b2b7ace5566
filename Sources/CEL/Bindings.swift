/// Values for variables, ready to be evaluated with: set once, used by any number of programs of one environment.
///
///     var bindings = Bindings(environment)
///     try bindings.set("pace", 0.93)
///     let value = try program.evaluate(bindings)
public struct Bindings {
    private(set) var storage: BindingStorage

    /// For all programs compiled by `environment` (as it is now).
    public init(_ environment: Environment) { storage = BindingStorage(environment.layout) }

    init(_ layout: SlotLayout) { storage = BindingStorage(layout) }

    /// The slot of a variable, for setting it without a look-up; nil for a name that is not declared.
    public func slot(of name: String) -> Int? { storage.layout.slots[name] }

    /// Binds a variable.
    ///
    /// - Throws: when the name is not declared, the value is of another type than declared, or cannot be represented
    ///   (a duration beyond 64 bits, a map key that is not int, uint, bool or string). Where a double is declared,
    ///   an int or uint is taken for one.
    public mutating func set(_ name: String, _ value: Value) throws(CELError) {
        guard let slot = storage.layout.slots[name] else {
            let known = storage.layout.slots.keys.sorted()
            throw CELError(message: "unknown variable \"\(name)\"\(DidYouMean.hint(for: name, among: known))")
        }
        try set(slot: slot, value)
    }

    public mutating func set(slot: Int, _ value: Value) throws(CELError) {
        guard storage.layout.variables.indices.contains(slot) else {
            throw CELError(message: "there is no slot \(slot)")
        }
        makeUnique()
        do throws(Conversion.Problem) {
            try storage.set(slot, value)
        } catch {
            throw CELError(message: "\(storage.layout.variables[slot].name): \(error.message)")
        }
    }

    /// Binds a variable to a value that is made when it is first needed, and kept.
    public mutating func setLazily(_ name: String, _ provide: @escaping () -> Value) throws(CELError) {
        guard let slot = storage.layout.slots[name] else { throw CELError(message: "unknown variable \"\(name)\"") }
        makeUnique()
        storage.setLazily(slot, provide)
    }

    /// The variable has no value any more.
    public mutating func unset(_ name: String) {
        guard let slot = storage.layout.slots[name] else { return }
        makeUnique()
        storage.unset(slot)
    }

    private mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { storage = BindingStorage(copying: storage) }
    }
}

extension Program {
    /// Bindings for this program (and others of its environment); the only ones that have room for the undeclared
    /// variables of an unchecked program.
    public func makeBindings() -> Bindings { Bindings(code.layout) }

    /// Evaluates with values given by name; convenient rather than fast.
    public func evaluate(_ values: [String: Value]) throws(CELError) -> Value {
        var bindings = makeBindings()
        for (name, value) in values where bindings.slot(of: name) != nil { try bindings.set(name, value) }
        return try evaluate(bindings)
    }
}

/// The cells behind ``Bindings``. What a slot points at is owned by the slot.
final class BindingStorage {
    let layout: SlotLayout
    let cells: UnsafeMutablePointer<Cell>
    private var owners: [RegionOwner?]
    private var providers: [Int: () -> Value] = [:]

    init(_ layout: SlotLayout) {
        self.layout = layout
        cells = .allocate(capacity: max(1, layout.variables.count))
        cells.initialize(repeating: .unbound, count: layout.variables.count)
        owners = Array(repeating: nil, count: layout.variables.count)
    }

    init(copying other: BindingStorage) {
        layout = other.layout
        cells = .allocate(capacity: max(1, layout.variables.count))
        cells.initialize(from: other.cells, count: layout.variables.count)
        owners = other.owners
        providers = other.providers
    }

    deinit { cells.deallocate() }

    func set(_ slot: Int, _ value: Value) throws(Conversion.Problem) {
        let type = layout.variables[slot].type
        let value = value.adapted(to: type)
        guard value == .null || value.isOf(type) else { throw .wrongType(wanted: type, value.typeName) }
        if !providers.isEmpty { providers[slot] = nil }
        if let scalar = Conversion.scalar(value) {
            cells[slot] = scalar
            if owners[slot] != nil { owners[slot] = nil }
            return
        }
        var owner = owners[slot]
        owners[slot] = nil
        // The region is filled again unless a copy of these bindings still uses it.
        if !isKnownUniquelyReferenced(&owner) { owner = nil }
        let region = owner ?? RegionOwner()
        region.region.reset()
        cells[slot] = .unbound
        cells[slot] = try Conversion.cell(value, in: &region.region, layout: layout)
        owners[slot] = region
    }

    func setLazily(_ slot: Int, _ provide: @escaping () -> Value) {
        providers[slot] = provide
        cells[slot] = .lazy
    }

    func unset(_ slot: Int) {
        cells[slot] = .unbound
        owners[slot] = nil
        providers[slot] = nil
    }

    /// The slot a program's variable stands for.
    func slot(of place: Int, in code: Code) -> Int? {
        layout === code.layout ? code.slots[place] : layout.slots[code.variableNames[place]]
    }

    func provide(_ slot: Int) -> Result<Cell, Conversion.Problem> {
        guard let provide = providers[slot] else { return .success(cells[slot]) }
        // A provider that evaluates with these bindings itself must not be asked again.
        cells[slot] = .unbound
        do throws(Conversion.Problem) {
            try set(slot, provide())
            return .success(cells[slot])
        } catch {
            return .failure(error)
        }
    }
}
