/// A text that an expression holds against a variable or one of its fields: `status == "at_risk"`, `unit.level in [...]`.
///
/// Where only some words can ever occur, whoever declares the variable can tell those that never will.
public struct WordComparison: Sendable, Hashable {
    /// The dotted name, as written: `status`, `target.id`.
    public var name: String
    public var word: String
    /// Where the text stands, in bytes of the source; quotes included.
    public var offset: Int
    public var length: Int
}

extension Environment {
    /// Every text that the expression compares with a name by `==`, `!=` or `in [...]`, in the order of the source.
    ///
    /// - Throws: the problems of an expression that cannot be parsed; types are not checked.
    public func wordComparisons(in source: String) throws(CELErrors) -> [WordComparison] {
        let syntax = try Parser.parse(source, limits: limits, features: features)
        var found: [WordComparison] = []
        func add(_ name: Syntax.ID, _ literal: Syntax.ID) {
            guard let name = syntax.qualifiedName(name)?.name, case .literal(.string(let word)) = syntax[literal].kind
            else { return }
            found.append(
                WordComparison(name: name, word: word, offset: syntax[literal].offset, length: syntax[literal].length))
        }
        for node in syntax.nodes {
            guard case .binary(let comparison, let left, let right) = node.kind else { continue }
            switch comparison {
            case .equal, .notEqual:
                add(left, right)
                add(right, left)
            case .in:
                guard case .list(let elements) = syntax[right].kind else { continue }
                for element in elements { add(left, element.value) }
            default:
                break
            }
        }
        return found.sorted { $0.offset < $1.offset }
    }
}
