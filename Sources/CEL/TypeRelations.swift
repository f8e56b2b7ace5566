/// Assignability between types with type variables, after the algorithm the language's reference checker uses: the
/// more general of two agreeing types is kept, `dyn` agrees with everything.
struct TypeRelations {
    private var bindings: [String: CELType] = [:]
    /// Earlier bindings, to go back to when an attempt fails.
    private var trail: [(name: String, type: CELType?)] = []
    private var fresh = 0
    private let meter = Meter()

    /// Types may share parts, so that going through them could take for ever; after this much it is given up.
    private final class Meter {
        var left = 500_000

        func spend() -> Bool {
            left -= 1
            return left >= 0
        }
    }

    /// Whether the types were too complicated to be compared; all answers since mean nothing.
    var isExhausted: Bool { meter.left < 0 }

    /// A type variable that stands for nothing yet.
    mutating func newVariable() -> CELType {
        fresh += 1
        return .parameter("%\(fresh)")
    }

    /// The signature with type variables of its own.
    mutating func instantiate(_ signature: Signature) -> Signature {
        var names: [String: CELType] = [:]
        func copy(_ type: CELType, _ relations: inout TypeRelations) -> CELType {
            switch type {
            case .parameter(let name):
                if let known = names[name] { return known }
                let variable = relations.newVariable()
                names[name] = variable
                return variable
            case .list(let element): return .list(copy(element, &relations))
            case .map(let key, let value): return .map(copy(key, &relations), copy(value, &relations))
            case .optional(let wrapped): return .optional(copy(wrapped, &relations))
            case .type(let inner): return .type(copy(inner, &relations))
            case .abstract(let name, let parameters): return .abstract(name, parameters.map { copy($0, &relations) })
            default: return type
            }
        }
        return Signature(signature.parameters.map { copy($0, &self) }, copy(signature.result, &self))
    }

    /// The type with everything known filled in; what stays unknown becomes `dyn` when `final`.
    func resolve(_ type: CELType, final: Bool = false) -> CELType {
        guard meter.spend() else { return .dyn }
        switch type {
        case .parameter(let name):
            if let bound = bindings[name] { return resolve(bound, final: final) }
            return final ? .dyn : type
        case .list(let element): return .list(resolve(element, final: final))
        case .map(let key, let value): return .map(resolve(key, final: final), resolve(value, final: final))
        case .optional(let wrapped): return .optional(resolve(wrapped, final: final))
        case .type(let inner): return .type(resolve(inner, final: final))
        case .abstract(let name, let parameters):
            return .abstract(name, parameters.map { resolve($0, final: final) })
        default: return type
        }
    }

    /// Whether all pairs agree; what is learnt about type variables is kept only then.
    mutating func assign(_ actual: [CELType], to wanted: [CELType]) -> Bool {
        guard actual.count == wanted.count else { return false }
        let mark = trail.count
        for (actual, wanted) in zip(actual, wanted) where !agree(actual, wanted) {
            while trail.count > mark, let earlier = trail.popLast() { bindings[earlier.name] = earlier.type }
            return false
        }
        return true
    }

    /// The type of a collection that holds both: the more general one, or `dyn` when they disagree.
    mutating func join(_ a: CELType, _ b: CELType) -> CELType {
        assign([a], to: [b]) ? mostGeneral(resolve(a), resolve(b)) : .dyn
    }

    private mutating func bind(_ name: String, _ type: CELType) {
        trail.append((name, bindings[name]))
        bindings[name] = type
    }

    private mutating func agree(_ a: CELType, _ b: CELType) -> Bool {
        guard meter.spend() else { return true }
        if case .parameter(let name) = b {
            let (valid, known) = substitute(a, for: name)
            if valid { return true }
            if known { return false }
        }
        if case .parameter(let name) = a { return substitute(b, for: name).valid }
        switch (a, b) {
        case (.dyn, _), (_, .dyn): return true
        case (.null, .null): return true
        case (.null, let other), (let other, .null): return Self.isNullable(other)
        case (.list(let x), .list(let y)), (.optional(let x), .optional(let y)): return agree(x, y)
        case (.map(let k1, let v1), .map(let k2, let v2)): return agree(k1, k2) && agree(v1, v2)
        case (.type, .type): return true
        case (.abstract(let n1, let p1), .abstract(let n2, let p2)):
            guard n1 == n2, p1.count == p2.count else { return false }
            for (x, y) in zip(p1, p2) where !agree(x, y) { return false }
            return true
        default: return a == b
        }
    }

    /// Messages, times and opaque types may be null, as the legacy of wrapper types has it.
    private static func isNullable(_ type: CELType) -> Bool {
        switch type {
        case .timestamp, .duration, .record, .optional, .abstract: true
        default: false
        }
    }

    private mutating func substitute(_ type: CELType, for name: String) -> (valid: Bool, known: Bool) {
        if type == .parameter(name) { return (true, true) }
        if let bound = bindings[name] {
            guard agree(type, bound) else { return (false, true) }
            let general = mostGeneral(type, bound)
            if !occurs(name, in: general) { bind(name, general) }
            return (true, true)
        }
        guard !occurs(name, in: type) else { return (false, false) }
        bind(name, type)
        return (true, false)
    }

    private func occurs(_ name: String, in type: CELType) -> Bool {
        guard meter.spend() else { return true }
        switch type {
        case .parameter(let other):
            if other == name { return true }
            return bindings[other].map { occurs(name, in: $0) } ?? false
        case .list(let inner), .optional(let inner), .type(let inner): return occurs(name, in: inner)
        case .map(let key, let value): return occurs(name, in: key) || occurs(name, in: value)
        case .abstract(_, let parameters): return parameters.contains { occurs(name, in: $0) }
        default: return false
        }
    }

    private func mostGeneral(_ a: CELType, _ b: CELType) -> CELType { isAsGeneral(a, b) ? a : b }

    private func isAsGeneral(_ a: CELType, _ b: CELType) -> Bool {
        guard meter.spend() else { return true }
        return switch (a, b) {
        case (.dyn, _), (.parameter, _): true
        case (_, .dyn), (_, .parameter): false
        case (_, .null) where Self.isNullable(a): true
        case (.list(let x), .list(let y)), (.optional(let x), .optional(let y)): isAsGeneral(x, y)
        case (.map(let k1, let v1), .map(let k2, let v2)): isAsGeneral(k1, k2) && isAsGeneral(v1, v2)
        case (.abstract(let n1, let p1), .abstract(let n2, let p2)):
            n1 == n2 && p1.count == p2.count && zip(p1, p2).allSatisfy { isAsGeneral($0, $1) }
        default: a == b
        }
    }
}
