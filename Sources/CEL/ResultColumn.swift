/// What a program answered for each row.
public struct ResultColumn: Sendable {
    public enum Content: Sendable {
        case bools([Bool])
        case ints([Int64])
        case doubles([Double])
        case values([Value])
    }

    /// One entry a row; false, 0, NaN or null where the row failed.
    public let content: Content
    /// The rows that failed, and why.
    public let errors: [Int: CELError]

    public var count: Int {
        switch content {
        case .bools(let values): values.count
        case .ints(let values): values.count
        case .doubles(let values): values.count
        case .values(let values): values.count
        }
    }

    /// The value of a row, or its error.
    public subscript(row: Int) -> Result<Value, CELError> {
        if let error = errors[row] { return .failure(error) }
        switch content {
        case .bools(let values): return .success(.bool(values[row]))
        case .ints(let values): return .success(.int(values[row]))
        case .doubles(let values): return .success(.double(values[row]))
        case .values(let values): return .success(values[row])
        }
    }

    /// The rows for which the answer is true; failed rows are not among them.
    public var trueRows: [Int] {
        switch content {
        case .bools(let values): values.indices.filter { values[$0] && errors[$0] == nil }
        case .values(let values): values.indices.filter { values[$0] == .bool(true) && errors[$0] == nil }
        default: []
        }
    }
}

extension Program {
    /// Evaluates once for each row. A row that fails does not disturb the others.
    ///
    /// Comparisons, arithmetic on doubles, logic, and tests of strings against constants work on whole columns; an
    /// expression with anything else is evaluated row by row, to the same result.
    public func evaluate(columns: Columns) -> ResultColumn {
        guard columns.layout === code.layout || columns.layout.canServe(code.layout) else {
            let error = CELError(message: "the columns were made for another environment")
            let errors = Dictionary((0..<columns.count).map { ($0, error) }, uniquingKeysWith: { first, _ in first })
            return ResultColumn(content: .values(Array(repeating: .null, count: columns.count)), errors: errors)
        }
        if let vectors = VectorPlan.result(of: self, columns) { return vectors }
        return evaluateRows(of: columns)
    }

    /// Row by row.
    func evaluateRows(of columns: Columns) -> ResultColumn {
        let code = code
        let slots = code.variableNames.map { columns.layout.slots[$0] }
        let sources = slots.map { $0.flatMap { columns.stored[$0] } }
        var errors: [Int: CELError] = [:]
        var collected = Collector(type: type, capacity: columns.count)
        withUnsafeTemporaryAllocation(of: Cell.self, capacity: code.frameSize + 1) { cells in
            guard let base = cells.baseAddress else { return }
            base.update(from: code.constants, count: code.constantCount)
            let frame = base + code.constantCount
            var machine = Machine(code: code, frame: frame, bindings: nil)
            for row in 0..<columns.count {
                for index in sources.indices { frame[index] = sources[index]?.cell(row) ?? .unbound }
                machine.restart()
                let cell = machine.run(code)
                if collected.take(cell) { continue }
                var problem: CELError?
                let value = machine.result(cell, &problem)
                if let problem { errors[row] = problem }
                collected.take(value)
            }
        }
        return ResultColumn(content: collected.content, errors: errors)
    }
}

/// Gathers results in an array of the expected type, and in one of values once another type turns up.
private struct Collector {
    private enum Kind {
        case bools, ints, doubles, values
    }

    private var kind: Kind
    private var bools: [Bool] = []
    private var ints: [Int64] = []
    private var doubles: [Double] = []
    private var values: [Value] = []

    init(type: CELType, capacity: Int) {
        switch type {
        case .bool: kind = .bools
        case .int: kind = .ints
        case .double: kind = .doubles
        default: kind = .values
        }
        switch kind {
        case .bools: bools.reserveCapacity(capacity)
        case .ints: ints.reserveCapacity(capacity)
        case .doubles: doubles.reserveCapacity(capacity)
        case .values: values.reserveCapacity(capacity)
        }
    }

    var content: ResultColumn.Content {
        switch kind {
        case .bools: .bools(bools)
        case .ints: .ints(ints)
        case .doubles: .doubles(doubles)
        case .values: .values(values)
        }
    }

    /// Whether the cell fitted.
    @inline(__always)
    mutating func take(_ cell: Cell) -> Bool {
        switch (kind, cell.tag) {
        case (.bools, Cell.Tag.bool): bools.append(cell.isTrue)
        case (.ints, Cell.Tag.int): ints.append(cell.int)
        case (.doubles, Cell.Tag.double): doubles.append(cell.double)
        default: return false
        }
        return true
    }

    /// A value of another type, or nil for a failed row.
    mutating func take(_ value: Value?) {
        switch (kind, value) {
        case (.bools, nil): bools.append(false)
        case (.ints, nil): ints.append(0)
        case (.doubles, nil): doubles.append(.nan)
        default:
            if kind != .values {
                values = bools.map(Value.bool) + ints.map(Value.int) + doubles.map(Value.double)
                kind = .values
            }
            values.append(value ?? .null)
        }
    }
}
