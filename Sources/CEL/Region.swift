#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Memory that is given out piece by piece and taken back all at once.
///
/// Everything an evaluation makes lives in one region and dies with it, so that nothing is counted or freed singly.
/// A mark remembers a state to which a loop may return when an iteration left nothing behind.
struct Region: ~Copyable {
    /// Stands at the beginning of each chunk.
    private struct Chunk {
        var following: UnsafeMutablePointer<Chunk>?
        var size: Int
    }

    private var first: UnsafeMutablePointer<Chunk>?
    private var current: UnsafeMutablePointer<Chunk>?
    private var next: UnsafeMutableRawPointer?
    private var end: UnsafeMutableRawPointer?
    private(set) var bytesGiven = 0

    private static let headerSize = 16

    struct Mark {
        var chunk: UnsafeMutableRawPointer?
        var next: UnsafeMutableRawPointer?
        var bytesGiven: Int
    }

    init() {}

    deinit {
        var chunk = first
        while let freed = chunk {
            chunk = freed.pointee.following
            free(freed)
        }
    }

    var mark: Mark { Mark(chunk: UnsafeMutableRawPointer(current), next: next, bytesGiven: bytesGiven) }

    /// Forgets everything given out since the mark.
    mutating func reset(to mark: Mark) {
        current = mark.chunk?.assumingMemoryBound(to: Chunk.self)
        next = mark.next
        end = current.map { UnsafeMutableRawPointer($0) + $0.pointee.size }
        bytesGiven = mark.bytesGiven
    }

    mutating func reset() {
        reset(to: Mark(chunk: nil, next: nil, bytesGiven: 0))
    }

    /// Fills what has been taken back with nonsense.
    mutating func overwriteRest() {
        if let next, let end { memset(next, 0xee, end - next) }
        var chunk = current.map { $0.pointee.following } ?? first
        while let spare = chunk {
            memset(UnsafeMutableRawPointer(spare) + Self.headerSize, 0xee, spare.pointee.size - Self.headerSize)
            chunk = spare.pointee.following
        }
    }

    /// `count` bytes, aligned to 8. Nil when the machine has no more memory.
    @inline(__always)
    mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
        let rounded = (count &+ 15) & ~15
        if let next, let end, end - next >= rounded {
            self.next = next + rounded
            bytesGiven &+= rounded
            return next
        }
        return allocateSlowly(rounded)
    }

    /// Goes on to the next chunk that is large enough, which may have to be made.
    @inline(never)
    private mutating func allocateSlowly(_ rounded: Int) -> UnsafeMutableRawPointer? {
        let (needed, overflow) = rounded.addingReportingOverflow(Self.headerSize)
        if overflow { return nil }
        var size = 1024
        var last = current
        var candidate = current.map { $0.pointee.following } ?? first
        while let chunk = candidate, chunk.pointee.size < needed {
            last = chunk
            candidate = chunk.pointee.following
        }
        if candidate == nil {
            // Each chunk is four times the one before, up to a mebibyte.
            if let last { size = min(1 << 20, last.pointee.size * 4) }
            guard let memory = malloc(max(size, needed)) else { return nil }
            let chunk = memory.bindMemory(to: Chunk.self, capacity: 1)
            chunk.initialize(to: Chunk(following: nil, size: max(size, needed)))
            if let last { last.pointee.following = chunk } else { first = chunk }
            candidate = chunk
        }
        guard let chunk = candidate else { return nil }
        current = chunk
        let base = UnsafeMutableRawPointer(chunk) + Self.headerSize
        next = base + rounded
        end = UnsafeMutableRawPointer(chunk) + chunk.pointee.size
        bytesGiven &+= rounded
        return base
    }

    mutating func cells(_ count: Int) -> UnsafeMutablePointer<Cell>? {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Cell>.stride)
        return overflow ? nil : allocate(bytes)?.bindMemory(to: Cell.self, capacity: count)
    }

    /// A copy of the bytes of `source`.
    mutating func copy(_ source: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        guard let memory = allocate(max(1, source.count)) else { return nil }
        if let base = source.baseAddress { memory.copyMemory(from: base, byteCount: source.count) }
        return UnsafeRawPointer(memory)
    }

    mutating func copy(_ text: String) -> UnsafeRawBufferPointer {
        var text = text
        return text.withUTF8 { buffer in
            guard let copied = copy(UnsafeRawBufferPointer(buffer)) else {
                return UnsafeRawBufferPointer(start: nil, count: 0)
            }
            return UnsafeRawBufferPointer(start: copied, count: buffer.count)
        }
    }
}
