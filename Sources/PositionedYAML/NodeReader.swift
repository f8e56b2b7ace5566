/// Reads typed values from nodes and collects what is wrong with them instead of stopping at the first mistake.
///
/// A class, because the readers of one file's parts all collect into one list. Every reading function returns nil where
/// it has reported an error, so that a caller goes on with the rest and stops only where it needs the value.
///
/// ```swift
/// let reader = NodeReader(source)
/// if let map = reader.mapping(node, known: ["target", "metric", "aim"], context: "a target") {
///     let name = map.string("target", required: true)
///     let aim = map.mapping("aim", known: aims, required: true)
/// }
/// show(reader.diagnostics)
/// ```
public final class NodeReader {
    /// The file that the nodes were read from.
    public let source: SourceFile
    /// What was reported until now, in the order of reporting; the same thing twice is kept once.
    public private(set) var diagnostics: [Diagnostic] = []
    private var reported: Set<Diagnostic> = []
    private let most: Int

    /// A reader for the nodes of one file, which collects as many diagnostics as `limits` say and one more that tells
    /// of the rest.
    public init(_ source: SourceFile, limits: Limits = .default) {
        self.source = source
        most = limits.diagnostics
    }

    /// Whether an error was reported, rather than nothing or only warnings.
    public var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// Adds a diagnostic made elsewhere.
    public func report(_ diagnostic: Diagnostic) {
        // An aliased value is read once for each use, but its mistake is one mistake.
        guard diagnostics.count <= most, reported.insert(diagnostic).inserted else { return }
        guard diagnostics.count < most else {
            diagnostics.append(
                Diagnostic(
                    "yaml/too-many-mistakes", file: source.name, range: diagnostic.range,
                    message: "too many mistakes; the rest is not shown"))
            return
        }
        diagnostics.append(diagnostic)
    }

    /// Reports an error at a place; nil where the file as a whole is meant.
    public func error(
        _ id: String, _ message: String, at range: SourceRange?, mend: String? = nil, notes: [Diagnostic.Note] = []
    ) {
        report(Diagnostic(id, file: source.name, range: range, message: message, mend: mend, notes: notes))
    }

    /// Reports a warning at a place; nil where the file as a whole is meant.
    public func warning(
        _ id: String, _ message: String, at range: SourceRange?, mend: String? = nil, notes: [Diagnostic.Note] = []
    ) {
        report(Diagnostic(id, .warning, file: source.name, range: range, message: message, mend: mend, notes: notes))
    }

    /// Reads a mapping of which all keys are known; an unknown one is an error with the key that was likely meant.
    ///
    /// - Parameters:
    ///   - known: the keys that may occur.
    ///   - context: what the mapping is, with its article, for messages: `a target`.
    ///   - synonyms: words that people try for a key, with the key that they mean: `["goal": "aim"]`.
    public func mapping(
        _ node: Node, known: [String], context: String, synonyms: [String: String] = [:]
    ) -> MappingReader? {
        guard var map = mapping(node, context: context) else { return nil }
        for (index, entry) in map.entries.enumerated() where !known.contains(entry.name) {
            if let mend = decimalComma(at: index, of: map) {
                let before = map.entries[index - 1]
                let range = SourceRange(before.value.range.start, entry.key.range.end)
                error("yaml/number", "decimals are written with a point", at: range, mend: "write \(mend)")
                map.excuse(before.name)
                continue
            }
            let meant = synonyms[entry.name] ?? didYouMean(entry.name, among: known)
            if let meant, !map.has(meant) { map.excuse(meant) }
            error(
                "yaml/unknown-key", "\(context) has no key \(quotedForMessage(entry.name))", at: entry.key.range,
                mend: meant.map { "did you mean \"\($0)\"?" }
                    ?? (isCutOff(at: index, of: map) ? "a comma ends a text inside { }; put the text in quotes" : nil)
                    ?? "the keys are \(known.joined(separator: ", "))")
        }
        return map
    }

