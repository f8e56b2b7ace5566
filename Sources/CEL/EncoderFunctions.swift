/// Base64 between bytes and text.
enum EncoderFunctions {
    static let all: [Function] = [
        Function("base64.encode", [Signature([.bytes], .string)]) { machine, arguments in
            guard arguments.are(Cell.Tag.bytes) else { return machine.noOverload("base64.encode", arguments) }
            guard machine.mayAllocate(2 * arguments[0].count) else { return machine.outOfMemory() }
            return machine.string(Base64.encode(arguments[0].buffer))
        },
        Function("base64.decode", [Signature([.string], .bytes)]) { machine, arguments in
            guard arguments.are(Cell.Tag.string) else { return machine.noOverload("base64.decode", arguments) }
            guard machine.mayAllocate(arguments[0].count) else { return machine.outOfMemory() }
            guard let bytes = Base64.decode(arguments[0].buffer) else { return machine.fail("the text is not base64") }
            let text = machine.string(bytes)
            return text.isFailed ? text : Cell(bytes: text.pointer, count: text.count)
        },
    ]
}

/// RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                result.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { result.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        while result.count % 4 != 0 { result.append(UInt8(ascii: "=")) }
        return result
    }

    /// Padding may be missing; anything else that is not of the alphabet makes the text invalid.
    static func decode(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        var text = text[...]
        var padding = 0
        while text.last == UInt8(ascii: "="), padding < 2 {
            text = text.dropLast()
            padding += 1
        }
        guard text.count % 4 != 1, padding == 0 || (text.count + padding) % 4 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for byte in text {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return result
    }
}
