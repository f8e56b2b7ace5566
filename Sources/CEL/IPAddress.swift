/// An IPv4 or IPv6 address, in network byte order. Zones are not accepted.
public struct IPAddress: Sendable, Hashable {
    /// 4 bytes or 16.
    public let bytes: [UInt8]

    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// 4 or 6.
    public var family: Int { bytes.count == 4 ? 4 : 6 }

    var bitCount: Int { bytes.count * 8 }

    public init?(_ text: String) {
        let source = Array(text.utf8)
        if source.contains(UInt8(ascii: ":")) {
            guard let parsed = Self.parseVersion6(source) else { return nil }
            let mapped = parsed[..<10].allSatisfy { $0 == 0 } && parsed[10] == 0xff && parsed[11] == 0xff
            // `::ffff:10.0.0.1` is refused; written in hexadecimal it is the IPv4 address it stands for.
            if mapped, source.contains(UInt8(ascii: ".")) { return nil }
            bytes = mapped ? Array(parsed[12...]) : parsed
        } else {
            guard let parsed = Self.parseVersion4(source[...]) else { return nil }
            bytes = parsed
        }
    }

    private static func parseVersion4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            let digitsOnly = part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard (1...3).contains(part.count), digitsOnly, part.count == 1 || part.first != UInt8(ascii: "0"),
                let number = UInt8(String(decoding: part, as: UTF8.self))
            else { return nil }
            bytes.append(number)
        }
        return bytes
    }

    private static func parseVersion6(_ text: [UInt8]) -> [UInt8]? {
        let colon = UInt8(ascii: ":")
        var groups = text.split(separator: colon, omittingEmptySubsequences: false)
        guard groups.count >= 3 else { return nil }
        // A leading or trailing "::" leaves one empty group more than the gap itself.
        if groups[0].isEmpty {
            guard groups[1].isEmpty else { return nil }
            groups.removeFirst()
        }
        if groups[groups.count - 1].isEmpty {
            guard groups.count >= 2, groups[groups.count - 2].isEmpty else { return nil }
            groups.removeLast()
        }
        var head: [UInt8] = []
        var tail: [UInt8] = []
        var gap = false
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                if gap { return nil }
                gap = true
                continue
            }
            var parsed: [UInt8]
            if index == groups.count - 1, group.contains(UInt8(ascii: ".")) {
                guard let four = parseVersion4(group) else { return nil }
                parsed = four
            } else {
                let hexadecimal = group.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
                guard group.count <= 4, hexadecimal,
                    let number = UInt16(String(decoding: group, as: UTF8.self), radix: 16)
                else { return nil }
                parsed = [UInt8(number >> 8), UInt8(number & 0xff)]
            }
            if gap { tail += parsed } else { head += parsed }
        }
        let missing = 16 - head.count - tail.count
        guard gap ? missing >= 2 : missing == 0 else { return nil }
        return head + Array(repeating: 0, count: missing) + tail
    }

    public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
    public var isLoopback: Bool {
        family == 4 ? bytes[0] == 127 : bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
    }
    public var isMulticast: Bool { family == 4 ? bytes[0] & 0xf0 == 0xe0 : bytes[0] == 0xff }
    public var isLinkLocalMulticast: Bool {
        family == 4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xff && bytes[1] & 0x0f == 2
    }
    public var isLinkLocalUnicast: Bool {
        family == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80
    }
    public var isGlobalUnicast: Bool {
        let broadcast = family == 4 && bytes.allSatisfy { $0 == 255 }
        return !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast && !broadcast
    }

    /// The address with all bits after the first `length` cleared.
    func masked(to length: Int) -> IPAddress {
        let kept = bytes.enumerated().map { index, byte in
            let bits = min(8, max(0, length - index * 8))
            return byte & ~UInt8(truncatingIfNeeded: 0xff >> bits)
        }
        return IPAddress(bytes: kept) ?? self
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical form: RFC 5952 for IPv6.
    public var description: String {
        if family == 4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start) + 1
        }
        let texts = groups.map { String($0, radix: 16) }
        if longest.isEmpty { return texts.joined(separator: ":") }
        return texts[..<longest.lowerBound].joined(separator: ":") + "::"
            + texts[longest.upperBound...].joined(separator: ":")
    }
}

/// A range of addresses, as in `10.0.0.0/8`; the address keeps its host bits.
public struct IPNetwork: Sendable, Hashable {
    public let address: IPAddress
    public let prefixLength: Int

    init?(address: IPAddress, prefixLength: Int) {
        guard (0...address.bitCount).contains(prefixLength) else { return nil }
        self.address = address
        self.prefixLength = prefixLength
    }

    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0]) ?? ""), let length = String(parts[1]),
            (1...3).contains(length.utf8.count), length.utf8.count == 1 || length.utf8.first != UInt8(ascii: "0"),
            length.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(length)
        else { return nil }
        self.init(address: address, prefixLength: number)
    }

    public var masked: IPNetwork {
        IPNetwork(address: address.masked(to: prefixLength), prefixLength: prefixLength) ?? self
    }

    public func contains(_ other: IPAddress) -> Bool {
        other.family == address.family && other.masked(to: prefixLength) == address.masked(to: prefixLength)
    }

    public func contains(_ other: IPNetwork) -> Bool {
        other.prefixLength >= prefixLength && contains(other.address)
    }
}

extension IPNetwork: CustomStringConvertible {
    public var description: String { "\(address)/\(prefixLength)" }
}
