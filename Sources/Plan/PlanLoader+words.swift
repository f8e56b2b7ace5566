import CEL
import PositionedYAML

/// Words in conditions that can never occur: `status == "at_rsik"` is never true, and nobody would say so.
extension PlanLoader {
    func checkWords(_ expression: String, in node: Node, _ reader: NodeReader) {
        let comparisons = (try? AssessmentVariables.environment.wordComparisons(in: expression)) ?? []
        for comparison in comparisons {
            guard let known = knownWords(of: comparison.name), !known.contains(comparison.word) else { continue }
            // The innermost name says what kind of word it is: `target.id` is a target.
            let kind = Self.kinds[comparison.name] ?? comparison.name
            let mend =
                didYouMean(comparison.word, among: known).map { "did you mean \"\($0)\"?" }
                ?? (known.count <= 12 ? "known: " + known.filter { !$0.isEmpty }.sorted().joined(separator: ", ") : nil)
            let offsets = comparison.offset..<(comparison.offset + max(1, comparison.length))
            reader.error(
                "rule/unknown-word", "no \(kind) is \"\(comparison.word)\"", in: node, utf8Offsets: offsets, mend: mend)
        }
    }

    private static let kinds = [
        "was": "status", "kind": "aim", "target.id": "target", "target.metric": "metric", "unit.level": "level",
        "unit.code": "unit", "unit.parent": "unit",
    ]

    /// Every word that a variable can have; nil where that is not known.
    private func knownWords(of name: String) -> Set<String>? {
        if let words = AssessmentVariables.words[name] { return words }
        switch name {
        case "was": return AssessmentVariables.words["status"]?.union([""])
        case "kind":
            // Broken plugins are known, though unusable.
            return Set(AssessmentVariables.aims + plugins.map(\.role.word)).union(brokenPlugins["evaluates"] ?? [])
        case "target.id": return declared("target")
        case "target.metric": return declared("metric")
        case "unit.level" where !unitsAreBroken: return Set(units.units.map(\.level))
        case "unit.code" where !unitsAreBroken: return Set(units.codes)
        case "unit.parent" where !unitsAreBroken: return Set(units.codes).union([""])
        default: return nil
        }
    }

    /// Ids of everything declared of a kind, with or without mistakes.
    private func declared(_ kind: String) -> Set<String> {
        Set(places.keys.filter { $0.hasPrefix(kind + " ") }.map { String($0.dropFirst(kind.count + 1)) })
    }
}
