// Strings and their escapes.
extension JSONLinesReader {
    /// Reads a string's rest after its opening quote: as it lies in the buffer or, if it has escapes, decoded into
    /// scratch memory.
    mutating func readString(_ scan: inout Scan, opening: Int) throws(Defect) -> FieldTable.Slot {
        let start = scan.place
        while scan.place < scan.end {
            let byte = input.base[scan.place]
            if byte == UInt8(ascii: "\"") {
                scan.place += 1
                try checkLength(scan.place - 1 - start, opening)
                return slot(start, scan.place - 1, origin: opening, kind: .text)
            }
            if byte == UInt8(ascii: "\\") { return try readEscapedString(&scan, from: start, opening: opening) }
            if byte < 0x20 { throw Self.controlCharacter(byte, at: scan.place) }
            scan.place += 1
        }
        throw Defect(wanted: "the quote that opens here is not closed", at: opening)
    }

    private mutating func readEscapedString(
        _ scan: inout Scan, from start: Int, opening: Int
    ) throws(Defect) -> FieldTable.Slot {
        let scratchStart = fields.scratchCount
        fields.appendToScratch(UnsafePointer(input.base) + start, count: scan.place - start)
        while scan.place < scan.end {
            let place = scan.place
            let byte = input.base[place]
            scan.place += 1
            switch byte {
            case UInt8(ascii: "\""):
                try checkLength(fields.scratchCount - scratchStart, opening)
                var text = slot(scratchStart, fields.scratchCount, origin: opening, kind: .text)
                text.isInScratch = true
                return text
            case UInt8(ascii: "\\"):
                let scalar = try readEscape(&scan, at: place)
                guard scalar.value != 0 else { throw Defect(.nulByte, at: place) }
                if let encoded = UTF8.encode(scalar) { for byte in encoded { fields.appendToScratch(byte) } }
            case 0..<0x20:
                throw Self.controlCharacter(byte, at: place)
            default:
                fields.appendToScratch(byte)
            }
        }
        throw Defect(wanted: "the quote that opens here is not closed", at: opening)
    }

    /// Decodes an escape whose backslash stands at `start`, two `\u` of a surrogate pair together.
    private func readEscape(_ scan: inout Scan, at start: Int) throws(Defect) -> Unicode.Scalar {
        guard scan.place < scan.end else { throw Defect(wanted: "an escape after \\", at: start) }
        let letter = input.base[scan.place]
        scan.place += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var value = try readHex(&scan)
            if (0xD800..<0xDC00).contains(value), take(UInt8(ascii: "\\"), &scan), take(UInt8(ascii: "u"), &scan) {
                let low = try readHex(&scan)
                if (0xDC00..<0xE000).contains(low) { value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00) }
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw Defect(wanted: "half of a surrogate pair is not a character", at: start)
            }
            return scalar
        default:
            throw Defect(wanted: "unknown escape after \\", at: start)
        }
    }

    private func readHex(_ scan: inout Scan) throws(Defect) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard scan.place < scan.end, let digit = Self.hexDigit(input.base[scan.place]) else {
                throw Defect(wanted: "four hexadecimal digits after \\u", at: scan.place)
            }
            value = value << 4 | digit
            scan.place += 1
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    private static func controlCharacter(_ byte: UInt8, at place: Int) -> Defect {
        byte == 0 ? Defect(.nulByte, at: place) : Defect(wanted: "a control character stands in a text", at: place)
    }
}
