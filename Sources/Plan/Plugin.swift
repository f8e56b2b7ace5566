/// A program of the workspace that judges targets, delivers messages or fetches values: a folder of `Plugins/` with its
/// `plugin.yaml`.
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
        /// It delivers messages for receivers that are declared with this word.
        case delivers(Exchanging)
        /// It fetches values for sources that are declared with this word.
        case fetches(Exchanging)

        /// The key of the role in `plugin.yaml`.
        public var verb: String {
            switch self {
            case .evaluates: "evaluates"
            case .delivers: "delivers"
            case .fetches: "fetches"
            }
        }

        /// Kinds of metrics it can judge; empty = every kind.
        public var needs: Set<String> {
            if case .evaluates(let evaluating) = self { evaluating.needs } else { [] }
        }

        /// The word by which other files use the plugin.
        public var word: String {
            switch self {
            case .evaluates(let evaluating): evaluating.word
            case .delivers(let exchanging), .fetches(let exchanging): exchanging.word
            }
        }

        /// Whom it may exchange messages with; an evaluator nobody.
        public var hosts: [Host] {
            switch self {
            case .evaluates: []
            case .delivers(let exchanging), .fetches(let exchanging): exchanging.hosts
            }
        }
    }

    /// What a receiver or a source may do.
    public struct Exchanging: Sendable, Hashable {
        /// The word by which `onpace.yaml` uses it.
        public var word: String
        /// Whom it may exchange messages with, and nobody else.
        public var hosts: [Host]

        public init(word: String, hosts: [Host]) {
            self.word = word
            self.hosts = hosts
        }
    }

    /// Whom a receiver or a source may exchange messages with.
    public enum Host: Sendable, Hashable {
        /// A server that `plugin.yaml` names.
        case origin(Origin)
        /// The server of the address that `onpace.yaml` gives for this parameter.
        case parameter(String)
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
        /// Seconds for one exchange with a server, and how many there may be for one message or one fetch.
        public var exchange = 30
        public var exchanges = 10
        /// Rows of one fetch.
        public var rows = 5_000_000
        /// Bytes of one answer of a server.
        public var response = 16 << 20
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
        if case .evaluates(let evaluating) = role { evaluating.historyDays } else { 0 }
    }
}

/// A plugin put to use by `onpace.yaml`: a receiver or a source with its parameters.
public struct PluginUse: Sendable, Hashable {
    /// The plugin's id.
    public var plugin: String
    public var arguments: PluginArguments
    /// A PEM file of certificate authorities to trust beside the system's, relative to the workspace.
    public var authorities: String?

    public init(plugin: String, arguments: PluginArguments, authorities: String? = nil) {
        self.plugin = plugin
        self.arguments = arguments
        self.authorities = authorities
    }
}

/// Where values are fetched from: `sources:` of `onpace.yaml`.
public struct Source: Sendable, Hashable {
    public var id: String
    public var use: PluginUse

    public init(id: String, use: PluginUse) {
        self.id = id
        self.use = use
    }
}

extension Plan {
    /// The plugin that judges aims of this word.
    public func evaluatorPlugin(_ word: String) -> Plugin? {
        plugins.first { $0.role.verb == "evaluates" && $0.role.word == word }
    }

    /// The plugin with this id.
    public func plugin(_ id: String) -> Plugin? { plugins.first { $0.id == id } }
}
