import CSupervisor
import Plan

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A program under a supervisor: asked line by line, ended with everything it started.
///
/// A class, because it is one running program; it belongs to whoever made it and ends with it.
final class SupervisedProcess {
    /// How the program ended.
    enum End: Equatable {
        case exited(Int32)
        case signalled(Int32)
        case notStarted(Int32)
        case tooMany
        case tooBig
        /// Ended by this side.
        case letGo
        /// The supervisor itself was killed.
        case unknown
    }

    /// What the program wrote to its log since it was last asked for, line by line.
    private(set) var log = LineLog()

    /// Hides secrets in whatever it says from now on.
    func hide(_ mask: Mask) { log.mask = mask }

    var mask: Mask { log.mask }

    private let limits: Plugin.Limits
    private let supervisor: pid_t
    private var input: Int32
    private let output: Int32
    private let logFile: Int32
    private var leash: Int32
    private let report: Int32
    private var isOver = false
    private var end: End = .unknown
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(_ wrapped: Sandbox.Wrapped, folder: String, limits: Plugin.Limits) throws(PluginFailure) {
        self.limits = limits
        var pipes: [(read: Int32, write: Int32)] = []
        func closeAll() {
            for pipe in pipes {
                close(pipe.read)
                close(pipe.write)
            }
        }
        for _ in 0..<5 {
            guard let pipe = Self.pipe() else {
                closeAll()
                throw .notStarted("no pipes are left")
            }
            pipes.append(pipe)
        }
        var arguments = wrapped.arguments.map { strdup($0) }
        var environment = wrapped.environment.map { strdup($0) }
        defer { for pointer in arguments + environment { free(pointer) } }
        arguments.append(nil)
        environment.append(nil)
        let started = folder.withCString { folder in
            arguments.withUnsafeBufferPointer { arguments in
                environment.withUnsafeBufferPointer { environment in
                    var child = onpace_child(
                        arguments: arguments.baseAddress, environment: environment.baseAddress, folder: folder,
                        input: pipes[0].read, output: pipes[1].write, log: pipes[2].write, leash: pipes[3].read,
                        report: pipes[4].write, cpu_seconds: UInt64(limits.cpu), memory: UInt64(limits.memory),
                        file_size: UInt64(limits.files), processes: UInt64(limits.processes + wrapped.ownProcesses),
                        denies_network: wrapped.deniesNetwork ? 1 : 0)
                    return onpace_supervise(&child)
                }
            }
        }
        guard started > 0 else {
            closeAll()
            throw .notStarted(String(cString: strerror(-started)))
        }
        for file in [pipes[0].read, pipes[1].write, pipes[2].write, pipes[3].read, pipes[4].write] { close(file) }
        supervisor = started
        input = pipes[0].write
        output = pipes[1].read
        logFile = pipes[2].read
        leash = pipes[3].write
        report = pipes[4].read
        for file in [input, output, logFile] { _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_NONBLOCK) }
        #if os(Linux)
        // A question of a few megabytes passes in a few turns instead of a hundred.
        for file in [input, output] { _ = fcntl(file, 1031 /* F_SETPIPE_SZ */, 1 << 20) }
        #endif
    }

    deinit {
        stop()
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var files: [Int32] = [-1, -1]
        guard onpace_pipe(&files) == 0 else { return nil }
        return (files[0], files[1])
    }

    // MARK: Talk

    /// Writes a line and reads the one line that answers it, its end left off.
    func exchange(_ request: [UInt8], within seconds: Int) throws(PluginFailure) -> [UInt8] {
        let deadline = Self.now + Double(seconds)
        var unsent = request[...]
        var answer: [UInt8] = []
        var said = 0
        while true {
            let wait = deadline - Self.now
            guard wait > 0 else { throw fail(.tooSlow(seconds: seconds)) }
            var files = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: logFile, events: Int16(POLLIN), revents: 0),
                pollfd(fd: unsent.isEmpty ? -1 : input, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&files, 3, Int32(min(wait * 1000 + 1, 1_000_000))) >= 0 else {
                if errno == EINTR { continue }
                throw fail(.notStarted(String(cString: strerror(errno))))
            }
            if files[2].revents != 0, !send(&unsent) { throw failEnded(answer) }
            if files[1].revents != 0 { said += readLog() }
            guard said + answer.count <= limits.output else { throw fail(.tooMuchOutput(bytes: limits.output)) }
            guard files[0].revents != 0 else { continue }
            let count = read(output, &buffer, buffer.count)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw failEnded(answer) }
            guard let newline = buffer[..<count].firstIndex(of: UInt8(ascii: "\n")) else {
                answer += buffer[..<count]
                continue
            }
            answer += buffer[..<newline]
            guard newline == count - 1 else { throw fail(.violation("said more than one line to one question")) }
            guard unsent.isEmpty else { throw fail(.violation("answered before it had read the question")) }
            _ = readLog()
            return answer
        }
    }

    /// Whether the program still reads; what it did not take yet stays in `unsent`.
    private func send(_ unsent: inout ArraySlice<UInt8>) -> Bool {
        let count = unsent.withUnsafeBytes { onpace_write(input, $0.baseAddress, $0.count) }
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        unsent = unsent.dropFirst(count)
        return true
    }

    /// Reads what the log holds now; returns how many bytes that were.
    private func readLog() -> Int {
        let count = read(logFile, &buffer, buffer.count)
        guard count > 0 else { return 0 }
        log.append(buffer[..<count])
        return count
    }

    /// Takes the lines that the program said on standard error.
    func takeLog() -> [String] { log.take() }

    // MARK: End

    /// Ends everything and says what went wrong; an end that the supervisor saw first explains it better.
    private func fail(_ failure: PluginFailure) -> PluginFailure {
        stop()
        switch end {
        case .tooMany, .tooBig, .notStarted: return explained(halfLine: false)
        default: return failure
        }
    }

    private func failEnded(_ answer: [UInt8]) -> PluginFailure {
        // It may have closed its output only; a moment later a program that is really ending has ended.
        awaitReport(seconds: 1)
        stop()
        return explained(halfLine: !answer.isEmpty)
    }

    private func explained(halfLine: Bool) -> PluginFailure {
        let before = halfLine ? "in the middle of a line" : "before it answered"
        switch end {
        // Shells and bubblewrap report a signal as 128 and its number.
        case .exited(let status) where status > 128 && status <= 128 + 64:
            return killed(status - 128, before)
        case .exited(let status):
            return .ended("ended with exit status \(status) \(before)", lastWords: log.last)
        case .signalled(let number):
            return killed(number, before)
        case .notStarted(let code): return .notStarted(String(cString: strerror(code)))
        case .tooMany: return .tooManyProcesses(limit: limits.processes)
        case .tooBig: return .tooMuchMemory(bytes: limits.memory)
        case .letGo: return .violation("closed its output \(before)")
        case .unknown: return .ended("killed its own supervisor", lastWords: log.last)
        }
    }

    private func killed(_ signal: Int32, _ before: String) -> PluginFailure {
        switch signal {
        case SIGXCPU: .tooMuchProcessorTime(seconds: limits.cpu)
        case SIGXFSZ: .tooLargeFile(bytes: limits.files)
        default: .ended("was killed by signal \(signal) \(before)", lastWords: log.last)
        }
    }

    /// Waits for the program's own end, then ends whatever is left.
    func wait(seconds: Int) -> (end: End, log: LineLog) {
        closeInput()
        awaitReport(seconds: seconds)
        stop()
        return (end, log)
    }

    private func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    private func awaitReport(seconds: Int) {
        var file = pollfd(fd: report, events: Int16(POLLIN), revents: 0)
        while poll(&file, 1, Int32(seconds * 1000)) < 0, errno == EINTR {}
    }

    /// Ends the program and everything it started, and waits until they are gone.
    func stop() {
        guard !isOver else { return }
        isOver = true
        closeInput()
        close(leash)
        leash = -1
        awaitReport(seconds: 10)
        var told = onpace_end()
        _ = fcntl(report, F_SETFL, fcntl(report, F_GETFL) | O_NONBLOCK)
        let size = MemoryLayout<onpace_end>.size
        if read(report, &told, size) == size {
            end = Self.end(told)
        } else {
            kill(supervisor, SIGKILL)
        }
        var status: Int32 = 0
        while waitpid(supervisor, &status, 0) < 0, errno == EINTR {}
        while readLog() > 0, log.bytes < limits.output {}
        for file in [output, logFile, report] { close(file) }
    }

    private static func end(_ told: onpace_end) -> End {
        switch UInt32(bitPattern: told.kind) {
        case onpace_exited.rawValue: .exited(told.value)
        case onpace_signalled.rawValue: .signalled(told.value)
        case onpace_not_started.rawValue: .notStarted(told.value)
        case onpace_too_many.rawValue: .tooMany
        case onpace_too_big.rawValue: .tooBig
        case onpace_let_go.rawValue: .letGo
        default: .unknown
        }
    }

    /// Seconds of a clock that only goes forward.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
