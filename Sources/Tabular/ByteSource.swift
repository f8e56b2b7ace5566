/// The bytes of a file, decompressed where it is gzip, a chunk at a time.
///
/// Gzip is known by its first two bytes, whatever the file is called; several members one after the other are one text.
public struct ByteSource: ~Copyable {
    private let input: Input
    private let limit: Int
    private var delivered = 0
    /// Bytes read from the input and not used yet: the first two, and compressed data.
    private var pending: [UInt8]
    private var used = 0
    private let inflater: Inflater?
    private var atEndOfInput: Bool
    private static let chunk = 1 << 16

    private enum Input {
        case file(SystemFile)
        case memory
    }

    /// Opens a file. Throws `TabularError.cannotOpen`, or `.cannotRead` where it is a directory.
    public init(path: String, limits: TabularLimits = TabularLimits()) throws(TabularError) {
        let file = try SystemFile(path: path)
        var first: [UInt8] = []
        var atEnd = false
        // A pipe may give the bytes by which gzip is known one by one.
        while first.count < 2, !atEnd { atEnd = try Self.appendChunk(of: file, to: &first) == 0 }
        self.init(.file(file), first, atEndOfInput: atEnd, limits)
    }

    /// A source of bytes that are in memory already, compressed or not.
    public init(bytes: [UInt8], limits: TabularLimits = TabularLimits()) {
        self.init(.memory, bytes, atEndOfInput: true, limits)
    }

    private init(_ input: Input, _ first: [UInt8], atEndOfInput: Bool, _ limits: TabularLimits) {
        self.input = input
        self.atEndOfInput = atEndOfInput
        pending = first
        limit = limits.bytes
        inflater = first.starts(with: [0x1F, 0x8B]) ? Inflater() : nil
    }

    /// Whether the bytes are gzip.
    public var isCompressed: Bool {
        inflater != nil
    }

    /// Reads some bytes into `buffer`, which is not empty; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int {
        let count = if let inflater { try inflate(inflater, into: buffer) } else { try copy(into: buffer) }
        delivered += count
        guard delivered <= limit else { throw .tooLarge(limit: limit) }
        return count
    }

    /// Reads a chunk of a file and says how many bytes it has; none at the end.
    private static func appendChunk(of file: SystemFile, to bytes: inout [UInt8]) throws(TabularError) -> Int {
        let kept = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: chunk))
        let count = try bytes.withUnsafeMutableBytes {
            file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
        }.get()
        bytes.removeLast(chunk - count)
        return count
    }

    private mutating func copy(into buffer: UnsafeMutableRawBufferPointer) throws(TabularError) -> Int {
        if used < pending.count {
            let count = min(buffer.count, pending.count - used)
            pending.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[used..<(used + count)]))
            }
            used += count
            return count
        }
        guard case .file(let file) = input, !atEndOfInput else { return 0 }
        return try file.read(into: buffer).get()
    }

    private mutating func inflate(
        _ inflater: Inflater, into buffer: UnsafeMutableRawBufferPointer
    ) throws(TabularError) -> Int {
        while true {
            if used == pending.count, !atEndOfInput {
                pending.removeAll(keepingCapacity: true)
                used = 0
                guard case .file(let file) = input else { return 0 }
                atEndOfInput = try Self.appendChunk(of: file, to: &pending) == 0
            }
            guard used < pending.count else {
                guard inflater.mayEnd else { throw .truncatedGzip(atByte: inflater.consumed) }
                return 0
            }
            let step = pending.withUnsafeBytes {
                inflater.inflate(UnsafeRawBufferPointer(rebasing: $0[used...]), into: buffer)
            }
            if let damage = step.damage { throw .corruptGzip(atByte: inflater.consumed, detail: damage) }
            used += step.read
            if step.written > 0 { return step.written }
        }
    }
}
