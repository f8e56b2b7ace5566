/// A column of numbers as bytes: small, read at memory speed, the same on every machine.
///
/// Layout, little-endian: kind (1 byte: 1 = whole numbers, 2 = doubles), width of an element (1 byte), count (UInt32),
/// base (Int64), then the elements. Whole numbers are stored as unsigned distances from the base in the smallest of
/// 1, 2, 4 or 8 bytes ("frame of reference"); doubles as their 8 bytes.
enum PackedColumn {
    private static let header = 14
    private static let wholeNumbers: UInt8 = 1
    private static let doubles: UInt8 = 2
    /// Largest magnitude at which every whole number is exact in a double.
    private static let exactLimit = 9_007_199_254_740_992.0

    static func pack(_ values: [Int32]) -> [UInt8] {
        let base = Int64(values.min() ?? 0)
        let spread = UInt64(Int64(values.max() ?? 0) - base)
        return packWhole(count: values.count, base: base, spread: spread) { UInt64(Int64(values[$0]) - base) }
    }

    static func pack(_ values: [Double]) -> [UInt8] {
        var low = Double.infinity
        var high = -Double.infinity
        var whole = true
        for value in values {
            // −0.0 would come back as 0.0 from a whole number, so it is kept as a double.
            whole =
                whole && value.rounded(.towardZero) == value && abs(value) < exactLimit
                && !(value == 0 && value.sign == .minus)
            low = min(low, value)
            high = max(high, value)
        }
        if whole {
            let base = values.isEmpty ? 0 : Int64(low)
            let spread = values.isEmpty ? 0 : UInt64(Int64(high) - base)
            return packWhole(count: values.count, base: base, spread: spread) { UInt64(Int64(values[$0]) - base) }
        }
        var bytes = head(kind: doubles, width: 8, count: values.count, base: 0)
        bytes.reserveCapacity(header + values.count * 8)
        for value in values { append(value.bitPattern, width: 8, to: &bytes) }
        return bytes
    }

    /// Whole numbers as Int32, or nil when the bytes are not such a column of `count` elements.
    static func unpackInt32(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Int32]? {
        unpackWhole(bytes, count: count) { Int32(exactly: $0) }
    }

    /// Numbers as doubles, or nil when the bytes are not such a column of `count` elements.
    static func unpackDoubles(_ raw: UnsafeRawBufferPointer, count: Int) -> [Double]? {
        guard raw.count >= header else { return nil }
        if raw[0] == wholeNumbers { return unpackWhole(raw, count: count) { Double($0) } }
        guard raw[0] == doubles, raw[1] == 8, readCount(raw) == count, raw.count == header + count * 8 else {
            return nil
        }
        return [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                let bits = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: header + index * 8, as: UInt64.self))
                buffer.initializeElement(at: index, to: Double(bitPattern: bits))
            }
            initialized = count
        }
    }

    private static func packWhole(count: Int, base: Int64, spread: UInt64, _ distance: (Int) -> UInt64) -> [UInt8] {
        let width = spread <= 0xFF ? 1 : spread <= 0xFFFF ? 2 : spread <= 0xFFFF_FFFF ? 4 : 8
        var bytes = head(kind: wholeNumbers, width: UInt8(width), count: count, base: base)
        bytes.reserveCapacity(header + count * width)
        for index in 0..<count { append(distance(index), width: width, to: &bytes) }
        return bytes
    }

    private static func unpackWhole<Number>(
        _ raw: UnsafeRawBufferPointer, count: Int, _ convert: (Int64) -> Number?
    ) -> [Number]? {
        guard raw.count >= header, raw[0] == wholeNumbers, readCount(raw) == count else { return nil }
        let width = Int(raw[1])
        guard [1, 2, 4, 8].contains(width), raw.count == header + count * width else { return nil }
        let base = Int64(littleEndian: raw.loadUnaligned(fromByteOffset: 6, as: Int64.self))
        var numbers: [Number] = []
        numbers.reserveCapacity(count)
        for index in 0..<count {
            let offset = header + index * width
            let distance: UInt64 =
                switch width {
                case 1: UInt64(raw[offset])
                case 2: UInt64(UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
                case 4: UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                default: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                }
            // A flipped byte may make any sum: it is refused here and found by `verify`.
            guard let signed = Int64(exactly: distance) else { return nil }
            let (sum, overflow) = base.addingReportingOverflow(signed)
            guard !overflow, let number = convert(sum) else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    private static func head(kind: UInt8, width: UInt8, count: Int, base: Int64) -> [UInt8] {
        var bytes: [UInt8] = [kind, width]
        append(UInt64(UInt32(clamping: count)), width: 4, to: &bytes)
        append(UInt64(bitPattern: base), width: 8, to: &bytes)
        return bytes
    }

    private static func readCount(_ raw: UnsafeRawBufferPointer) -> Int {
        Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 2, as: UInt32.self)))
    }

    private static func append(_ value: UInt64, width: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0.prefix(width)) }
    }
}
