/// The lists extension.
enum ListFunctions {
    private static let element = CELType.parameter("T")
    private static let list = CELType.list(element)

    static let all: [Function] = [
        Function(method: "distinct", [Signature([list], list)], distinct),
        Function(
            method: "flatten", [Signature([.list(.dyn)], .list(.dyn)), Signature([.list(.dyn), .int], .list(.dyn))],
            flatten),
        Function("lists.range", [Signature([.int], .list(.int))], range),
        Function(method: "reverse", [Signature([list], list)]) { machine, arguments in
            guard arguments.are(Cell.Tag.list) else { return machine.noOverload("reverse", arguments) }
            guard machine.mayAllocate(16 * arguments[0].count) else { return machine.outOfMemory() }
            return machine.list(arguments[0].elements.reversed())
        },
        Function(method: "slice", [Signature([list, .int, .int], list)], slice),
        Function(method: "sort", [Signature([list], list)]) { machine, arguments in
            guard arguments.are(Cell.Tag.list) else { return machine.noOverload("sort", arguments) }
            return machine.sorted(arguments[0], by: arguments[0])
        },
        Function(method: "first", [Signature([list], .optional(element))]) { machine, arguments in
            guard arguments.are(Cell.Tag.list) else { return machine.noOverload("first", arguments) }
            return machine.optional(arguments[0].elements.first)
        },
        Function(method: "last", [Signature([list], .optional(element))]) { machine, arguments in
            guard arguments.are(Cell.Tag.list) else { return machine.noOverload("last", arguments) }
            return machine.optional(arguments[0].elements.last)
        },
    ]

    private static func distinct(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.list) else { return machine.noOverload("distinct", arguments) }
        var kept: [Cell] = []
        for element in arguments[0].elements {
            var isNew = true
            for other in kept where isNew {
                isNew = !machine.areEqual(element, other)
                guard machine.steps >= 0 else { return machine.outOfSteps() }
            }
            if isNew { kept.append(element) }
        }
        return machine.list(kept)
    }

    private static func flatten(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.list) || arguments.are(Cell.Tag.list, Cell.Tag.int) else {
            return machine.noOverload("flatten", arguments)
        }
        let depth = arguments.count == 2 ? arguments[1].int : 1
        guard depth >= 0 else { return machine.fail("flatten: the depth \(depth) is negative") }
        var flat: [Cell] = []
        guard append(arguments[0], depth: min(depth, 300), to: &flat, &machine) else {
            return machine.steps < 0 ? machine.outOfSteps() : machine.outOfMemory()
        }
        return machine.list(flat)
    }

    private static func append(_ list: Cell, depth: Int64, to flat: inout [Cell], _ machine: inout Machine) -> Bool {
        for element in list.elements {
            guard machine.charge(1), flat.count * 16 <= machine.allocationLimit else { return false }
            if element.tag == Cell.Tag.list, depth > 0 {
                guard append(element, depth: depth - 1, to: &flat, &machine) else { return false }
            } else {
                flat.append(element)
            }
        }
        return true
    }

    private static func range(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.int) else { return machine.noOverload("lists.range", arguments) }
        let count = max(0, arguments[0].int)
        guard count <= Int64(UInt32.max), let memory = machine.cells(Int(count)) else { return machine.outOfMemory() }
        for index in 0..<Int(count) { (memory + index).initialize(to: Cell(count: index)) }
        return Cell(list: memory, count: Int(count))
    }

    private static func slice(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.list, Cell.Tag.int, Cell.Tag.int) else {
            return machine.noOverload("slice", arguments)
        }
        let (start, end) = (arguments[1].int, arguments[2].int)
        guard start >= 0, start <= end, end <= Int64(arguments[0].count) else {
            return machine.fail("slice: \(start), \(end) is not a range of 0...\(arguments[0].count)")
        }
        return Cell(list: arguments[0].elements.baseAddress.map { $0 + Int(start) }, count: Int(end - start))
    }
}

/// The sets extension: lists taken as sets.
enum SetFunctions {
    static let all: [Function] = [
        Function("sets.contains", signatures) { machine, arguments in
            decide("sets.contains", &machine, arguments) { machine, a, b in includes(a, b, &machine) }
        },
        Function("sets.equivalent", signatures) { machine, arguments in
            decide("sets.equivalent", &machine, arguments) { machine, a, b in
                includes(a, b, &machine) && includes(b, a, &machine)
            }
        },
        Function("sets.intersects", signatures) { machine, arguments in
            decide("sets.intersects", &machine, arguments) { machine, a, b in
                for element in b.elements where machine.steps >= 0 {
                    if machine.list(a, contains: element) { return true }
                }
                return false
            }
        },
    ]

    private static let signatures = [Signature([.list(.parameter("T")), .list(.parameter("T"))], .bool)]

    private static func decide(
        _ name: String, _ machine: inout Machine, _ arguments: Arguments, _ body: (inout Machine, Cell, Cell) -> Bool
    ) -> Cell {
        guard arguments.are(Cell.Tag.list, Cell.Tag.list) else { return machine.noOverload(name, arguments) }
        let answer = body(&machine, arguments[0], arguments[1])
        return machine.steps >= 0 ? Cell(answer) : machine.outOfSteps()
    }

    private static func includes(_ a: Cell, _ b: Cell, _ machine: inout Machine) -> Bool {
        for element in b.elements {
            guard machine.list(a, contains: element), machine.steps >= 0 else { return false }
        }
        return true
    }
}
