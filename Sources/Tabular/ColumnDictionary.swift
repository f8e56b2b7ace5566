/// Numbers the different texts of a column in the order of their first appearance, from 0, without making a `String` of
/// each.
///
/// A hash table with open addressing over one buffer of bytes. The hash is seeded anew for each dictionary, so that
/// nobody can prepare texts that collide; the numbers do not depend on the seed.
public struct ColumnDictionary: Sendable {
    /// How many different texts there may be.
    public static let limit = 1 << 24

    private var bytes: [UInt8] = []
    /// Where each text ends in `bytes`; it begins where the one before ends.
    private var ends: [Int] = []
    private var hashes: [UInt32] = []
    /// The code in each slot, or -1; the count of slots is a power of two.
    private var slots: [Int32]
    private let seed: UInt64
    private var last: Int32 = -1

    /// There are more different texts than a column of names can have.
    public struct TooManyTexts: Error, Sendable, Hashable {}

    /// A dictionary without texts.
    public init() {
        slots = Array(repeating: -1, count: 64)
        var generator = SystemRandomNumberGenerator()
        seed = generator.next()
    }

    /// How many different texts there are.
    public var count: Int {
        ends.count
    }

    /// The text of a code that the dictionary gave.
    public func text(_ code: Int32) -> String {
        String(decoding: bytes[bounds(Int(code))], as: UTF8.self)
    }

    /// All texts in the order of their codes.
    public var texts: [String] {
        (0..<Int32(ends.count)).map(text)
    }

    /// The code of a text, which is added if it is new.
    public mutating func intern(_ text: Span<UInt8>) throws(TooManyTexts) -> Int32 {
        // Files are often sorted: the same name comes again and again.
        if last >= 0, isEqual(text, Int(last)) { return last }
        let hash = Self.hash(text, seed: seed)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, isEqual(text, code) {
                last = slots[slot]
                return last
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard ends.count < Self.limit else { throw TooManyTexts() }
        let code = Int32(ends.count)
        text.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        ends.append(bytes.count)
        hashes.append(hash)
        slots[slot] = code
        if ends.count * 2 > slots.count { rehash() }
        last = code
        return code
    }

    /// The code of a text, which is added if it is new.
    public mutating func intern(_ text: String) throws(TooManyTexts) -> Int32 {
        let bytes = Array(text.utf8)
        return try intern(bytes.span)
    }

    /// The code of a text; nil if it was never added.
    public func code(of text: Span<UInt8>) -> Int32? {
        let hash = Self.hash(text, seed: seed)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, isEqual(text, code) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The code of a text; nil if it was never added.
    public func code(of text: String) -> Int32? {
        let bytes = Array(text.utf8)
        return code(of: bytes.span)
    }

    private func bounds(_ code: Int) -> Range<Int> {
        (code == 0 ? 0 : ends[code - 1])..<ends[code]
    }

    private func isEqual(_ text: Span<UInt8>, _ code: Int) -> Bool {
        let bounds = bounds(code)
        guard bounds.count == text.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<text.count where bytes[bounds.lowerBound + index] != text[unchecked: index] {
                return false
            }
            return true
        }
    }

    private mutating func rehash() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (code, hash) in hashes.enumerated() {
            var slot = Int(hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    /// Eight bytes at a time are folded in by a full multiplication, the two halves of whose product are mixed.
    private static func hash(_ text: Span<UInt8>, seed: UInt64) -> UInt32 {
        func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let product = left.multipliedFullWidth(by: right)
            return product.high ^ product.low
        }
        var state = seed ^ UInt64(text.count)
        var index = 0
        while index < text.count {
            var word: UInt64 = 0
            var shift: UInt64 = 0
            while index < text.count, shift < 64 {
                word |= UInt64(text[unchecked: index]) << shift
                shift += 8
                index += 1
            }
            state = mix(state ^ word ^ 0x9E37_79B9_7F4A_7C15, seed | 0xA076_1D64_0000_0001)
        }
        return UInt32(truncatingIfNeeded: mix(state ^ 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3))
    }
}
