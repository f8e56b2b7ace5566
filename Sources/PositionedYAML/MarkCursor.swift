/// Translates libyaml's scalar numbers to marks while they grow, by walking on from the last one.
struct MarkCursor {
    private let source: SourceFile
    private var scalar = 0
    private var mark = Mark.start
    /// A longer way is looked up instead.
    private static let longestWalk = 256

    init(_ source: SourceFile) {
        self.source = source
    }

    /// The place of the scalar number `index`, from 0.
    mutating func move(to index: Int) -> Mark {
        if index < scalar || index - scalar > Self.longestWalk {
            mark = source.mark(atScalar: index)
        } else {
            source.bytes.withUnsafeBufferPointer { walk(index - scalar, $0) }
        }
        scalar = index
        return mark
    }

    private mutating func walk(_ scalars: Int, _ bytes: UnsafeBufferPointer<UInt8>) {
        for _ in 0..<scalars {
            guard mark.offset < bytes.count else { return }
            let byte = bytes[mark.offset]
            mark.offset += 1
            if byte == 0x0A || (byte == 0x0D && !(mark.offset < bytes.count && bytes[mark.offset] == 0x0A)) {
                mark.line += 1
                mark.column = 1
                continue
            }
            while mark.offset < bytes.count, bytes[mark.offset] & 0xC0 == 0x80 { mark.offset += 1 }
            mark.column += 1
        }
    }
}
