import Periods
import PositionedYAML

/// The values that a target or a receiver gives to a plugin's parameters, checked against what the plugin declares.
extension PlanLoader {
    /// Reads `{at_least: 87 %, maturity: 6 months}`; nil when something is wrong with it.
    func readArguments(_ node: Node, of plugin: Plugin, context: String, _ reader: NodeReader) -> PluginArguments? {
        let errorsBefore = reader.diagnostics.count { $0.severity == .error }
        guard let map = reader.mapping(node, known: plugin.parameters.map(\.name), context: context) else { return nil }
        let arguments = arguments(map, plugin.parameters)
        return reader.diagnostics.count { $0.severity == .error } == errorsBefore ? arguments : nil
    }

    private func arguments(_ map: MappingReader, _ parameters: [PluginParameter]) -> PluginArguments {
        var read = PluginArguments()
        for parameter in parameters {
            let isRequired = parameter.fallback == nil && !parameter.isOptional
            if let node = map.node(parameter.name, required: isRequired) {
                guard let found = pluginValue(node, of: parameter, map.reader) else { continue }
                read.all.append(.init(parameter.name, found.value))
                read.metrics += found.metrics
                read.targets += found.targets
            } else if let fallback = parameter.fallback {
                read.all.append(.init(parameter.name, fallback))
            }
        }
        return read
    }

    /// A value of the declared type, with the metrics and targets that it names.
    func pluginValue(
        _ node: Node, of parameter: PluginParameter, _ reader: NodeReader
    ) -> (value: PluginValue, metrics: [String], targets: [String])? {
        switch parameter.kind {
        case .number, .whole, .percent:
            return number(node, of: parameter, reader).map { (.number($0), [], []) }
        case .text:
            return reader.string(node).map { (.text($0), [], []) }
        case .texts:
            let nodes = node.scalar != nil ? [node] : reader.list(node)
            return nodes.map { (.texts($0.compactMap(reader.string)), [], []) }
        case .url:
            return url(node, of: parameter, reader).map { (.text($0), [], []) }
        case .secret:
            return secret(node, "\(parameter.name)", reader).map { (.secret($0), [], []) }
        case .boolean:
            return reader.bool(node).map { (.boolean($0), [], []) }
        case .day:
            return reader.day(node).map { (.text($0), [], []) }
        case .choice(let choices):
            return reader.choice(node, among: choices, context: "\"\(parameter.name)\"").map { (.text($0), [], []) }
        case .metric:
            guard let id = reader.string(node), refersToMetric(id, at: node.range, reader) else { return nil }
            return (.text(id), [id], [])
        case .target:
            guard let id = reader.string(node) else { return nil }
            pendingTargetReferences.append((id, node.range, reader))
            return (.text(id), [], [id])
        case .metrics(let each), .targets(let each):
            return items(node, of: parameter, each: each, reader)
        }
    }

    private func items(
        _ node: Node, of parameter: PluginParameter, each: [PluginParameter], _ reader: NodeReader
    ) -> (value: PluginValue, metrics: [String], targets: [String])? {
        guard let map = reader.mapping(node, context: "\"\(parameter.name)\"") else { return nil }
        guard !map.entries.isEmpty else {
            reader.error("plugin/nothing", "\"\(parameter.name)\" names nothing", at: node.range)
            return nil
        }
        let isMetrics = parameter.kind.word == "metrics"
        var items: [PluginValue.Item] = []
        var found = PluginArguments()
        for entry in map.entries {
            if isMetrics {
                guard refersToMetric(entry.name, at: entry.key.range, reader) else { continue }
            } else {
                pendingTargetReferences.append((entry.name, entry.key.range, reader))
            }
            guard
                let values = map.mapping(
                    entry.name, known: each.map(\.name), context: "\"\(entry.name)\" in \"\(parameter.name)\"")
            else { continue }
            let nested = arguments(values, each)
            found.metrics += nested.metrics
            found.targets += nested.targets
            items.append(PluginValue.Item(id: entry.name, values: nested))
        }
        let ids = items.map(\.id)
        return (.items(items), found.metrics + (isMetrics ? ids : []), found.targets + (isMetrics ? [] : ids))
    }

