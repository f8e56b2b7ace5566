/// One step of a program: an operation and the places in the frame it works on.
///
/// The frame is one row of cells: constants below zero, then the variables, then temporaries.
struct Instruction {
    var operation: Operation
    var flag: UInt8 = 0
    /// A count of arguments, or what an iteration costs.
    var extra: UInt16 = 0
    var target: Int32 = 0
    var a: Int32 = 0
    var b: Int32 = 0

    enum Operation: UInt8 {
        // Moving and jumping; jumps go to `b`.
        case move, check, jump, jumpIfFalse, jumpIfTrue, requireBool, end
        // Failures held back by `&&`, `||`, `all`, `exists`; `a` is the key they are held under.
        case raiseHeld, dropHeld, fail
        // Operators.
        case not, negate, add, subtract, multiply, divide, remainder
        case equal, notEqual, less, lessEqual, greater, greaterEqual, contained
        // Access; `b` is the key or name, or the number of a record's field.
        case select, has, index, field
        // Making lists and maps; `a` is the first of `extra` cells, or what is added.
        case list, map, newList, append, newMap, insert, insertNew, finishMap, appendOptional, insertOptional
        // Loops: `target` is the iterator, `a` the variable, `b` where to go after the last element; `count` adds one
        // to `target` and goes to `b`.
        case iterate, next, count, countIsOne, sort
        // Calls.
        case call, match, size
        // Optionals: `jumpIfNone` unwraps, or goes to `b`.
        case jumpIfNone, wrap, requireOptional
    }

    /// Meanings of `flag`.
    enum Flag {
        /// `select`, `index`: the question mark.
        static let optional: UInt8 = 1
        /// `iterate`, `next`: two variables.
        static let pair: UInt8 = 1
        /// `next`: nothing an iteration made can be needed later.
        static let forgetful: UInt8 = 2
        /// Comparisons and `not`: the next instruction is such a jump on the answer, and is taken along.
        static let jumpsIfFalse: UInt8 = 1
        static let jumpsIfTrue: UInt8 = 2
        /// `raiseHeld`: the failure is forgotten after all when `target` holds this.
        static let unlessFalse: UInt8 = 1
        static let unlessTrue: UInt8 = 2
    }
}

/// Where to go on when an instruction of a range fails.
struct Handler {
    enum Kind {
        /// Hold the failure back under `key` (unless one is held already) and go on at `target`.
        case hold
        /// If one is held under `key`, it is the failure; let outer handlers see it.
        case prefer
        /// Hold it, and poison the cell `register`, so that using it raises the failure.
        case poison(register: Int32)
    }

    var start: Int
    var end: Int
    var target: Int
    var key: Int
    var kind: Kind
}

/// Why an evaluation failed, and where.
struct Failure {
    var message: String
    /// Exhausted limits cannot be absorbed by `||` and the like.
    var isFatal: Bool
    var instruction: Int
    /// A better place than the instruction's.
    var place: Place?
    /// The function does not take arguments of these kinds; an overload of another library may.
    var isMissingOverload = false
}
