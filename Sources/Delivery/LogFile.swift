#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A log file to which deliveries append whole lines: none twice, none half, whatever was killed when.
///
/// A delivery's lines go out in one write and are saved before the delivery counts as sent. When a process dies in
/// between, the next attempt finds in the file how far it came: lines that are there are not written again, and a last
/// line that is the beginning of one of ours is cut off first.
struct LogFile {
    let path: String

    /// - Parameters:
    ///   - payload: whole lines, each ended by `\n`, each different from every other line ever delivered.
    ///   - isRetry: whether an earlier attempt may have written some of them.
    ///   - unfinished: lines of other deliveries to this file that may have been cut short.
    func append(
        _ payload: [UInt8], isRetry: Bool, unfinished: () throws(StoreTrouble) -> [[UInt8]]
    ) throws(DeliveryFailure) {
        try Folder.make(Folder.of(path))
        let file = try OpenFile(path, O_RDWR | O_APPEND | O_CREAT)
        try file.lock()
        var size = try file.size()
        if size == 0 { try Folder.synchronise(Folder.of(path)) }
        var lines = Self.lines(of: payload)
        if isRetry { try removeKnown(&lines, in: file, size: size) }
        let start = try mendTail(
            of: file, size: &size,
            candidates: { () throws(StoreTrouble) in
                try Self.lines(of: payload) + unfinished().flatMap(Self.lines)
            })
        guard !lines.isEmpty else { return try file.synchronise() }
        let block = start + lines.joined()
        let written = try file.writeOnce(block[...])
        guard written == block.count else {
            // Only what this write added may go: somebody else's line after it must stay.
            if try file.size() == size + written { try file.truncate(to: size) }
            throw DeliveryFailure(.file, "cannot write \(path): the disk is full or the file may not grow")
        }
        try file.synchronise()
    }

    /// A store that failed while the other deliveries were asked for.
    struct StoreTrouble: Error {
        var underlying: any Error
    }

    static func lines(of payload: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = lineEnd(in: payload, from: start) {
            lines.append(payload[start...end])
            start = end + 1
        }
        return lines
    }

    private static let chunk = 1 << 20

    /// Takes away the lines that the file holds already.
    private func removeKnown(
        _ lines: inout [ArraySlice<UInt8>], in file: borrowing OpenFile, size: Int
    ) throws(DeliveryFailure) {
        var missing = Set(lines)
        // Most lines of a long file differ from ours in their length already.
        let lengths = Set(lines.map(\.count))
        let longest = lengths.max() ?? 0
        var carried: [UInt8] = []
        var offset = 0
        while offset < size, !missing.isEmpty {
            let bytes = carried + (try file.read(at: offset, count: min(Self.chunk, size - offset)))
            offset += Self.chunk
            var start = 0
            while let end = Self.lineEnd(in: bytes, from: start) {
                if lengths.contains(end + 1 - start) { missing.remove(bytes[start...end]) }
                start = end + 1
            }
            // A line longer than any of ours need not be kept whole to know that it is none of ours.
            carried = Array(bytes[start...].suffix(longest + 1))
        }
        lines.removeAll { !missing.contains($0) }
    }

    private static func lineEnd(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count else { return nil }
            guard let found = memchr(base + start, Int32(UInt8(ascii: "\n")), buffer.count - start) else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Sees to it that the file ends with a whole line: cuts off the beginning of a line of ours, and ends a foreign
    /// one. Gives what has to be written first.
    private func mendTail(
        of file: borrowing OpenFile, size: inout Int, candidates: () throws(StoreTrouble) -> [ArraySlice<UInt8>]
    ) throws(DeliveryFailure) -> [UInt8] {
        let tail = try file.read(at: max(0, size - Self.chunk), count: min(Self.chunk, size))
        guard let last = tail.last, last != UInt8(ascii: "\n") else { return [] }
        let half = tail[(tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)...]
        let ours: [ArraySlice<UInt8>]
        do {
            ours = try candidates()
        } catch {
            throw DeliveryFailure(.file, "cannot mend \(path): \(error.underlying)")
        }
        guard ours.contains(where: { $0.starts(with: half) }) else { return [UInt8(ascii: "\n")] }
        size -= half.count
        try file.truncate(to: size)
        return []
    }
}
