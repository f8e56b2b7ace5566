import Foundation
import GRDB

/// A connection inside a transaction.
public struct Connection {
    private let database: Database
    private let path: String

    init(_ database: Database, path: String) {
        self.database = database
        self.path = path
    }

    /// Runs one statement; prepared statements are kept, so calling it in a loop is cheap.
    public func execute(_ sql: String, _ arguments: [SQLValue] = []) throws {
        try perform {
            let statement = try database.cachedStatement(sql: sql)
            try statement.execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
        }
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

    /// Calls `body` with each row of a query, without holding them all.
    public func forEach(_ sql: String, _ arguments: [SQLValue] = [], _ body: ([SQLValue]) throws -> Void) throws {
        try perform {
            let statement = try database.cachedStatement(sql: sql)
            let cursor = try Row.fetchCursor(
                statement, arguments: StatementArguments(arguments.map(\.databaseValue)))
            while let row = try cursor.next() {
                try body(row.databaseValues.map(SQLValue.init))
            }
        }
    }

    /// Identifier of the row inserted last.
    public var lastInsertedRowID: Int64 { database.lastInsertedRowID }

    /// Rows changed by the last statement.
    public var changes: Int { database.changesCount }

    private func perform<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
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

    init(_ value: DatabaseValue) {
        self = switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .real(value)
        case .string(let value): .text(value)
        case .blob(let value): .blob([UInt8](value))
        }
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let value): Data(value).databaseValue
        }
    }
}
