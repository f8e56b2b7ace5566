internal import CZlib

/// Decompresses gzip data, one member after the other, in bounded memory.
final class Inflater {
    // Allocated, because zlib keeps a pointer back to the stream it was begun with.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Bytes consumed, for messages.
    private(set) var consumed = 0
    private var isInsideMember = true

    /// How far a call to `inflate` came; `damage` says what zlib found wrong with the data.
    struct Step {
        var read = 0
        var written = 0
        var damage: String?
    }

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, 16 more for the gzip wrapper. Out of memory shows at the first call to `inflate`.
        inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether the data may stop here: between members.
    var mayEnd: Bool { !isInsideMember }

    /// Decompresses from `input` into `output` as far as both go, and says how much of each was used.
    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
        var step = Step()
        defer { consumed += step.read }
        while step.read < input.count, step.written < output.count {
            if !isInsideMember {
                // Writers of tapes and disks pad with zeros after the last member.
                if input[step.read] == 0 {
                    step.read += 1
                    continue
                }
                inflateReset(stream)
                isInsideMember = true
            }
            let room = (min(input.count - step.read, 1 << 30), min(output.count - step.written, 1 << 30))
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.advanced(by: step.read).assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(room.0)
            stream.pointee.next_out = output.baseAddress?.advanced(by: step.written).assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(room.1)
            let result = CZlib.inflate(stream, Z_NO_FLUSH)
            step.read += room.0 - Int(stream.pointee.avail_in)
            step.written += room.1 - Int(stream.pointee.avail_out)
            switch result {
            case Z_STREAM_END: isInsideMember = false
            case Z_OK, Z_BUF_ERROR: break
            default:
                step.damage = stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)"
                return step
            }
        }
        return step
    }
}
