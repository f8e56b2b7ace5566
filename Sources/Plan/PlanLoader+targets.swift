import Periods
import PositionedYAML

/// One target a file, or `targets:` with a list.
extension PlanLoader {
    static let targetKeys = [
        "target", "title", "metric", "aim", "period", "calendar", "units", "pace", "judge", "accountable", "guards",
        "labels", "amended", "cancelled", "signal",
    ]

    func readTargets(_ document: Document) {
        for node in document.top.list("targets") ?? [] {
            if let map = document.reader.mapping(
                node, known: Self.targetKeys, context: "a target", synonyms: Self.synonyms)
            {
                readTarget(map)
            }
        }
        if document.top.has("target") {
            readTarget(document.top)
        } else if let stray = document.top.entries.first(where: {
            Self.targetKeys.contains($0.name) && document.reader.source.name != sources.workspace.name
        }) {
            document.reader.error(
                "yaml/missing-key", "a target needs the key \"target\"", at: stray.key.range,
                mend: "write its id, such as target: clearance-rate")
        }
    }

    private func readTarget(_ map: MappingReader) {
        guard let id = identifier(map, "target"), declare("target", id, map, key: "target") else { return }
        let reader = map.reader
        let errorsBefore = reader.diagnostics.count { $0.severity == .error }

        let metricName = map.string("metric", required: true)
        let metricIndex = metricName.flatMap { metricIndices[$0] }
        if let metricName, metricIndex == nil, !brokenMetrics.contains(metricName) {
            unknown("metric", metricName, among: metricIndices.keys, at: map.range("metric"), reader)
        }
        let metric = metricIndex.map { metrics[$0] }
        let calendar = calendar(map) ?? metric?.calendar ?? .civil
        let aim = map.node("aim", required: true).flatMap { node -> Aim? in
            if let metric { return readAim(node, metric: metric, reader) }
            _ = aimMapping(node, reader)
            return nil
        }
        let period = map.node("period", required: true).flatMap { readPeriod($0, calendar: calendar, reader) }
        let selection = readUnitSelection(map, aim: aim, metric: metric, period: period)
        let pace = map.node("pace").map { readPace($0, metric: metric, reader) } ?? .linear
        let accountable = readAccountable(map)
        let title = localText(map, "title") ?? LocalText(id)
        let guards = readGuards(map)
        let labels = readLabels(map)
        let amendments = metric.map { readAmendments(map, of: id, metric: $0, period: period) } ?? []
        let cancelled = readCancellation(map)
        let judgement = map.node("judge").flatMap { readJudgement($0, reader) } ?? self.judgement
        let signal = map.node("signal").flatMap { readSignal($0, metric: metric, reader) } ?? self.signal

        guard let metricIndex, let aim, let period, let selection,
            reader.diagnostics.count(where: { $0.severity == .error }) == errorsBefore
        else { return }
        targets.append(
            Target(
                id: id, title: title, metric: metricIndex, aim: aim, period: period, units: selection, pace: pace,
                accountable: accountable, guards: guards, amendments: amendments, judgement: judgement, signal: signal,
                labels: labels, cancelled: cancelled, file: reader.source.name))
    }

    // MARK: Period

    private func readPeriod(_ node: Node, calendar: PeriodCalendar, _ reader: NodeReader) -> PeriodRule? {
        if node.scalar != nil {
            guard let name = reader.string(node) else { return nil }
            guard let period = calendar.period(named: name) else {
                reader.error(
                    "target/period", "\"\(name)\" is no period of the calendar \(calendar.id)", at: node.range,
                    mend: "write 2026, 2026-H1, 2026-Q1, 2026-02 or 2026-W05")
                return nil
            }
            return .fixed(name: period.name, period.window)
        }
        guard
            let map = reader.mapping(
                node, known: ["campaign", "rolling", "every", "from", "to", "name"], context: "a period")
        else { return nil }
        guard saysOnePeriod(map) else { return nil }
        if let id = map.string("campaign") {
            guard let campaign = campaigns.first(where: { $0.id == id }) else {
                unknown("campaign", id, among: campaigns.map(\.id), at: map.range("campaign"), reader)
                return nil
            }
            return .fixed(name: campaign.id, campaign.window)
        }
        if map.has("rolling") {
            return amount(map, "rolling", of: "days", in: 1...3660).map { .rolling(days: $0) }
        }
        if map.has("every") {
            return map.choice("every", Grain.self).map { .current($0, calendar) }
        }
        guard let window = window(map) else { return nil }
        return .fixed(name: map.string("name") ?? "\(window.first)..\(window.last)", window)
    }

