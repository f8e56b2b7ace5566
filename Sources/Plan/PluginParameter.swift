/// A parameter that a plugin declares: its type, unit, bounds, default and meaning.
public struct PluginParameter: Sendable, Hashable {
    public var name: String
    public var kind: Kind
    /// The word written behind a number (`6 months`); nil for bare numbers.
    public var unit: String?
    /// Smallest and largest value, for numbers and percentages (as fractions).
    public var low: Double?
    public var high: Double?
    /// The value when a target gives none; nil = it must give one, unless the parameter is optional.
    public var fallback: PluginValue?
    public var isOptional: Bool
    /// What it means, for people.
    public var about: LocalText

    public indirect enum Kind: Sendable, Hashable {
        case number, whole, percent, text, boolean, day
        /// Several texts.
        case texts
        /// An `https://` or `http://` address.
        case url
        /// A secret by reference; only for receivers and sources.
        case secret
        case choice([String])
        /// A metric or a target by its id.
        case metric, target
        /// Several metrics or targets, each with values of its own.
        case metrics([PluginParameter])
        case targets([PluginParameter])

        /// The word of the type in `plugin.yaml`.
        public var word: String {
            switch self {
            case .number: "number"
            case .whole: "whole"
            case .percent: "percent"
            case .text: "text"
            case .texts: "texts"
            case .url: "url"
            case .secret: "secret"
            case .boolean: "boolean"
            case .day: "day"
            case .choice: "choice"
            case .metric: "metric"
            case .target: "target"
            case .metrics: "metrics"
            case .targets: "targets"
            }
        }

        static let words = [
            "number", "whole", "percent", "text", "texts", "boolean", "day", "choice", "url", "secret", "metric",
            "target",
            "metrics", "targets",
        ]
    }

    public init(
        name: String, kind: Kind, unit: String? = nil, low: Double? = nil, high: Double? = nil,
        fallback: PluginValue? = nil, isOptional: Bool = false, about: LocalText = LocalText("")
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.low = low
        self.high = high
        self.fallback = fallback
        self.isOptional = isOptional
        self.about = about
    }
}

/// A value given to a plugin's parameter.
public indirect enum PluginValue: Sendable, Hashable {
    /// A number in the declared unit; a percentage is a fraction.
    case number(Double)
    /// A text, a day (`2026-05-17`), a word of a choice, or the id of a metric or target.
    case text(String)
    case texts([String])
    /// Where a secret's value is found when it is needed.
    case secret(Secret)
    case boolean(Bool)
    /// Ids of metrics or targets with the values of each, in the order of the file.
    case items([Item])

    public struct Item: Sendable, Hashable {
        public var id: String
        public var values: PluginArguments

        public init(id: String, values: PluginArguments) {
            self.id = id
            self.values = values
        }
    }
}

/// The values of a plugin's parameters, defaults filled in, in the order in which the plugin declares them.
public struct PluginArguments: Sendable, Hashable {
    public struct Argument: Sendable, Hashable {
        public var name: String
        public var value: PluginValue

        public init(_ name: String, _ value: PluginValue) {
            self.name = name
            self.value = value
        }
    }

    public var all: [Argument]
    /// Ids of the metrics and of the targets that the values name.
    public var metrics: [String]
    public var targets: [String]

    public init(_ all: [Argument] = [], metrics: [String] = [], targets: [String] = []) {
        self.all = all
        self.metrics = metrics
        self.targets = targets
    }

    public subscript(name: String) -> PluginValue? { all.first { $0.name == name }?.value }

    /// The number given for a parameter.
    public func number(_ name: String) -> Double? {
        if case .number(let value)? = self[name] { value } else { nil }
    }

    /// The text, day, choice or id given for a parameter.
    public func text(_ name: String) -> String? {
        if case .text(let value)? = self[name] { value } else { nil }
    }

    /// The metrics or targets given for a parameter.
    public func items(_ name: String) -> [PluginValue.Item] {
        if case .items(let items)? = self[name] { items } else { [] }
    }
}
