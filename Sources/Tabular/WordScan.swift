/// Finds bytes eight at a time in a machine word ("SIMD within a register").
///
/// In a result the high bit of every byte that matched is set and no other, so that the number of trailing zero bits
/// divided by eight is the place of the first match.
enum WordScan {
    static let lowBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// A byte below 128 in all eight places.
    @inline(__always)
    static func pattern(_ byte: UInt8) -> UInt64 {
        0x0101_0101_0101_0101 &* UInt64(byte)
    }

    /// The eight bytes at `pointer`, the first in the lowest place.
    @inline(__always)
    static func load(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
    }

    /// The place in its word of the first match.
    @inline(__always)
    static func first(_ matches: UInt64) -> Int {
        matches.trailingZeroBitCount >> 3
    }

    /// A word with the high bit of each byte clear exactly where `word`'s byte, high bit aside, is the pattern's.
    @inline(__always)
    static func differs(_ low: UInt64, _ pattern: UInt64) -> UInt64 {
        // Both are below 128, so that no carry leaves a byte.
        (low ^ pattern) &+ lowBits
    }

    /// Where the bytes of `word` are `byte`.
    @inline(__always)
    static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        ~(differs(word & lowBits, pattern) | word) & highBits
    }
}
