import Plan

/// A receiver that is told, and why.
public struct RoutedTo: Hashable, Sendable {
    /// Receiver id.
    public var receiver: String
    /// Index into `Plan.routes`; nil when the plan has no routes and everybody is told.
    public var route: Int?

    /// `route 2 matches severity=critical`.
    public func reason(in plan: Plan) -> String {
        guard let route, plan.routes.indices.contains(route) else { return "the plan has no routes: every receiver" }
        let match = plan.routes[route].match
        guard !match.isEmpty else { return "route \(route + 1) matches everything" }
        let labels = match.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: "|"))" }
        return "route \(route + 1) matches \(labels.joined(separator: ", "))"
    }
}

extension Plan {
    /// Who is told of a transition with these labels: the receivers of the first route whose labels all match, and of
    /// the following ones as long as the matching routes `continue`. Each receiver once. Without routes, everyone.
    public func route(_ labels: [String: String]) -> [RoutedTo] {
        guard !routes.isEmpty else { return receivers.map { RoutedTo(receiver: $0.id, route: nil) } }
        var found: [RoutedTo] = []
        for (index, route) in routes.enumerated() where route.matches(labels) {
            for receiver in route.to where !found.contains(where: { $0.receiver == receiver }) {
                found.append(RoutedTo(receiver: receiver, route: index))
            }
            if !route.continues { break }
        }
        return found
    }

    /// The labels of a transition: its own facts, then the rule's labels, then the target's; the earlier wins.
    public func labels(of entry: AlertEntry) -> [String: String] {
        let key = entry.row.key
        var labels = [
            "rule": key.rule, "target": key.target, "unit": key.unit, "period": key.period, "state": entry.stateWord,
            "severity": entry.row.told?.severity ?? entry.row.severity,
        ]
        labels["transition"] = entry.decision.transition
        if let unit = entry.unit { labels["level"] = units[unit].level }
        if let rule = entry.rule {
            labels["good"] = rules[rule].isGood ? "true" : "false"
            labels.merge(rules[rule].labels) { own, _ in own }
        }
        if let target = entry.target {
            labels["kind"] = targets[target].aim.word
            labels["metric"] = metrics[targets[target].metric].id
            labels.merge(targets[target].labels) { own, _ in own }
        }
        return labels
    }
}

extension Route {
    /// Whether every label of the route has one of its accepted values; a label that is absent counts as empty.
    func matches(_ labels: [String: String]) -> Bool {
        match.allSatisfy { $0.value.contains(labels[$0.key] ?? "") }
    }
}
