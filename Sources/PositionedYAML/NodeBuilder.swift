/// Builds the tree from the parser's events, within the limits, and reports what YAML allows but OnPace does not.
struct NodeBuilder {
    private let source: SourceFile
    private let limits: Limits
    private(set) var root: Node?
    private(set) var diagnostics: [Diagnostic] = []

    private var open: [Collection] = []
    private var anchors: [String: Anchored] = [:]
    private var nodes = 0
    private var aliasedNodes = 0
    private var hasDocument = false

    init(source: SourceFile, limits: Limits) {
        self.source = source
        self.limits = limits
    }

    /// A list or mapping whose end has not come yet.
    private struct Collection {
        var isMapping: Bool
        /// Written with brackets or braces, so that its end is a character of its own.
        var isFlow: Bool
        var start: Mark
        /// Where its last part ended: libyaml ends a block only where the next token starts, comments skipped.
        var lastEnd: Mark
        var anchor: String?
        var items: [Node] = []
        var entries: [(key: Node, value: Node)] = []
        var key: Node?
        var firstPlaces: [String: SourceRange] = [:]
        var size = 1
        var height = 1
    }

    /// An anchored value with what each use of it costs.
    private struct Anchored {
        var node: Node
        var size: Int
        var height: Int
    }

    /// Takes one event; throws where there is no sense in reading on.
    mutating func take(_ event: Event) throws(Diagnostic) {
        if let tag = event.tag { try report(taggedWith: tag, at: event.range) }
        switch event.kind {
        case .documentStart:
            if hasDocument {
                throw problem(
                    "yaml/several-documents", at: event.range, "a second document starts here; a file holds one",
                    mend: "remove the line --- or make it a file of its own")
            }
            hasDocument = true
        case .scalar(let scalar):
            try count(1, at: event.range)
            if !open.isEmpty { open[open.count - 1].lastEnd = event.range.end }
            try add(Node(.scalar(scalar), range: event.range), size: 1, height: 1, anchor: event.anchor)
        case .alias(let name):
            if !open.isEmpty { open[open.count - 1].lastEnd = event.range.end }
            try addAlias(name, at: event.range)
        case .sequenceStart, .mappingStart:
            try count(1, at: event.range)
            guard open.count < limits.depth else {
                throw problem("yaml/too-deep", at: event.range, "nested more than \(limits.depth) levels deep")
            }
            let isMapping = if case .mappingStart = event.kind { true } else { false }
            open.append(
                Collection(
                    isMapping: isMapping, isFlow: event.isFlow, start: event.range.start, lastEnd: event.range.end,
                    anchor: event.anchor))
        case .end:
            guard let done = open.popLast() else { return }
            let end = done.isFlow ? event.range.end : done.lastEnd
            let range = SourceRange(done.start, end)
            let node = Node(done.isMapping ? .mapping(done.entries) : .sequence(done.items), range: range)
            if !open.isEmpty { open[open.count - 1].lastEnd = end }
            try add(node, size: done.size, height: done.height, anchor: done.anchor)
        case .other:
            return
        }
    }

    private mutating func addAlias(_ name: String, at range: SourceRange) throws(Diagnostic) {
        guard let target = anchors[name] else {
            if open.contains(where: { $0.anchor == name }) {
                throw problem("yaml/unknown-anchor", at: range, "*\(name) stands inside the value it refers to")
            }
            let mend = didYouMean(name, among: anchors.keys.sorted()).map { "did you mean *\($0)?" }
            throw problem(
                "yaml/unknown-anchor", at: range, "nothing before this place is named &\(name)",
                mend: mend ?? "quote the text if it is meant to begin with *")
        }
        aliasedNodes += target.size
        guard aliasedNodes <= limits.aliasedNodes else {
            throw problem(
                "yaml/too-many-aliases", at: range, "aliases repeat more than \(limits.aliasedNodes) values in all")
        }
        guard open.count + target.height <= limits.depth + 1 else {
            throw problem("yaml/too-deep", at: range, "nested more than \(limits.depth) levels deep")
        }
        try count(target.size, at: range)
        try add(target.node, size: target.size, height: target.height, anchor: nil)
    }

    /// Puts a finished value where it belongs: into the innermost open collection, or at the root.
    private mutating func add(_ node: Node, size: Int, height: Int, anchor: String?) throws(Diagnostic) {
        if let anchor { anchors[anchor] = Anchored(node: node, size: size, height: height) }
        guard !open.isEmpty else {
            root = node
            return
        }
        let top = open.count - 1
        open[top].size += size
        open[top].height = max(open[top].height, height + 1)
        if !open[top].isMapping {
            open[top].items.append(node)
        } else if let key = open[top].key {
            open[top].key = nil
            try addEntry(key, node)
        } else {
            open[top].key = node
        }
    }

    private mutating func addEntry(_ key: Node, _ value: Node) throws(Diagnostic) {
        guard let name = key.scalar else {
            let looksLikeTemplate = key.entries != nil
            return try report(
                "yaml/complex-key", at: key.range, "a key must be text, not \(key.inWords)",
                mend: looksLikeTemplate ? "put quotes around text with {{…}}" : nil)
        }
        if name.isPlain, name.text == "<<" {
            return try report(
                "yaml/merge-key", at: key.range, "merge keys (<<) are not read",
                mend: "write the keys out, or use an alias for a whole value")
        }
        let top = open.count - 1
        if let first = open[top].firstPlaces[name.text] {
            let note = Diagnostic.Note("first written here", at: first)
            return try report(
                "yaml/duplicate-key", at: key.range, "the key \(quotedForMessage(name.text)) is written twice",
                mend: "remove one of the two", notes: [note])
        }
        open[top].firstPlaces[name.text] = key.range
        open[top].entries.append((key, value))
    }

    private mutating func report(taggedWith tag: String, at range: SourceRange) throws(Diagnostic) {
        let isText = tag == "tag:yaml.org,2002:str"
        let shown = tag.hasPrefix("tag:yaml.org,2002:") ? "!!" + tag.dropFirst(18) : tag
        try report(
            "yaml/tag", at: range, "tags such as \(shown) are not read",
            mend: isText ? "put quotes around the text" : "remove the tag")
    }

    private mutating func report(
        _ id: String, at range: SourceRange, _ message: String, mend: String? = nil, notes: [Diagnostic.Note] = []
    ) throws(Diagnostic) {
        diagnostics.append(problem(id, at: range, message, mend: mend, notes: notes))
        if diagnostics.count >= limits.diagnostics {
            throw problem("yaml/too-many-mistakes", at: range, "too many mistakes; the rest is left unread")
        }
    }

    private mutating func count(_ more: Int, at range: SourceRange) throws(Diagnostic) {
        nodes += more
        guard nodes <= limits.nodes else {
            throw problem("yaml/too-large", at: range, "the file holds more than \(limits.nodes) values")
        }
    }

    private func problem(
        _ id: String, at range: SourceRange, _ message: String, mend: String? = nil, notes: [Diagnostic.Note] = []
    ) -> Diagnostic {
        Diagnostic(id, file: source.name, range: range, message: message, mend: mend, notes: notes)
    }
}
