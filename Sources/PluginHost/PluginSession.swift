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
    private let sandbox: @Sendable (_ isCertain: Bool) -> Sandbox
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var process: SupervisedProcess?
        var scratch: String?
        var nextID = 1
        var failures = 0
        var last = ""
        var hasToldSecret = false
        /// Every secret that the program was ever told.
        var mask = Mask()
    }

    private static let mostFailures = 3

    /// - Parameters:
    ///   - root: the workspace's folder.
    ///   - sandbox: asked when the program is started, and again, for certain, when it does not start.
    ///   - log: gets each line the plugin says on standard error.
    public init(
        _ plugin: Plugin, root: String, sandbox: @escaping @Sendable (_ isCertain: Bool) -> Sandbox,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.plugin = plugin
        self.root = root
        self.sandbox = sandbox
        self.log = log
    }

    /// Starts the program and has it say who it is.
    func introduce() throws(PluginFailure) {
        try state.withLock { (state: inout State) throws(PluginFailure) in
            guard state.failures < Self.mostFailures else { return }
            do throws(PluginFailure) {
                _ = try running(&state)
            } catch {
                state.failures += 1
                state.last = error.description
                end(&state)
                throw error
            }
        }
    }

    /// Asks one question and reads its answer.
    ///
    /// - Parameter read: what the answer must hold; an answer that breaks the protocol ends the program.
    public func ask<Answer: Sendable>(
        _ method: String, params: (inout JSONOutput) -> Void,
        read: (JSONValue) throws(ProtocolViolation) -> Answer
    ) throws(PluginFailure) -> Answer {
        try ask(method, secrets: [], calls: nil, params: params, read: read)
    }

    /// Asks a question during which the program may ask the host.
    ///
    /// - Parameters:
    ///   - secrets: what is hidden in everything the program says.
    ///   - calls: answers what it asks; nil = it may ask nothing.
    func ask<Answer: Sendable>(
        _ method: String, secrets: [String], calls: (any HostCalls)?, params: (inout JSONOutput) -> Void,
        read: (JSONValue) throws(ProtocolViolation) -> Answer
    ) throws(PluginFailure) -> Answer {
        try state.withLock { (state: inout State) throws(PluginFailure) -> Answer in
            guard state.failures < Self.mostFailures else {
                throw .givenUp(failures: state.failures, last: state.last)
            }
            do throws(PluginFailure) {
                state.mask.hide(secrets)
                let process = try running(&state)
                process.hide(state.mask)
                let question = Question(method: method, seconds: plugin.limits.time, calls: calls, log: log)
                let answer = try Self.ask(question, process, &state.nextID, params: params, read: read)
                for line in process.takeLog() { log(line) }
                if process.log.hasToldSecret { state.hasToldSecret = true }
                return answer
            } catch {
                let failure = error.masked(by: state.mask)
                guard !error.leavesProgramUsable else {
                    for line in state.process?.takeLog() ?? [] { log(line) }
                    throw failure
                }
                state.failures += 1
                state.last = failure.description
                end(&state)
                throw failure
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

    /// Hides every secret that the program was ever told.
    var mask: Mask { state.withLock { $0.mask } }

    /// Whether a secret had to be hidden in what the program said on standard error.
    var hasToldSecret: Bool { state.withLock { $0.hasToldSecret } }

    private func end(_ state: inout State) {
        if let process = state.process {
            process.stop()
            for line in process.takeLog() { log(line) }
            if process.log.hasToldSecret { state.hasToldSecret = true }
        }
        state.process = nil
        if let scratch = state.scratch { Scratch.remove(scratch) }
        state.scratch = nil
    }

    // MARK: Start

    private func running(_ state: inout State) throws(PluginFailure) -> SupervisedProcess {
        if let process = state.process { return process }
        let likely = sandbox(false)
        do throws(PluginFailure) {
            return try start(&state, in: likely)
        } catch {
            // Where bubblewrap is installed and does not work, it is the sandbox that failed and not the program.
            guard case .bubblewrap = likely, sandbox(true) != likely else { throw error }
            end(&state)
            return try start(&state, in: sandbox(true))
        }
    }

    private func start(_ state: inout State, in sandbox: Sandbox) throws(PluginFailure) -> SupervisedProcess {
        let folder = "\(root)/\(plugin.folder)"
        let program = try Self.resolve(plugin.command[0], in: folder)
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
        let question = Question(method: "initialize", seconds: plugin.limits.time, calls: nil, log: log)
        try Self.ask(question, process, &state.nextID) { json in
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

    private struct Question {
        var method: String
        /// For each line of the program.
        var seconds: Int
        var calls: (any HostCalls)?
        var log: @Sendable (String) -> Void
    }

    private static func ask<Answer>(
        _ question: Question, _ process: SupervisedProcess, _ nextID: inout Int,
        params: (inout JSONOutput) -> Void, read: (JSONValue) throws(ProtocolViolation) -> Answer
    ) throws(PluginFailure) -> Answer {
        let id = nextID
        nextID += 1
        var request = RPC.request(question.method, id: id, params: params)
        while true {
            let message = try message(
                in: try process.exchange(request, within: question.seconds), mask: process.mask)
            guard let method = message["method"] else { return try result(of: message, id: id, read) }
            guard let calls = question.calls else {
                throw .violation(
                    "asked the host for something, which it may not while it is asked to \(question.method)")
            }
            for line in process.takeLog() { question.log(line) }
            let callID = message["id"] ?? .null
            switch try calls.answer(method.string ?? "", message["params"] ?? .null) {
            case .result(let write): request = RPC.result(id: callID, write)
            case .refusal(let code, let why): request = RPC.failure(id: callID, code: code, why)
            }
        }
    }

    private static func message(in line: [UInt8], mask: Mask) throws(PluginFailure) -> JSONValue {
        let message: JSONValue
        do throws(MalformedJSON) {
            message = try JSONValue(line)
        } catch {
            // Hidden before it is cut: half a secret is known by nobody.
            let start = mask(String(decoding: line.prefix(40 + mask.longest), as: UTF8.self)).prefix(40)
            throw .violation(
                "answered no JSON (\(error.message), byte \(error.offset)): \"\(start.filter { !$0.isNewline })\"")
        }
        guard message["jsonrpc"]?.string == "2.0" else { throw .violation("answered no JSON-RPC 2.0 message") }
        return message
    }

    private static func result<Answer>(
        of message: JSONValue, id: Int, _ read: (JSONValue) throws(ProtocolViolation) -> Answer
    ) throws(PluginFailure) -> Answer {
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
        case .delivers: "deliver"
        case .fetches: "fetch"
        }
    }
}
