@testable import Tabular
import Testing

@Suite("Reading CSV")
struct CSVReaderTests {
    @Test(
        "Rows are read as RFC 4180 writes them",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2\r\n3,4\r\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
            ("a,b\r1,2\r3,4", [["a", "b"], ["1", "2"], ["3", "4"]]),
            ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
            ("a,b\n\n\n1,2\n\r\n", [["a", "b"], ["1", "2"]]),
            ("\u{FEFF}a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n,\n", [["a", "b"], ["", ""]]),
            ("a,b\n\"1\",\"2\"\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n\"1,5\",\"say \"\"so\"\"\"\n", [["a", "b"], ["1,5", "say \"so\""]]),
            ("a,b\n\"\",\"\"\"\"\n", [["a", "b"], ["", "\""]]),
            ("a,b\n\"one\ntwo\",\"three\r\nfour\"\n5,6\n", [["a", "b"], ["one\ntwo", "three\r\nfour"], ["5", "6"]]),
            (" a , b \n 1 , 2 \n", [["a", "b"], [" 1 ", " 2 "]]),
            ("\"a\",\"b\"\"c\"\n1,2\n", [["a", "b\"c"], ["1", "2"]]),
            ("đơn vị,giá trị\nQuận Ba Đình,犯罪\n", [["đơn vị", "giá trị"], ["Quận Ba Đình", "犯罪"]]),
            ("a\n1\n\n2\n", [["a"], ["1"], ["2"]]),
            ("a,b\n1,\"2\"", [["a", "b"], ["1", "2"]]),
            ("a,b\n1,\"2\"\r", [["a", "b"], ["1", "2"]]),
        ])
    func rows(_ text: String, _ expected: [[String]]) throws {
        for bufferSize in [1, 7, 8, 9, 1 << 18] {
            #expect(try readCSV(Array(text.utf8), bufferSize: bufferSize) == expected.map(Outcome.fields))
        }
    }

    @Test("Other delimiters", arguments: [";", "\t", "|"])
    func delimiters(_ delimiter: String) throws {
        var options = CSVReader.Options()
        options.delimiter = Array(delimiter.utf8)[0]
        let text = "a\(delimiter)b\n1,5\(delimiter)\"x\(delimiter)y\"\n"
        #expect(
            try readCSV(Array(text.utf8), options: options) == [
                .fields(["a", "b"]), .fields(["1,5", "x\(delimiter)y"]),
            ])
    }

    @Test("Without a header the columns are numbered")
    func noHeader() throws {
        var options = CSVReader.Options()
        options.hasHeader = false
        #expect(
            try readCSV(Array("1,2\n3,4\n".utf8), options: options) == [
                .fields(["column_1", "column_2"]), .fields(["1", "2"]), .fields(["3", "4"]),
            ])
    }

    @Test(
        "A row with a defect is told by line and column, and the next row is read",
        arguments: [
            ("1\n3,4\n", "2:2 1 field where the header has 2"),
            ("1,2,3\n3,4\n", "2:5 3 fields where the header has 2"),
            ("ộ,\"x\ny\",z\n3,4\n", "3:4 3 fields where the header has 2"),
            ("1,\"2\"x\n3,4\n", "2:6 text after a closing quote; a quote inside a quoted field is written twice"),
            (
                "1,2\"x\n3,4\n",
                "2:4 a quote inside a field without quotes; put the field in quotes and write the quote twice"
            ),
            ("1,\0\n3,4\n", "2:3 a NUL byte; is this a text file in UTF-8?"),
            ("1,\"\n\0\"\n3,4\n", "3:1 a NUL byte; is this a text file in UTF-8?"),
        ])
    func problems(_ text: String, _ words: String) throws {
        for bufferSize in [1, 8, 1 << 18] {
            #expect(
                try readCSV(Array(("a,b\n" + text).utf8), bufferSize: bufferSize) == [
                    .fields(["a", "b"]), .problem(words), .fields(["3", "4"]),
                ])
        }
    }

    @Test(
        "Bytes that are not UTF-8 are told by line and column",
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xE1, 0xBB], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8],
            [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xC3],
        ] as [[UInt8]])
    func invalidUTF8(_ bytes: [UInt8]) throws {
        let text = Array("a,b\nệ,".utf8) + bytes + Array("\n3,4\n".utf8)
        let hex = String(bytes[0], radix: 16, uppercase: true)
        #expect(
            try readCSV(text) == [
                .fields(["a", "b"]), .problem("2:3 the byte 0x\(hex) is not UTF-8"), .fields(["3", "4"]),
            ])
    }

    @Test("Lines are counted through quoted line breaks and empty lines")
    func lines() throws {
        var reader = try CSVReader(ByteSource(bytes: Array("a,b\n\n\"x\r\ny\rz\n\",2\n3,ộ4\n".utf8)))
        #expect(try reader.next() == .row)
        #expect(reader.line == 3)
        #expect(reader.position(1) == FieldPosition(line: 6, column: 3))
        #expect(try reader.next() == .row)
        #expect(reader.line == 7)
        #expect(reader.position(1) == FieldPosition(line: 7, column: 3))
        #expect(reader.rawRow == "3,ộ4")
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
        #expect(reader.columnNumber("b") == 1)
        #expect(reader.columnNumber("c") == nil)
    }

    @Test("A row with a defect can be written elsewhere as it is")
    func rawRows() throws {
        var reader = try CSVReader(ByteSource(bytes: Array("a,b\r\n1,\"2\"x\r\n3\n".utf8)))
        for raw in ["1,\"2\"x", "3"] {
            guard case .problem? = try reader.next() else {
                Issue.record("a defect was read over")
                return
            }
            #expect(reader.rawRow == raw)
        }
    }

    @Test(
        "A file without a usable header is refused",
        arguments: [
            ("", TabularError.noHeader), ("\n\n", .noHeader), ("\u{FEFF}", .noHeader),
            ("a,b,a\n", .duplicateColumn(name: "a")),
            ("a,\0\n", .badHeader(RowProblem(line: 1, column: 3, kind: .nulByte))),
            ("a,\"b\n1,2\n", .unterminatedQuote(line: 1, column: 3)),
        ])
    func headers(_ text: String, _ error: TabularError) {
        #expect(throws: error) { try readCSV(Array(text.utf8)) }
    }

    @Test("A quote that is never closed is told where it opened")
    func openQuote() {
        let error = TabularError.unterminatedQuote(line: 3, column: 4)
        for bufferSize in [1, 8, 1 << 18] {
            #expect(throws: error) {
                try readCSV(Array("a,b\n1,2\nệ1,\"3\n4,5\n6,7\n".utf8), bufferSize: bufferSize)
            }
        }
        #expect(error.line == 3 && error.column == 4)
    }

    @Test("UTF-16 is named", arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]])
    func utf16(_ bytes: [UInt8]) {
        #expect(throws: TabularError.utf16) { try readCSV(bytes) }
    }
}
