/// What must hold of a file before libyaml sees it: size, UTF-8, no control characters.
///
/// Checked here because libyaml's own messages name neither line nor column.
enum TextCheck {
    static func firstDefect(of source: SourceFile, limits: Limits) -> Diagnostic? {
        func defect(_ id: String, _ offset: Int?, _ message: String, _ mend: String?) -> Diagnostic {
            let range = offset.map { SourceRange(at: source.mark(atOffset: $0)) }
            return Diagnostic(id, file: source.name, range: range, message: message, mend: mend)
        }
        guard source.bytes.count <= limits.bytes else {
            return defect(
                "yaml/too-large", nil, "the file has \(source.bytes.count) bytes; the limit is \(limits.bytes)", nil)
        }
        return source.bytes.withUnsafeBufferPointer { firstDefect(of: $0, defect) }
    }

    private static func firstDefect(
        of bytes: UnsafeBufferPointer<UInt8>, _ defect: (String, Int?, String, String?) -> Diagnostic
    ) -> Diagnostic? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return defect("yaml/encoding", nil, "the file is UTF-16", "save it as UTF-8")
        }
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte >= 0x20, byte < 0x7F {
                offset += 1
                continue
            }
            guard let scalar = decodeScalar(bytes, at: offset) else {
                let found = "the byte 0x\(hex(byte, digits: 2)) is not UTF-8"
                return defect("yaml/encoding", offset, found, "save the file as UTF-8")
            }
            switch scalar.value.value {
            case 0:
                return defect("yaml/control-character", offset, "a NUL byte", "remove it")
            // YAML 1.1 takes U+0085, U+2028 and U+2029 for line breaks, which few editors show: they are refused.
            case 0x09, 0x0A, 0x0D, 0xA0...0x2027, 0x202A...0xFEFE, 0xFF00...0xFFFD, 0x10000...:
                offset += scalar.width
            case let value:
                let found = "the character U+\(hex(value, digits: 4)) may not stand in a file"
                return defect("yaml/control-character", offset, found, "remove it")
            }
        }
        return nil
    }

    /// The scalar at `offset` and its width in bytes; nil where the bytes are not well-formed UTF-8.
    private static func decodeScalar(
        _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int
    ) -> (value: Unicode.Scalar, width: Int)? {
        var decoder = UTF8()
        var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, UTF8.width(scalar))
    }

    private static func hex(_ value: some BinaryInteger, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
