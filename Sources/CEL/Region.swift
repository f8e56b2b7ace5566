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
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var current = -1
    private var next: UnsafeMutableRawPointer?
    private var end: UnsafeMutableRawPointer?
    private(set) var bytesGiven = 0

    struct Mark: Equatable {
        var chunk: Int
        var next: UnsafeMutableRawPointer?
        var bytesGiven: Int
    }

    init() {}

    deinit {
        for chunk in chunks { free(chunk.baseAddress) }
    }

    var mark: Mark { Mark(chunk: current, next: next, bytesGiven: bytesGiven) }

    /// Forgets everything given out since the mark.
    mutating func reset(to mark: Mark) {
        current = mark.chunk
        next = mark.next
        end = current >= 0 ? chunks[current].baseAddress.map { $0 + chunks[current].count } : nil
        bytesGiven = mark.bytesGiven
    }

    mutating func reset() {
        reset(to: Mark(chunk: -1, next: nil, bytesGiven: 0))
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

    @inline(never)
    private mutating func allocateSlowly(_ rounded: Int) -> UnsafeMutableRawPointer? {
        repeat {
            current += 1
            if current == chunks.count {
                let size = max(rounded, min(1 << 20, 1024 << (2 * min(current, 5))))
                guard let memory = malloc(size) else { return nil }
                chunks.append(UnsafeMutableRawBufferPointer(start: memory, count: size))
            }
        } while chunks[current].count < rounded
        guard let base = chunks[current].baseAddress else { return nil }
        next = base + rounded
        end = base + chunks[current].count
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
            UnsafeRawBufferPointer(start: copy(UnsafeRawBufferPointer(buffer)), count: buffer.count)
        }
    }
}
