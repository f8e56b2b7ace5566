import Foundation

/// The built `onpace` program, run as people run it.
public enum OnPaceBinary {
    /// How a command ended and what it said.
    public struct Outcome: Sendable {
        public var status: Int32
        public var stdout: String
        public var stderr: String
    }

    /// Runs `onpace --workspace WORKSPACE ARGUMENTS`, waits for its end and returns what it said.
    ///
    /// - Parameters:
    ///   - arguments: the command and its options.
    ///   - workspace: the folder with `onpace.yaml`; nil leaves the option out.
    ///   - environment: replaces the variables of this process by name.
    public static func run(
        _ arguments: [String], workspace: URL? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        var all = arguments
        if let workspace, let command = all.first {
            all = [command, "--workspace", workspace.path] + all.dropFirst()
        }
        return try run(executable("onpace"), all, environment: environment)
    }

    /// Runs any program the same way.
    public static func run(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        let scratch = try TemporaryFolder()
        // Files, not pipes: a pipe that nobody empties stops a program that says much.
        let out = scratch.url.appendingPathComponent("stdout")
        let err = scratch.url.appendingPathComponent("stderr")
        for file in [out, err] { try Data().write(to: file) }

        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            stdout: String(decoding: try Data(contentsOf: out), as: UTF8.self),
            stderr: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }

    /// A program of this package: beside the test program that is running, else in the usual build folder.
    public static func executable(_ name: String) -> URL {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent(name)
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        return PackageRoot.path(".build/debug").appendingPathComponent(name)
    }
}
