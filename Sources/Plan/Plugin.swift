/// A program of the workspace that judges targets: a folder of `Plugins/` with its `plugin.yaml`.
public struct Plugin: Sendable, Hashable {
    /// Id with version, such as `cohort-clearance/v1`.
    public var id: String
    /// Path of its folder, relative to the workspace.
    public var folder: String
    public var title: LocalText
    public var role: Role
    /// The program and its arguments; the first word is looked up beside `plugin.yaml` when it holds a `/`.
    public var command: [String]
    public var parameters: [PluginParameter]
    public var limits: Limits

    /// What a plugin is for.
    public enum Role: Sendable, Hashable {
        /// It judges targets whose aim has this word.
        case evaluates(Evaluating)

        /// The key of the role in `plugin.yaml`.
        public var verb: String {
            switch self {
            case .evaluates: "evaluates"
            }
        }

        /// Kinds of metrics it can judge; empty = every kind.
        public var needs: Set<String> {
            switch self {
            case .evaluates(let evaluating): evaluating.needs
            }
        }

        /// The word by which other files use the plugin.
        public var word: String {
            switch self {
            case .evaluates(let evaluating): evaluating.word
            }
        }
    }

    /// What an evaluator asks of a target.
    public struct Evaluating: Sendable, Hashable {
        /// The word of the aim.
        public var word: String
        /// Kinds of metrics it can judge; empty = every kind.
        public var needs: Set<String>
        /// How many days before the period's begin its series reach.
        public var historyDays: Int

        public init(word: String, needs: Set<String> = [], historyDays: Int = 366) {
            self.word = word
            self.needs = needs
            self.historyDays = historyDays
        }
    }

    /// What the program may use at most.
    public struct Limits: Sendable, Hashable {
        /// Seconds for one answer, as a clock on the wall counts them.
        public var time = 10
        /// Seconds of processor time for a whole run.
        public var cpu = 60
        /// Bytes of memory, all its processes together.
        public var memory = 512 << 20
        /// Bytes it may say in one answer, log included.
        public var output = 64 << 20
        /// Bytes of any file it writes into its private folder.
        public var files = 16 << 20
        /// Processes and threads at once.
        public var processes = 32

        public init() {}
    }

    public init(
        id: String, folder: String, title: LocalText, role: Role, command: [String],
        parameters: [PluginParameter] = [], limits: Limits = Limits()
    ) {
        self.id = id
        self.folder = folder
        self.title = title
        self.role = role
        self.command = command
        self.parameters = parameters
        self.limits = limits
    }

    /// The id without its version.
    public var name: String { String(id.prefix { $0 != "/" }) }

    /// How far before the period the series reach, in days.
    public var historyDays: Int {
        switch role {
        case .evaluates(let evaluating): evaluating.historyDays
        }
    }
}

extension Plan {
    /// The plugin that judges aims of this word.
    public func evaluatorPlugin(_ word: String) -> Plugin? {
        plugins.first { $0.role.verb == "evaluates" && $0.role.word == word }
    }
}
