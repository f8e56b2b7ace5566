/// The strings extension. Positions count code points.
enum StringFunctions {
    static let all: [Function] = [
        Function(method: "charAt", [Signature([.string, .int], .string)], charAt),
        Function(method: "indexOf", searches) { search("indexOf", &$0, $1, last: false) },
        Function(method: "lastIndexOf", searches) { search("lastIndexOf", &$0, $1, last: true) },
        Function(
            method: "substring", [Signature([.string, .int], .string), Signature([.string, .int, .int], .string)],
            substring),
        Function(
            method: "replace",
            [Signature([.string, .string, .string], .string), Signature([.string, .string, .string, .int], .string)],
            replace),
        Function(
            method: "split",
            [Signature([.string, .string], .list(.string)), Signature([.string, .string, .int], .list(.string))], split),
        Function(
            method: "join", [Signature([.list(.string)], .string), Signature([.list(.string), .string], .string)], join),
        Function(method: "trim", [Signature([.string], .string)], trim),
        Function(method: "lowerAscii", [Signature([.string], .string)]) { machine, arguments in
            mapBytes("lowerAscii", &machine, arguments) { $0 &- 65 < 26 ? $0 | 0x20 : $0 }
        },
        Function(method: "upperAscii", [Signature([.string], .string)]) { machine, arguments in
            mapBytes("upperAscii", &machine, arguments) { $0 &- 97 < 26 ? $0 & 0xdf : $0 }
        },
        Function(method: "reverse", [Signature([.string], .string)], reverse),
        Function("strings.quote", [Signature([.string], .string)], quote),
    ]

    private static let searches = [Signature([.string, .string], .int), Signature([.string, .string, .int], .int)]

    /// A part of a string; shares its bytes.
    static func slice(_ text: Cell, _ range: Range<Int>) -> Cell {
        Cell(string: text.pointer.map { $0 + range.lowerBound }, count: range.count)
    }

