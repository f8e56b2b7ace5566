/// Finds out whether an expression can work on whole columns, and how.
struct VectorPlanner {
    enum Kind {
        case bool, int, double, string
    }

    let syntax: Syntax
    private let references: [Analysis.Reference]
    private let names: [String]
    private let columns: Columns

    init(program: Program, columns: Columns) {
        syntax = program.code.syntax
        references = program.code.references
        names = program.code.variableNames
        self.columns = columns
    }

    func plan(_ id: Syntax.ID) -> (VectorPlan, Kind)? {
        switch syntax[id].kind {
        case .literal(let value): return literal(value)
        case .identifier, .select: return variable(id)
        case .not(let operand): return bool(operand).map { (.not($0), .bool) }
        case .negate(let operand):
            guard case (let plan, .double)? = plan(operand) else { return nil }
            return (.negate(plan), .double)
        case .and(let operands): return all(operands).map { (.and($0), .bool) }
        case .or(let operands): return all(operands).map { (.or($0), .bool) }
        case .binary(let operation, let left, let right): return binary(operation, left, right)
        default: return nil
        }
    }

    private func literal(_ value: Value) -> (VectorPlan, Kind)? {
        switch value {
        case .bool(let value): (.bool(value), .bool)
        case .int(let value): (.int(value), .int)
        case .double(let value): (.double(value), .double)
        default: nil
        }
    }

    private func column(_ id: Syntax.ID) -> (slot: Int, column: StoredColumn)? {
        guard case .variable(let index) = references[id], let slot = columns.layout.slots[names[index]],
            let column = columns.stored[slot]
        else { return nil }
        return (slot, column)
    }

    private func variable(_ id: Syntax.ID) -> (VectorPlan, Kind)? {
        guard let (slot, column) = column(id) else { return nil }
        switch column {
        case .bools: return (.bools(slot), .bool)
        case .ints: return (.ints(slot), .int)
        case .doubles: return (.doubles(slot), .double)
        case .constant(let constant):
            switch constant.cell.tag {
            case Cell.Tag.bool: return (.bool(constant.cell.isTrue), .bool)
            case Cell.Tag.int: return (.int(constant.cell.int), .int)
            case Cell.Tag.double: return (.double(constant.cell.double), .double)
            default: return nil
            }
        case .strings, .cells: return nil
        }
    }

    private func bool(_ id: Syntax.ID) -> VectorPlan? {
        guard case (let plan, .bool)? = plan(id) else { return nil }
        return plan
    }

    private func all(_ ids: [Syntax.ID]) -> [VectorPlan]? {
        var plans: [VectorPlan] = []
        for id in ids {
            guard let plan = bool(id) else { return nil }
            plans.append(plan)
        }
        return plans
    }

    private func binary(_ operation: Syntax.BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID) -> (
        VectorPlan, Kind
    )? {
        switch operation {
        case .in: return membership(left, right)
        case .remainder: return nil
        case .equal, .notEqual:
            if let test = stringEquality(left, right) ?? stringEquality(right, left) {
                return (operation == .equal ? test : .not(test), .bool)
            }
        default: break
        }
        guard let (a, kindA) = plan(left), let (b, kindB) = plan(right) else { return nil }
        switch (kindA, kindB, operation.precedence) {
        case (.double, .double, 1): return (.compareDoubles(operation, a, b), .bool)
        case (.double, .int, 1): return (.compareDoubles(operation, a, .toDoubles(b)), .bool)
        case (.int, .double, 1): return (.compareDoubles(operation, .toDoubles(a), b), .bool)
        case (.int, .int, 1): return (.compareInts(operation, a, b), .bool)
        case (.double, .double, _): return (.arithmetic(operation, a, b), .double)
        default: return nil
        }
    }

    // MARK: Strings

    /// The string every row has there: a literal, or a variable bound to one value.
    private func constantString(_ id: Syntax.ID, _ body: (Cell) -> VectorPlan?) -> VectorPlan? {
        if case .literal(.string(let text)) = syntax[id].kind {
            var text = text
            return text.withUTF8 { body(Cell(string: UnsafeRawPointer($0.baseAddress), count: $0.count)) }
        }
        guard case .constant(let constant)? = column(id)?.column, constant.cell.tag == Cell.Tag.string else {
            return nil
        }
        return body(constant.cell)
    }

    private func stringEquality(_ text: Syntax.ID, _ other: Syntax.ID) -> VectorPlan? {
        guard case (let slot, .strings(let column))? = column(text) else { return nil }
        return constantString(other) { constant in
            var answers = Array(repeating: false, count: column.distinct.count)
            if let code = column.code(of: constant) { answers[Int(code)] = true }
            return .test(slot, answers)
        }
    }

    /// `column in ["a", "b"]` and `column in names`, the list being the same for all rows.
    private func membership(_ text: Syntax.ID, _ list: Syntax.ID) -> (VectorPlan, Kind)? {
        guard case (let slot, .strings(let column))? = column(text) else { return nil }
        var answers = Array(repeating: false, count: column.distinct.count)
        switch syntax[list].kind {
        case .list(let elements):
            for element in elements {
                guard !element.optional, case .literal(.string(var text)) = syntax[element.value].kind else {
                    return nil
                }
                let code = text.withUTF8 {
                    column.code(of: Cell(string: UnsafeRawPointer($0.baseAddress), count: $0.count))
                }
                if let code { answers[Int(code)] = true }
            }
        default:
            guard case .constant(let constant)? = self.column(list)?.column, constant.cell.tag == Cell.Tag.list else {
                return nil
            }
            for element in constant.cell.elements where element.tag == Cell.Tag.string {
                if let code = column.code(of: element) { answers[Int(code)] = true }
            }
        }
        return (.test(slot, answers), .bool)
    }
}
