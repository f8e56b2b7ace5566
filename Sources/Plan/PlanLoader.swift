import CEL
import Crypto
import Periods
import PositionedYAML

/// Turns files into a checked plan, naming every mistake at once.
///
/// The passes follow what needs what: calendars and campaigns, units, metrics, targets, rules, routes. Each pass reads
/// its part of every file; a declaration with a mistake is left out, and what refers to it is not blamed again.
public final class PlanLoader {
    /// What a load gives: the plan when nothing is wrong, and everything to tell its authors.
    public struct Outcome: Sendable {
        /// nil when there is an error.
        public var plan: Plan?
        /// Errors and warnings, sorted by file and place.
        public var diagnostics: [Diagnostic]
        /// Warnings that a `silenced:` entry holds back.
        public var silenced: [Diagnostic]

        public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
    }

    /// One file's readers: the top mapping and where its mistakes are collected.
    struct Document {
        var top: MappingReader
        var reader: NodeReader
    }

    let sources: PlanSources
    let today: Day
    let checks: PlanChecks
    var documents: [Document] = []
    var failures: [Diagnostic] = []

    var languages: [Language] = [.english]
    var calendars: [String: PeriodCalendar] = ["civil": .civil]
    var anchors: [String: AnchorTable] = ["tet": .tet]
    var campaigns: [Campaign] = []
    var judgement = Judgement()
    var signal = SignalRule()
    var required: Set<String> = []
    var units = UnitTree([])
    /// Whether the file of units could not be used: then no unit is called unknown.
    var unitsAreBroken = false
    var metrics: [Metric] = []
    var metricIndices: [String: Int] = [:]
    /// Ids whose declaration has a mistake: known, but unusable.
    var brokenMetrics: Set<String> = []
    /// Formulas waiting until all metrics are known.
    var pendingFormulas: [(id: String, text: String, node: Node, reader: NodeReader)] = []
    /// Ratios whose parts are checked then.
    var pendingRatios: [MappingReader] = []
    /// Siblings and the like, checked then as well.
    var pendingRelations: [(id: String, range: SourceRange, reader: NodeReader)] = []
    var integrity = IntegrityRule()
    /// What silenced checks name, looked up once targets are known.
    var pendingCheckNames: [(name: String, range: SourceRange, reader: NodeReader)] = []
    var plugins: [Plugin] = []
    /// Words of plugins whose declaration has a mistake, by role: known, but unusable.
    var brokenPlugins: [String: Set<String>] = [:]
    /// Where mistakes of each `plugin.yaml` are collected.
    var manifests: [NodeReader] = []
    /// Targets that plugins' parameters name, checked once all are known.
    var pendingTargetReferences: [(id: String, range: SourceRange, reader: NodeReader)] = []
    var targets: [Target] = []
    var receivers: [Receiver] = []
    /// Receivers whose declaration has a mistake: known, but unusable.
    var brokenReceivers: Set<String> = []
    var rules: [Rule] = []
    var routes: [Route] = []
    /// The plan's sources; `sources` are the bytes it is made of.
    var feeds: [Source] = []
    var inputs: [InputMapping] = []
    /// Inputs whose metrics and units are checked once these are known.
    var pendingInputs: [MappingReader] = []
    /// Where each declared thing stands, for warnings and for "declared twice": kind + id → place.
    var places: [String: (file: String, range: SourceRange)] = [:]

    init(_ sources: PlanSources, today: Day, checks: PlanChecks) {
        self.sources = sources
        self.today = today
        self.checks = checks
    }

    /// Loads a plan.
    ///
    /// - Parameters:
    ///   - today: decides which silenced warnings have expired; nothing else depends on it.
    ///   - checks: what only others can tell.
    public static func load(_ sources: PlanSources, today: Day, checks: PlanChecks = PlanChecks()) -> Outcome {
        let loader = PlanLoader(sources, today: today, checks: checks)
        return loader.load()
    }

    private func load() -> Outcome {
        openDocuments()
        var plan: Plan?
        if let workspace = documents.first, workspace.reader.source.name == sources.workspace.name {
            readPlugins()
            let settings = readWorkspace(workspace)
            readUnits()
            readUnitChanges()
            for document in documents { readMetrics(document) }
            checkMetricReferences()
            readSources(workspace.top)
            for document in documents { readTargets(document) }
            checkTargetReferences()
            for document in documents { readRules(document) }
            readShippedRules()
            for document in documents { readRoutes(document) }
            checkPlan()
            plan = Plan(
                organisation: settings.organisation, timeZone: settings.timeZone, languages: languages,
                store: settings.store, calendars: calendars, campaigns: campaigns, units: units, metrics: metrics,
                targets: targets, rules: rules, routes: routes, receivers: receivers, inputs: inputs,
                plugins: plugins, sources: feeds, version: version())
            plan?.integrity = integrity
        }
        let all = (failures + documents.flatMap(\.reader.diagnostics) + manifests.flatMap(\.diagnostics)).sorted()
        let (kept, silenced) = silence(all)
        return Outcome(
            plan: kept.contains { $0.severity == .error } ? nil : plan, diagnostics: kept, silenced: silenced)
    }

