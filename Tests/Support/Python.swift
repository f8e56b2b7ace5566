import Foundation

/// Another program than ours, to look at what OnPace wrote and to edit its store as somebody with a grudge would.
public enum Python {
    public static let executable = URL(fileURLWithPath: "/usr/bin/python3")
    public static let isThere = FileManager.default.isExecutableFile(atPath: executable.path)
    public static let missing = "skipped: there is no /usr/bin/python3"

    /// Runs a script and returns what it printed.
    @discardableResult
    public static func run(_ script: String, _ arguments: String...) throws -> String {
        let outcome = try OnPaceBinary.run(executable, ["-c", script] + arguments)
        guard outcome.status == 0 else { throw Failed(words: outcome.stderr) }
        return outcome.stdout
    }

    /// Runs SQL on a store.
    public static func sql(_ statements: String, on store: URL) throws {
        try run(
            "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.executescript(sys.argv[2])\ndb.commit()",
            store.path, statements)
    }

    /// A script ended with an error.
    public struct Failed: Error, CustomStringConvertible {
        public var words: String
        public var description: String { words }
    }
}