    private func saysOnePeriod(_ map: MappingReader) -> Bool {
        var kinds = ["campaign", "rolling", "every"].filter(map.has)
        if let bound = ["from", "to"].first(where: map.has) { kinds.append(bound) }
        if kinds.isEmpty {
            map.reader.error(
                "target/period", "the period does not say when", at: map.node.range,
                mend: "write 2026, or {from: 2026-03-01, to: 2026-08-31}")
        } else if kinds.count > 1 {
            map.reader.error(
                "target/period", "a period is either \"\(kinds[0])\" or \"\(kinds[1])\", not both",
                at: map.entry(kinds[1])?.key.range ?? map.node.range, mend: "keep one of them")
        }
        return kinds.count == 1
    }

    // MARK: Units

    private func readUnitSelection(
        _ map: MappingReader, aim: Aim?, metric: Metric?, period: PeriodRule?
    ) -> UnitSelection? {
        // The tree at the end of the period; of a period that moves, the last one declared.
        var window: Window?
        if case .fixed(_, let fixed)? = period { window = fixed }
        let day = window?.last ?? Day(number: .max)
        let roots = units.units.indices.filter { units[$0].parent(on: day) == nil }
        guard let node = map.node("units") else {
            guard let root = roots.first else { return nil }
            return UnitSelection(judged: roots, root: root, carriers: roots).standing(on: day, in: units)
        }
        if node.entries == nil {
            let codes = words(map, "units") ?? []
            let named = codes.compactMap { unitIndex($0.text, at: $0.range, within: window, map.reader) }
            guard !named.isEmpty, named.count == codes.count else { return nil }
            return UnitSelection(judged: withAncestors(named, on: day), root: named[0], carriers: named)
        }
        guard let selection = map.mapping("units", known: ["of", "cascade", "share", "pool"], context: "units") else {
            return nil
        }
        let root: Int?
        if let code = selection.string("of") {
            root = unitIndex(code, at: selection.range("of"), within: window, map.reader)
        } else {
            root = roots.first
        }
        guard let root else { return nil }
        let share: UnitSelection.Share? = selection.choice("share")
        guard let level = selection.string("cascade") else {
            refusePool(selection)
            return UnitSelection(judged: withAncestors([root], on: day), root: root, share: nil)
        }
        let levels = Set(units.units.lazy.filter { !$0.isPool }.map(\.level))
        guard level == "all" || levels.contains(level) else {
            unknown("level", level, among: levels.union(["all"]), at: selection.range("cascade"), map.reader)
            return nil
        }
        let below = units.subtree(of: root, on: day)
            .filter { $0 != root && (level == "all" || units[$0].level == level) }
        if aim?.isTotal == true, !selection.has("share"), !below.isEmpty {
            map.reader.error(
                "target/no-share", "a total that cascades must say how it is shared", at: selection.range("cascade"),
                mend: "add share: history, weight, flat or same")
            return nil
        }
        if share == .weight, let missing = below.first(where: { units[$0].weight == nil }) {
            map.reader.error(
                "target/no-weight", "the unit \"\(units[missing].code)\" has no weight in units.csv",
                at: selection.range("share"), mend: "fill the column weight, or share by history")
        } else if share == .weight, !below.isEmpty, below.allSatisfy({ units[$0].weight == 0 }) {
            map.reader.error(
                "target/no-weight", "all units to share among have the weight 0", at: selection.range("share"),
                mend: "fill the column weight, or share by history")
        }
        let pool = readPool(selection, under: root, aim: aim, metric: metric, share: share)
        return UnitSelection(
            judged: withAncestors([root] + below, on: day), root: root, share: share, level: level
        ).pooling(pool)
    }

