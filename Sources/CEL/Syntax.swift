/// A parsed expression: nodes in one array that name each other by index, children before parents.
struct Syntax {
    typealias ID = Int

    struct Node {
        var kind: Kind
        /// The place errors point at, in bytes: for an operator or a call its own name, not its operands.
        var offset: Int
        var length: Int
        /// The longest way down to a leaf, 1 for a leaf.
        var depth: Int
    }

    indirect enum Kind {
        case literal(Value)
        case identifier(String, absolute: Bool)
        case select(ID, field: String, optional: Bool)
        case has(ID, field: String)
        case index(ID, ID, optional: Bool)
        case call(String, absolute: Bool, [ID])
        case method(ID, String, [ID])
        case list([Element])
        case map([Entry])
        case message(String, [Field])
        case not(ID)
        case negate(ID)
        case binary(BinaryOperator, ID, ID)
        /// At least two operands; `a && b && c` is one node.
        case and([ID])
        case or([ID])
        case conditional(ID, ID, ID)
        case comprehension(Comprehension)
        case bind(String, ID, body: ID)
        case block([ID], body: ID)
        case optionalMap(ID, variable: String, body: ID, flat: Bool)
    }

    struct Element {
        var value: ID
        var optional: Bool
    }

    struct Entry {
        var key: ID
        var value: ID
        var optional: Bool
    }

    struct Field {
        var name: String
        var value: ID
        var optional: Bool
    }

    struct Comprehension {
        var macro: Macro
        var range: ID
        var first: String
        /// The second variable: elements of a list or values of a map, `first` being the position or the key.
        var second: String?
        var predicate: ID?
        var transform: ID?
    }

    enum Macro: String {
        case all, exists, existsOne, map, filter, transformList, transformMap, transformMapEntry, sortBy
    }

    enum BinaryOperator: String {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessEqual = "<="
        case greater = ">"
        case greaterEqual = ">="
        case `in` = "in"

        /// 1 for relations, 2 for sums, 3 for products.
        var precedence: Int {
            switch self {
            case .multiply, .divide, .remainder: 3
            case .add, .subtract: 2
            default: 1
            }
        }
    }

    var nodes: ContiguousArray<Node> = []
    var root: ID = 0

    subscript(id: ID) -> Node { nodes[id] }

    mutating func add(_ kind: Kind, offset: Int, length: Int, depth: Int) -> ID {
        nodes.append(Node(kind: kind, offset: offset, length: length, depth: depth))
        return nodes.count - 1
    }

    /// `a.b.c` as its dotted name, when the node is nothing but names.
    func qualifiedName(_ id: ID) -> (name: String, absolute: Bool)? {
        switch nodes[id].kind {
        case .identifier(let name, let absolute): return (name, absolute)
        case .select(let operand, let field, optional: false):
            guard let (name, absolute) = qualifiedName(operand) else { return nil }
            return (name + "." + field, absolute)
        default: return nil
        }
    }
}
