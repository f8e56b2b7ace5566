import CZlib
import FoundationEssentials

/// A file of the founding workspace's `Data/` folder.
struct DataFile {
    /// Change it and every number but the published ones changes.
    static let seed: UInt64 = 20_250_701

    /// Relative to `Data/`.
    var path: String
    var lines: [String]

    init(_ path: String, _ lines: [String]) {
        self.path = path
        self.lines = lines
    }

    /// Writes it below `folder`, compressed when its name says so.
    func write(below folder: String) throws {
        let file = "\(folder)/\(path)"
        if let slash = file.lastIndex(of: "/") {
            try FileManager.default.createDirectory(atPath: String(file[..<slash]), withIntermediateDirectories: true)
        }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        try Data(path.hasSuffix(".gz") ? gzip(bytes) : bytes).write(to: URL(filePath: file))
    }

    /// A gzip file without name or time, so that the same content gives the same bytes.
    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        // 15 bits of window and 16 for a gzip header.
        let ready = deflateInit2_(
            &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard ready == Z_OK else { throw Failure("zlib could not start") }
        defer { deflateEnd(&stream) }

        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let (status, written) = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                let status = deflate(&stream, Z_FINISH)
                return (status, target.count - Int(stream.avail_out))
            }
        }
        guard status == Z_STREAM_END else { throw Failure("zlib could not finish \(path)") }
        return Array(output.prefix(written))
    }
}
