import Evaluators
import Foundation
import Plan
import Synchronization

/// The plugins of a plan during one run, delivery or intake. Programs start when they are first needed; `close` ends them all.
public final class PluginHost: Sendable {
    private let sessions: [PluginSession]
    let root: String
    private let compiledIn: [String: any Evaluator]

    /// - Parameters:
    ///   - plugins: those of the plan.
    ///   - root: the workspace's folder.
    ///   - compiledIn: evaluators of this very program, which take the place of the plugins with their ids.
    ///   - sandbox: what to run them in; nil = bubblewrap where it works.
    ///   - log: gets each line a plugin says on standard error, with its name.
    public init(
        _ plugins: [Plugin], root: String, compiledIn: [any Evaluator] = [], sandbox: Sandbox? = nil,
        log: @escaping @Sendable (_ plugin: String, _ line: String) -> Void = { _, _ in }
    ) {
        self.root = root
        self.compiledIn = Dictionary(compiledIn.map { ($0.id, $0) }) { first, _ in first }
        let chosen = ChosenSandbox(sandbox)
        sessions = plugins.map { plugin in
            PluginSession(plugin, root: root, sandbox: { chosen.get(isCertain: $0) }, log: { log(plugin.name, $0) })
        }
    }

    /// The built-in evaluators and those of the plugins, by the words of their aims.
    public var catalogue: EvaluatorCatalogue {
        var catalogue = EvaluatorCatalogue.builtIn
        for session in sessions where session.plugin.role.verb == "evaluates" {
            let plugin = session.plugin
            catalogue.register(compiledIn[plugin.id] ?? PluginEvaluator(session), for: plugin.role.word)
        }
        return catalogue
    }

    /// The session of the plugin with this id.
    func session(_ id: String) throws(PluginFailure) -> PluginSession {
        guard let session = sessions.first(where: { $0.plugin.id == id }) else {
            throw .notStarted("the plan has no plugin \(id)")
        }
        return session
    }

    /// Starts the programs of these words beside whatever else is done, so that nobody waits for them later.
    public func start(_ words: Set<String>) {
        for session in sessions {
            let plugin = session.plugin
            guard plugin.role.verb == "evaluates", words.contains(plugin.role.word), compiledIn[plugin.id] == nil else {
                continue
            }
            // A failure here is met again, and told, when the program is asked.
            Thread.detachNewThread { try? session.introduce() }
        }
    }

    /// Ends all programs and everything they started.
    public func close() {
        for session in sessions { session.close() }
    }
}

/// The sandbox that is there: taken for working until a program does not start in it, and tried only then.
private final class ChosenSandbox: Sendable {
    private let sandbox: Mutex<Sandbox?>

    init(_ sandbox: Sandbox?) {
        self.sandbox = Mutex(sandbox)
    }

    func get(isCertain: Bool) -> Sandbox {
        sandbox.withLock { sandbox in
            if let sandbox { return sandbox }
            guard isCertain else { return Sandbox.installed() }
            let probed = Sandbox.probe()
            sandbox = probed
            return probed
        }
    }
}
