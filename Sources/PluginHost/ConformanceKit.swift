import Evaluators
import Plan
import PluginKit

/// Tries a plugin against the protocol, its limits and its own cases (`onpace plugins check`).
public struct ConformanceKit: Sendable {
    /// One thing that was tried.
    public struct Finding: Sendable, Equatable {
        /// What was asked of the plugin, such as "answers the same question the same way".
        public var what: String
        /// Why it failed, in words; nil when it passed.
        public var problem: String?

        public var passed: Bool { problem == nil }
    }

    let plugin: Plugin
    private let root: String
    private let sandbox: Sandbox
    private let log: @Sendable (String) -> Void

    /// - Parameters:
    ///   - root: the workspace's folder.
    ///   - log: gets each line the plugin says on standard error.
    public init(
        _ plugin: Plugin, root: String, sandbox: Sandbox, log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.plugin = plugin
        self.root = root
        self.sandbox = sandbox
        self.log = log
    }

    /// Tries everything; stops early where the program cannot even be started.
    public func check(_ cases: [PluginCase]) -> [Finding] {
        var findings = [
            finding("says who it is") { session throws(PluginFailure) in try session.introduce() }
        ]
        guard findings[0].passed else { return findings }
        findings.append(
            finding("refuses what it does not know, and goes on") { session throws(PluginFailure) in
                try refusal(session, of: plugin.role.capability)
                try refusal(session, of: "no_such_method")
            })
        switch plugin.role {
        case .evaluates: findings += evaluatorFindings()
        case .delivers: findings += receiverFindings()
        case .fetches: findings += sourceFindings()
        }
        for one in cases {
            findings.append(
                finding("case \(one.name)") { session throws(PluginFailure) in
                    try one.check(session)
                })
        }
        if cases.isEmpty {
            findings.append(Finding(what: "has cases of its own", problem: "brings none (cases/*.json)"))
        }
        return findings
    }

    private func evaluatorFindings() -> [Finding] {
        let sample = SampleQuestion().batch(for: plugin)
        return [
            finding("answers a question") { session throws(PluginFailure) in
                _ = try answer(session, sample)
            },
            finding("answers for a single unit") { session throws(PluginFailure) in
                _ = try answer(session, SampleQuestion(units: 1).batch(for: plugin))
            },
            finding("answers when nothing was reported") { session throws(PluginFailure) in
                _ = try answer(session, SampleQuestion(isEmpty: true).batch(for: plugin))
            },
            finding("answers the same question the same way") { session throws(PluginFailure) in
                let first = try answer(session, sample)
                let again = try answer(session, sample)
                let fresh = newSession()
                defer { fresh.close() }
                guard first == again, try first == answer(fresh, sample) else {
                    throw .violation("answered the same question in two ways")
                }
            },
            finding("answers for a nation (3,321 units × 104 weeks)") { session throws(PluginFailure) in
                _ = try answer(session, SampleQuestion(units: 3321, weeks: 104).batch(for: plugin))
            },
        ]
    }

    /// The result as it came, held against the question; nil where the plugin refuses in good manners.
    private func answer(_ session: PluginSession, _ batch: EvaluationBatch) throws(PluginFailure) -> JSONValue? {
        do throws(PluginFailure) {
            return try session.ask("evaluate") { json in
                EvaluateRequest.write(batch, to: &json)
            } read: { result throws(ProtocolViolation) in
                _ = try EvaluateAnswer.read(result, of: batch)
                return result.canonical
            }
        } catch {
            guard case .refused = error else { throw error }
            return nil
        }
    }

    /// Asks with empty parameters what must be refused with an error.
    private func refusal(_ session: PluginSession, of method: String) throws(PluginFailure) {
        do throws(PluginFailure) {
            try session.ask(method) {
                $0.raw("{}")
            } read: { _ throws(ProtocolViolation) in
                throw ProtocolViolation("answered \"\(method)\" with empty parameters instead of refusing it")
            }
        } catch {
            guard case .refused = error else { throw error }
        }
    }

    func newSession() -> PluginSession {
        let sandbox = sandbox
        return PluginSession(plugin, root: root, sandbox: { _ in sandbox }, log: log)
    }

    func finding(
        _ what: String, _ attempt: (PluginSession) throws(PluginFailure) -> Void
    ) -> Finding {
        let session = newSession()
        defer { session.close() }
        do throws(PluginFailure) {
            try attempt(session)
            return Finding(what: what, problem: nil)
        } catch {
            return Finding(what: what, problem: error.description)
        }
    }
}
