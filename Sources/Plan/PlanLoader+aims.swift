import Periods
import PositionedYAML

/// `aim:` of a target or an amendment.
extension PlanLoader {
    static let aimWords = ["reach", "grow", "cap", "reduce_by", "maintain", "range", "milestones"]

    /// Reads an aim and checks it against the metric: its kind, and percentages where the metric is one.
    func readAim(_ node: Node, metric: Metric, _ reader: NodeReader) -> Aim? {
        guard let map = aimMapping(node, reader) else { return nil }
        let words = map.entries.filter { knownAims.contains($0.name) }
        guard let word = words.first else {
            if map.entries.isEmpty || map.has("against") {
                reader.error(
                    "target/no-aim", "the aim does not say what is wanted", at: node.range,
                    mend: "write one of \(knownAims.joined(separator: ", "))")
            }
            return nil
        }
        if words.count > 1 {
            reader.error(
                "target/two-aims", "an aim is either \"\(words[0].name)\" or \"\(words[1].name)\", not both",
                at: words[1].key.range, mend: "make two targets")
            return nil
        }
        if map.has("against"), word.name != "reduce_by" {
            reader.error(
                "target/against", "only reduce_by is measured against something", at: map.range("against"),
                mend: "remove \"against\"")
        }
        if let plugin = plugins.first(where: { $0.role.verb == "evaluates" && $0.role.word == word.name }) {
            return readCustom(plugin, word, metric, reader)
        }
        guard Self.aimWords.contains(word.name), fits(word.name, metric, at: word.key.range, reader) else { return nil }
        guard pointsTheRightWay(word.name, metric, at: word.key.range, reader) else { return nil }
        switch word.name {
        case "reach": return positiveTotal(map, "reach").map { .reach(total: $0) }
        case "cap": return nonNegativeTotal(map, "cap").map { .cap(total: $0) }
        case "grow": return readGrow(map, metric)
        case "reduce_by": return readReduction(map)
        case "maintain": return readMaintain(map, metric)
        case "range": return readRange(map, metric)
        default: return readMilestones(map)
        }
    }

    /// The words of the built-in aims and those that plugins add.
    private var knownAims: [String] {
        Self.aimWords + pluginWords("evaluates")
    }

    /// The aim's keys, which can be checked before the metric is known.
    func aimMapping(_ node: Node, _ reader: NodeReader) -> MappingReader? {
        reader.mapping(
            node, known: knownAims + ["against"], context: "an aim",
            synonyms: [
                "increase_to": "reach", "decrease_to": "cap", "at_least": "maintain", "decrease_by": "reduce_by",
            ])
    }

    /// What a plugin judges, checked against what it declares.
    private func readCustom(
        _ plugin: Plugin, _ word: MappingReader.Entry, _ metric: Metric, _ reader: NodeReader
    ) -> Aim? {
        let needs = plugin.role.needs
        if !needs.isEmpty, !needs.contains(metric.kind.word) {
            reader.error(
                "target/aim-metric",
                "\(word.name) needs a metric of kind \(needs.sorted().joined(separator: " or ")), and "
                    + "\"\(metric.id)\" is \(metric.kind.inWords)",
                at: word.key.range)
            return nil
        }
        return readArguments(word.value, of: plugin, context: word.name, reader).map { .custom(word.name, $0) }
    }

    /// Totals need counts, bounds need ratios, levels or formulas, steps need milestones.
    private func fits(_ word: String, _ metric: Metric, at range: SourceRange, _ reader: NodeReader) -> Bool {
        let wanted: String? =
            switch (word, metric.kind) {
            case ("reach", .count), ("cap", .count), ("reduce_by", .count): nil
            case ("grow", .level), ("grow", .count): nil
            case ("maintain", .ratio), ("maintain", .level), ("maintain", .formula), ("maintain", .count): nil
            case ("range", .ratio), ("range", .level), ("range", .formula), ("range", .count): nil
            case ("milestones", .milestone): nil
            case ("reach", _), ("cap", _), ("reduce_by", _): "a count"
            case ("grow", _): "a level or a count"
            case ("milestones", _): "a metric of kind milestone"
            default: "a ratio, a level, a count or a formula"
            }
        if let wanted {
            reader.error(
                "target/aim-metric", "\(word) needs \(wanted), and \"\(metric.id)\" is \(metric.kind.inWords)",
                at: range)
        }
        return wanted == nil
    }

