/// Reads comma-separated values as RFC 4180 writes them: quoted fields with doubled quotes and line breaks inside,
/// lines ended by LF, CRLF or CR, a byte order mark at the start.
///
/// The first row names the columns; every other row must have as many fields. Lines without any character are skipped.
/// After a row with a defect the reader goes on with the next line.
public struct CSVReader: RowReader, ~Copyable {
    /// How a file departs from the default.
    public struct Options: Sendable, Hashable {
        /// What separates fields: an ASCII character such as `,`, `;` or a tab.
        public var delimiter = UInt8(ascii: ",")
        /// Whether the first row names the columns. Without it they are called `column_1`, `column_2`, …
        public var hasHeader = true
        /// What a file may ask of memory.
        public var limits = TabularLimits()

        /// The default options, to be changed one by one.
        public init() {}
    }

    /// The columns' names in the order of the fields, spaces around them removed.
    public private(set) var columns: [String] = []
    /// The line at which the current row begins, from 1.
    public private(set) var line = 1

    private var input: InputBuffer
    private var fields = FieldTable()
    @usableFromInline private(set) var view: RowView
    private let limits: TabularLimits
    private let delimiter: UInt8
    private let patterns: Patterns
    private var nextLine = 1
    private var rowStart = 0
    private var rowEnd = 0
    /// Without a header the first row is scanned for its number of fields before it is asked for.
    private var hasPendingRow = false

    /// Reads the header.
    ///
    /// - Throws: `TabularError` where the file cannot be opened or has no usable header.
    public init(_ source: consuming ByteSource, options: Options = Options()) throws(TabularError) {
        try self.init(InputBuffer(source), options)
    }

    init(_ input: consuming InputBuffer, _ options: Options) throws(TabularError) {
        self.input = input
        view = fields.view(of: self.input)
        var limits = options.limits
        // Places in the buffer are kept in 32 bits.
        limits.line = min(limits.line, 1 << 29)
        self.limits = limits
        // Other bytes than ASCII cannot be told from parts of characters.
        delimiter = options.delimiter < 0x80 ? options.delimiter : UInt8(ascii: ",")
        patterns = Patterns(delimiter: delimiter)
        try self.input.skipByteOrderMark()
        try readHeader(options)
    }

    /// The current row as it is written in the file, without its line break, be it a row or a problem.
    public var rawRow: String {
        input.text(rowStart..<rowEnd)
    }

    /// Moves to the next row; nil after the last one.
    public mutating func next() throws(TabularError) -> RowEvent? {
        if hasPendingRow {
            hasPendingRow = false
            return .row
        }
        guard let row = try scanRow() else { return nil }
        if let defect = row.defect { return .problem(problem(defect)) }
        guard fields.count == columns.count else {
            let place = fields.count > columns.count ? Int(fields.slots[columns.count].origin) : rowEnd
            let kind = RowProblem.Kind.fieldCount(found: fields.count, expected: columns.count)
            return .problem(problem(Defect(kind: kind, offset: place)))
        }
        return .row
    }

    /// The bytes of a field of the current row.
    @inlinable
    public subscript(column: Int) -> Span<UInt8> {
        @_lifetime(borrow self) get {
            _overrideLifetime(Span(_unsafeElements: view.bytes(column)), borrowing: self)
        }
    }

    /// Every field of a CSV file is text.
    public func kind(_ column: Int) -> FieldKind {
        .text
    }

    /// Where a field of the current row begins, for messages.
    public func position(_ column: Int) -> FieldPosition {
        input.position(ofOffset: Int(view[column].origin), rowStart: rowStart, line: line)
    }
}

// The header.
extension CSVReader {
    private mutating func readHeader(_ options: Options) throws(TabularError) {
        guard let row = try scanRow() else { throw .noHeader }
        if let defect = row.defect { throw .badHeader(problem(defect)) }
        guard options.hasHeader else {
            columns = (1...max(fields.count, 1)).map { "column_\($0)" }
            hasPendingRow = true
            return
        }
        var seen: Set<String> = []
        for column in 0..<fields.count {
            let name = Self.trimmed(text(column))
            guard name.isEmpty || seen.insert(name).inserted else { throw .duplicateColumn(name: name) }
            columns.append(name)
        }
    }

    private static func trimmed(_ text: String) -> String {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        let kept = rest.lastIndex { $0 != " " && $0 != "\t" }
        return kept.map { String(rest[...$0]) } ?? ""
    }
}

// Scanning.
extension CSVReader {
    /// What ends a run of ordinary bytes, eight times each.
    private struct Patterns {
        let delimiter: UInt64
        let quote = WordScan.pattern(UInt8(ascii: "\""))
        let lineFeed = WordScan.pattern(0x0A)
        let carriageReturn = WordScan.pattern(0x0D)

        init(delimiter: UInt8) {
            self.delimiter = WordScan.pattern(delimiter)
        }
    }

