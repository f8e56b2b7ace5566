/// The types of operators and macros.
extension Analysis {
    func areMixedNumbers(_ a: CELType, _ b: CELType) -> Bool {
        environment.allowsMixedNumbers && relations.resolve(a).isNumeric && relations.resolve(b).isNumeric
    }

    mutating func negate(_ id: Syntax.ID, _ operand: Syntax.ID) -> CELType {
        let found = type(of: operand)
        if let result = resolve([Signature([.int], .int), Signature([.double], .double)], [found]) { return result }
        report("\"-\" cannot be applied to \(relations.resolve(found, final: true))", at: id)
        return .dyn
    }

    mutating func binary(
        _ id: Syntax.ID, _ operation: Syntax.BinaryOperator, _ left: Syntax.ID, _ right: Syntax.ID
    ) -> CELType {
        let (a, b) = (type(of: left), type(of: right))
        guard strict else { return .dyn }
        let result: CELType?
        switch operation {
        case .equal, .notEqual:
            result = relations.assign([a], to: [b]) || areMixedNumbers(a, b) || a == .null || b == .null ? .bool : nil
        case .less, .lessEqual, .greater, .greaterEqual:
            result = areMixedNumbers(a, b) ? .bool : resolve(Self.orderings, [a, b])
        case .in: result = membership(a, b)
        case .add: result = resolve(Self.additions, [a, b])
        case .subtract: result = resolve(Self.subtractions, [a, b])
        case .multiply, .divide: result = resolve(Self.products, [a, b])
        case .remainder: result = resolve(Self.remainders, [a, b])
        }
        if let result { return result }
        let hint =
            relations.resolve(a).isNumeric && relations.resolve(b).isNumeric
            ? "; convert one side with double(), int() or uint()" : ""
        report("\"\(operation.rawValue)\" cannot be applied to \(list([a, b]))\(hint)", at: id)
        return operation.precedence == 1 ? .bool : .dyn
    }

    private mutating func membership(_ element: CELType, _ collection: CELType) -> CELType? {
        switch relations.resolve(collection) {
        case .list(let wanted), .map(let wanted, _):
            return relations.assign([element], to: [wanted]) || areMixedNumbers(element, wanted) ? .bool : nil
        case .dyn, .parameter: return .bool
        default: return nil
        }
    }

    private static func same(_ types: [CELType]) -> [Signature] { types.map { Signature([$0, $0], $0) } }

    private static let orderings = [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration].map {
        (type: CELType) in Signature([type, type], .bool)
    }
    private static let products = same([.int, .uint, .double])
    private static let remainders = same([.int, .uint])
    private static let additions =
        same([.int, .uint, .double, .string, .bytes, .list(.parameter("A")), .duration]) + [
            Signature([.timestamp, .duration], .timestamp), Signature([.duration, .timestamp], .timestamp),
        ]
    private static let subtractions =
        same([.int, .uint, .double, .duration]) + [
            Signature([.timestamp, .timestamp], .duration), Signature([.timestamp, .duration], .timestamp),
        ]

    mutating func conditional(_ id: Syntax.ID, _ condition: Syntax.ID, _ yes: Syntax.ID, _ no: Syntax.ID) -> CELType {
        expectBool(condition, "\"?:\"")
        let (a, b) = (type(of: yes), type(of: no))
        guard strict else { return .dyn }
        let result = CELType.parameter("A")
        if let joined = resolve([Signature([result, result], result)], [a, b]) { return joined }
        report("both sides of \"?:\" must have one type, not \(list([a, b]))", at: id)
        return .dyn
    }

    // MARK: Macros

    mutating func block(_ values: [Syntax.ID], _ body: Syntax.ID) -> CELType {
        var bound: [(String, CELType)] = []
        for (index, value) in values.enumerated() {
            let type = withLocals(bound) { $0.type(of: value) }
            bound.append(("@index\(index)", type))
        }
        return withLocals(bound) { $0.type(of: body) }
    }

    mutating func optionalMap(
        _ id: Syntax.ID, _ target: Syntax.ID, _ variable: String, _ body: Syntax.ID, flat: Bool
    ) -> CELType {
        let wrapped: CELType
        switch relations.resolve(type(of: target)) {
        case .optional(let inner): wrapped = inner
        case .dyn, .parameter: wrapped = .dyn
        case let other:
            report("an optional is wanted here, not \(other)", at: target)
            wrapped = .dyn
        }
        let result = withLocals([(variable, wrapped)]) { $0.type(of: body) }
        guard flat else { return .optional(result) }
        if !relations.assign([result], to: [.optional(relations.newVariable())]) {
            report(
                "optFlatMap() wants an optional from its expression, not \(relations.resolve(result, final: true))",
                at: body)
        }
        return result
    }

    mutating func comprehension(_ id: Syntax.ID, _ loop: Syntax.Comprehension) -> CELType {
        let range = relations.resolve(type(of: loop.range))
        let (first, second): (CELType, CELType)
        switch range {
        case .list(let element): (first, second) = loop.second == nil ? (element, .dyn) : (.int, element)
        case .map(let key, let value): (first, second) = (key, value)
        case .dyn, .parameter: (first, second) = (.dyn, .dyn)
        default:
            report(
                "\(loop.macro.rawValue)() goes over a list or a map, not over \(relations.resolve(range, final: true))",
                at: id)
            (first, second) = (.dyn, .dyn)
        }
        let variables = [(loop.first, first)] + (loop.second.map { [($0, second)] } ?? [])
        return withLocals(variables) { analysis in
            if let predicate = loop.predicate {
                analysis.expectBool(predicate, "the condition of \(loop.macro.rawValue)()")
            }
            let transformed = loop.transform.map { analysis.type(of: $0) } ?? .dyn
            return analysis.result(of: loop.macro, over: range, element: first, transformed: transformed)
        }
    }

    private func result(of macro: Syntax.Macro, over range: CELType, element: CELType, transformed: CELType) -> CELType
    {
        switch macro {
        case .all, .exists, .existsOne: .bool
        case .filter, .sortBy: .list(element)
        case .map, .transformList: .list(transformed)
        case .transformMap:
            if case .map(let key, _) = range {
                .map(key, transformed)
            } else {
                .map(range == .dyn ? .dyn : .int, transformed)
            }
        case .transformMapEntry: relations.resolve(transformed)
        }
    }
}
