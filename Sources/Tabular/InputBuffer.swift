/// A window on a source's bytes: what was read and not used up, in one piece, with a margin behind it that may be read
/// (not used) so that eight bytes can be loaded at once anywhere.
struct InputBuffer: ~Copyable {
    /// The window's memory; bytes `start..<end` are valid.
    private(set) var base: UnsafeMutablePointer<UInt8>
    /// The first byte not used up.
    var start = 0
    /// The place after the last byte read.
    private(set) var end = 0
    private var capacity: Int
    private var source: ByteSource
    /// Whether everything was read. Text then ends with a line break, if need be with one that the file lacks.
    private(set) var isComplete = false
    private static let margin = 16

    init(_ source: consuming ByteSource, capacity: Int = 1 << 18) {
        self.source = source
        self.capacity = capacity
        base = .allocate(capacity: capacity + Self.margin)
        base.initialize(repeating: 0, count: capacity + Self.margin)
    }

    deinit {
        base.deallocate()
    }

    /// Fills the window behind what is there; false if there is no more. What is used up makes room first, then the
    /// window doubles: whoever keeps bytes unused bounds how many. Places in the window move by `start`, even if there
    /// is no more.
    @discardableResult
    mutating func readMore() throws(TabularError) -> Bool {
        guard !isComplete else { return false }
        if start > 0 {
            base.update(from: base + start, count: end - start)
            end -= start
            start = 0
        }
        if end == capacity { grow() }
        let before = end
        while end < capacity {
            let count = try source.read(into: UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end))
            end += count
            guard count == 0 else { continue }
            isComplete = true
            if end > start, base[end - 1] != 0x0A, base[end - 1] != 0x0D {
                base[end] = 0x0A
                end += 1
            }
            break
        }
        return end > before
    }

    private mutating func grow() {
        let larger = capacity * 2
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.margin)
        moved.initialize(repeating: 0, count: larger + Self.margin)
        moved.update(from: base, count: end)
        base.deallocate()
        base = moved
        capacity = larger
    }
}

extension InputBuffer {
    /// Takes a byte order mark away from the beginning; refuses UTF-16.
    mutating func skipByteOrderMark() throws(TabularError) {
        while end - start < 3 {
            guard try readMore() else { break }
        }
        guard end - start >= 2 else { return }
        let first = (base[start], base[start + 1])
        if first == (0xFF, 0xFE) || first == (0xFE, 0xFF) { throw .utf16 }
        if first == (0xEF, 0xBB), end - start >= 3, base[start + 2] == 0xBF { start += 3 }
    }
}

extension InputBuffer {
    /// A stretch of the window as text.
    func text(_ range: Range<Int>) -> String {
        let bytes = UnsafeBufferPointer(start: UnsafePointer(base) + range.lowerBound, count: range.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The line and column of an offset in the window, counted from the row's start.
    func position(ofOffset offset: Int, rowStart: Int, line: Int) -> FieldPosition {
        var position = FieldPosition(line: line, column: 1)
        for place in rowStart..<max(rowStart, min(offset, end)) {
            let byte = base[place]
            let isBreak = byte == 0x0A || (byte == 0x0D && !(place + 1 < end && base[place + 1] == 0x0A))
            if isBreak {
                position.line += 1
                position.column = 1
            } else if byte & 0xC0 != 0x80 {
                position.column += 1
            }
        }
        return position
    }
}
