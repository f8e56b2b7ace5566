/// The math extension.
enum MathFunctions {
    static let all: [Function] =
        [
            extreme("math.greatest", .more), extreme("math.least", .less),
            rounding("math.ceil", .up), rounding("math.floor", .down), rounding("math.trunc", .towardZero),
            rounding("math.round", .toNearestOrAwayFromZero),
            test("math.isNaN") { $0.isNaN }, test("math.isInf") { $0.isInfinite },
            test("math.isFinite") { $0.isFinite },
            Function("math.abs", same([.int, .uint, .double]), abs),
            Function("math.sign", same([.int, .uint, .double]), sign),
            Function("math.sqrt", [.int, .uint, .double].map { Signature([$0], .double) }, squareRoot),
            Function("math.bitNot", same([.int, .uint])) { machine, arguments in
                guard arguments.are(Cell.Tag.int) || arguments.are(Cell.Tag.uint) else {
                    return machine.noOverload("math.bitNot", arguments)
                }
                return Cell(meta: arguments[0].meta, bits: ~arguments[0].bits)
            },
            bitwise("math.bitAnd") { $0 & $1 }, bitwise("math.bitOr") { $0 | $1 }, bitwise("math.bitXor") { $0 ^ $1 },
            shift("math.bitShiftLeft") { $0 << $1 }, shift("math.bitShiftRight") { $0 >> $1 },
        ]

    private static func same(_ types: [CELType]) -> [Signature] { types.map { Signature([$0], $0) } }

    /// Takes any number of numbers, or one list of them. The result is of their type if they have one in common.
    private static func extreme(_ name: String, _ wanted: Numbers.Order) -> Function {
        var function = Function(name, [Signature([.list(.dyn)], .dyn), Signature([.dyn, .dyn], .dyn)]) {
            machine, arguments in
            extreme(name, &machine, arguments, wanted)
        }
        function.typing = { types in
            var types = types
            if types.count == 1, case .list(let element) = types[0] { types = [element] }
            guard let first = types.first, types.allSatisfy({ $0.isNumeric || $0 == .dyn }) else { return nil }
            return types.allSatisfy { $0 == first } ? first : .dyn
        }
        return function
    }

    private static func isNumber(_ cell: Cell) -> Bool { (Cell.Tag.int...Cell.Tag.double).contains(cell.tag) }

    private static func extreme(
        _ name: String, _ machine: inout Machine, _ arguments: Arguments, _ wanted: Numbers.Order
    ) -> Cell {
        var values = UnsafeBufferPointer(start: arguments.cells, count: arguments.count)
        if arguments.are(Cell.Tag.list) { values = arguments[0].elements }
        guard machine.charge(values.count) else { return machine.outOfSteps() }
        guard var best = values.first else { return machine.fail("\(name) of nothing") }
        for value in values {
            guard isNumber(value) else { return machine.noOverload(name, arguments) }
            if machine.order(value, best) == wanted { best = value }
        }
        return best
    }

    private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> Function {
        Function(name, [Signature([.double], .double)]) { machine, arguments in
            arguments.are(Cell.Tag.double)
                ? Cell(arguments[0].double.rounded(rule)) : machine.noOverload(name, arguments)
        }
    }

    private static func test(_ name: String, _ body: @escaping @Sendable (Double) -> Bool) -> Function {
        Function(name, [Signature([.double], .bool)]) { machine, arguments in
            arguments.are(Cell.Tag.double) ? Cell(body(arguments[0].double)) : machine.noOverload(name, arguments)
        }
    }

    private static func abs(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1, isNumber(arguments[0]) else { return machine.noOverload("math.abs", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.uint: return value
        case Cell.Tag.double: return Cell(value.double.magnitude)
        default: return value.int < 0 ? machine.negate(value) : value
        }
    }

    private static func sign(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1, isNumber(arguments[0]) else { return machine.noOverload("math.sign", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.int: return Cell(value.int.signum())
        case Cell.Tag.uint: return Cell(value.uint.signum())
        default: return value.double.isNaN ? value : Cell(value.double > 0 ? 1.0 : value.double < 0 ? -1.0 : 0.0)
        }
    }

    private static func squareRoot(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("math.sqrt", arguments) }
        switch arguments[0].tag {
        case Cell.Tag.int: return Cell(Double(arguments[0].int).squareRoot())
        case Cell.Tag.uint: return Cell(Double(arguments[0].uint).squareRoot())
        case Cell.Tag.double: return Cell(arguments[0].double.squareRoot())
        default: return machine.noOverload("math.sqrt", arguments)
        }
    }

    private static func bitwise(_ name: String, _ body: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> Function {
        Function(name, [Signature([.int, .int], .int), Signature([.uint, .uint], .uint)]) { machine, arguments in
            guard arguments.are(Cell.Tag.int, Cell.Tag.int) || arguments.are(Cell.Tag.uint, Cell.Tag.uint) else {
                return machine.noOverload(name, arguments)
            }
            return Cell(meta: arguments[0].meta, bits: body(arguments[0].bits, arguments[1].bits))
        }
    }

    /// Logical shifts, on ints too; 64 places and more leave nothing.
    private static func shift(_ name: String, _ body: @escaping @Sendable (UInt64, UInt64) -> UInt64) -> Function {
        Function(name, [Signature([.int, .int], .int), Signature([.uint, .int], .uint)]) { machine, arguments in
            guard arguments.are(Cell.Tag.int, Cell.Tag.int) || arguments.are(Cell.Tag.uint, Cell.Tag.int) else {
                return machine.noOverload(name, arguments)
            }
            let places = arguments[1].int
            guard places >= 0 else { return machine.fail("\(name): the offset \(places) is negative") }
            return Cell(meta: arguments[0].meta, bits: places >= 64 ? 0 : body(arguments[0].bits, UInt64(places)))
        }
    }
}
