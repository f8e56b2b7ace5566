import GRDB
import GRDBSQLite

/// A connection inside a transaction.
///
/// Statements are prepared and kept by GRDB; values are bound and read here, straight from and to SQLite, because a run
/// writes and reads tens of thousands of them.
public struct Connection {
    private let database: Database
    private let path: String

    init(_ database: Database, path: String) {
        self.database = database
        self.path = path
    }

    /// Runs one statement; prepared statements are kept, so calling it in a loop is cheap.
    public func execute(_ sql: String, _ arguments: [SQLValue] = []) throws {
        try forEach(sql, arguments) { _ in }
    }

    /// Runs several statements separated by semicolons.
    public func script(_ sql: String) throws {
        try perform { try database.execute(sql: sql) }
    }

    /// All rows of a query.
    public func rows(_ sql: String, _ arguments: [SQLValue] = []) throws -> [[SQLValue]] {
        var rows: [[SQLValue]] = []
        try forEach(sql, arguments) { rows.append($0) }
        return rows
    }

    /// Calls `body` with each row of a query, without holding them all. `body` must not run the same query again.
    public func forEach(_ sql: String, _ arguments: [SQLValue] = [], _ body: ([SQLValue]) throws -> Void) throws {
        try forEachRow(sql, arguments) { row in try body(row.indices.map { row[$0] }) }
    }

    /// The same, with rows that are read column by column where they lie.
    public func forEachRow(_ sql: String, _ arguments: [SQLValue] = [], _ body: (Row) throws -> Void) throws {
        try perform {
            let statement = try database.cachedStatement(sql: sql).sqliteStatement
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            for (position, argument) in arguments.enumerated() {
                try check(argument.bind(to: statement, at: Int32(position + 1)), sql)
            }
            let row = Row(statement: statement)
            while true {
                let code = sqlite3_step(statement)
                if code == SQLITE_DONE { return }
                guard code == SQLITE_ROW else { return try check(code, sql) }
                try body(row)
            }
        }
    }

    /// Runs one statement for each element, with the values made of it: for rows by the ten thousand.
    public func forEach<Element>(
        _ elements: some Sequence<Element>, execute sql: String, _ values: (Element) throws -> [SQLValue]
    ) throws {
        try perform {
            let statement = try database.cachedStatement(sql: sql).sqliteStatement
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            // The texts of a row, one after the other, so that SQLite need not copy each.
            var texts: [UInt8] = []
            for element in elements {
                let values = try values(element)
                texts.removeAll(keepingCapacity: true)
                for value in values { if case .text(let text) = value { texts.append(contentsOf: text.utf8) } }
                try texts.withUnsafeBytes { texts in
                    var start = 0
                    for (index, value) in values.enumerated() {
                        let position = Int32(index + 1)
                        if case .text(let text) = value {
                            let part = UnsafeRawBufferPointer(rebasing: texts[start..<start + text.utf8.count])
                            start += part.count
                            try check(SQLValue.bind(part, to: statement, at: position), sql)
                        } else {
                            try check(value.bind(to: statement, at: position), sql)
                        }
                    }
                    let code = sqlite3_step(statement)
                    guard code == SQLITE_DONE || code == SQLITE_ROW else { return try check(code, sql) }
                    sqlite3_reset(statement)
                }
            }
        }
    }

    private func check(_ code: Int32, _ sql: String) throws {
        guard code != SQLITE_OK else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: database.sqliteConnection.map { String(cString: sqlite3_errmsg($0)) }, sql: sql)
    }

    private func perform<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}

/// The row at which a query stands; good only until it goes on.
public struct Row {
    fileprivate let statement: OpaquePointer

    public var indices: Range<Int> { 0..<Int(sqlite3_column_count(statement)) }

    public subscript(column: Int) -> SQLValue { SQLValue(statement, column: Int32(column)) }

    /// Calls `body` with the bytes of a text, as they lie in the store; nil where the column holds something else.
    public func withText<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result? {
        guard sqlite3_column_type(statement, Int32(column)) == SQLITE_TEXT else { return nil }
        let text = sqlite3_column_text(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: text, count: count))
    }

    /// The same with the bytes of a blob.
    public func withBlob<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result? {
        guard sqlite3_column_type(statement, Int32(column)) == SQLITE_BLOB else { return nil }
        let blob = sqlite3_column_blob(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: blob, count: count))
    }
}

/// A value in a table.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// NaN and infinities, which SQL cannot hold, are NULL.
    public init(_ number: Double) {
        self = number.isFinite ? .real(number) : .null
    }

    public init(_ text: String?) {
        self = text.map(SQLValue.text) ?? .null
    }

    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    public var real: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    public var text: String? {
        if case .text(let value) = self { value } else { nil }
    }

    public var blob: [UInt8]? {
        if case .blob(let value) = self { value } else { nil }
    }

    init(_ statement: OpaquePointer, column: Int32) {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER:
            self = .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT:
            self = .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let text = sqlite3_column_text(statement, column)
            let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, column)))
            self = .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let blob = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            self = .blob([UInt8](UnsafeRawBufferPointer(start: blob, count: count)))
        default:
            self = .null
        }
    }

    /// Binds a text that stays where it is until the statement has run.
    static func bind(_ text: UnsafeRawBufferPointer, to statement: OpaquePointer, at position: Int32) -> Int32 {
        guard let start = text.bindMemory(to: CChar.self).baseAddress else {
            return sqlite3_bind_text(statement, position, "", 0, nil)
        }
        return sqlite3_bind_text(statement, position, start, Int32(clamping: text.count), nil)
    }

    /// SQLite's answer; it copies what it is given.
    func bind(to statement: OpaquePointer, at position: Int32) -> Int32 {
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null:
            return sqlite3_bind_null(statement, position)
        case .integer(let value):
            return sqlite3_bind_int64(statement, position, value)
        case .real(let value):
            return sqlite3_bind_double(statement, position, value)
        case .text(let value):
            return sqlite3_bind_text(statement, position, value, Int32(clamping: value.utf8.count), copy)
        case .blob(let value):
            if value.isEmpty { return sqlite3_bind_zeroblob(statement, position, 0) }
            return value.withUnsafeBytes {
                sqlite3_bind_blob64(statement, position, $0.baseAddress, UInt64($0.count), copy)
            }
        }
    }
}