    /// A total to reach wants more, one to stay below wants less.
    private func pointsTheRightWay(
        _ word: String, _ metric: Metric, at range: SourceRange, _ reader: NodeReader
    ) -> Bool {
        let wants: Metric.Direction? = ["reach": .higher, "cap": .lower, "reduce_by": .lower][word]
        guard let wants, wants != metric.better else { return true }
        let wanted = wants == .higher ? "more" : "less"
        reader.error(
            "target/direction", "\(word) wants \(wanted), but for \"\(metric.id)\" \(metric.better.rawValue) is better",
            at: range, mend: "write \(wants == .higher ? "cap or reduce_by" : "reach"), or change the metric's better")
        return false
    }

    /// A number of things. `123.000` is refused: half of the world reads it as 123 thousand.
    private func total(_ map: MappingReader, _ key: String) -> Double? {
        guard let total = map.double(key) else { return nil }
        let parts = (map.node(key)?.scalar?.text ?? "").split(separator: ".")
        if parts.count == 2, parts[1].utf8.count == 3, (1...3).contains(parts[0].utf8.count), total >= 1 {
            map.reader.error(
                "target/thousands", "\(parts[0]).\(parts[1]) can be read in two ways", at: map.range(key),
                mend: "write \(parts[0])\(parts[1]), or \(total == total.rounded() ? parts[0] : "\(total)")")
            return nil
        }
        return total
    }

    private func positiveTotal(_ map: MappingReader, _ key: String) -> Double? {
        guard let total = total(map, key) else { return nil }
        guard total > 0 else {
            map.reader.error("target/total", "\"\(key)\" is above zero", at: map.range(key))
            return nil
        }
        return total
    }

    private func nonNegativeTotal(_ map: MappingReader, _ key: String) -> Double? {
        guard let total = total(map, key) else { return nil }
        guard total >= 0 else {
            map.reader.error("target/total", "\"\(key)\" is zero or more", at: map.range(key))
            return nil
        }
        return total
    }

    private func readGrow(_ map: MappingReader, _ metric: Metric) -> Aim? {
        guard let grow = map.mapping("grow", known: ["from", "to"], context: "grow"),
            let to = bound(grow, "to", metric, required: true)
        else { return nil }
        let from = bound(grow, "from", metric)
        if let from, from == to {
            map.reader.error("target/grow", "it grows from a value to itself", at: grow.range("to"))
            return nil
        }
        if let from, (to > from) != (metric.better == .higher) {
            map.reader.error(
                "target/direction",
                "it moves \(to > from ? "up" : "down"), but for \"\(metric.id)\" \(metric.better.rawValue) is better",
                at: grow.range("to"), mend: "swap from and to, or change the metric's better")
            return nil
        }
        return .grow(from: from, to: to)
    }

    private func readReduction(_ map: MappingReader) -> Aim? {
        guard let fraction = map.percent("reduce_by") else { return nil }
        guard fraction > 0, fraction < 1 else {
            map.reader.error(
                "target/reduction", "a reduction is above 0 % and below 100 %", at: map.range("reduce_by"),
                mend: "to reach none at all, write cap: 0")
            return nil
        }
        let comparator = map.has("against") ? readComparator(map) : .samePeriod(.calendar, years: 1)
        return comparator.map { .reduceBy(fraction: fraction, against: $0) }
    }

    private func readComparator(_ map: MappingReader) -> Comparator? {
        guard let node = map.node("against") else { return nil }
        if node.scalar != nil {
            guard map.choice("against", among: ["adjacent_period", "same_period"]) != nil else { return nil }
            return node.scalar?.text == "adjacent_period" ? .adjacentPeriod : .samePeriod(.calendar, years: 1)
        }
        guard
            let against = map.mapping("against", known: ["same_period", "years", "known", "total"], context: "against")
        else {
            return nil
        }
        if against.has("total"), let other = ["same_period", "years", "known"].first(where: against.has) {
            map.reader.error(
                "target/against", "\"total\" is a frozen number, which no period goes with",
                at: against.entry(other)?.key.range ?? against.range(other), mend: "keep one of total and same_period")
            return nil
        }
        if against.has("total") { return positiveTotal(against, "total").map { .fixed(total: $0) } }
        let words = ["calendar", "iso_week"] + anchors.keys.sorted()
        guard let word = against.choice("same_period", among: words, required: true) else { return nil }
        let years = against.int("years", in: 1...20) ?? 1
        let known: Comparator.Known = against.choice("known") ?? .then
        switch word {
        case "calendar": return .samePeriod(.calendar, years: years, known: known)
        case "iso_week": return .samePeriod(.isoWeek, years: years, known: known)
        default: return anchors[word].map { .samePeriod(.anchor($0), years: years, known: known) }
        }
    }

