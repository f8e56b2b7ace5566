import Plan
import PluginKit
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One plugin during one run: its program is started when it is first needed and serves all questions of the run.
///
/// A failure ends the program and costs the question it was asked; the next question starts a new one, until it has
/// failed three times.
public final class PluginSession: Sendable {
    public let plugin: Plugin
    private let root: String
    private let sandbox: @Sendable () -> Sandbox
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var process: SupervisedProcess?
        var scratch: String?
        var nextID = 1
        var failures = 0
        var last = ""
    }

    private static let mostFailures = 3

    /// - Parameters:
    ///   - root: the workspace's folder.
    ///   - sandbox: asked when the program is started.
    ///   - log: gets each line the plugin says on standard error.
    public init(
        _ plugin: Plugin, root: String, sandbox: @escaping @Sendable () -> Sandbox,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.plugin = plugin
        self.root = root
        self.sandbox = sandbox
        self.log = log
    }

    /// Asks one question and reads its answer.
    ///
    /// - Parameter read: what the answer must hold; an answer that breaks the protocol ends the program.
    public func ask<Answer: Sendable>(
        _ method: String, params: (inout JSONOutput) -> Void,
        read: (JSONValue) throws(ProtocolViolation) -> Answer
    ) throws(PluginFailure) -> Answer {
        try state.withLock { (state: inout State) throws(PluginFailure) -> Answer in
            guard state.failures < Self.mostFailures else {
                throw .givenUp(failures: state.failures, last: state.last)
            }
            do throws(PluginFailure) {
                let process = try running(&state)
                let answer = try Self.ask(
                    method, process, &state.nextID, plugin.limits.time, params: params, read: read)
                for line in process.takeLog() { log(line) }
                return answer
            } catch {
                guard !error.leavesProgramUsable else { throw error }
                state.failures += 1
                state.last = error.description
                end(&state)
                throw error
            }
        }
    }

    /// Tells the program to shut down, ends it and everything it started, and removes its temporary folder.
    public func close() {
        state.withLock { state in
            if let process = state.process {
                let request = RPC.request("shutdown", id: state.nextID) { $0.raw("{}") }
                // Whatever it answers, it is over.
                _ = try? process.exchange(request, within: 2)
            }
            end(&state)
        }
    }

    private func end(_ state: inout State) {
        if let process = state.process {
            process.stop()
            for line in process.takeLog() { log(line) }
        }
        state.process = nil
        if let scratch = state.scratch { Scratch.remove(scratch) }
        state.scratch = nil
    }

    // MARK: Start

    private func running(_ state: inout State) throws(PluginFailure) -> SupervisedProcess {
        if let process = state.process { return process }
        let folder = "\(root)/\(plugin.folder)"
        let program = try Self.resolve(plugin.command[0], in: folder)
        let sandbox = sandbox()
        var scratch = "/tmp"
        if case .lesser = sandbox {
            guard let made = Scratch.make() else { throw .notStarted("no temporary folder can be made") }
            scratch = made
            state.scratch = made
        }
        let wrapped = sandbox.wrap(
            [program] + plugin.command.dropFirst(), folder: folder, workspace: root, scratch: scratch,
            limits: plugin.limits, id: plugin.id)
        let process = try SupervisedProcess(wrapped, folder: folder, limits: plugin.limits)
        state.process = process
        let plugin = plugin
        try Self.ask("initialize", process, &state.nextID, plugin.limits.time) { json in
            json.raw(#"{"protocol":"#)
            json.number(Double(RPC.protocolVersion))
            json.member("plugin", plugin.id)
            json.member("host", "onpace")
            json.raw("}")
        } read: { result throws(ProtocolViolation) in
            try Self.check(result, of: plugin)
        }
        return process
    }

    /// A program of the plugin's own folder, or one of the system's.
    private static func resolve(_ word: String, in folder: String) throws(PluginFailure) -> String {
        if word.contains("/") {
            let path = word.hasPrefix("/") ? word : "\(folder)/\(word)"
            guard access(path, X_OK) == 0 else {
                throw .notStarted("\(word) is no program: \(String(cString: strerror(errno)))")
            }
            return path
        }
        let candidates: [String] = Sandbox.path.map { "\($0)/\(word)" }
        guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw .notStarted("\(word) is not installed (\(Sandbox.path.joined(separator: ", ")))")
        }
        return path
    }

    private static func check(_ result: JSONValue, of plugin: Plugin) throws(ProtocolViolation) {
        guard let version = result["protocol"]?.whole, version == RPC.protocolVersion else {
            let said =
                result["protocol"]?.number.map { "protocol \($0 == $0.rounded() ? String(Int($0)) : String($0))" }
                ?? "no protocol"
            throw ProtocolViolation("speaks \(said), and this host speaks protocol \(RPC.protocolVersion)")
        }
        guard let id = result["plugin"]?.string, id == plugin.id else {
            let said = result["plugin"]?.string.map { "\"\($0.prefix(60))\"" } ?? "nobody"
            throw ProtocolViolation("says that it is \(said), and plugin.yaml declares \"\(plugin.id)\"")
        }
        let capability = plugin.role.capability
        guard result["capabilities"]?.strings?.contains(capability) == true else {
            throw ProtocolViolation("does not say that it can \"\(capability)\"")
        }
    }

    // MARK: One question

    private static func ask<Answer>(
        _ method: String, _ process: SupervisedProcess, _ nextID: inout Int, _ seconds: Int,
        params: (inout JSONOutput) -> Void, read: (JSONValue) throws(ProtocolViolation) -> Answer
    ) throws(PluginFailure) -> Answer {
        let id = nextID
        nextID += 1
        let line = try process.exchange(RPC.request(method, id: id, params: params), within: seconds)
        let message: JSONValue
        do throws(MalformedJSON) {
            message = try JSONValue(line)
        } catch {
            let start = String(decoding: line.prefix(40), as: UTF8.self).filter { !$0.isNewline }
            throw .violation("answered no JSON (\(error.message), byte \(error.offset)): \"\(start)\"")
        }
        guard message["jsonrpc"]?.string == "2.0" else { throw .violation("answered no JSON-RPC 2.0 message") }
        guard let answered = message["id"]?.whole, answered == id else {
            throw .violation("answered another question than the one it was asked (its id is wrong)")
        }
        if let error = message["error"], !error.isNull {
            throw .refused(String((error["message"]?.string ?? "without a message").prefix(500)))
        }
        guard let result = message["result"] else { throw .violation("answered neither a result nor an error") }
        do throws(ProtocolViolation) {
            return try read(result)
        } catch {
            throw .violation(error.message)
        }
    }
}

extension Plugin.Role {
    /// The method that a plugin of this role answers.
    public var capability: String {
        switch self {
        case .evaluates: "evaluate"
        }
    }
}
