/// Translates between UTF-8 offsets, scalar numbers, lines and columns in time independent of the file's size.
struct SourcePositions: Sendable {
    /// The byte offset at which each line starts.
    private(set) var lineStarts: [Int] = [0]
    /// How many scalars begin before byte `i * stride`.
    private var scalarsBefore: [Int] = []
    private static let stride = 64

    init(_ bytes: [UInt8]) {
        scalarsBefore.reserveCapacity(bytes.count / Self.stride + 1)
        bytes.withUnsafeBufferPointer { scan($0) }
        if scalarsBefore.isEmpty { scalarsBefore.append(0) }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
        var scalars = 0
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if offset % Self.stride == 0 { scalarsBefore.append(scalars) }
            if Self.startsScalar(byte) { scalars += 1 }
            offset += 1
            if byte == 0x0A || (byte == 0x0D && (offset == bytes.count || bytes[offset] != 0x0A)) {
                lineStarts.append(offset)
            }
        }
    }

    /// The mark of an offset in `0...bytes.count`.
    func mark(atOffset offset: Int, in bytes: [UInt8]) -> Mark {
        let line = lineIndex(of: offset)
        let column = scalars(before: offset, in: bytes) - scalars(before: lineStarts[line], in: bytes)
        return Mark(line: line + 1, column: column + 1, offset: offset)
    }

    /// The byte offset at which the scalar number `index` starts; the end of the text where there is no such scalar.
    func offset(ofScalar index: Int, in bytes: [UInt8]) -> Int {
        // The last checkpoint with at most `index` scalars before it.
        var low = 0
        var high = scalarsBefore.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if scalarsBefore[middle] <= index { low = middle } else { high = middle }
        }
        var offset = low * Self.stride
        var seen = scalarsBefore[low]
        while offset < bytes.count {
            if Self.startsScalar(bytes[offset]) {
                if seen == index { return offset }
                seen += 1
            }
            offset += 1
        }
        return bytes.count
    }

    private func scalars(before offset: Int, in bytes: [UInt8]) -> Int {
        let checkpoint = min(offset / Self.stride, scalarsBefore.count - 1)
        var count = scalarsBefore[checkpoint]
        for byte in bytes[(checkpoint * Self.stride)..<offset] where Self.startsScalar(byte) { count += 1 }
        return count
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// Every byte but a UTF-8 continuation byte starts a scalar.
    static func startsScalar(_ byte: UInt8) -> Bool {
        byte & 0xC0 != 0x80
    }
}