    private static func charAt(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.int) else { return machine.noOverload("charAt", arguments) }
        let text = arguments[0]
        guard machine.charge(text.count >> 4) else { return machine.outOfSteps() }
        guard let index = Int(exactly: arguments[1].int), let start = Text.offset(of: index, in: text.buffer) else {
            return machine.fail("charAt: the index \(arguments[1].int) is out of range")
        }
        return slice(
            text, start..<(start == text.count ? start : min(text.count, start + Text.width(text.buffer[start]))))
    }

    private static func search(_ name: String, _ machine: inout Machine, _ arguments: Arguments, last: Bool) -> Cell {
        guard
            arguments.are(Cell.Tag.string, Cell.Tag.string)
                || arguments.are(Cell.Tag.string, Cell.Tag.string, Cell.Tag.int)
        else { return machine.noOverload(name, arguments) }
        let (text, part) = (arguments[0].buffer, arguments[1].buffer)
        guard machine.charge(1 + (text.count >> 3) * (1 + (part.count >> 3))) else { return machine.outOfSteps() }
        var start = last ? text.count : 0
        if arguments.count == 3 {
            guard let index = Int(exactly: arguments[2].int), let offset = Text.offset(of: index, in: text) else {
                return machine.fail("\(name): the offset \(arguments[2].int) is out of range")
            }
            start = offset
        }
        let found = last ? Text.findLast(part, in: text, from: start) : Text.find(part, in: text, from: start)
        guard let found else { return Cell(-1 as Int64) }
        return Cell(count: Text.codePoints(UnsafeRawBufferPointer(rebasing: text[..<found])))
    }

    private static func substring(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.int) || arguments.are(Cell.Tag.string, Cell.Tag.int, Cell.Tag.int)
        else {
            return machine.noOverload("substring", arguments)
        }
        let text = arguments[0]
        guard machine.charge(text.count >> 3) else { return machine.outOfSteps() }
        var range = 0..<text.count
        guard let first = Int(exactly: arguments[1].int), let start = Text.offset(of: first, in: text.buffer) else {
            return machine.fail("substring: the index \(arguments[1].int) is out of range")
        }
        range = start..<text.count
        if arguments.count == 3 {
            guard let last = Int(exactly: arguments[2].int), let end = Text.offset(of: last, in: text.buffer),
                end >= start
            else {
                return machine.fail("substring: the end \(arguments[2].int) is out of range")
            }
            range = start..<end
        }
        return slice(text, range)
    }

    private static func replace(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        let strings = (0..<min(3, arguments.count)).allSatisfy { arguments[$0].tag == Cell.Tag.string }
        guard strings, arguments.count == 3 || arguments.count == 4 && arguments[3].tag == Cell.Tag.int else {
            return machine.noOverload("replace", arguments)
        }
        let (text, old, new) = (arguments[0].buffer, arguments[1].buffer, arguments[2].buffer)
        guard machine.charge(1 + (text.count >> 2) * (1 + (old.count >> 3))) else { return machine.outOfSteps() }
        var left = arguments.count == 4 && arguments[3].int >= 0 ? Int(arguments[3].int) : Int.max
        var result: [UInt8] = []
        var position = 0
        while left > 0, let found = Text.find(old, in: text, from: position) {
            result.append(contentsOf: text[position..<found])
            result.append(contentsOf: new)
            guard result.count <= machine.allocationLimit else { return machine.outOfMemory() }
            position = found + old.count
            left -= 1
            if old.isEmpty {
                guard position < text.count else { break }
                let width = min(text.count - position, Text.width(text[position]))
                result.append(contentsOf: text[position..<position + width])
                position += width
            }
        }
        result.append(contentsOf: text[position...])
        return machine.string(result)
    }

    private static func split(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard
            arguments.are(Cell.Tag.string, Cell.Tag.string)
                || arguments.are(Cell.Tag.string, Cell.Tag.string, Cell.Tag.int)
        else { return machine.noOverload("split", arguments) }
        let text = arguments[0]
        let separator = arguments[1].buffer
        guard machine.charge(1 + text.count * (1 + (separator.count >> 3))) else { return machine.outOfSteps() }
        let limit = arguments.count == 3 && arguments[2].int >= 0 ? Int(arguments[2].int) : Int.max
        guard limit > 0 else { return .emptyList }
        guard machine.mayAllocate(16 * text.count / max(1, separator.count)) else { return machine.outOfMemory() }
        var parts: [Cell] = []
        var position = 0
        while parts.count < limit - 1 {
            var end: Int
            if separator.isEmpty {
                guard position < text.count else { break }
                end = min(text.count, position + Text.width(text.buffer[position]))
                if end == text.count { break }
            } else {
                guard let found = Text.find(separator, in: text.buffer, from: position) else { break }
                end = found
            }
            parts.append(slice(text, position..<end))
            position = end + separator.count
        }
        if !separator.isEmpty || position < text.count { parts.append(slice(text, position..<text.count)) }
        return machine.list(parts)
    }

    private static func join(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.list) || arguments.are(Cell.Tag.list, Cell.Tag.string) else {
            return machine.noOverload("join", arguments)
        }
        var result: [UInt8] = []
        for (index, element) in arguments[0].elements.enumerated() {
            guard element.tag == Cell.Tag.string else { return machine.noOverload("join", arguments) }
            if index > 0, arguments.count == 2 { result.append(contentsOf: arguments[1].buffer) }
            result.append(contentsOf: element.buffer)
            guard machine.charge(1), result.count <= machine.allocationLimit else {
                return machine.steps < 0 ? machine.outOfSteps() : machine.outOfMemory()
            }
        }
        return machine.string(result)
    }

    /// Takes away what Unicode calls white space.
    private static func trim(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string) else { return machine.noOverload("trim", arguments) }
        guard machine.charge(arguments[0].count >> 1) else { return machine.outOfSteps() }
        let text = arguments[0].buffer
        var range = 0..<text.count
        while !range.isEmpty {
            let width = min(range.count, Text.width(text[range.lowerBound]))
            guard isSpace(text, range.lowerBound, width) else { break }
            range = (range.lowerBound + width)..<range.upperBound
        }
        while !range.isEmpty {
            var start = range.upperBound - 1
            while start > range.lowerBound, text[start] & 0xc0 == 0x80 { start -= 1 }
            guard isSpace(text, start, range.upperBound - start) else { break }
            range = range.lowerBound..<start
        }
        return slice(arguments[0], range)
    }

    private static func isSpace(_ text: UnsafeRawBufferPointer, _ start: Int, _ width: Int) -> Bool {
        if width == 1 { return text[start] == 32 || (9...13).contains(text[start]) }
        let decoded = String(decoding: UnsafeRawBufferPointer(rebasing: text[start..<start + width]), as: UTF8.self)
        return decoded.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    private static func mapBytes(
        _ name: String, _ machine: inout Machine, _ arguments: Arguments, _ transform: (UInt8) -> UInt8
    ) -> Cell {
        guard arguments.are(Cell.Tag.string) else { return machine.noOverload(name, arguments) }
        let text = arguments[0].buffer
        guard let memory = machine.bytes(text.count) else { return machine.outOfMemory() }
        for (index, byte) in text.enumerated() {
            memory.storeBytes(of: transform(byte), toByteOffset: index, as: UInt8.self)
        }
        return Cell(string: memory, count: text.count)
    }

    private static func reverse(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string) else { return machine.noOverload("reverse", arguments) }
        let text = arguments[0].buffer
        guard let memory = machine.bytes(text.count) else { return machine.outOfMemory() }
        var position = 0
        while position < text.count {
            let width = min(text.count - position, Text.width(text[position]))
            for index in 0..<width {
                memory.storeBytes(
                    of: text[position + index], toByteOffset: text.count - position - width + index, as: UInt8.self)
            }
            position += width
        }
        return Cell(string: memory, count: text.count)
    }

    private static func quote(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string) else { return machine.noOverload("strings.quote", arguments) }
        guard machine.mayAllocate(2 * arguments[0].count) else { return machine.outOfMemory() }
        return machine.string([34] + quoted(arguments[0].buffer) + [34])
    }

    /// With the escapes of a string literal in double quotes.
    static func quoted(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            let letter: UInt8
            switch byte {
            case 7: letter = UInt8(ascii: "a")
            case 8: letter = UInt8(ascii: "b")
            case 9: letter = UInt8(ascii: "t")
            case 10: letter = UInt8(ascii: "n")
            case 11: letter = UInt8(ascii: "v")
            case 12: letter = UInt8(ascii: "f")
            case 13: letter = UInt8(ascii: "r")
            case UInt8(ascii: "\\"), UInt8(ascii: "\""): letter = byte
            default:
                result.append(byte)
                continue
            }
            result.append(UInt8(ascii: "\\"))
            result.append(letter)
        }
        return result
    }
}