    /// Reads a mapping whose keys are free, such as languages or the names of calendars.
    public func mapping(_ node: Node, context: String) -> MappingReader? {
        guard let entries = node.entries else {
            let text = node.scalar?.text ?? ""
            let lacksSpace = text.contains(":") && !text.contains(": ") && !text.contains("://")
            error(
                "yaml/type", "\(context) is a mapping; found \(node.inWords)", at: node.range,
                mend: lacksSpace ? "write a space after the colon" : nil)
            return nil
        }
        return MappingReader(node, entries: entries, context: context, reader: self)
    }

    /// Reads a list.
    public func list(_ node: Node) -> [Node]? {
        guard let items = node.items else {
            let mend = node.isNull || node.scalar == nil ? nil : "write [\(node.scalar?.text ?? "")]"
            return wrongType(node, wanted: "a list", mend: mend)
        }
        return items
    }

    /// Reads a text. Numbers and dates without quotes are texts too (`period: 2026`); `true` and `false` are not.
    public func string(_ node: Node) -> String? {
        guard let scalar = node.scalar, !scalar.isNull else { return wrongType(node, wanted: "a text") }
        if scalar.bool != nil { return wrongType(node, wanted: "a text", mend: "write \"\(scalar.text)\"") }
        return scalar.text
    }

    /// Reads the text of any scalar but nothing and null: what an expression such as `true` needs.
    public func expression(_ node: Node) -> String? {
        guard let scalar = node.scalar, !scalar.isNull else { return wrongType(node, wanted: "an expression") }
        return scalar.text
    }

    /// Reads `true` or `false`; nothing else is a boolean.
    public func bool(_ node: Node) -> Bool? {
        if let bool = node.scalar?.bool { return bool }
        return wrongType(node, wanted: "a boolean", mend: "write true or false")
    }

    /// Reads a whole number.
    public func int(_ node: Node) -> Int? {
        guard let text = number(node, wanted: "a whole number") else { return nil }
        switch NumberText.readWhole(text) {
        case .success(let value): return value
        case .failure(let why): return malformed(why, node, wanted: "a whole number")
        }
    }

    /// Reads a number that is not a percent.
    public func double(_ node: Node) -> Double? {
        switch quantity(node, wanted: "a number") {
        case .number(let value): return value
        case .percent: return wrongType(node, wanted: "a plain number")
        case nil: return nil
        }
    }

    /// Reads a number or a percent and says which of the two was written.
    public func percentOrNumber(_ node: Node) -> Quantity? {
        quantity(node, wanted: "a number or a percent")
    }

    /// Reads a percent as a fraction: `87 %` is 0.87. A bare 87 or 0.87 is an error, for nobody can tell what is meant.
    public func percent(_ node: Node) -> Double? {
        switch quantity(node, wanted: "a percent") {
        case .percent(let fraction): return fraction
        case .number:
            return wrongType(node, wanted: "a percent", mend: percentMeant(by: node.scalar?.text ?? ""))
        case nil: return nil
        }
    }

    /// Reads a day written as `2026-04-01` and returns its text. The day exists in the civil calendar.
    public func day(_ node: Node) -> String? {
        guard let scalar = node.scalar, !scalar.isNull else { return wrongType(node, wanted: "a day") }
        if let problem = DayText.problem(of: scalar.text) {
            error("yaml/day", problem.message, at: node.range, mend: problem.mend)
            return nil
        }
        return scalar.text
    }

    /// Reads one of a few words; another word is an error with the one that was likely meant.
    public func choice(_ node: Node, among choices: [String], context: String = "this value") -> String? {
        guard let word = string(node) else { return nil }
        if choices.contains(word) { return word }
        let meant = didYouMean(word, among: choices).map { "did you mean \"\($0)\"?" }
        error(
            "yaml/unknown-choice", "\(context) cannot be \(quotedForMessage(word))", at: node.range,
            mend: meant ?? "the choices are \(choices.joined(separator: ", "))")
        return nil
    }

