import CEL
import Periods
import PositionedYAML

/// `metrics:` of any file.
extension PlanLoader {
    private static let metricKeys = [
        "metric", "title", "kind", "ratio", "formula", "better", "reported", "every", "calendar", "counted_in",
        "parents", "zeros", "reported_by", "may_be_negative", "decimals", "shown_as", "straddle", "succession", "due",
        "matures", "siblings", "reclassified_to",
    ]

    func readMetrics(_ document: Document) {
        for node in document.top.list("metrics") ?? [] {
            guard let map = document.reader.mapping(node, known: Self.metricKeys, context: "a metric"),
                let id = identifier(map, "metric"), declare("metric", id, map, key: "metric")
            else { continue }
            let errorsBefore = document.reader.diagnostics.count { $0.severity == .error }
            let metric = readMetric(id, map)
            if let metric, document.reader.diagnostics.count(where: { $0.severity == .error }) == errorsBefore {
                metricIndices[id] = metrics.count
                metrics.append(metric)
            } else {
                brokenMetrics.insert(id)
            }
        }
    }

    private func readMetric(_ id: String, _ map: MappingReader) -> Metric? {
        guard let kind = readKind(id, map) else { return nil }
        let better: Metric.Direction? = map.choice("better", required: true)
        guard let better else { return nil }
        var metric = Metric(id: id, title: localText(map, "title") ?? LocalText(id), kind: kind, better: better)
        metric.reporting = map.choice("reported") ?? .increments
        metric.grain = map.choice("every") ?? .week
        metric.calendar = calendar(map) ?? .civil
        metric.countedIn = localText(map, "counted_in") ?? LocalText("")
        metric.parents = map.choice("parents") ?? .summed
        metric.zeros = map.choice("zeros") ?? .reported
        metric.straddle = readStraddle(map, kind)
        readSuccession(&metric, map)
        metric.mayBeNegative = map.bool("may_be_negative") ?? false
        if case .ratio = kind { metric.isPercent = true }
        if let shown = map.choice("shown_as", among: ["percent", "number"]) { metric.isPercent = shown == "percent" }
        metric.decimals = map.int("decimals", in: 0...6) ?? (metric.isPercent ? 1 : 0)
        metric.reportedBy = readLevels(map)
        readDelays(map, &metric)
        metric.siblings = readRelated(map, "siblings", of: metric)
        metric.reclassifiedTo = readRelated(map, "reclassified_to", of: metric)
        if metric.reporting == .cumulative {
            if case .count = kind {
            } else {
                map.reader.error(
                    "metric/cumulative", "only a count can be reported cumulatively", at: map.range("reported"),
                    mend: "remove the key")
            }
        }
        return metric
    }

    /// A stock has no parts, and what follows from other metrics follows their rule.
    private func readStraddle(_ map: MappingReader, _ kind: Metric.Kind) -> Metric.Straddle {
        let straddle = map.choice("straddle", Metric.Straddle.self) ?? .fourthDay
        if case .count = kind, !map.has("formula") { return straddle }
        guard straddle == .prorated else { return straddle }
        let isDerived = map.has("formula") || map.has("ratio")
        map.reader.error(
            "metric/straddle", "only a count that is reported can be prorated", at: map.range("straddle"),
            mend: isDerived ? "write it at the metrics that this one is made of" : "write straddle: fourth_day")
        return .fourthDay
    }

    /// When reports are due, and how long their figures go on changing.
    private func readDelays(_ map: MappingReader, _ metric: inout Metric) {
        for key in ["due", "matures"] where map.has(key) && (!metric.isReported || map.has("formula")) {
            map.reader.error(
                "metric/derived-delay",
                "\"\(key)\" is said of what is reported, and \"\(metric.id)\" follows from others",
                at: map.range(key), mend: "say it of the metrics that it is made of")
        }
        metric.dueDays = amount(map, "due", of: "days", in: 1...366) ?? 0
        guard let text = map.node("matures")?.scalar?.text else { return }
        if text == "learnt" {
            metric.maturity = .learnt
        } else if text.utf8.contains(where: { (0x30...0x39).contains($0) }) {
            metric.maturity = amount(map, "matures", of: "days", in: 1...1830).map { .days($0) }
        } else {
            map.reader.error(
                "metric/matures", "\"matures\" is a number of days or learnt", at: map.range("matures"),
                mend: "write 60 days, or learnt to take it from the ledger's own batches")
        }
    }

    private func readSuccession(_ metric: inout Metric, _ map: MappingReader) {
        guard let past: Metric.Past = map.choice("succession") else { return }
        metric.succession = past
        let problem: (String, String)?
        switch metric.kind {
        // A formula is told from a count by its key: it is compiled later.
        case .count where !map.has("formula"), .level: problem = nil
        case .milestone: problem = past == .split ? ("steps cannot be split", "remove the key") : nil
        default: problem = ("what follows from other metrics is split by its parts", "declare it there")
        }
        guard let (message, mend) = problem else { return }
        map.reader.error("metric/succession", message, at: map.range("succession"), mend: mend)
    }