    /// What is wrong at an offset of the buffer.
    private struct Defect {
        var kind: RowProblem.Kind
        var offset: Int
    }

    /// What was learned of a row on the way to its end.
    private struct Row {
        /// The first defect; after it delimiters and quotes mean nothing until the line ends.
        var defect: Defect?
        /// Line breaks inside quoted fields.
        var lineBreaks = 0
        /// The high bits of all bytes seen, some of the next row's among them.
        var highBits: UInt64 = 0
        /// Where the next row begins.
        var next = 0
    }

    /// Why scanning stopped.
    private enum Stop {
        /// The row is whole.
        case row
        /// The buffer ends inside a field that begins here.
        case incomplete(fieldStart: Int, isQuoted: Bool)
    }

    /// Finds the fields of the next row that is not empty; nil at the end of the file.
    private mutating func scanRow() throws(TabularError) -> Row? {
        while true {
            line = nextLine
            rowStart = input.start
            var row = Row()
            switch try scanBuffered(&row) {
            case .row:
                input.start = row.next
                nextLine += 1 + row.lineBreaks
                if fields.count == 0, row.defect == nil { continue }
                view = fields.view(of: input)
                try checkLimits()
                if row.defect == nil, row.highBits & WordScan.highBits != 0 { row.defect = encodingDefect() }
                return row
            case .incomplete(let fieldStart, let isQuoted):
                // Checked here, before the buffer grows for the row's sake.
                guard input.end - fieldStart <= limits.field else { throw fieldTooLong(at: fieldStart) }
                guard input.end - rowStart <= limits.line else {
                    throw .lineTooLong(line: line, limit: limits.line)
                }
                if !input.isComplete {
                    try input.readMore()
                    continue
                }
                // A complete buffer ends with a line break: only an open quote can keep a row from its end.
                guard isQuoted, rowStart < input.end else { return nil }
                let place = input.position(ofOffset: fieldStart, rowStart: rowStart, line: line)
                throw .unterminatedQuote(line: place.line, column: place.column)
            }
        }
    }

    /// Finds the fields of the row that begins at the buffer's start.
    private mutating func scanBuffered(_ row: inout Row) throws(TabularError) -> Stop {
        fields.removeAll()
        let base = UnsafePointer(input.base)
        let end = input.end
        var fieldStart = input.start
        var word = input.start
        guard word < end else { return .incomplete(fieldStart: fieldStart, isQuoted: false) }
        var matches = specialBytes(base + word, &row.highBits)
        while true {
            while matches == 0 {
                word += 8
                guard word < end else { return .incomplete(fieldStart: fieldStart, isQuoted: false) }
                matches = specialBytes(base + word, &row.highBits)
            }
            let place = word + WordScan.first(matches)
            guard place < end else { return .incomplete(fieldStart: fieldStart, isQuoted: false) }
            matches &= matches &- 1
            let byte = base[place]

            if byte == delimiter {
                guard row.defect == nil else { continue }
                try append(start: fieldStart, end: place, origin: fieldStart)
                fieldStart = place + 1
            } else if byte == 0x0A || byte == 0x0D {
                guard let next = afterLineBreak(at: place) else {
                    return .incomplete(fieldStart: fieldStart, isQuoted: false)
                }
                row.next = next
                rowEnd = place
                if row.defect == nil, place > rowStart {
                    try append(start: fieldStart, end: place, origin: fieldStart)
                }
                return .row
            } else if row.defect != nil {
                continue
            } else if byte == 0 {
                row.defect = Defect(kind: .nulByte, offset: place)
            } else if place > fieldStart {
                row.defect = Defect(kind: .bareQuote, offset: place)
            } else {
                guard let after = try scanQuoted(place, &row) else {
                    return .incomplete(fieldStart: fieldStart, isQuoted: true)
                }
                let follower = base[after]
                if follower == delimiter {
                    fieldStart = after + 1
                    word = after + 1
                } else if follower == 0x0A || follower == 0x0D {
                    guard let next = afterLineBreak(at: after) else {
                        return .incomplete(fieldStart: fieldStart, isQuoted: false)
                    }
                    row.next = next
                    rowEnd = after
                    return .row
                } else {
                    if row.defect == nil { row.defect = Defect(kind: .textAfterQuote, offset: after) }
                    word = after
                }
                guard word < end else { return .incomplete(fieldStart: fieldStart, isQuoted: false) }
                matches = specialBytes(base + word, &row.highBits)
            }
        }
    }

