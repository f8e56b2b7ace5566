import Foundation
@testable import Tabular
import TestSupport
import Testing

@Suite("Hostile tables")
struct HostileTableTests {
    private let header = Array("a,b\n".utf8)

    @Test("A field beyond the limit is refused before the rest is read, quoted or not", arguments: ["", "\""])
    func longField(_ quote: String) {
        let bytes = header + Array("1,\(quote)".utf8) + Array(repeating: UInt8(ascii: "x"), count: 3 << 20)
        #expect(throws: TabularError.fieldTooLong(line: 2, column: 3, limit: 1 << 20)) { try readCSV(bytes) }
    }

    @Test("A field at the limit is read, one byte more is not")
    func fieldLimit() throws {
        func row(_ length: Int) -> [UInt8] {
            header + Array("1,".utf8) + Array(repeating: UInt8(ascii: "x"), count: length) + Array("\n3,4\n".utf8)
        }
        #expect(try readCSV(row(1 << 20)).count == 3)
        #expect(throws: TabularError.fieldTooLong(line: 2, column: 3, limit: 1 << 20)) { try readCSV(row(1 << 20 + 1)) }
        var options = CSVReader.Options()
        options.limits.field = 10
        #expect(try readCSV(row(10), options: options).count == 3)
        #expect(throws: TabularError.fieldTooLong(line: 2, column: 3, limit: 10)) {
            try readCSV(row(11), options: options)
        }
    }

    @Test("A row beyond the limit is refused")
    func longLine() {
        var options = CSVReader.Options()
        options.limits.line = 100_000
        let bytes = header + Array(String(repeating: "xxxxxxxxxxxxxxxxxxxx,", count: 5_000).utf8) + [0x0A]
        #expect(throws: TabularError.lineTooLong(line: 2, limit: 100_000)) { try readCSV(bytes, options: options) }
        #expect(throws: TabularError.lineTooLong(line: 2, limit: 100_000)) {
            try readCSV(bytes, options: options, bufferSize: 64)
        }
    }

    @Test("A row of a gigabyte fails in bounded memory")
    func gigabyte() throws {
        // A sparse file takes no disk; its bytes are NUL.
        let path = FileManager.default.temporaryDirectory.appending(path: "onpace-\(UUID()).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data("a,b\n1,".utf8)))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 1 << 30)
        try file.close()
        #expect(throws: TabularError.fieldTooLong(line: 2, column: 3, limit: 1 << 20)) {
            var reader = try CSVReader(ByteSource(path: path))
            _ = try collect(&reader)
        }
        #expect(throws: TabularError.lineTooLong(line: 2, limit: 16 << 20)) {
            var reader = try JSONLinesReader(ByteSource(path: path), columns: ["a"])
            _ = try collect(&reader)
        }
    }

    @Test("A million columns fail, in the header and in a row")
    func columns() {
        let million = Array(repeating: UInt8(ascii: ","), count: 1_000_000) + [0x0A]
        #expect(throws: TabularError.tooManyColumns(line: 1, limit: 10_000)) { try readCSV(million) }
        #expect(throws: TabularError.tooManyColumns(line: 2, limit: 10_000)) { try readCSV(header + million) }
        let keys = (0..<20_000).map { "\"k\($0)\":1" }.joined(separator: ",")
        #expect(throws: TabularError.tooManyColumns(line: 1, limit: 10_000)) {
            try readJSONLines(Array("{\(keys)}".utf8), columns: ["k1"])
        }
    }

    @Test("Ten thousand columns are read")
    func manyColumns() throws {
        let names = (1...10_000).map { "c\($0)" }
        let text = names.joined(separator: ",") + "\n" + names.joined(separator: ",") + "\n"
        #expect(try readCSV(Array(text.utf8)) == [.fields(names), .fields(names)])
    }

    @Test("Random bytes never trap, and rows never depend on the buffer's size")
    func random() throws {
        var generator = SplitMix64(seed: 3)
        let alphabet = Array("ab,,,\n\n\r\"\"\";1".utf8) + [0, 0xE1, 0xBB, 0x87, 0xC3, 0xFF]
        var rows = 0
        for _ in 0..<3_000 {
            let bytes =
                Array("a,b\n".utf8)
                + (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                }
            let whole = Result { try readCSV(bytes) }
            let small = Result { try readCSV(bytes, bufferSize: Int.random(in: 1...20, using: &generator)) }
            switch (whole, small) {
            case (.success(let one), .success(let other)):
                #expect(one == other, "\(bytes)")
                rows += one.count
            case (.failure(let one), .failure(let other)):
                #expect(one as? TabularError == other as? TabularError, "\(bytes)")
            default:
                Issue.record("\(bytes) is read with one buffer and refused with the other")
            }
        }
        #expect(rows > 3_000)
    }

    @Test("Whatever can be written as CSV is read back")
    func roundTrip() throws {
        var generator = SplitMix64(seed: 4)
        let alphabet = ["a", "ệ", ",", "\"", "\n", "\r\n", " ", "犯", ";", "12", ""]
        for _ in 0..<500 {
            let columns = Int.random(in: 1...5, using: &generator)
            let rows = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                (0..<columns).map { _ in
                    (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                    }.joined()
                }
            }
            let header = (0..<columns).map { "c\($0)" }
            let text = ([header] + rows).map { row in
                row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
            }.joined(separator: "\r\n")
            let read = try readCSV(Array(text.utf8), bufferSize: Int.random(in: 1...64, using: &generator))
            #expect(read == ([header] + rows).map(Outcome.fields))
        }
    }
}
