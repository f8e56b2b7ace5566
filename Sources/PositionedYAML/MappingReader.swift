/// The values of one mapping by their keys, read through the `NodeReader` that collects the mistakes.
///
/// Every function returns nil where the key is absent (an error if it is required) or its value was reported as wrong.
/// A key that is there without a value (`owner:`) is an error, for nobody can say what was meant.
public struct MappingReader {
    /// One entry in the order of the file.
    public struct Entry {
        /// The key's text.
        public let name: String
        /// The key's node, for its place.
        public let key: Node
        /// The value.
        public let value: Node
    }

    /// The mapping itself.
    public let node: Node
    /// What the mapping is, for messages: `a target`.
    public let context: String
    /// All entries in the order of the file.
    public let entries: [Entry]
    /// Where mistakes are collected.
    public let reader: NodeReader
    private let indices: [String: Int]
    /// Keys of which a mistake was told already: they read as absent, and nothing more is said of them.
    private var excused: Set<String> = []

    init(_ node: Node, entries: [(key: Node, value: Node)], context: String, reader: NodeReader) {
        self.node = node
        self.context = context
        self.reader = reader
        self.entries = entries.map { Entry(name: $0.key.scalar?.text ?? "", key: $0.key, value: $0.value) }
        self.indices = Dictionary(
            self.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes a key out of further reports.
    mutating func excuse(_ key: String) {
        excused.insert(key)
    }

    /// Whether the key was written, with or without a value.
    public func has(_ key: String) -> Bool {
        indices[key] != nil
    }

    /// The entry of a key, as it is.
    public func entry(_ key: String) -> Entry? {
        indices[key].map { entries[$0] }
    }

    /// Where the value of a key stands, or the mapping where it has no such key: a place for an error about it.
    public func range(_ key: String) -> SourceRange {
        entry(key)?.value.range ?? startOfMapping
    }

    /// The value of a key as a node.
    public func node(_ key: String, required: Bool = false) -> Node? {
        guard let entry = entry(key) else {
            if required, !excused.contains(key) {
                reader.error("yaml/missing-key", "\(context) needs the key \"\(key)\"", at: startOfMapping)
            }
            return nil
        }
        guard !excused.contains(key) else { return nil }
        guard !entry.value.isNull else {
            reader.error(
                "yaml/empty-value", "\"\(key)\" has no value", at: entry.key.range,
                mend: required ? "write one" : "write one, or remove the key")
            return nil
        }
        return entry.value
    }

    /// A text; see `NodeReader.string`.
    public func string(_ key: String, required: Bool = false) -> String? {
        node(key, required: required).flatMap(reader.string)
    }

    /// An expression's text; see `NodeReader.expression`.
    public func expression(_ key: String, required: Bool = false) -> String? {
        node(key, required: required).flatMap(reader.expression)
    }

    /// `true` or `false`.
    public func bool(_ key: String, required: Bool = false) -> Bool? {
        node(key, required: required).flatMap(reader.bool)
    }

    /// A whole number, within `bounds` where they are given.
    public func int(_ key: String, in bounds: ClosedRange<Int>? = nil, required: Bool = false) -> Int? {
        guard let node = node(key, required: required), let value = reader.int(node) else { return nil }
        if let bounds, !bounds.contains(value) {
            reader.error(
                "yaml/out-of-range", "\"\(key)\" is from \(bounds.lowerBound) to \(bounds.upperBound), not \(value)",
                at: node.range)
            return nil
        }
        return value
    }

    /// A number that is not a percent.
    public func double(_ key: String, required: Bool = false) -> Double? {
        node(key, required: required).flatMap(reader.double)
    }

    /// A number or a percent, and which of the two was written.
    public func percentOrNumber(_ key: String, required: Bool = false) -> Quantity? {
        node(key, required: required).flatMap(reader.percentOrNumber)
    }

    /// A percent as a fraction; a bare number is an error.
    public func percent(_ key: String, required: Bool = false) -> Double? {
        node(key, required: required).flatMap(reader.percent)
    }

    /// A day as its text `2026-04-01`.
    public func day(_ key: String, required: Bool = false) -> String? {
        node(key, required: required).flatMap(reader.day)
    }

    /// One of a few words.
    public func choice(_ key: String, among choices: [String], required: Bool = false) -> String? {
        node(key, required: required).flatMap { reader.choice($0, among: choices, context: "\"\(key)\"") }
    }

    /// One of an enumeration's raw values.
    public func choice<Choice>(_ key: String, _ type: Choice.Type = Choice.self, required: Bool = false) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        node(key, required: required).flatMap { reader.choice($0, type, context: "\"\(key)\"") }
    }

    /// A list of nodes.
    public func list(_ key: String, required: Bool = false) -> [Node]? {
        node(key, required: required).flatMap(reader.list)
    }

    /// A list of texts; with `orOne`, a single text stands for a list of one. Items that are no texts are reported and
    /// left out.
    public func strings(_ key: String, orOne: Bool = false, required: Bool = false) -> [String]? {
        guard let node = node(key, required: required) else { return nil }
        if orOne, node.scalar != nil { return reader.string(node).map { [$0] } }
        return reader.list(node)?.compactMap(reader.string)
    }

    /// A mapping of which all keys are known; see `NodeReader.mapping`.
    public func mapping(
        _ key: String, known: [String], context: String? = nil, synonyms: [String: String] = [:], required: Bool = false
    ) -> MappingReader? {
        node(key, required: required).flatMap {
            reader.mapping($0, known: known, context: context ?? "\"\(key)\"", synonyms: synonyms)
        }
    }

    /// A mapping whose keys are free.
    public func mapping(_ key: String, context: String? = nil, required: Bool = false) -> MappingReader? {
        node(key, required: required).flatMap { reader.mapping($0, context: context ?? "\"\(key)\"") }
    }

    /// The first line of a block mapping would be underlined whole; its first key says enough.
    private var startOfMapping: SourceRange {
        entries.first?.key.range ?? node.range
    }
}