    private func readMaintain(_ map: MappingReader, _ metric: Metric) -> Aim? {
        guard let maintain = map.mapping("maintain", known: ["at_least", "at_most"], context: "maintain") else {
            return nil
        }
        if maintain.has("at_least") == maintain.has("at_most") {
            map.reader.error(
                "target/maintain", "maintain needs one of at_least and at_most", at: map.range("maintain"),
                mend: "for both bounds use range")
            return nil
        }
        let kind: Aim.Bound = maintain.has("at_least") ? .atLeast : .atMost
        guard let value = bound(maintain, kind.rawValue, metric) else { return nil }
        if (kind == .atLeast) != (metric.better == .higher) {
            map.reader.error(
                "target/direction",
                "\(kind.rawValue) wants \(kind == .atLeast ? "more" : "less"), but for \"\(metric.id)\" "
                    + "\(metric.better.rawValue) is better",
                at: maintain.entry(kind.rawValue)?.key.range ?? map.range("maintain"),
                mend: "write \(kind == .atLeast ? "at_most" : "at_least"), or change the metric's better")
            return nil
        }
        return .maintain(kind, value)
    }

    private func readRange(_ map: MappingReader, _ metric: Metric) -> Aim? {
        guard let range = map.mapping("range", known: ["from", "to", "share"], context: "a range") else { return nil }
        let low = bound(range, "from", metric, required: true)
        let high = bound(range, "to", metric, required: true)
        let inside = share(range, "share") ?? 1
        guard inside > 0 else {
            map.reader.error(
                "yaml/out-of-range", "\"share\" is above 0 %", at: range.range("share"),
                mend: "write the share of periods that must lie inside")
            return nil
        }
        guard let low, let high else { return nil }
        guard low < high else {
            map.reader.error(
                "target/range", "the range ends before it begins", at: range.range("to"), mend: "swap from and to")
            return nil
        }
        return .range(low: low, high: high, share: inside)
    }

    /// A bound in the metric's own unit: a percentage for percentages, a number for the others.
    private func bound(_ map: MappingReader, _ key: String, _ metric: Metric, required: Bool = false) -> Double? {
        metric.isPercent ? map.percent(key, required: required) : map.double(key, required: required)
    }

    private func readMilestones(_ map: MappingReader) -> Aim? {
        guard let nodes = map.list("milestones") else { return nil }
        var steps: [Milestone] = []
        for node in nodes {
            guard
                let step = map.reader.mapping(
                    node, known: ["step", "title", "by", "lead", "done"], context: "a step")
            else { continue }
            let id = identifier(step, "step")
            let by = day(step, "by", required: true)
            var done: Milestone.Completion?
            if let completion = step.mapping("done", known: ["on", "evidence", "approver"], context: "done") {
                let on = day(completion, "on", required: true)
                let evidence = completion.string("evidence", required: true)
                let approver = completion.string("approver", required: true)
                if let on, let evidence, let approver {
                    done = Milestone.Completion(on: on, evidence: evidence, approver: approver)
                }
            }
            guard let id, let by else { continue }
            if let last = steps.last, by < last.by {
                map.reader.error(
                    "target/milestone-order", "the step \"\(id)\" is due before the one above it", at: step.range("by"),
                    mend: "order the steps by their days")
            }
            if steps.contains(where: { $0.id == id }) {
                map.reader.error("target/milestone-twice", "the step \"\(id)\" stands twice", at: step.range("step"))
            }
            steps.append(
                Milestone(
                    id: id, title: localText(step, "title") ?? LocalText(id), by: by,
                    leadDays: amount(step, "lead", of: "days", in: 0...366) ?? 14, done: done))
        }
        guard !steps.isEmpty else {
            if nodes.isEmpty { map.reader.error("target/no-steps", "there are no steps", at: map.range("milestones")) }
            return nil
        }
        return .milestones(steps)
    }
}

extension Metric.Kind {
    /// The word of the kind in YAML and in the protocol of plugins.
    public var word: String {
        switch self {
        case .count: "count"
        case .level: "level"
        case .milestone: "milestone"
        case .ratio: "ratio"
        case .formula: "formula"
        }
    }

    /// "a ratio", for messages.
    var inWords: String {
        switch self {
        case .count: "a count"
        case .level: "a level"
        case .milestone: "a milestone"
        case .ratio: "a ratio"
        case .formula: "a formula"
        }
    }
}
