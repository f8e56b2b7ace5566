import CZlib
import Foundation
@testable import Tabular
import Testing

@Suite("Bytes from files")
struct ByteSourceTests {
    private let text = "a,b\n" + (0..<50_000).map { "\($0),x\($0 % 7)\n" }.joined()

    @Test("Gzip is read like plain text, one member or several, padded with zeros or not")
    func gzipped() throws {
        let plain = Array(text.utf8)
        let expected = try readCSV(plain)
        let half = plain.count / 2
        let two = try gzip(Array(plain[..<half])) + gzip(Array(plain[half...]))
        #expect(try readCSV(gzip(plain)) == expected)
        #expect(try readCSV(two) == expected)
        #expect(try readCSV(two + [0, 0, 0, 0]) == expected)
        #expect(try readCSV(gzip([]) + gzip(plain) + gzip([])) == expected)
        #expect(try readCSV(gzip(plain), bufferSize: 11) == expected)
    }

    @Test("Gzip that is cut off is refused wherever it is cut")
    func truncated() throws {
        let data = try gzip(Array(text.utf8))
        for length in [2, 3, 9, 10, 11, 100, data.count / 2, data.count - 9, data.count - 8, data.count - 1] {
            #expect(throws: TabularError.truncatedGzip(atByte: length)) { try readCSV(Array(data[..<length])) }
        }
    }

    @Test("Gzip that is damaged is refused", arguments: [2, 3, 20, 5_000, -8, -1])
    func damaged(_ place: Int) throws {
        var data = try gzip(Array(text.utf8))
        data[place < 0 ? data.count + place : place] ^= 0xFF
        do {
            _ = try readCSV(data)
            Issue.record("a damaged file was read")
        } catch TabularError.corruptGzip(_, let detail) {
            #expect(!detail.isEmpty)
        } catch TabularError.truncatedGzip {
            // A damaged header may announce more than follows.
            #expect(place == 3)
        } catch TabularError.tooManyColumns {
            // What damage makes of the text may show before the check sum at its end does.
            #expect(place == 5_000)
        }
    }

    @Test("Something else behind the gzip data is refused")
    func trailing() throws {
        let data = try gzip(Array("a\n1\n".utf8)) + Array("more".utf8)
        #expect(throws: TabularError.self) { try readCSV(data) }
    }

    @Test("A small file that grows without end is refused")
    func bomb() throws {
        var limits = TabularLimits()
        limits.bytes = 1 << 20
        var options = CSVReader.Options()
        options.limits = limits
        let data = try gzip(Array(repeating: UInt8(ascii: "\n"), count: 20 << 20))
        #expect(data.count < 100_000)
        #expect(throws: TabularError.tooLarge(limit: 1 << 20)) { try readCSV(data, options: options) }
    }

    @Test("Files are read from disk; what cannot be read is named")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "onpace-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plain = Array(text.utf8)
        for (name, bytes) in [("a.csv", plain), ("a.csv.gz", try gzip(plain)), ("empty", []), ("one", [0x1F])] {
            #expect(FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: Data(bytes)))
        }
        for name in ["a.csv", "a.csv.gz"] {
            var reader = try CSVReader(ByteSource(path: "\(folder)/\(name)"))
            #expect(try collect(&reader).count == 50_000)
        }
        #expect(try ByteSource(path: "\(folder)/a.csv.gz").isCompressed)
        #expect(try !ByteSource(path: "\(folder)/one").isCompressed)
        #expect(throws: TabularError.noHeader) { _ = try CSVReader(ByteSource(path: "\(folder)/empty")) }
        #expect(throws: TabularError.cannotOpen(path: "\(folder)/none", reason: "there is no such file")) {
            _ = try ByteSource(path: "\(folder)/none")
        }
        #expect(throws: TabularError.cannotRead(path: folder, reason: "it is a directory")) {
            _ = try ByteSource(path: folder)
        }
    }

    /// Compresses with zlib as gzip does.
    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        try #require(deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK)
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        try #require(result == Z_STREAM_END)
        return Array(output[..<Int(stream.total_out)])
    }
}
