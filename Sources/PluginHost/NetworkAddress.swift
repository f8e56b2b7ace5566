/// The address that a name turned out to be, and whether a plugin's message may go there.
///
/// A name of `plugin.yaml` must lead to a public address: whoever owns the name could otherwise point it at a machine of
/// the house. Where `onpace.yaml` gives the server, or it is given as an address, the house decided itself. Addresses of
/// the link, where clouds hand out their machines' keys, are never allowed.
enum NetworkAddress {
    enum Kind: Equatable {
        case everywhere, inside, link
    }

    /// - Parameter bytes: 4 of IPv4 or 16 of IPv6, in network order.
    static func kind(_ bytes: [UInt8]) -> Kind {
        if bytes.count == 16 {
            if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
                return kind(Array(bytes[12...]))
            }
            // 64:ff9b::/96 reaches IPv4 through a translator.
            if Array(bytes[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] {
                return kind(Array(bytes[12...]))
            }
            if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return .link }
            // 2000::/3 is what is routed in the world.
            return bytes[0] & 0xE0 == 0x20 ? .everywhere : .inside
        }
        guard bytes.count == 4 else { return .link }
        switch (bytes[0], bytes[1]) {
        case (169, 254): return .link
        case (0, _), (10, _), (127, _), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19), (224..., _):
            return .inside
        case (192, 0): return bytes[2] == 0 || bytes[2] == 2 ? .inside : .everywhere
        default: return .everywhere
        }
    }
}
