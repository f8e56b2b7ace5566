import CEL
import PositionedYAML

/// `rules:` and `routes:` of any file.
extension PlanLoader {
    private static let severities = ["info", "notice", "warning", "critical"]

    func readRules(_ document: Document) {
        for node in document.top.list("rules") ?? [] {
            guard
                let map = document.reader.mapping(
                    node, known: ["rule", "when", "until", "at_once", "for", "severity", "good", "says", "labels"],
                    context: "a rule"),
                let id = identifier(map, "rule"), declare("rule", id, map, key: "rule"),
                let when = condition(map, "when", required: true)
            else { continue }
            let until = condition(map, "until")
            let atOnce = condition(map, "at_once")
            if (map.has("until") && until == nil) || (map.has("at_once") && atOnce == nil) { continue }
            rules.append(
                Rule(
                    id: id, when: when, until: until, atOnce: atOnce,
                    runs: amount(map, "for", of: "runs", in: 1...520) ?? 1, severity: severity(map),
                    isGood: map.bool("good") ?? false, says: readSentence(map), labels: readLabels(map)))
        }
    }

    private func readSentence(_ map: MappingReader) -> LocalText? {
        guard let node = map.node("says") else { return nil }
        let texts = node.entries?.map(\.value) ?? [node]
        for text in texts {
            guard let problem = text.scalar.flatMap({ checks.problemOfSentence($0.text) }) else { continue }
            map.reader.error("rule/says", problem, at: text.range)
        }
        return localText(map, "says")
    }

    /// A workspace without rules has the two shipped ones.
    func readShippedRules() {
        guard rules.isEmpty, !documents.contains(where: { $0.top.has("rules") }) else { return }
        let source = SourceFile(name: "(shipped rules)", text: ShippedRules.source)
        let reader = NodeReader(source)
        if let node = parse(source).node, let top = reader.mapping(node, known: ["rules"], context: "the file") {
            readRules(Document(top: top, reader: reader))
        }
        failures += reader.diagnostics
    }

    private func condition(_ map: MappingReader, _ key: String, required: Bool = false) -> Program? {
        guard let text = map.expression(key, required: required), let node = map.node(key) else { return nil }
        do throws(CELErrors) {
            let program = try AssessmentVariables.compile(condition: text)
            checkWords(text, in: node, map.reader)
            return program
        } catch {
            report(error, id: "rule/condition", in: node, map.reader)
            return nil
        }
    }

    private func severity(_ map: MappingReader) -> Rule.Severity {
        guard let text = map.expression("severity"), let node = map.node("severity") else { return .word("warning") }
        if Self.severities.contains(text) { return .word(text) }
        if text.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) {
            let mend = didYouMean(text, among: Self.severities).map { "did you mean \"\($0)\"?" }
            map.reader.error(
                "rule/severity", "unknown severity \"\(text)\"", at: node.range,
                mend: mend ?? "the severities are \(Self.severities.joined(separator: ", "))")
            return .word("warning")
        }
        do throws(CELErrors) {
            let program = try AssessmentVariables.compile(severity: text)
            checkWords(text, in: node, map.reader)
            return .expression(program)
        } catch {
            report(error, id: "rule/severity", in: node, map.reader)
            return .word("warning")
        }
    }

    func readRoutes(_ document: Document) {
        for node in document.top.list("routes") ?? [] {
            guard let map = document.reader.mapping(node, known: ["match", "to", "continue"], context: "a route") else {
                continue
            }
            var match: [String: [String]] = [:]
            if let labels = map.mapping("match", context: "match") {
                for entry in labels.entries {
                    let values = words(labels, entry.name) ?? []
                    checkMatch(entry, values, map.reader)
                    match[entry.name] = values.map(\.text)
                }
            }
            let to = words(map, "to", required: true) ?? []
            for id in to where !receivers.contains(where: { $0.id == id.text }) && !brokenReceivers.contains(id.text) {
                unknown("receiver", id.text, among: receivers.map(\.id), at: id.range, map.reader)
            }
            routes.append(Route(match: match, to: to.map(\.text), continues: map.bool("continue") ?? false))
        }
    }

    /// Labels that every alert has; see `Plan.label` of Alerting.
    private static let alertLabels = [
        "rule", "target", "unit", "period", "state", "transition", "severity", "level", "good", "kind", "metric",
    ]

    /// Warns of what never matches: a label that nothing has, a rule, level or severity that there is not.
    private func checkMatch(
        _ entry: MappingReader.Entry, _ values: [(text: String, range: SourceRange)], _ reader: NodeReader
    ) {
        let labels = Set(rules.flatMap(\.labels.keys) + targets.flatMap(\.labels.keys)).union(Self.alertLabels)
        func warn(_ kind: String, _ word: String, among known: Set<String>, at range: SourceRange) {
            let mend = didYouMean(word, among: known).map { "did you mean \"\($0)\"?" }
            reader.warning("route/no-match", "no alert has the \(kind) \"\(word)\"", at: range, mend: mend)
        }
        guard labels.contains(entry.name) else {
            return warn("label", entry.name, among: labels, at: entry.key.range)
        }
        let known: Set<String>
        switch entry.name {
        case "rule": known = Set(places.keys.filter { $0.hasPrefix("rule ") }.map { String($0.dropFirst(5)) })
        case "level" where !unitsAreBroken: known = Set(units.units.map(\.level))
        case "severity": known = Set(Self.severities)
        default: return
        }
        for value in values where !known.contains(value.text) {
            warn(entry.name, value.text, among: known, at: value.range)
        }
    }
}
