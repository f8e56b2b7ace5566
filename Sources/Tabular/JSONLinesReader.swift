/// Reads JSON Lines: one flat JSON object a line (RFC 8259), of which the fields that are asked for are given.
///
/// A field that a line lacks is `absent`. Keys that were not asked for are read over. Blank lines are skipped; a line
/// with a defect, a nested value among them, is a problem of that line alone.
public struct JSONLinesReader: RowReader, ~Copyable {
    /// The names of the fields asked for, in the order in which they were asked for.
    public let columns: [String]
    /// The line of the current row, from 1.
    public private(set) var line = 0

    var input: InputBuffer
    var fields = FieldTable()
    @usableFromInline private(set) var view: RowView
    let limits: TabularLimits
    /// The columns' names as bytes, one after the other.
    private let names: [[UInt8]]
    private var rowStart = 0
    private var rowEnd = 0
    /// The column that each key of the row before was, by the key's place in the row: lines are mostly alike.
    private var expected: [Int] = []

    /// A reader for the fields called `columns`, each of which is named once.
    ///
    /// - Throws: `TabularError` where the file cannot be read at all.
    public init(
        _ source: consuming ByteSource, columns: [String], limits: TabularLimits = TabularLimits()
    ) throws(TabularError) {
        try self.init(InputBuffer(source), columns: columns, limits)
    }

    init(_ input: consuming InputBuffer, columns: [String], _ limits: TabularLimits) throws(TabularError) {
        self.input = input
        view = fields.view(of: self.input)
        self.columns = columns
        names = columns.map { Array($0.utf8) }
        var limits = limits
        // Places in the buffer are kept in 32 bits.
        limits.line = min(limits.line, 1 << 29)
        self.limits = limits
        try self.input.skipByteOrderMark()
    }

    /// The current line as it is written in the file, without its line break, be it a row or a problem.
    public var rawRow: String {
        input.text(rowStart..<rowEnd)
    }

    /// Moves to the next row; nil after the last one.
    public mutating func next() throws(TabularError) -> RowEvent? {
        while let end = try nextLine() {
            defer { input.start = min(end + 1, input.end) }
            fields.reset(count: columns.count)
            var scan = Scan(place: rowStart, end: end)
            // A line may end with CRLF.
            if scan.end > scan.place, input.base[scan.end - 1] == 0x0D { scan.end -= 1 }
            rowEnd = scan.end
            skipSpace(&scan)
            if scan.place == scan.end { continue }
            do throws(Defect) {
                try checkEncoding(scan)
                try readObject(&scan)
                view = fields.view(of: input)
                return .row
            } catch {
                if error.isTooLong { throw fieldTooLong(at: error.place) }
                if error.isTooMany { throw .tooManyColumns(line: line, limit: limits.columns) }
                let place = input.position(ofOffset: error.place, rowStart: rowStart, line: line)
                return .problem(RowProblem(line: place.line, column: place.column, kind: error.kind))
            }
        }
        return nil
    }

    /// The bytes of a field of the current row: a string's text, a number as it is written, nothing otherwise.
    @inlinable
    public subscript(column: Int) -> Span<UInt8> {
        @_lifetime(borrow self) get {
            _overrideLifetime(Span(_unsafeElements: view.bytes(column)), borrowing: self)
        }
    }

    /// What a field of the current row holds.
    @inlinable
    public func kind(_ column: Int) -> FieldKind {
        view[column].kind
    }

    /// Where a field's value begins; the line's first column where the field is absent.
    public func position(_ column: Int) -> FieldPosition {
        let slot = view[column]
        let offset = slot.kind == .absent ? rowStart : Int(slot.origin)
        return input.position(ofOffset: offset, rowStart: rowStart, line: line)
    }
}