    /// - Parameter window: days of which the unit must see one.
    private func unitIndex(
        _ code: String, at range: SourceRange, within window: Window?, _ reader: NodeReader
    ) -> Int? {
        if let index = units.index(of: code), !units[index].isPool {
            if let window, let end = units[index].validTo, end < window.first {
                reader.error(
                    "target/unit-ended", "the unit \"\(code)\" ended on \(end), before the period begins", at: range,
                    mend: "name the units that succeeded it")
            } else if let window, let begin = units[index].validFrom, window.last < begin {
                reader.error(
                    "target/unit-ended", "the unit \"\(code)\" exists from \(begin), after the period ends", at: range,
                    mend: "name the units before it")
            }
            return index
        }
        guard !unitsAreBroken else { return nil }
        unknown("unit", code, among: units.codes, at: range, reader)
        return nil
    }

    /// The units and all above them, parents first.
    private func withAncestors(_ named: [Int], on day: Day) -> [Int] {
        Set(named.flatMap { [$0] + units.ancestors(of: $0, on: day) }).sorted()
    }

    // MARK: People, guards, amendments

    private func readAccountable(_ map: MappingReader) -> Accountable {
        guard
            let people = map.mapping(
                "accountable", known: ["person", "task", "responsibility", "timeline", "accountability", "email"],
                context: "accountable")
        else { return Accountable() }
        let email = people.string("email")
        if let email, !Self.isAddress(email) {
            map.reader.error("plan/email", "\"\(email)\" is no mail address", at: people.range("email"))
        }
        return Accountable(
            person: people.string("person"), task: people.string("task"),
            responsibility: people.string("responsibility"), timeline: people.string("timeline"),
            accountability: people.string("accountability"), email: email)
    }

    /// Whether a text can be an address: one `@` with something on both sides and no white space or control bytes.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }

    private func readGuards(_ map: MappingReader) -> [String] {
        let named = words(map, "guards") ?? []
        for name in named where metricIndices[name.text] == nil && !brokenMetrics.contains(name.text) {
            unknown("metric", name.text, among: metricIndices.keys, at: name.range, map.reader)
        }
        return named.map(\.text)
    }

    func readLabels(_ map: MappingReader) -> [String: String] {
        guard let labels = map.mapping("labels") else { return [:] }
        var read: [String: String] = [:]
        for entry in labels.entries { read[entry.name] = labels.string(entry.name) }
        return read
    }

    private func readAmendments(
        _ map: MappingReader, of target: String, metric: Metric, period: PeriodRule?
    ) -> [Amendment] {
        var amendments: [Amendment] = []
        for node in map.list("amended") ?? [] {
            guard
                let amendment = map.reader.mapping(
                    node, known: ["on", "aim", "by", "because"], context: "an amendment")
            else { continue }
            let on = day(amendment, "on", required: true)
            let aim = amendment.node("aim", required: true).flatMap { readAim($0, metric: metric, map.reader) }
            let by = amendment.string("by", required: true)
            let because = amendment.string("because", required: true)
            guard let on, let aim, let by, let because else { continue }
            if let last = amendments.last, on <= last.on {
                map.reader.error(
                    "target/amendment-order", "amendments stand in the order of their days", at: amendment.range("on"))
            }
            if case .fixed(_, let window)? = period, on > window.last {
                map.reader.warning(
                    "target/amended-late", "the amendment of \(on) comes after the end of \"\(target)\"",
                    at: amendment.range("on"))
            }
            amendments.append(Amendment(on: on, aim: aim, by: by, because: because))
        }
        return amendments
    }

    private func readCancellation(_ map: MappingReader) -> Cancellation? {
        guard let cancelled = map.mapping("cancelled", known: ["on", "by", "because"], context: "cancelled") else {
            return nil
        }
        let on = day(cancelled, "on", required: true)
        let by = cancelled.string("by", required: true)
        let because = cancelled.string("because", required: true)
        guard let on, let by, let because else { return nil }
        return Cancellation(on: on, by: by, because: because)
    }
}