    /// Levels named in `reported_by`, each of which some unit must have.
    private func readLevels(_ map: MappingReader) -> [String] {
        let levels = Set(units.units.map(\.level))
        let named = words(map, "reported_by") ?? []
        for level in named where !levels.contains(level.text) && !unitsAreBroken {
            unknown("level", level.text, among: levels, at: level.range, map.reader)
        }
        return named.map(\.text)
    }

    private func readKind(_ id: String, _ map: MappingReader) -> Metric.Kind? {
        let given = ["kind", "ratio", "formula"].filter(map.has)
        if given.count > 1 {
            map.reader.error(
                "metric/two-kinds", "a metric is one of \(given.joined(separator: ", "))", at: map.range(given[1]),
                mend: "keep one of the keys")
            return nil
        }
        if map.has("ratio") {
            guard let ratio = map.mapping("ratio", known: ["of", "to"], context: "a ratio") else { return nil }
            let of = ratio.string("of", required: true)
            let to = ratio.string("to", required: true)
            guard let of, let to else { return nil }
            pendingRatios.append(ratio)
            return .ratio(of: of, to: to)
        }
        if map.has("formula") {
            // Compiled once all metrics are known, in `checkMetricReferences`.
            guard let text = map.expression("formula"), let node = map.node("formula") else { return nil }
            pendingFormulas.append((id, text, node, map.reader))
            return .count
        }
        switch map.choice("kind", among: ["count", "level", "milestone"]) ?? "count" {
        case "level": return .level
        case "milestone": return .milestone
        default: return .count
        }
    }

    /// The calendar named by `calendar:`.
    func calendar(_ map: MappingReader) -> PeriodCalendar? {
        guard let name = map.string("calendar") else { return nil }
        guard let calendar = calendars[name] else {
            unknown("calendar", name, among: calendars.keys, at: map.range("calendar"), map.reader)
            return nil
        }
        return calendar
    }

    /// Compiles formulas and checks what ratios and formulas refer to: reported metrics, never one another.
    func checkMetricReferences() {
        checkRelatedMetrics()
        var environment = Environment()
        if !pendingFormulas.isEmpty { environment.declare(metrics.map { Self.variableName($0.id) }, .double) }
        for pending in pendingFormulas {
            guard let index = metricIndices[pending.id] else { continue }
            do throws(CELErrors) {
                let program = try environment.compile(pending.text, expecting: .double)
                let names = Set(program.variables)
                if let derived = metrics.first(where: {
                    names.contains(Self.variableName($0.id)) && (!$0.isReported || isPending($0.id))
                }) {
                    pending.reader.error(
                        "metric/formula-of-derived",
                        "a formula is made of reported metrics, and \"\(derived.id)\" is not one",
                        at: pending.node.range, mend: "use the metrics that \"\(derived.id)\" is made of")
                }
                let used = metrics.map(\.id).filter { names.contains(Self.variableName($0)) }
                if used.count > names.count,
                    let name = names.sorted().first(where: { name in
                        used.count { Self.variableName($0) == name } > 1
                    })
                {
                    let meant = used.filter { Self.variableName($0) == name }
                    pending.reader.error(
                        "metric/formula-ambiguous",
                        "\"\(name)\" may mean \(meant.map { "\"\($0)\"" }.joined(separator: " or "))",
                        at: pending.node.range, mend: "rename one of them")
                }
                metrics[index].kind = .formula(program, metrics: used)
                if used.isEmpty {
                    pending.reader.error(
                        "metric/formula-constant", "the formula uses no metric", at: pending.node.range,
                        mend: "name reported metrics by their ids")
                }
            } catch {
                report(error, id: "metric/formula", in: pending.node, pending.reader)
            }
        }
        for ratio in pendingRatios {
            for key in ["of", "to"] {
                guard let part = ratio.node(key)?.scalar?.text, !brokenMetrics.contains(part) else { continue }
                guard let index = metricIndices[part] else {
                    unknown("metric", part, among: metricIndices.keys, at: ratio.range(key), ratio.reader)
                    continue
                }
                if !metrics[index].isReported {
                    ratio.reader.error(
                        "metric/ratio-of-derived", "a ratio is made of reported metrics, and \"\(part)\" is not one",
                        at: ratio.range(key), mend: "use the counts that \"\(part)\" is made of")
                }
            }
        }
    }

    private func isPending(_ id: String) -> Bool { pendingFormulas.contains { $0.id == id } }

    /// A metric's name inside formulas: its id with `-` and `.` written `_`.
    public static func variableName(_ id: String) -> String {
        String(id.map { $0 == "-" || $0 == "." ? "_" : $0 })
    }
}