// Lines.
extension JSONLinesReader {
    /// Finds the next line's end; nil at the end of the file.
    private mutating func nextLine() throws(TabularError) -> Int? {
        var searched = 0
        while true {
            var place = input.start + searched
            let lineFeed = WordScan.pattern(0x0A)
            while place < input.end {
                let matches = WordScan.matches(WordScan.load(UnsafePointer(input.base) + place), lineFeed)
                if matches != 0 {
                    place += WordScan.first(matches)
                    break
                }
                place += 8
            }
            let length = min(place, input.end) - input.start
            guard length <= limits.line else { throw .lineTooLong(line: line + 1, limit: limits.line) }
            if place < input.end {
                line += 1
                rowStart = input.start
                return place
            }
            searched = length
            guard try !input.readMore() else { continue }
            // The last line may lack its line break; the buffer then has one behind it, unless it ends with a CR.
            guard input.start < input.end else { return nil }
            if input.base[input.end - 1] == 0x0D {
                line += 1
                rowStart = input.start
                return input.end
            }
            searched = 0
        }
    }

    private func fieldTooLong(at offset: Int) -> TabularError {
        let place = input.position(ofOffset: offset, rowStart: rowStart, line: line)
        return .fieldTooLong(line: place.line, column: place.column, limit: limits.field)
    }
}

// One line.
extension JSONLinesReader {
    /// Where reading stands in the line.
    struct Scan {
        var place: Int
        var end: Int
    }

    /// What is wrong at an offset of the buffer.
    struct Defect: Error {
        var kind: RowProblem.Kind
        var place: Int
        var isTooLong = false
        var isTooMany = false

        init(_ kind: RowProblem.Kind, at place: Int) {
            self.kind = kind
            self.place = place
        }

        init(wanted: String, at place: Int) {
            self.init(.badJSON(wanted: wanted), at: place)
        }
    }

    private func checkEncoding(_ scan: Scan) throws(Defect) {
        var place = scan.place
        var bits: UInt64 = 0
        while place < scan.end {
            bits |= WordScan.load(UnsafePointer(input.base) + place)
            place += 8
        }
        guard bits & WordScan.highBits != 0 else { return }
        let bytes = UnsafeBufferPointer(start: UnsafePointer(input.base) + scan.place, count: scan.end - scan.place)
        if let index = UTF8Check.firstDefect(bytes) {
            throw Defect(.invalidUTF8(byte: bytes[index]), at: scan.place + index)
        }
    }

    private mutating func readObject(_ scan: inout Scan) throws(Defect) {
        guard take(UInt8(ascii: "{"), &scan) else { throw Defect(.notAnObject, at: scan.place) }
        var keys = 0
        skipSpace(&scan)
        if !take(UInt8(ascii: "}"), &scan) {
            repeat {
                try readEntry(&scan, number: keys)
                keys += 1
                guard keys <= limits.columns else {
                    var defect = Defect(.notAnObject, at: scan.place)
                    defect.isTooMany = true
                    throw defect
                }
                skipSpace(&scan)
            } while take(UInt8(ascii: ","), &scan)
            guard take(UInt8(ascii: "}"), &scan) else {
                throw Defect(wanted: "a comma or } is missing", at: scan.place)
            }
        }
        skipSpace(&scan)
        guard scan.place == scan.end else { throw Defect(wanted: "text after the object", at: scan.place) }
    }

    private mutating func readEntry(_ scan: inout Scan, number: Int) throws(Defect) {
        skipSpace(&scan)
        let keyPlace = scan.place
        guard take(UInt8(ascii: "\""), &scan) else { throw Defect(wanted: "a key in double quotes", at: scan.place) }
        let key = try readString(&scan, opening: keyPlace)
        let column = column(of: key, number: number)
        if let column, fields.slots[column].kind != .absent {
            throw Defect(.duplicateKey(key: columns[column]), at: keyPlace)
        }
        skipSpace(&scan)
        guard take(UInt8(ascii: ":"), &scan) else { throw Defect(wanted: "a colon after the key", at: scan.place) }
        skipSpace(&scan)
        let value = try readValue(&scan, key: key)
        if let column { fields.set(column, value) }
    }