    /// Reads one of an enumeration's raw values.
    public func choice<Choice>(_ node: Node, _: Choice.Type = Choice.self, context: String = "this value") -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        choice(node, among: Choice.allCases.map(\.rawValue), context: context).flatMap { Choice(rawValue: $0) }
    }

    /// Reports that a node is of another type than the one wanted, naming both.
    public func wrongType<Value>(_ node: Node, wanted: String, mend: String? = nil) -> Value? {
        error("yaml/type", "found \(node.inWords) where \(wanted) is wanted", at: node.range, mend: mend)
        return nil
    }
}

extension NodeReader {
    private func quantity(_ node: Node, wanted: String) -> Quantity? {
        guard let text = number(node, wanted: wanted) else { return nil }
        switch NumberText.read(text) {
        case .success(let quantity): return quantity
        case .failure(let why): return malformed(why, node, wanted: wanted)
        }
    }

    /// The text of a scalar that may be a number: one without quotes.
    private func number(_ node: Node, wanted: String) -> String? {
        guard let scalar = node.scalar, !scalar.isNull else { return wrongType(node, wanted: wanted) }
        guard scalar.isPlain else {
            let isNumber = if case .success = NumberText.read(scalar.text) { true } else { false }
            return wrongType(node, wanted: wanted, mend: isNumber ? "remove the quotes" : nil)
        }
        return scalar.text
    }

    private func malformed<Value>(_ why: NumberText.Malformed, _ node: Node, wanted: String) -> Value? {
        guard let message = why.message else { return wrongType(node, wanted: wanted, mend: why.mend) }
        error("yaml/number", message, at: node.range, mend: why.mend)
        return nil
    }

    /// What a bare number was likely meant as: 0.87 as a fraction, 87 as a percent already.
    private func percentMeant(by text: String) -> String {
        if case .success(.number(let value)) = NumberText.read(text), value > -1, value < 1, value != 0 {
            // In whole thousandths of a percent, so that no binary dust is shown.
            let thousandths = (value * 100_000).rounded() / 1_000
            let shown = thousandths == thousandths.rounded() ? "\(Int(thousandths))" : "\(thousandths)"
            return "did you mean \(shown) %, or \(text) %?"
        }
        return "did you mean \(text) %?"
    }

    /// Whether an entry is the rest of the text before it: in `{en: 1,040 visits}` YAML sees the key `040 visits`.
    private func isCutOff(at index: Int, of map: MappingReader) -> Bool {
        guard index > 0 else { return false }
        let (before, entry) = (map.entries[index - 1], map.entries[index])
        let (end, start) = (before.value.range.end.offset, entry.key.range.start.offset)
        guard entry.value.isNull, entry.value.scalar?.text.isEmpty == true, before.value.scalar?.isPlain == true,
            end < start, start <= source.bytes.count, start - end <= 2
        else { return false }
        return source.bytes[end] == UInt8(ascii: ",")
    }

    /// In `{to: 12,5 %}` YAML sees the entries `to: 12` and `5 %:`; gives back `12.5 %` for the latter.
    private func decimalComma(at index: Int, of map: MappingReader) -> String? {
        guard index > 0 else { return nil }
        let (before, entry) = (map.entries[index - 1], map.entries[index])
        guard entry.value.isNull, let digits = entry.key.scalar, digits.isPlain,
            let whole = before.value.scalar, whole.isPlain,
            entry.key.range.start.offset == before.value.range.end.offset + 1,
            case .success = NumberText.read("\(whole.text).\(digits.text)")
        else { return nil }
        return "\(whole.text).\(digits.text)"
    }
}

extension NodeReader {
    /// Reports an error inside a scalar's text, such as an expression's, given by UTF-8 offsets in that text.
    public func error(
        _ id: String, _ message: String, in node: Node, utf8Offsets: Range<Int>, mend: String? = nil
    ) {
        error(id, message, at: node.range(ofUTF8Offsets: utf8Offsets, in: source), mend: mend)
    }
}
