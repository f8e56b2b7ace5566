/// What must hold of a file before libyaml sees it: size, UTF-8, no control characters.
///
/// Checked here because libyaml's own messages name neither line nor column.
enum TextCheck {
    static func firstDefect(of source: SourceFile, limits: Limits) -> Diagnostic? {
        func defect(_ id: String, at offset: Int?, _ message: String, mend: String? = nil) -> Diagnostic {
            let range = offset.map { SourceRange(at: source.mark(atOffset: $0)) }
            return Diagnostic(id, file: source.name, range: range, message: message, mend: mend)
        }
        let bytes = source.bytes
        guard bytes.count <= limits.bytes else {
            return defect("yaml/too-large", at: nil, "the file has \(bytes.count) bytes; the limit is \(limits.bytes)")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return defect("yaml/encoding", at: 0, "the file is UTF-16", mend: "save it as UTF-8")
        }
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte >= 0x20, byte < 0x7F {
                offset += 1
                continue
            }
            guard let scalar = decodeScalar(bytes, at: offset) else {
                return defect(
                    "yaml/encoding", at: offset, "the byte 0x\(hex(byte)) is not UTF-8", mend: "save the file as UTF-8")
            }
            switch scalar.value.value {
            case 0:
                return defect("yaml/control-character", at: offset, "a NUL byte", mend: "remove it")
            case 0x09, 0x0A, 0x0D, 0x85, 0xA0...0xFEFE, 0xFF00...0xFFFD, 0x10000...:
                offset += scalar.width
            case let value:
                return defect(
                    "yaml/control-character", at: offset, "the character U+\(hex(value)) may not stand in a file",
                    mend: "remove it")
            }
        }
        return nil
    }

    /// The scalar at `offset` and its width in bytes; nil where the bytes are not well-formed UTF-8.
    private static func decodeScalar(_ bytes: [UInt8], at offset: Int) -> (value: Unicode.Scalar, width: Int)? {
        var decoder = UTF8()
        var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }

    private static func hex(_ value: some BinaryInteger) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, (value > 0xFF ? 4 : 2) - digits.count)) + digits
    }
}
