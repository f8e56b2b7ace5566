import Periods
import PositionedYAML

/// What can be said only of the plan as a whole: warnings, requirements, silences.
extension PlanLoader {
    func checkPlan() {
        checkInputReferences()
        checkSilencedChecks()
        if targets.isEmpty, !failures.contains(where: { $0.severity == .error }),
            !documents.contains(where: { $0.reader.hasErrors })
        {
            failures.append(
                Diagnostic(
                    "plan/no-target", .warning, file: sources.workspace.name, range: nil,
                    message: "no target is declared"))
        }
        for target in targets { check(target) }
        // A target with a mistake is left out, so what it uses would wrongly look unused.
        if !documents.contains(where: { $0.reader.hasErrors }) {
            let used = usedMetrics()
            for metric in metrics where !used.contains(metric.id) {
                warn("metric/unused", "metric \(metric.id)", "no target uses the metric \"\(metric.id)\"")
            }
        }
        for rule in rules where !routes.isEmpty && !routes.contains(where: { couldMatch($0, rule) }) {
            warn("rule/no-route", "rule \(rule.id)", "no route takes the alerts of the rule \"\(rule.id)\"")
        }
    }

    private func check(_ target: Target) {
        let place = "target \(target.id)"
        let people = target.accountable
        let clarities = [
            ("person", people.person), ("task", people.task), ("responsibility", people.responsibility),
            ("timeline", people.timeline), ("accountability", people.accountability),
        ]
        let missing = clarities.filter { $0.1 == nil }.map(\.0)
        let requiredMissing = missing.filter(required.contains)
        if !requiredMissing.isEmpty {
            fail(
                "target/no-owner", place, "the target \"\(target.id)\" needs accountable: \(listed(requiredMissing))",
                mend: "say who does what, answers for what, by when, and with what consequence")
        } else if missing.contains("person") {
            warn(
                "target/no-owner", place, "nobody is accountable for the target \"\(target.id)\"",
                mend: "add accountable: {person: …, email: …}")
        }
        if target.guards.isEmpty {
            let message = "the target \"\(target.id)\" has no guard: no counter-measure would show gaming"
            let mend = "add guards: [METRIC]"
            if required.contains("guard") {
                fail("target/no-guard", place, message, mend: mend)
            } else {
                warn("target/no-guard", place, message, mend: mend)
            }
        }
        if people.email == nil {
            if required.contains("email") {
                fail("target/no-email", place, "the target \"\(target.id)\" names no mail address")
            } else if receivers.contains(where: \.mailsAccountable) {
                warn(
                    "target/no-email", place, "nobody can be mailed about the target \"\(target.id)\"",
                    mend: "add accountable: {email: …}")
            }
        }
        checkWindow(of: target, place)
    }

    private func checkWindow(of target: Target, _ place: String) {
        guard case .fixed(_, let window) = target.period else { return }
        for id in metrics[target.metric].inputs {
            guard let index = metricIndices[id] else { continue }
            let metric = metrics[index]
            guard metric.grain != .day, metric.grain != .week, metric.straddle != .prorated else { continue }
            let first = metric.calendar.period(metric.grain, containing: window.first).window.first
            let last = metric.calendar.period(metric.grain, containing: window.last).window.last
            if first != window.first || last != window.last {
                warn(
                    "target/straddles", place,
                    "the \(metric.grain.rawValue)s of \"\(id)\" (calendar \(metric.calendar.id)) do not fit the window "
                        + "\(window.first) to \(window.last) of \"\(target.id)\"",
                    mend: "use one calendar for both")
            }
        }
    }

    /// What targets are judged by, made of, guarded with or given, and what stands beside a metric in checks.
    private func usedMetrics() -> Set<String> {
        var used: Set<String> = []
        for metric in metrics { used.formUnion(metric.siblings + metric.reclassifiedTo) }
        for target in targets {
            let metric = metrics[target.metric]
            used.insert(metric.id)
            used.formUnion(metric.inputs)
            used.formUnion(target.guards)
            used.formUnion(target.aim.arguments?.metrics ?? [])
        }
        return used
    }

    private func couldMatch(_ route: Route, _ rule: Rule) -> Bool {
        route.match.allSatisfy { label, values in
            if label == "rule" { return values.contains(rule.id) }
            if let value = rule.labels[label] { return values.contains(value) }
            if label == "severity", case .word(let word) = rule.severity { return values.contains(word) }
            return true
        }
    }

    private func listed(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }

    private func warn(_ id: String, _ place: String, _ message: String, mend: String? = nil) {
        add(id, .warning, place, message, mend)
    }

    private func fail(_ id: String, _ place: String, _ message: String, mend: String? = nil) {
        add(id, .error, place, message, mend)
    }

    private func add(
        _ id: String, _ severity: Diagnostic.Severity, _ place: String, _ message: String, _ mend: String?
    ) {
        // Shipped rules have no place in the user's files.
        guard let at = places[place], sources.file(named: at.file) != nil else { return }
        failures.append(Diagnostic(id, severity, file: at.file, range: at.range, message: message, mend: mend))
    }

    // MARK: Silences

    /// The warnings there are, by their ids.
    static let warnings = [
        "metric/unused", "plan/no-target", "route/no-match", "rule/no-route", "silence/expired", "target/amended-late",
        "target/no-email", "target/no-guard", "target/no-owner", "target/straddles",
    ]

    /// Splits what is shown from what `silenced:` holds back.
    func silence(_ diagnostics: [Diagnostic]) -> (kept: [Diagnostic], silenced: [Diagnostic]) {
        guard let top = documents.first(where: { $0.reader.source.name == sources.workspace.name })?.top else {
            return (diagnostics, [])
        }
        let before = top.reader.diagnostics.count
        var active: [(warning: String, on: String?)] = []
        for node in top.list("silenced") ?? [] where !Self.isSilencedCheck(node) {
            guard
                let map = top.reader.mapping(
                    node, known: ["warning", "on", "because", "until"], context: "a silenced warning")
            else { continue }
            let warning = map.choice("warning", among: Self.warnings, required: true)
            let because = map.string("because", required: true)
            let until = day(map, "until", required: true)
            guard let warning, because != nil, let until else { continue }
            if until < today {
                top.reader.warning(
                    "silence/expired", "the silence of \(warning) ended on \(until)", at: map.range("until"),
                    mend: "mend the cause, or give a new reason and day")
            } else {
                active.append((warning, map.string("on")))
            }
        }
        let all = (diagnostics + top.reader.diagnostics[before...]).sorted()
        func isSilenced(_ diagnostic: Diagnostic) -> Bool {
            diagnostic.severity == .warning
                && active.contains { silence in
                    silence.warning == diagnostic.id
                        && (silence.on.map { diagnostic.message.contains("\"\($0)\"") } ?? true)
                }
        }
        return (all.filter { !isSilenced($0) }, all.filter(isSilenced))
    }
}

extension Receiver {
    fileprivate var mailsAccountable: Bool {
        switch channel {
        case .smtp(let mail, _), .folder(let mail, _): mail.toAccountable
        case .log, .plugin: false
        }
    }
}
