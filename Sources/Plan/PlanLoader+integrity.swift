import Periods
import PositionedYAML

/// `checks:` and the `silenced:` checks of the workspace; `siblings:` and `reclassified_to:` of metrics.
extension PlanLoader {
    /// `checks: false`, or the kinds wanted.
    func readIntegrity(_ top: MappingReader) {
        if let node = top.node("checks") {
            if let text = node.scalar?.text, text == "true" || text == "false" {
                if top.bool("checks") == false { integrity.kinds = [] }
            } else if let nodes = top.list("checks") {
                integrity.kinds = Set(nodes.compactMap { top.reader.choice($0, CheckKind.self, context: "a check") })
            }
        }
        for node in top.node("silenced")?.items ?? [] where Self.isSilencedCheck(node) { readSilencedCheck(node, top) }
    }

    /// Whether an entry of `silenced:` names a check rather than a warning.
    static func isSilencedCheck(_ node: Node) -> Bool {
        node.entries?.contains { $0.key.scalar?.text == "check" } ?? false
    }

    private func readSilencedCheck(_ node: Node, _ top: MappingReader) {
        guard
            let map = top.reader.mapping(
                node, known: ["check", "on", "because", "until"], context: "a silenced check")
        else { return }
        let kind: CheckKind? = map.choice("check", required: true)
        let because = map.string("because", required: true)
        let until = day(map, "until", required: true)
        let on = map.string("on")
        if let on { pendingCheckNames.append((on, map.range("on"), map.reader)) }
        guard let kind, let because, let until else { return }
        if until < today {
            top.reader.warning(
                "silence/expired", "the silence of the check \(kind.rawValue) ended on \(until)",
                at: map.range("until"),
                mend: "look into what it found, or give a new reason and day")
        }
        integrity.silences.append(CheckSilence(kind: kind, on: on, because: because, until: until))
    }

    /// A silence that names nothing would never hold anything back.
    func checkSilencedChecks() {
        let declared = ["target ", "metric "].flatMap { kind in
            places.keys.filter { $0.hasPrefix(kind) }.map { String($0.dropFirst(kind.count)) }
        }
        for pending in pendingCheckNames where !declared.contains(pending.name) {
            unknown("target", pending.name, among: declared, at: pending.range, pending.reader)
        }
    }

    /// Ids of other metrics, looked up once all are known.
    func readRelated(_ map: MappingReader, _ key: String, of metric: Metric) -> [String] {
        guard let named = words(map, key) else { return [] }
        guard case .count = metric.kind else {
            map.reader.error(
                "metric/related", "only a count can have \"\(key)\"", at: map.range(key),
                mend: "write it at the count that this metric is made of")
            return []
        }
        if let itself = named.first(where: { $0.text == metric.id }) {
            map.reader.error("metric/related", "a metric is not its own \"\(key)\"", at: itself.range)
        }
        pendingRelations += named.map { ($0.text, $0.range, map.reader) }
        return named.map(\.text)
    }

    func checkRelatedMetrics() {
        for pending in pendingRelations where !brokenMetrics.contains(pending.id) {
            guard let index = metricIndices[pending.id] else {
                unknown("metric", pending.id, among: metricIndices.keys, at: pending.range, pending.reader)
                continue
            }
            if case .count = metrics[index].kind, !pendingFormulas.contains(where: { $0.id == pending.id }) { continue }
            pending.reader.error(
                "metric/related", "\"\(pending.id)\" is no count, so nothing can have moved to it", at: pending.range,
                mend: "name a reported count")
        }
    }
}
