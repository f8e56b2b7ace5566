import GRDB

/// One transactional store; each noun keeps its own tables in it.
///
/// SQLite in write-ahead mode with full synchronisation: a transaction that returned survives `kill -9` and power loss.
public final class Store: Sendable {
    private let queue: DatabaseQueue
    /// Path of the store's file.
    public let path: String

    /// Opens the store, making the file when it is not there.
    ///
    /// - Parameters:
    ///   - path: path of the file; its folder must exist.
    ///   - readOnly: open without the right to write; the file must exist.
    ///   - patience: seconds to wait for another process that holds the store before giving up.
    public init(path: String, readOnly: Bool = false, patience: Double = 5) throws(StoreError) {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { database in
            if !readOnly {
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            try database.execute(sql: "PRAGMA foreign_keys = ON")
            // Memory-mapped reads: segments are large blobs that are read whole.
            try database.execute(sql: "PRAGMA mmap_size = 1073741824")
        }
        self.path = path
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Reads inside one transaction, so that all statements see the same state.
    public func read<Result>(_ body: (Connection) throws -> Result) throws(StoreFailure) -> Result {
        do {
            return try queue.read { try body(Connection($0, path: self.path)) }
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    /// Writes inside one transaction: all of `body` is kept, or, when it throws, none.
    public func write<Result>(_ body: (Connection) throws -> Result) throws(StoreFailure) -> Result {
        do {
            return try queue.write { try body(Connection($0, path: self.path)) }
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    /// Brings one noun's tables up to date: runs the steps that this store has not seen yet, in order.
    ///
    /// A store that is up to date is only read, so that commands that only read need not wait for one that writes.
    ///
    /// - Parameters:
    ///   - noun: whose tables they are.
    ///   - steps: SQL scripts; a step once released never changes, later changes are further steps.
    public func migrate(_ noun: String, steps: [String]) throws(StoreFailure) {
        if try read({ try self.stepsDone(of: noun, $0) }) == steps.count { return }
        try write { connection in
            let done = try self.stepsDone(of: noun, connection)
            guard done <= steps.count else {
                throw StoreError(
                    kind: .newer, path: path,
                    message: "the store was written by a newer onpace (\(noun) version \(done)); install that version")
            }
            try connection.execute(
                "CREATE TABLE IF NOT EXISTS schema (noun TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT")
            for step in steps.dropFirst(done) { try connection.script(step) }
            try connection.execute(
                "INSERT INTO schema VALUES (?, ?) ON CONFLICT (noun) DO UPDATE SET version = excluded.version",
                [.text(noun), .integer(Int64(steps.count))])
        }
    }

    private func stepsDone(of noun: String, _ connection: Connection) throws -> Int {
        guard try !connection.rows("SELECT 1 FROM sqlite_schema WHERE name = 'schema'").isEmpty else { return 0 }
        return try connection.rows("SELECT version FROM schema WHERE noun = ?", [.text(noun)])
            .first.flatMap { $0[0].integer }.map(Int.init(clamping:)) ?? 0
    }
}