    private func openDocuments() {
        for source in [sources.workspace] + sources.declarations {
            let (node, diagnostics) = parse(source)
            failures += diagnostics
            guard let node else {
                if diagnostics.isEmpty, source.name == sources.workspace.name {
                    failures.append(
                        Diagnostic(
                            "workspace/empty", file: source.name, range: nil, message: "the file is empty",
                            mend: "declare at least one metric and one target; `onpace init` writes an example"))
                }
                continue
            }
            let reader = NodeReader(source)
            let known =
                source.name == sources.workspace.name
                ? Self.workspaceKeys + Self.declarationKeys : Self.declarationKeys + Self.targetKeys
            let isTarget = node.entries?.contains { $0.key.scalar?.text == "target" } ?? false
            let context = isTarget ? "a target" : "the file"
            if let top = reader.mapping(node, known: known, context: context, synonyms: Self.synonyms) {
                documents.append(Document(top: top, reader: reader))
            } else {
                failures += reader.diagnostics
            }
        }
    }

    /// Keys of the lists that any file may hold.
    static let declarationKeys = ["metrics", "targets", "rules", "routes"]

    static let synonyms = [
        "goal": "aim", "kpi": "metric", "measure": "metric", "owner": "accountable", "title_en": "title",
    ]

    /// SHA-256 over every declaring file's name and bytes.
    private func version() -> String {
        var hasher = SHA256()
        let digests = Dictionary(sources.plugins.map { ($0.manifest.name, $0.digest) }) { first, _ in first }
        for source in sources.all.sorted(by: { $0.name < $1.name }) {
            let parts = [Array(source.name.utf8), source.bytes] + (digests[source.name].map { [$0] } ?? [])
            for part in parts {
                withUnsafeBytes(of: UInt64(part.count).littleEndian) { hasher.update(bufferPointer: $0) }
                part.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            }
        }
        return hasher.finalize().prefix(6).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

// MARK: - What several passes need

extension PlanLoader {
    /// A text for people: one string or one for each language.
    func localText(_ map: MappingReader, _ key: String, required: Bool = false) -> LocalText? {
        guard let node = map.node(key, required: required) else { return nil }
        guard node.entries != nil else { return map.reader.string(node).map { LocalText($0) } }
        guard
            let texts = map.reader.mapping(
                node, known: Language.allCases.map(\.rawValue), context: "a text for people")
        else { return nil }
        var text = LocalText(texts: [:])
        for entry in texts.entries where Language(rawValue: entry.name) != nil {
            text.texts[entry.name] = texts.string(entry.name)
        }
        return text
    }

    /// A day, checked by the reader.
    func day(_ map: MappingReader, _ key: String, required: Bool = false) -> Day? {
        map.day(key, required: required).flatMap { Day($0) }
    }

    /// `14 days`, `2 runs`: a whole number with its word.
    func amount(_ map: MappingReader, _ key: String, of word: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let node = map.node(key), let text = map.reader.string(node) else { return nil }
        let parts = text.split(separator: " ")
        let singular = String(word.dropLast())
        guard parts.count == 2, parts[1] == word || parts[1] == singular, let value = Int(parts[0]) else {
            let example = Int(text).flatMap { bounds.contains($0) ? $0 : nil } ?? max(2, bounds.lowerBound)
            map.reader.error(
                "yaml/amount", "\"\(key)\" is a number of \(word)", at: node.range, mend: "write \(example) \(word)")
            return nil
        }
        guard bounds.contains(value) else {
            map.reader.error(
                "yaml/out-of-range", "\"\(key)\" is from \(bounds.lowerBound) to \(bounds.upperBound) \(word)",
                at: node.range)
            return nil
        }
        return value
    }

    /// One word or a list of words, each with its place.
    func words(_ map: MappingReader, _ key: String, required: Bool = false) -> [(text: String, range: SourceRange)]? {
        guard let node = map.node(key, required: required) else { return nil }
        let nodes = node.scalar != nil ? [node] : map.reader.list(node)
        return nodes?.compactMap { node in map.reader.string(node).map { ($0, node.range) } }
    }

    /// Notes where a thing is declared; false and an error when its id is taken.
    func declare(_ kind: String, _ id: String, _ map: MappingReader, key: String) -> Bool {
        let range = map.range(key)
        let file = map.reader.source.name
        if let first = places["\(kind) \(id)"] {
            let line = first.range.start.line
            let place = first.file == file ? "line \(line)" : "\(first.file):\(line)"
            map.reader.error(
                "plan/declared-twice", "the \(kind) \"\(id)\" is declared already, in \(place)", at: range,
                mend: "rename one of them")
            return false
        }
        places["\(kind) \(id)"] = (file, range)
        return true
    }

    /// An id: letters, digits, `_`, `-`, `.`.
    func identifier(_ map: MappingReader, _ key: String) -> String? {
        guard let node = map.node(key, required: true), let text = map.reader.string(node) else { return nil }
        let allowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
        }
        guard allowed, !text.isEmpty, text.utf8.count <= 100 else {
            map.reader.error(
                "plan/bad-id", "\"\(text)\" cannot be an id", at: node.range,
                mend: "use letters without accents, digits, \"_\", \"-\" and \".\"")
            return nil
        }
        return text
    }

    /// Reports an expression's mistakes inside the YAML scalar that holds it.
    func report(_ errors: CELErrors, id: String, in node: Node, _ reader: NodeReader) {
        for error in errors.errors {
            reader.error(
                id, error.message, in: node,
                utf8Offsets: error.offset..<(error.offset + max(1, error.length)))
        }
    }

    /// "unknown metric …; did you mean …?"
    func unknown(
        _ kind: String, _ word: String, among known: some Collection<String>, at range: SourceRange,
        _ reader: NodeReader
    ) {
        let mend =
            didYouMean(word, among: known).map { "did you mean \"\($0)\"?" }
            ?? (known.isEmpty ? nil : "known: \(known.sorted().prefix(12).joined(separator: ", "))")
        reader.error("plan/unknown-\(kind)", "unknown \(kind) \"\(word)\"", at: range, mend: mend)
    }
}
