import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A program that runs beside the test, so that the test can kill it, measure it or start several at once.
public final class ChildProcess {
    /// How it ended and what it used.
    public struct End: Sendable {
        /// The exit status, or the negative number of the signal that killed it.
        public var status: Int32
        public var stdout: String
        public var stderr: String
    }

    public let identifier: pid_t
    private let scratch: TemporaryFolder

    /// Starts a program; what it says goes to files, for a pipe that nobody empties would stop it.
    public init(_ executable: URL, _ arguments: [String]) throws {
        scratch = try TemporaryFolder()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(Int32(1), "stdout"), (2, "stderr")] {
            let path = scratch.url.appendingPathComponent(name).path
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        let words = ([executable.path] + arguments).map { strdup($0) }
        let variables = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") }
        defer { for pointer in words + variables { free(pointer) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, executable.path, &actions, nil, words + [nil], variables + [nil])
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        identifier = child
    }

    /// Starts `onpace COMMAND --workspace WORKSPACE …`.
    public convenience init(onpace arguments: [String], workspace: URL) throws {
        try self.init(
            OnPaceBinary.executable("onpace"),
            [arguments[0], "--workspace", workspace.path] + arguments.dropFirst())
    }

    /// Kills it, whatever it does.
    public func kill() {
        _ = Foundation.kill(identifier, SIGKILL)
    }

    /// Waits for its end; to be called once.
    public func wait() throws -> End {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECHILD) }
        }
        let signal = status & 0x7F
        func said(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: scratch.url.appendingPathComponent(name)), as: UTF8.self)
        }
        return End(
            status: signal == 0 ? (status >> 8) & 0xFF : -signal, stdout: try said("stdout"),
            stderr: try said("stderr"))
    }
}

extension OnPaceBinary {
    /// Runs a command in a workspace and measures the most memory it held at once, in bytes.
    ///
    /// A small program starts it, because the system counts to a child what its parent held when it was started.
    public static func measured(
        _ arguments: [String], workspace: URL
    ) throws -> (outcome: Outcome, peakMemory: Int) {
        let scratch = try TemporaryFolder()
        let report = scratch.url.appendingPathComponent("peak")
        let script = """
            import resource, subprocess, sys
            status = subprocess.call(sys.argv[2:])
            open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
            sys.exit(status)
            """
        let words = [executable("onpace").path, arguments[0], "--workspace", workspace.path] + arguments.dropFirst()
        let outcome = try run(Python.executable, ["-c", script, report.path] + words)
        let kibibytes = Int(try String(contentsOf: report, encoding: .utf8)) ?? 0
        return (outcome, kibibytes * 1024)
    }
}
