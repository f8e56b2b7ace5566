/// The network extension: addresses and ranges of addresses.
enum NetworkFunctions {
    private static let address = CELType.abstract("net.IP", [])
    private static let network = CELType.abstract("net.CIDR", [])

    static let all: [Function] =
        [
            Function("ip", [Signature([.string], address)]) { machine, arguments in
                guard arguments.are(Cell.Tag.string) else { return machine.noOverload("ip", arguments) }
                guard let address = text(arguments[0]).flatMap(IPAddress.init) else {
                    return machine.fail("the text is not an IP address")
                }
                return machine.cell(.address(address))
            },
            Function("isIP", [Signature([.string], .bool)]) { machine, arguments in
                guard arguments.are(Cell.Tag.string) else { return machine.noOverload("isIP", arguments) }
                return Cell(text(arguments[0]).flatMap(IPAddress.init) != nil)
            },
            Function("ip.isCanonical", [Signature([.string], .bool)]) { machine, arguments in
                guard arguments.are(Cell.Tag.string) else { return machine.noOverload("ip.isCanonical", arguments) }
                guard let text = text(arguments[0]), let address = IPAddress(text) else {
                    return machine.fail("the text is not an IP address")
                }
                return Cell(address.description == text)
            },
            Function("cidr", [Signature([.string], network)]) { machine, arguments in
                guard arguments.are(Cell.Tag.string) else { return machine.noOverload("cidr", arguments) }
                guard let network = text(arguments[0]).flatMap(IPNetwork.init) else {
                    return machine.fail("the text is not a network address")
                }
                return machine.cell(.network(network))
            },
            Function("string", [Signature([address], .string), Signature([network], .string)], Conversions.string),
            Function(method: "family", [Signature([address], .int)]) { machine, arguments in
                guard arguments.count == 1, let address = arguments[0].ipAddress else {
                    return machine.noOverload("family", arguments)
                }
                return Cell(count: address.family)
            },
            test("isUnspecified", \.isUnspecified), test("isLoopback", \.isLoopback),
            test("isGlobalUnicast", \.isGlobalUnicast), test("isLinkLocalMulticast", \.isLinkLocalMulticast),
            test("isLinkLocalUnicast", \.isLinkLocalUnicast),
            Function(
                method: "containsIP", [Signature([network, address], .bool), Signature([network, .string], .bool)],
                containsAddress),
            Function(
                method: "containsCIDR", [Signature([network, network], .bool), Signature([network, .string], .bool)],
                containsNetwork),
            part("ip", address) { .address($0.address) },
            part("masked", network) { .network($0.masked) },
            part("prefixLength", .int) { .int(Int64($0.prefixLength)) },
        ]

    /// Addresses are short; anything longer is none.
    private static func text(_ cell: Cell) -> String? { cell.count <= 64 ? cell.text : nil }

    private static func test(_ name: String, _ property: @escaping @Sendable (IPAddress) -> Bool) -> Function {
        Function(method: name, [Signature([address], .bool)]) { machine, arguments in
            guard arguments.count == 1, let address = arguments[0].ipAddress else {
                return machine.noOverload(name, arguments)
            }
            return Cell(property(address))
        }
    }

    private static func part(_ name: String, _ type: CELType, _ property: @escaping @Sendable (IPNetwork) -> Value)
        -> Function
    {
        Function(method: name, [Signature([network], type)]) { machine, arguments in
            guard arguments.count == 1, let network = arguments[0].ipNetwork else {
                return machine.noOverload(name, arguments)
            }
            return machine.cell(property(network))
        }
    }

    private static func containsAddress(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 2, let network = arguments[0].ipNetwork else {
            return machine.noOverload("containsIP", arguments)
        }
        if let address = arguments[1].ipAddress { return Cell(network.contains(address)) }
        guard arguments[1].tag == Cell.Tag.string else { return machine.noOverload("containsIP", arguments) }
        guard let address = text(arguments[1]).flatMap(IPAddress.init) else {
            return machine.fail("the text is not an IP address")
        }
        return Cell(network.contains(address))
    }

    private static func containsNetwork(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 2, let network = arguments[0].ipNetwork else {
            return machine.noOverload("containsCIDR", arguments)
        }
        if let other = arguments[1].ipNetwork { return Cell(network.contains(other)) }
        guard arguments[1].tag == Cell.Tag.string else { return machine.noOverload("containsCIDR", arguments) }
        guard let other = text(arguments[1]).flatMap(IPNetwork.init) else {
            return machine.fail("the text is not a network address")
        }
        return Cell(network.contains(other))
    }
}
