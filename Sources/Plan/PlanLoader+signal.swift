import Periods
import PositionedYAML
import Statistics

/// `signal:` of the workspace or of a target.
extension PlanLoader {
    private static let signalKeys = [
        "profile", "chart", "minimum_points", "points", "screen", "lock", "rebase", "seasonal", "false_flags",
    ]

    /// What a target says stands over what the workspace says; a target's own rebases replace the workspace's.
    func readSignal(_ node: Node, metric: Metric?, _ reader: NodeReader) -> SignalRule? {
        guard let map = reader.mapping(node, known: Self.signalKeys, context: "signal") else { return nil }
        var rule = signal
        if let name = map.choice("profile", among: RuleProfile.all.map(\.name)), let profile = RuleProfile.named(name) {
            rule.profile = profile
            rule.minimumPoints = profile.minimumPoints
        }
        rule.chart = map.choice("chart") ?? rule.chart
        rule.minimumPoints = map.int("minimum_points", in: 4...1000) ?? rule.minimumPoints
        rule.points = map.int("points", in: 4...1000) ?? rule.points
        if let points = rule.points, points < rule.minimumPoints {
            reader.error(
                "signal/points", "\(points) points are fewer than the \(rule.minimumPoints) that are asked for",
                at: map.range(map.has("points") ? "points" : "minimum_points"))
        }
        rule.screens = map.bool("screen") ?? rule.screens
        rule.isSeasonal = map.bool("seasonal") ?? rule.isSeasonal
        if map.has("rebase") { rule.rebases = readRebases(map) }
        if map.has("lock") { rule.lock = readLock(map) }
        checkLock(rule, map)
        if let share = share(map, "false_flags", below: true) {
            if share > 0 {
                rule.falseFlags = share
            } else {
                reader.error(
                    "signal/false-flags", "some of the flags may always be false", at: map.range("false_flags"),
                    mend: "write false_flags: 5 %, or 1 % to be surer")
            }
        }
        if let metric, let wanted = metric.kind.wantedChartData(rule.chart) {
            reader.error(
                "signal/chart-metric",
                "the chart \(rule.chart.rawValue) needs \(wanted), and \"\(metric.id)\" is \(metric.kind.inWords)",
                at: map.range("chart"), mend: "write chart: auto")
        }
        return rule
    }

    /// Each with a day, in order, and a reason.
    private func readRebases(_ map: MappingReader) -> [SignalRule.Rebase] {
        var rebases: [SignalRule.Rebase] = []
        for item in map.list("rebase") ?? [] {
            guard let rebase = map.reader.mapping(item, known: ["on", "because"], context: "a rebase") else { continue }
            let on = day(rebase, "on", required: true)
            let because = localText(rebase, "because")
            if because.map({ $0.texts.values.allSatisfy { $0.allSatisfy(\.isWhitespace) } }) ?? !rebase.has("because") {
                map.reader.error(
                    "signal/rebase-reason", "a rebase without a reason hides what the chart would say", at: item.range,
                    mend: "add because: with what changed the process on that day")
            }
            guard let on, let because else { continue }
            if let last = rebases.last, on <= last.on {
                map.reader.error("signal/rebase-order", "rebases stand in the order of their days", at: item.range)
            }
            rebases.append(SignalRule.Rebase(on: on, because: because))
        }
        return rebases
    }

    private func readLock(_ map: MappingReader) -> SignalRule.Lock? {
        guard let lock = map.mapping("lock", known: ["first", "from", "to"], context: "a lock") else { return nil }
        if lock.has("first"), let other = lock.entries.first(where: { $0.name != "first" }) {
            map.reader.error(
                "signal/lock", "limits are locked to the first points or to a window, not to both",
                at: other.key.range, mend: "keep one of them")
            return nil
        }
        if lock.has("first") {
            return lock.int("first", in: SignalRule.fewestLocked...1000).map { .first($0) }
        }
        return window(lock).map { .window($0) }
    }

    /// Limits come from one process, so no rebase may fall inside their window.
    private func checkLock(_ rule: SignalRule, _ map: MappingReader) {
        guard case .window(let window)? = rule.lock,
            let rebase = rule.rebases.first(where: { window.first < $0.on && $0.on <= window.last })
        else { return }
        map.reader.error(
            "signal/lock", "the rebase of \(rebase.on) falls inside the window to which the limits are locked",
            at: map.range(map.has("lock") ? "lock" : "rebase"),
            mend: "end the window before it, or begin it on that day")
    }
}

extension Metric.Kind {
    /// What the chart needs that this kind is not; nil when they fit.
    fileprivate func wantedChartData(_ chart: SignalRule.Chart) -> String? {
        switch (chart, self) {
        case (.auto, _), (.xmr, _): nil
        case (.c, .count), (.u, .count), (.uPrime, .count), (.t, .count), (.p, .ratio), (.pPrime, .ratio): nil
        case (.c, _), (.u, _), (.uPrime, _), (.t, _): "a count"
        case (.p, _), (.pPrime, _): "a ratio"
        }
    }
}
