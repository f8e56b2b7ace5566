import GRDB

/// Why the store refused, in words a person can act on.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// Another process holds it.
        case locked
        case full
        case readOnly
        case corrupt
        case cannotOpen
        /// Written by a newer version of OnPace.
        case newer
        case other
    }

    public var kind: Kind
    public var path: String
    public var message: String

    public init(kind: Kind, path: String, message: String) {
        self.kind = kind
        self.path = path
        self.message = message
    }

    public var description: String { "\(path): \(message)" }

    private static let full = "the disk is full; nothing was changed. Make room and run again"

    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self.init(kind: .cannotOpen, path: path, message: "cannot open the store: \(error)")
            return
        }
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            // The index of the write-ahead log cannot grow.
            self.init(kind: .full, path: path, message: Self.full)
            return
        }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                kind: .locked, path: path,
                message: "another process is writing to the store; try again when it has finished")
        case .SQLITE_FULL:
            self.init(kind: .full, path: path, message: Self.full)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                kind: .readOnly, path: path,
                message: "the store cannot be written; check the rights of the file and its folder")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                kind: .corrupt, path: path,
                message: "the file is damaged or not a store (\(error.message ?? "")); restore it from a copy")
        case .SQLITE_CANTOPEN:
            self.init(
                kind: .cannotOpen, path: path,
                message: "the store cannot be opened; check that the folder exists and may be written")
        case .SQLITE_IOERR:
            self.init(
                kind: .other, path: path,
                message: "the disk failed while the store was used (\(error.message ?? "")); nothing was changed")
        default:
            self.init(kind: .other, path: path, message: error.message ?? "SQLite error \(error.resultCode.rawValue)")
        }
    }
}

/// What a transaction threw: the store's own refusal, or the body's error, unchanged.
public struct StoreFailure: Error, Sendable, CustomStringConvertible {
    public var underlying: any Error

    init(_ error: any Error, path: String) {
        underlying = error is DatabaseError ? StoreError(error, path: path) : error
    }

    /// The store's refusal, when it is one.
    public var refusal: StoreError? { underlying as? StoreError }

    public var description: String { "\(underlying)" }
}
