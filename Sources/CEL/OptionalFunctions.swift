/// Making and opening optionals.
enum OptionalFunctions {
    private static let element = CELType.parameter("T")
    private static let optional = CELType.optional(element)

    static let all: [Function] = [
        Function("optional.of", [Signature([element], optional)]) { machine, arguments in
            arguments.count == 1 ? machine.optional(arguments[0]) : machine.noOverload("optional.of", arguments)
        },
        Function("optional.none", [Signature([], optional)]) { machine, arguments in
            arguments.count == 0 ? Cell(optional: nil) : machine.noOverload("optional.none", arguments)
        },
        Function("optional.ofNonZeroValue", [Signature([element], optional)]) { machine, arguments in
            guard arguments.count == 1 else { return machine.noOverload("optional.ofNonZeroValue", arguments) }
            return machine.optional(isZero(arguments[0]) ? nil : arguments[0])
        },
        Function(method: "hasValue", [Signature([optional], .bool)]) { machine, arguments in
            guard arguments.are(Cell.Tag.optional) else { return machine.noOverload("hasValue", arguments) }
            return Cell(arguments[0].wrapped != nil)
        },
        Function(method: "value", [Signature([optional], element)]) { machine, arguments in
            guard arguments.are(Cell.Tag.optional) else { return machine.noOverload("value", arguments) }
            return arguments[0].wrapped ?? machine.fail("optional.none() has no value")
        },
        // With one argument these are instructions; see the compiler. What comes here has the wrong number.
        Function(method: "or", [Signature([optional, optional], optional)]) { machine, arguments in
            machine.noOverload("or", arguments)
        },
        Function(method: "orValue", [Signature([optional, element], element)]) { machine, arguments in
            machine.noOverload("orValue", arguments)
        },
    ]

    private static func isZero(_ value: Cell) -> Bool {
        switch value.tag {
        case Cell.Tag.null: true
        case Cell.Tag.bool, Cell.Tag.int, Cell.Tag.uint, Cell.Tag.duration: value.bits == 0
        case Cell.Tag.double: value.double == 0
        case Cell.Tag.string, Cell.Tag.bytes, Cell.Tag.list, Cell.Tag.map: value.count == 0
        case Cell.Tag.timestamp: value.bits == 0 && value.count == 0
        case Cell.Tag.optional: value.wrapped == nil
        default: false
        }
    }
}
