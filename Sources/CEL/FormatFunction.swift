/// `"%s has %.1f %%".format([name, share])`.
enum FormatFunction {
    static let all = [Function(method: "format", [Signature([.string, .list(.dyn)], .string)], format)]

    private static func format(_ machine: inout Machine, _ arguments: Arguments) -> Cell {
        guard arguments.are(Cell.Tag.string, Cell.Tag.list) else { return machine.noOverload("format", arguments) }
        let template = arguments[0].buffer
        let values = arguments[1].elements
        guard machine.charge(template.count >> 2) else { return machine.outOfSteps() }
        var result: [UInt8] = []
        var used = 0
        var position = 0
        while position < template.count {
            let byte = template[position]
            position += 1
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard position < template.count else { return machine.fail("format: the text ends in a single %") }
            if template[position] == UInt8(ascii: "%") {
                position += 1
                result.append(UInt8(ascii: "%"))
                continue
            }
            guard let clause = Clause(template, &position) else { return machine.fail("format: unrecognized clause") }
            guard used < values.count else { return machine.fail("format: there is no argument \(used)") }
            let value = values[used]
            used += 1
            guard clause.write(value, to: &result, &machine, depth: 0) else {
                if machine.steps < 0 { return machine.outOfSteps() }
                if result.count > machine.allocationLimit { return machine.outOfMemory() }
                return machine.fail("format: %\(clause.letter) cannot show a value of type \(value.typeName)")
            }
        }
        return machine.string(result)
    }

    /// What stands after a percent sign.
    private struct Clause {
        var letter: Character
        var precision: Int?

        init?(_ template: UnsafeRawBufferPointer, _ position: inout Int) {
            if template[position] == UInt8(ascii: ".") {
                position += 1
                var number = 0
                let start = position
                while position < template.count, template[position] &- 48 < 10 {
                    number = min(10_000, number * 10 + Int(template[position] - 48))
                    position += 1
                }
                guard position > start, number <= 1000 else { return nil }
                precision = number
            }
            guard position < template.count else { return nil }
            letter = Character(Unicode.Scalar(template[position]))
            position += 1
            guard precision == nil ? "sdfeboxX".contains(letter) : "fe".contains(letter) else { return nil }
        }

        /// False when the value's kind does not fit the clause or the machine has had enough.
        func write(_ value: Cell, to result: inout [UInt8], _ machine: inout Machine, depth: Int) -> Bool {
            guard machine.charge(4) else { return false }
            guard result.count <= machine.allocationLimit, depth < 300 else { return false }
            switch letter {
            case "s": return plain(value, to: &result, &machine, depth: depth)
            case "d": return append(decimal(value), to: &result)
            case "f", "e":
                // All digits of a double are worked out, up to about a thousand.
                guard machine.charge(200 + (precision ?? 0)) else { return false }
                return append(floating(value), to: &result)
            case "b":
                return append(value.tag == Cell.Tag.bool ? (value.isTrue ? "1" : "0") : radix(value, 2), to: &result)
            case "o": return append(radix(value, 8), to: &result)
            default: return append(hexadecimal(value), to: &result)
            }
        }

        private func append(_ text: String?, to result: inout [UInt8]) -> Bool {
            guard let text else { return false }
            result.append(contentsOf: text.utf8)
            return true
        }

        private func decimal(_ value: Cell) -> String? {
            switch value.tag {
            case Cell.Tag.int: String(value.int)
            case Cell.Tag.uint: String(value.uint)
            case Cell.Tag.double: Numbers.text(value.double)
            default: nil
            }
        }

        private func floating(_ value: Cell) -> String? {
            let number: Double
            switch value.tag {
            case Cell.Tag.int: number = Double(value.int)
            case Cell.Tag.uint: number = Double(value.uint)
            case Cell.Tag.double: number = value.double
            default: return nil
            }
            guard number.isFinite else { return Numbers.text(number) }
            return letter == "f"
                ? DecimalText.fixed(number, precision ?? 6) : DecimalText.scientific(number, precision ?? 6)
        }

        private func radix(_ value: Cell, _ radix: Int) -> String? {
            switch value.tag {
            case Cell.Tag.int: String(value.int, radix: radix, uppercase: letter == "X")
            case Cell.Tag.uint: String(value.uint, radix: radix, uppercase: letter == "X")
            default: nil
            }
        }

