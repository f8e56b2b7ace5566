/// The conversion functions: `int(x)`, `string(x)` and their like.
enum Conversions {
    static func bool(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("bool", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.bool: return value
        case Cell.Tag.string:
            switch value.text {
            case "1", "t", "T", "true", "TRUE", "True": return Cell(true)
            case "0", "f", "F", "false", "FALSE", "False": return Cell(false)
            default: return machine.fail("the text is not a bool")
            }
        default: return machine.noOverload("bool", value)
        }
    }

    static func int(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("int", arguments) }
        let value = arguments[0]
        let result: Int64?
        switch value.tag {
        case Cell.Tag.int: return value
        case Cell.Tag.uint: result = Int64(exactly: value.uint)
        case Cell.Tag.double: result = Numbers.int(value.double)
        case Cell.Tag.timestamp: result = value.int
        case Cell.Tag.string:
            guard let number = Int64(value.text) else { return machine.fail("the text is not an int") }
            result = number
        default: return machine.noOverload("int", value)
        }
        return result.map { Cell($0) } ?? machine.fail("the number is out of range for int")
    }

    static func uint(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("uint", arguments) }
        let value = arguments[0]
        let result: UInt64?
        switch value.tag {
        case Cell.Tag.uint: return value
        case Cell.Tag.int: result = UInt64(exactly: value.int)
        case Cell.Tag.double: result = Numbers.uint(value.double)
        case Cell.Tag.string:
            // Digits only: no sign, which Swift would read.
            guard value.buffer.allSatisfy({ $0 &- 48 < 10 }), let number = UInt64(value.text) else {
                return machine.fail("the text is not a uint")
            }
            result = number
        default: return machine.noOverload("uint", value)
        }
        return result.map { Cell($0) } ?? machine.fail("the number is out of range for uint")
    }

    static func double(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("double", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.double: return value
        case Cell.Tag.int: return Cell(Double(value.int))
        case Cell.Tag.uint: return Cell(Double(value.uint))
        case Cell.Tag.string:
            guard machine.charge(value.count) else { return machine.outOfSteps() }
            return number(value.text).map { Cell($0) } ?? machine.fail("the text is not a double")
        default: return machine.noOverload("double", value)
        }
    }

    /// Decimal numbers, NaN and infinities; nothing else that Swift reads (hexadecimal, payloads).
    private static func number(_ text: String) -> Double? {
        let allowed = text.utf8.allSatisfy { byte in
            byte &- 48 < 10 || [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), 43, 45].contains(byte)
        }
        if allowed { return Double(text) }
        let unsigned = text.utf8.first == 43 || text.utf8.first == 45 ? text.dropFirst() : text[...]
        let isNegative = text.utf8.first == 45
        switch unsigned.lowercased() {
        case "nan": return .nan
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: return nil
        }
    }

    static func string(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("string", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.string: return value
        case Cell.Tag.bytes:
            guard machine.charge(value.count >> 2) else { return machine.outOfSteps() }
            guard String(validating: value.buffer, as: UTF8.self) != nil else {
                return machine.fail("the bytes are not valid UTF-8")
            }
            return Cell(string: value.pointer, count: value.count)
        default:
            guard let text = text(value) else { return machine.noOverload("string", value) }
            return machine.string(text)
        }
    }

    /// The text of a scalar or an address.
    static func text(_ value: Cell) -> String? {
        switch value.tag {
        case Cell.Tag.bool: value.isTrue ? "true" : "false"
        case Cell.Tag.int: String(value.int)
        case Cell.Tag.uint: String(value.uint)
        case Cell.Tag.double: Numbers.text(value.double)
        case Cell.Tag.timestamp: value.timestamp.description
        case Cell.Tag.duration: DurationText.text(nanoseconds: value.int)
        case Cell.Tag.string: value.text
        case Cell.Tag.address: value.ipAddress?.description
        case Cell.Tag.network: value.ipNetwork?.description
        default: nil
        }
    }

    static func bytes(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("bytes", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.bytes: return value
        case Cell.Tag.string: return Cell(bytes: value.pointer, count: value.count)
        default: return machine.noOverload("bytes", value)
        }
    }

    static func timestamp(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("timestamp", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.timestamp: return value
        case Cell.Tag.int:
            return Timestamp(seconds: value.int).map { Cell($0) } ?? machine.fail("the timestamp is out of range")
        case Cell.Tag.string:
            return Timestamp(value.text).map { Cell($0) } ?? machine.fail("the text is not an RFC 3339 timestamp")
        default: return machine.noOverload("timestamp", value)
        }
    }

    static func duration(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.count == 1 else { return machine.noOverload("duration", arguments) }
        let value = arguments[0]
        switch value.tag {
        case Cell.Tag.duration: return value
        case Cell.Tag.string:
            let nanoseconds = DurationText.nanoseconds(Array(value.buffer))
            return nanoseconds.map { Cell(durationNanoseconds: $0) } ?? machine.fail("the text is not a duration")
        default: return machine.noOverload("duration", value)
        }
    }
}
