/// An expression as operations on whole columns; only for what can never fail, so that no row needs a way out.
///
/// Rows are worked through in batches that stay in the processor's cache. `&&` and `||` compute both sides, which
/// cannot be told apart from short-circuiting when neither can fail.
indirect enum VectorPlan {
    case doubles(Int)
    case ints(Int)
    case bools(Int)
    case double(Double)
    case int(Int64)
    case bool(Bool)
    case toDoubles(VectorPlan)
    case arithmetic(Syntax.BinaryOperator, VectorPlan, VectorPlan)
    case negate(VectorPlan)
    case compareDoubles(Syntax.BinaryOperator, VectorPlan, VectorPlan)
    case compareInts(Syntax.BinaryOperator, VectorPlan, VectorPlan)
    /// For each distinct string of a column whether the test holds.
    case test(Int, [Bool])
    case not(VectorPlan)
    case and([VectorPlan])
    case or([VectorPlan])

    static let batch = 2048

    /// Nil when the expression is not of this simple kind, or a column is not.
    static func result(of program: Program, _ columns: Columns) -> ResultColumn? {
        let planner = VectorPlanner(program: program, columns: columns)
        guard let (plan, kind) = planner.plan(planner.syntax.root) else { return nil }
        switch kind {
        case .bool:
            let bools = gather(columns.count, Bool.self) { plan.bools($0, columns) }
            return ResultColumn(content: .bools(bools), errors: [:])
        case .double:
            let doubles = gather(columns.count, Double.self) { plan.doubles($0, columns) }
            return ResultColumn(content: .doubles(doubles), errors: [:])
        case .int, .string: return nil
        }
    }

    private static func gather<Element>(
        _ count: Int, _ type: Element.Type, _ body: (Range<Int>) -> Vector<Element>
    ) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(count)
        for start in stride(from: 0, to: count, by: batch) {
            let rows = start..<min(count, start + batch)
            switch body(rows) {
            case .same(let element): result.append(contentsOf: repeatElement(element, count: rows.count))
            case .each(let elements): result.append(contentsOf: elements)
            }
        }
        return result
    }

    // MARK: Running

    /// The values of a batch.
    enum Vector<Element> {
        case same(Element)
        case each(ArraySlice<Element>)
    }

    private func doubles(_ rows: Range<Int>, _ columns: Columns) -> Vector<Double> {
        switch self {
        case .doubles(let slot):
            guard case .doubles(let values)? = columns.stored[slot] else { return .same(.nan) }
            return .each(values[rows])
        case .double(let value): return .same(value)
        case .toDoubles(let plan): return Self.map(plan.ints(rows, columns)) { Double($0) }
        case .negate(let plan): return Self.map(plan.doubles(rows, columns)) { -$0 }
        case .arithmetic(let operation, let a, let b):
            let (a, b) = (a.doubles(rows, columns), b.doubles(rows, columns))
            switch operation {
            case .add: return Self.zip(a, b) { $0 + $1 }
            case .subtract: return Self.zip(a, b) { $0 - $1 }
            case .multiply: return Self.zip(a, b) { $0 * $1 }
            default: return Self.zip(a, b) { $0 / $1 }
            }
        default: return .same(.nan)
        }
    }

    private func ints(_ rows: Range<Int>, _ columns: Columns) -> Vector<Int64> {
        switch self {
        case .ints(let slot):
            guard case .ints(let values)? = columns.stored[slot] else { return .same(0) }
            return .each(values[rows])
        case .int(let value): return .same(value)
        default: return .same(0)
        }
    }

    private func bools(_ rows: Range<Int>, _ columns: Columns) -> Vector<Bool> {
        switch self {
        case .bools(let slot):
            guard case .bools(let values)? = columns.stored[slot] else { return .same(false) }
            return .each(values[rows])
        case .bool(let value): return .same(value)
        case .compareDoubles(let operation, let a, let b):
            return Self.compare(operation, a.doubles(rows, columns), b.doubles(rows, columns))
        case .compareInts(let operation, let a, let b):
            return Self.compare(operation, a.ints(rows, columns), b.ints(rows, columns))
        case .test(let slot, let answers):
            guard case .strings(let column)? = columns.stored[slot] else { return .same(false) }
            return Self.map(.each(column.codes[rows])) { answers[Int($0)] }
        case .not(let plan): return Self.map(plan.bools(rows, columns)) { !$0 }
        case .and(let plans):
            return plans.dropFirst().reduce(plans[0].bools(rows, columns)) {
                Self.zip($0, $1.bools(rows, columns)) { $0 && $1 }
            }
        case .or(let plans):
            return plans.dropFirst().reduce(plans[0].bools(rows, columns)) {
                Self.zip($0, $1.bools(rows, columns)) { $0 || $1 }
            }
        default: return .same(false)
        }
    }

    @inline(__always)
    private static func compare<Number: Comparable>(
        _ operation: Syntax.BinaryOperator, _ a: Vector<Number>, _ b: Vector<Number>
    ) -> Vector<Bool> {
        switch operation {
        case .less: zip(a, b) { $0 < $1 }
        case .lessEqual: zip(a, b) { $0 <= $1 }
        case .greater: zip(a, b) { $0 > $1 }
        case .greaterEqual: zip(a, b) { $0 >= $1 }
        case .equal: zip(a, b) { $0 == $1 }
        default: zip(a, b) { $0 != $1 }
        }
    }

    @inline(__always)
    private static func map<A, B>(_ a: Vector<A>, _ body: (A) -> B) -> Vector<B> {
        switch a {
        case .same(let a): return .same(body(a))
        case .each(let a):
            return .each(
                make(a.count) { result in
                    a.withUnsafeBufferPointer { a in for i in a.indices { (result + i).initialize(to: body(a[i])) } }
                })
        }
    }

    @inline(__always)
    private static func zip<A, B, C>(_ a: Vector<A>, _ b: Vector<B>, _ body: (A, B) -> C) -> Vector<C> {
        switch (a, b) {
        case (.same(let a), .same(let b)): return .same(body(a, b))
        case (.each(let a), .same(let b)):
            return .each(
                make(a.count) { result in
                    a.withUnsafeBufferPointer { a in for i in a.indices { (result + i).initialize(to: body(a[i], b)) } }
                })
        case (.same(let a), .each(let b)):
            return .each(
                make(b.count) { result in
                    b.withUnsafeBufferPointer { b in for i in b.indices { (result + i).initialize(to: body(a, b[i])) } }
                })
        case (.each(let a), .each(let b)):
            return .each(
                make(min(a.count, b.count)) { result in
                    a.withUnsafeBufferPointer { a in
                        b.withUnsafeBufferPointer { b in
                            for i in 0..<min(a.count, b.count) { (result + i).initialize(to: body(a[i], b[i])) }
                        }
                    }
                })
        }
    }

    /// An array of `count` elements, all of which `fill` initialises.
    @inline(__always)
    private static func make<Element>(_ count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void) -> ArraySlice<
        Element
    > {
        Array(unsafeUninitializedCapacity: count) { buffer, filled in
            if let base = buffer.baseAddress { fill(base) }
            filled = count
        }[...]
    }
}