        private func hexadecimal(_ value: Cell) -> String? {
            guard value.tag == Cell.Tag.string || value.tag == Cell.Tag.bytes else { return radix(value, 16) }
            let digits = Array((letter == "X" ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
            return String(
                decoding: value.buffer.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }

        private func plain(_ value: Cell, to result: inout [UInt8], _ machine: inout Machine, depth: Int) -> Bool {
            switch value.tag {
            case Cell.Tag.null: return append("null", to: &result)
            case Cell.Tag.string, Cell.Tag.bytes, Cell.Tag.type:
                guard machine.charge(value.count >> 4) else { return false }
                result.append(contentsOf: value.buffer)
                return true
            case Cell.Tag.list:
                result.append(UInt8(ascii: "["))
                for (index, element) in value.elements.enumerated() {
                    if index > 0 { result.append(contentsOf: ", ".utf8) }
                    guard write(element, to: &result, &machine, depth: depth + 1) else { return false }
                }
                result.append(UInt8(ascii: "]"))
                return true
            case Cell.Tag.map: return map(value, to: &result, &machine, depth: depth)
            default: return append(Conversions.text(value), to: &result)
            }
        }

        /// Sorted by the keys as they are printed.
        private func map(_ value: Cell, to result: inout [UInt8], _ machine: inout Machine, depth: Int) -> Bool {
            guard let map = value.map else { return false }
            var entries: [(key: [UInt8], value: Cell)] = []
            for index in 0..<value.count {
                var key: [UInt8] = []
                guard write(map.keys[index], to: &key, &machine, depth: depth + 1) else { return false }
                entries.append((key, map.values[index]))
            }
            entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
            result.append(UInt8(ascii: "{"))
            for (index, entry) in entries.enumerated() {
                if index > 0 { result.append(contentsOf: ", ".utf8) }
                result.append(contentsOf: entry.key)
                result.append(contentsOf: ": ".utf8)
                guard write(entry.value, to: &result, &machine, depth: depth + 1) else { return false }
            }
            result.append(UInt8(ascii: "}"))
            return true
        }
    }
}

/// Doubles in decimal with a given number of digits, exactly rounded, half to even.
enum DecimalText {
    static func fixed(_ value: Double, _ precision: Int) -> String {
        let (digits, point) = exactDigits(value.magnitude)
        let rounded = round(digits, to: point + precision)
        let whole = point + rounded.carry
        var text = value.sign == .minus ? "-" : ""
        func digit(_ index: Int) -> String {
            index >= 0 && index < rounded.digits.count ? String(rounded.digits[index]) : "0"
        }
        if whole <= 0 { text += "0" } else { for index in 0..<whole { text += digit(index) } }
        guard precision > 0 else { return text }
        text += "."
        for index in whole..<whole + precision { text += digit(index) }
        return text
    }

    static func scientific(_ value: Double, _ precision: Int) -> String {
        let (digits, point) = exactDigits(value.magnitude)
        let rounded = round(digits, to: precision + 1)
        let exponent = value == 0 ? 0 : point + rounded.carry - 1
        var text = value.sign == .minus ? "-" : ""
        for index in 0...precision {
            text += index < rounded.digits.count ? String(rounded.digits[index]) : "0"
            if index == 0, precision > 0 { text += "." }
        }
        let power = String(abs(exponent))
        return text + "e" + (exponent < 0 ? "-" : "+") + (power.utf8.count < 2 ? "0" : "") + power
    }

    /// Keeps `count` digits (which may be none or fewer than none); `carry` is 1 when the number gained a digit.
    private static func round(_ digits: [UInt8], to count: Int) -> (digits: [UInt8], carry: Int) {
        if count >= digits.count { return (digits, 0) }
        if count < 0 { return ([], 0) }
        var kept = Array(digits[..<count])
        let rest = digits[count...]
        let isUp: Bool
        if rest.first == 5, rest.dropFirst().allSatisfy({ $0 == 0 }) {
            isUp = (kept.last ?? 0) % 2 == 1
        } else {
            isUp = (rest.first ?? 0) >= 5
        }
        guard isUp else { return (kept, 0) }
        for index in kept.indices.reversed() {
            if kept[index] < 9 {
                kept[index] += 1
                return (kept, 0)
            }
            kept[index] = 0
        }
        return ([1] + kept, 1)
    }

    /// All digits of a double (there are at most about 770) and the place of the point: 0.125 is ([1, 2, 5], 0).
    private static func exactDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
        if value == 0 { return ([0], 1) }
        var number = [UInt32](arrayLiteral: 0)
        // value = significand * 2^exponent with a whole significand.
        let significand = UInt64(value.significandBitPattern) | (value.isNormal ? 1 << 52 : 0)
        var exponent = (value.isNormal ? Int(value.exponent) : -1022) - 52
        number = [UInt32(significand % 1_000_000_000), UInt32(significand / 1_000_000_000 % 1_000_000_000)]
        var fractionDigits = 0
        while exponent > 0 {
            let step = min(exponent, 29)
            multiply(&number, by: 1 << UInt64(step))
            exponent -= step
        }
        // Dividing by two is multiplying by five and moving the point.
        while exponent < 0 {
            let step = min(-exponent, 12)
            var factor: UInt64 = 1
            for _ in 0..<step { factor *= 5 }
            multiply(&number, by: factor)
            exponent += step
            fractionDigits += step
        }
        var digits: [UInt8] = []
        for limb in number {
            var limb = limb
            for _ in 0..<9 {
                digits.append(UInt8(limb % 10))
                limb /= 10
            }
        }
        while digits.last == 0 { digits.removeLast() }
        digits.reverse()
        return (digits, digits.count - fractionDigits)
    }

    /// `number` in limbs of nine decimal digits, lowest first.
    private static func multiply(_ number: inout [UInt32], by factor: UInt64) {
        var carry: UInt64 = 0
        for index in number.indices {
            let product = UInt64(number[index]) * factor + carry
            number[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            number.append(UInt32(carry % 1_000_000_000))
            carry /= 1_000_000_000
        }
    }
}
