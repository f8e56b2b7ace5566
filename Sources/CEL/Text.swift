/// Strings as sequences of code points, on their UTF-8 bytes.
enum Text {
    static func codePoints(_ text: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for byte in text where byte & 0xc0 != 0x80 { count &+= 1 }
        return count
    }

    /// The byte at which the code point number `index` begins; the end for the number after the last; nil beyond.
    static func offset(of index: Int, in text: UnsafeRawBufferPointer) -> Int? {
        if index < 0 { return nil }
        var seen = 0
        for offset in text.indices where text[offset] & 0xc0 != 0x80 {
            if seen == index { return offset }
            seen += 1
        }
        return seen == index ? text.count : nil
    }

    /// The byte offset of `part` at or after `start`.
    static func find(_ part: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        if part.count > text.count - start { return nil }
        guard let first = part.first else { return start }
        for offset in start...(text.count - part.count) where text[offset] == first {
            if Bytes.areEqual(text.baseAddress.map { $0 + offset }, part.baseAddress, part.count) { return offset }
        }
        return nil
    }

    static func findLast(_ part: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        if part.count > text.count { return nil }
        var offset = min(start, text.count - part.count)
        while offset >= 0 {
            if Bytes.areEqual(text.baseAddress.map { $0 + offset }, part.baseAddress, part.count) { return offset }
            offset -= 1
        }
        return nil
    }

    /// The length of the code point that begins with this byte.
    static func width(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4 }
}
