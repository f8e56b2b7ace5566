import Evaluators
import Plan
import Synchronization

/// The plugins of a plan during one run. Programs start when they are first needed; `close` ends them all.
public final class PluginHost: Sendable {
    private let sessions: [PluginSession]

    /// - Parameters:
    ///   - plugins: those of the plan.
    ///   - root: the workspace's folder.
    ///   - sandbox: what to run them in; nil = bubblewrap where it works.
    ///   - log: gets each line a plugin says on standard error, with its name.
    public init(
        _ plugins: [Plugin], root: String, sandbox: Sandbox? = nil,
        log: @escaping @Sendable (_ plugin: String, _ line: String) -> Void = { _, _ in }
    ) {
        let chosen = ChosenSandbox(sandbox)
        sessions = plugins.map { plugin in
            PluginSession(plugin, root: root, sandbox: { chosen.get() }, log: { log(plugin.name, $0) })
        }
    }

    /// The built-in evaluators and those of the plugins, by the words of their aims.
    public var catalogue: EvaluatorCatalogue {
        var catalogue = EvaluatorCatalogue.builtIn
        for session in sessions {
            guard case .evaluates(let evaluating) = session.plugin.role else { continue }
            catalogue.register(PluginEvaluator(session), for: evaluating.word)
        }
        return catalogue
    }

    /// The session of the plugin that delivers to receivers of this kind.
    public func receiver(_ word: String) -> PluginSession? {
        sessions.first { $0.plugin.role == .delivers(word) }
    }

    /// Ends all programs and everything they started.
    public func close() {
        for session in sessions { session.close() }
    }
}

/// Probes the sandbox once, when it is first needed.
private final class ChosenSandbox: Sendable {
    private let sandbox: Mutex<Sandbox?>

    init(_ sandbox: Sandbox?) {
        self.sandbox = Mutex(sandbox)
    }

    func get() -> Sandbox {
        sandbox.withLock { sandbox in
            if let sandbox { return sandbox }
            let probed = Sandbox.probe()
            sandbox = probed
            return probed
        }
    }
}
