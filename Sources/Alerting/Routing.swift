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
    /// Who is told of a transition, by its labels.
    public func route(_ entry: AlertEntry) -> [RoutedTo] {
        route { label($0, of: entry) }
    }

    /// Who is told: the receivers of the first route whose labels all match, and of the following ones as long as the
    /// matching routes `continue`. Each receiver once. Without routes, everyone.
    func route(_ label: (String) -> String?) -> [RoutedTo] {
        guard !routes.isEmpty else { return receivers.map { RoutedTo(receiver: $0.id, route: nil) } }
        var found: [RoutedTo] = []
        for (index, route) in routes.enumerated() where route.matches(label) {
            for receiver in route.to where !found.contains(where: { $0.receiver == receiver }) {
                found.append(RoutedTo(receiver: receiver, route: index))
            }
            if !route.continues { break }
        }
        return found
    }

    /// A label of a transition: its own facts, then the rule's labels, then the target's; the earlier wins.
    public func label(_ name: String, of entry: AlertEntry) -> String? {
        let key = entry.row.key
        switch name {
        case "rule": return key.rule
        case "target": return key.target
        case "unit": return key.unit
        case "period": return key.period
        case "state": return entry.stateWord
        case "transition": return entry.decision.transition
        case "severity": return entry.row.told?.severity ?? entry.row.severity
        case "level": return entry.unit.map { units[$0].level }
        case "good": return entry.rule.map { rules[$0].isGood ? "true" : "false" }
        case "kind": return entry.target.map { targets[$0].aim.word }
        case "metric": return entry.target.map { metrics[targets[$0].metric].id }
        default:
            return entry.rule.flatMap { rules[$0].labels[name] } ?? entry.target.flatMap { targets[$0].labels[name] }
        }
    }
}

extension Route {
    /// Whether every label of the route has one of its accepted values; a label that is absent counts as empty.
    func matches(_ label: (String) -> String?) -> Bool {
        match.allSatisfy { $0.value.contains(label($0.key) ?? "") }
    }
}