    /// Reads the quoted field that opens at `opening` and gives the place after its closing quote, which is inside the
    /// buffer; nil where the buffer ends before.
    private mutating func scanQuoted(_ opening: Int, _ row: inout Row) throws(TabularError) -> Int? {
        let base = UnsafePointer(input.base)
        let end = input.end
        var hasDoubledQuotes = false
        var word = opening + 1
        while word < end {
            let matches = quotedSpecialBytes(base + word, &row.highBits)
            guard matches != 0 else {
                word += 8
                continue
            }
            let place = word + WordScan.first(matches)
            guard place + 1 < end else { return nil }
            word = place + 1
            switch base[place] {
            case UInt8(ascii: "\""):
                guard base[place + 1] == UInt8(ascii: "\"") else {
                    try appendQuoted(opening, closing: place, hasDoubledQuotes: hasDoubledQuotes)
                    return place + 1
                }
                hasDoubledQuotes = true
                word = place + 2
            case 0x0A:
                row.lineBreaks += 1
            case 0x0D:
                if base[place + 1] != 0x0A { row.lineBreaks += 1 }
            default:
                if row.defect == nil { row.defect = Defect(kind: .nulByte, offset: place) }
            }
        }
        return nil
    }

    private mutating func appendQuoted(_ opening: Int, closing: Int, hasDoubledQuotes: Bool) throws(TabularError) {
        guard hasDoubledQuotes else {
            return try append(start: opening + 1, end: closing, origin: opening)
        }
        let start = fields.scratchCount
        var place = opening + 1
        while place < closing {
            let byte = input.base[place]
            fields.appendToScratch(byte)
            place += byte == UInt8(ascii: "\"") ? 2 : 1
        }
        try append(start: start, end: fields.scratchCount, origin: opening, isInScratch: true)
    }

    @inline(__always)
    private mutating func append(
        start: Int, end: Int, origin: Int, isInScratch: Bool = false
    ) throws(TabularError) {
        if fields.isFull, fields.count > limits.columns {
            throw .tooManyColumns(line: line, limit: limits.columns)
        }
        fields.append(
            FieldTable.Slot(
                start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
                origin: Int32(truncatingIfNeeded: origin), isInScratch: isInScratch, kind: .text))
    }

    /// Where a delimiter, quote, line break or NUL stands in the eight bytes at `pointer`.
    @inline(__always)
    private func specialBytes(_ pointer: UnsafePointer<UInt8>, _ highBits: inout UInt64) -> UInt64 {
        let word = WordScan.load(pointer)
        highBits |= word
        let low = word & WordScan.lowBits
        let differs =
            WordScan.differs(low, patterns.delimiter) & WordScan.differs(low, patterns.quote)
            & WordScan.differs(low, patterns.lineFeed) & WordScan.differs(low, patterns.carriageReturn)
            & WordScan.differs(low, 0)
        return ~(differs | word) & WordScan.highBits
    }

    /// Where a quote, line break or NUL stands: inside quotes a delimiter is text.
    @inline(__always)
    private func quotedSpecialBytes(_ pointer: UnsafePointer<UInt8>, _ highBits: inout UInt64) -> UInt64 {
        let word = WordScan.load(pointer)
        highBits |= word
        let low = word & WordScan.lowBits
        let differs =
            WordScan.differs(low, patterns.quote) & WordScan.differs(low, patterns.lineFeed)
            & WordScan.differs(low, patterns.carriageReturn) & WordScan.differs(low, 0)
        return ~(differs | word) & WordScan.highBits
    }

    /// The place after the line break at `place`; nil where a CR is the last byte read, for an LF may follow it.
    @inline(__always)
    private func afterLineBreak(at place: Int) -> Int? {
        guard input.base[place] == 0x0D else { return place + 1 }
        guard place + 1 < input.end else { return input.isComplete ? place + 1 : nil }
        return input.base[place + 1] == 0x0A ? place + 2 : place + 1
    }
}

// Defects.
extension CSVReader {
    /// A row that fitted into the buffer may still be beyond a limit smaller than the buffer.
    private func checkLimits() throws(TabularError) {
        guard fields.count <= limits.columns else { throw .tooManyColumns(line: line, limit: limits.columns) }
        let length = rowEnd - rowStart
        guard length > limits.field || length > limits.line else { return }
        guard length <= limits.line else { throw .lineTooLong(line: line, limit: limits.line) }
        for column in 0..<fields.count {
            let slot = fields.slots[column]
            guard Int(slot.end - slot.start) <= limits.field else { throw fieldTooLong(at: Int(slot.origin)) }
        }
    }

    private func fieldTooLong(at offset: Int) -> TabularError {
        let place = input.position(ofOffset: offset, rowStart: rowStart, line: line)
        return .fieldTooLong(line: place.line, column: place.column, limit: limits.field)
    }

    private func encodingDefect() -> Defect? {
        let bytes = UnsafeBufferPointer(start: UnsafePointer(input.base) + rowStart, count: rowEnd - rowStart)
        guard let index = UTF8Check.firstDefect(bytes) else { return nil }
        return Defect(kind: .invalidUTF8(byte: bytes[index]), offset: rowStart + index)
    }

    private func problem(_ defect: Defect) -> RowProblem {
        let place = input.position(ofOffset: defect.offset, rowStart: rowStart, line: line)
        return RowProblem(line: place.line, column: place.column, kind: defect.kind)
    }
}