    private func url(_ node: Node, of parameter: PluginParameter, _ reader: NodeReader) -> String? {
        guard let text = reader.string(node) else { return nil }
        guard Origin(url: text) != nil else {
            // The address itself is not repeated: it may hold a password.
            reader.error(
                "plugin/url", "\"\(parameter.name)\" is no address that can be used", at: node.range,
                mend: "write https://host/path, the host in small letters, without a user's name")
            return nil
        }
        return text
    }

    private func number(_ node: Node, of parameter: PluginParameter, _ reader: NodeReader) -> Double? {
        let value: Double?
        if case .percent = parameter.kind {
            value = reader.percent(node)
        } else if let unit = parameter.unit {
            value = amount(node, of: parameter, unit: unit, reader)
        } else if case .whole = parameter.kind {
            value = reader.int(node).map(Double.init)
        } else {
            value = reader.double(node)
        }
        guard let value else { return nil }
        if value < parameter.low ?? value || value > parameter.high ?? value {
            reader.error(
                "yaml/out-of-range", "\"\(parameter.name)\" is \(bounds(of: parameter))", at: node.range)
            return nil
        }
        return value
    }

    /// `6 months`: a number with the declared word.
    private func amount(
        _ node: Node, of parameter: PluginParameter, unit: String, _ reader: NodeReader
    ) -> Double? {
        guard let text = reader.string(node) else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        let singular = unit.hasSuffix("s") ? String(unit.dropLast()) : unit
        let isWhole = parameter.kind == .whole
        let value = parts.first.flatMap { isWhole ? Int($0).map(Double.init) : Double($0) }
        guard parts.count == 2, parts[1] == unit || parts[1] == singular, let value, value.isFinite else {
            let example = parts.first.flatMap { Double($0) } == nil ? "12" : String(parts[0])
            reader.error(
                "yaml/amount", "\"\(parameter.name)\" is a \(isWhole ? "whole " : "")number of \(unit)", at: node.range,
                mend: "write \(example) \(unit)")
            return nil
        }
        return value
    }

    /// "from 1 to 12 months", "at least 0 %".
    private func bounds(of parameter: PluginParameter) -> String {
        func words(_ value: Double) -> String {
            let scaled = parameter.kind == .percent ? value * 100 : value
            return scaled == scaled.rounded() && scaled.magnitude < 1e15 ? "\(Int(scaled))" : "\(scaled)"
        }
        let unit = parameter.kind == .percent ? " %" : parameter.unit.map { " \($0)" } ?? ""
        switch (parameter.low, parameter.high) {
        case (let low?, let high?): return "from \(words(low)) to \(words(high))\(unit)"
        case (let low?, nil): return "at least \(words(low))\(unit)"
        case (nil, let high?): return "at most \(words(high))\(unit)"
        case (nil, nil): return "a number"
        }
    }

    // MARK: References

    private func refersToMetric(_ id: String, at range: SourceRange, _ reader: NodeReader) -> Bool {
        if metricIndices[id] != nil { return true }
        if !brokenMetrics.contains(id) { unknown("metric", id, among: metricIndices.keys, at: range, reader) }
        return false
    }

    /// Targets may be named before they are declared, so they are checked when all are known.
    func checkTargetReferences() {
        let declared = places.keys.filter { $0.hasPrefix("target ") }.map { String($0.dropFirst(7)) }
        for (id, range, reader) in pendingTargetReferences {
            guard declared.contains(id) else {
                unknown("target", id, among: declared, at: range, reader)
                continue
            }
            let target = targets.first { $0.id == id }
            let isComposite = target.map { target in
                ([target.aim] + target.amendments.map(\.aim)).contains { aim in
                    if case .custom(_, let arguments) = aim { !arguments.targets.isEmpty } else { false }
                }
            }
            if isComposite == true {
                reader.error(
                    "target/nested", "\"\(id)\" is itself made of other targets", at: range,
                    mend: "name the targets behind it")
            }
        }
    }
}