    private mutating func readValue(_ scan: inout Scan, key: FieldTable.Slot) throws(Defect) -> FieldTable.Slot {
        let origin = scan.place
        guard origin < scan.end else { throw Defect(wanted: "a value", at: origin) }
        switch input.base[origin] {
        case UInt8(ascii: "\""):
            scan.place += 1
            return try readString(&scan, opening: origin)
        case UInt8(ascii: "-"), 0x30...0x39:
            try readNumber(&scan)
            return slot(origin, scan.place, origin: origin, kind: .number)
        case UInt8(ascii: "t"):
            try take("true", &scan)
            return slot(scan.place, scan.place, origin: origin, kind: .true)
        case UInt8(ascii: "f"):
            try take("false", &scan)
            return slot(scan.place, scan.place, origin: origin, kind: .false)
        case UInt8(ascii: "n"):
            try take("null", &scan)
            return slot(scan.place, scan.place, origin: origin, kind: .null)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            throw Defect(.nestedValue(key: text(of: key)), at: origin)
        default:
            throw Defect(wanted: "a text in double quotes, a number, true, false or null", at: origin)
        }
    }

    /// Reads a number by RFC 8259's grammar; its value is found by whoever needs it.
    private func readNumber(_ scan: inout Scan) throws(Defect) {
        func digits(_ scan: inout Scan) throws(Defect) {
            let first = scan.place
            while scan.place < scan.end, input.base[scan.place] &- 0x30 < 10 { scan.place += 1 }
            guard scan.place > first else { throw Defect(wanted: "a digit", at: first) }
        }
        _ = take(UInt8(ascii: "-"), &scan)
        if !take(UInt8(ascii: "0"), &scan) { try digits(&scan) }
        if take(UInt8(ascii: "."), &scan) { try digits(&scan) }
        if take(UInt8(ascii: "e"), &scan) || take(UInt8(ascii: "E"), &scan) {
            _ = take(UInt8(ascii: "+"), &scan) || take(UInt8(ascii: "-"), &scan)
            try digits(&scan)
        }
    }
}

// Parts.
extension JSONLinesReader {
    private func skipSpace(_ scan: inout Scan) {
        while scan.place < scan.end {
            let byte = input.base[scan.place]
            guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return }
            scan.place += 1
        }
    }

    @inline(__always)
    func take(_ byte: UInt8, _ scan: inout Scan) -> Bool {
        guard scan.place < scan.end, input.base[scan.place] == byte else { return false }
        scan.place += 1
        return true
    }

    private func take(_ word: StaticString, _ scan: inout Scan) throws(Defect) {
        let start = scan.place
        for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index], &scan) {
            throw Defect(wanted: "a text in double quotes, a number, true, false or null", at: start)
        }
    }

    func checkLength(_ length: Int, _ opening: Int) throws(Defect) {
        guard length > limits.field else { return }
        var defect = Defect(.notAnObject, at: opening)
        defect.isTooLong = true
        throw defect
    }

    @inline(__always)
    func slot(_ start: Int, _ end: Int, origin: Int, kind: FieldKind) -> FieldTable.Slot {
        FieldTable.Slot(
            start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
            origin: Int32(truncatingIfNeeded: origin), isInScratch: false, kind: kind)
    }

    /// The column that a key names; nil where it was not asked for.
    private mutating func column(of key: FieldTable.Slot, number: Int) -> Int? {
        if number < expected.count, matches(key, expected[number]) { return expected[number] }
        guard let column = names.indices.first(where: { matches(key, $0) }) else { return nil }
        while expected.count <= number, expected.count < names.count { expected.append(column) }
        if number < expected.count { expected[number] = column }
        return column
    }

    private func matches(_ key: FieldTable.Slot, _ column: Int) -> Bool {
        let count = Int(key.end - key.start)
        guard names[column].count == count else { return false }
        let bytes = (key.isInScratch ? fields.scratch : input.base) + Int(key.start)
        for index in 0..<count where bytes[index] != names[column][index] { return false }
        return true
    }

    private func text(of slot: FieldTable.Slot) -> String {
        let bytes = (slot.isInScratch ? fields.scratch : input.base) + Int(slot.start)
        return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(slot.end - slot.start)), as: UTF8.self)
    }
}
