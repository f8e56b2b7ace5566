import Periods
import PositionedYAML

/// `onpace.yaml`: who we are, the calendars and campaigns, defaults, inputs and receivers.
extension PlanLoader {
    struct Settings {
        var organisation = LocalText("")
        var timeZone = "UTC"
        var store = "State/ledger.sqlite"
    }

    static let workspaceKeys = [
        "organisation", "time_zone", "languages", "store", "require", "calendars", "anchors", "campaigns", "judge",
        "signal", "inputs", "receivers", "sources", "silenced", "checks",
    ]

    /// What `require:` may name.
    static let requirements = ["person", "task", "responsibility", "timeline", "accountability", "guard", "email"]

    func readWorkspace(_ document: Document) -> Settings {
        let top = document.top
        var settings = Settings()
        settings.organisation = localText(top, "organisation") ?? settings.organisation
        if let zone = top.string("time_zone") {
            if Self.isZoneName(zone), checks.isTimeZone(zone) {
                settings.timeZone = zone
            } else {
                document.reader.error(
                    "workspace/time-zone", "\"\(zone)\" is no time zone", at: top.range("time_zone"),
                    mend: "write an IANA name such as Asia/Ho_Chi_Minh")
            }
        }
        if let path = top.string("store") {
            if path.hasPrefix("/") || path.split(separator: "/").contains("..") {
                document.reader.error(
                    "workspace/store", "the store lies inside the workspace", at: top.range("store"),
                    mend: "write a relative path such as State/ledger.sqlite")
            } else {
                settings.store = path
            }
        }
        readLanguages(top)
        readCalendars(top)
        readAnchors(top)
        readCampaigns(top)
        if let judge = top.node("judge"), let read = readJudgement(judge, top.reader) { judgement = read }
        if let node = top.node("signal"), let read = readSignal(node, metric: nil, top.reader) { signal = read }
        readIntegrity(top)
        required = Set(readRequirements(top))
        readReceivers(top)
        readInputs(top)
        return settings
    }

    private static func isZoneName(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("/") && !text.contains("..")
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || [UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
            }
    }

    private func readLanguages(_ top: MappingReader) {
        guard let nodes = top.list("languages") else { return }
        let read = nodes.compactMap { top.reader.choice($0, Language.self, context: "a language") }
        if nodes.isEmpty {
            top.reader.error(
                "workspace/languages", "there are no languages", at: top.range("languages"),
                mend: "write [en], [vi] or both")
        }
        if !read.isEmpty { languages = read }
    }

    private func readRequirements(_ top: MappingReader) -> [String] {
        (top.list("require") ?? []).compactMap {
            top.reader.choice($0, among: Self.requirements, context: "a requirement")
        }
    }

    private func readCalendars(_ top: MappingReader) {
        guard let map = top.mapping("calendars") else { return }
        for entry in map.entries {
            guard
                let rule = map.mapping(
                    entry.name, known: ["week_starts", "month_starts", "year_starts"], context: "a calendar")
            else { continue }
            if entry.name == "civil" {
                map.reader.error(
                    "calendar/civil", "the calendar \"civil\" is built in", at: entry.key.range,
                    mend: "use another name")
                continue
            }
            var weekStart = Weekday.monday
            if let name = rule.choice("week_starts", among: Weekday.allCases.map(\.name)) {
                weekStart = Weekday(name: name) ?? .monday
            }
            let monthStart = rule.int("month_starts", in: 1...28) ?? 1
            let yearStart = rule.node("year_starts").flatMap { monthAndDay($0, rule.reader) }
            do throws(PeriodCalendarError) {
                calendars[entry.name] = try PeriodCalendar(
                    id: entry.name, weekStart: weekStart, monthStart: monthStart, yearStart: yearStart)
            } catch {
                rule.reader.error("calendar/inconsistent", error.description, at: rule.range("year_starts"))
            }
        }
    }

    /// `12-15`
    private func monthAndDay(_ node: Node, _ reader: NodeReader) -> (month: Int, day: Int)? {
        guard let text = reader.string(node) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let month = Int(parts[0]),
            let day = Int(parts[1])
        else {
            reader.error(
                "calendar/year-start", "a year starts on a month and a day", at: node.range, mend: "write 12-15")
            return nil
        }
        return (month, day)
    }

    private func readAnchors(_ top: MappingReader) {
        guard let map = top.mapping("anchors") else { return }
        for entry in map.entries {
            guard let list = map.list(entry.name) else { continue }
            let days = list.compactMap { map.reader.day($0) }.compactMap { Day($0) }
            guard days.count == list.count else { continue }
            do throws(AnchorTableError) {
                anchors[entry.name] = try AnchorTable(id: entry.name, days: days)
            } catch {
                map.reader.error("anchor/inconsistent", error.description, at: entry.value.range)
            }
        }
    }

    private func readCampaigns(_ top: MappingReader) {
        guard let map = top.mapping("campaigns") else { return }
        for entry in map.entries {
            guard let campaign = map.mapping(entry.name, known: ["title", "from", "to"], context: "a campaign"),
                let window = window(campaign)
            else { continue }
            campaigns.append(
                Campaign(
                    id: entry.name, title: localText(campaign, "title") ?? LocalText(entry.name), window: window))
        }
    }

    /// `from:` and `to:`, both included.
    func window(_ map: MappingReader) -> Window? {
        let from = day(map, "from", required: true)
        let to = day(map, "to", required: true)
        guard let from, let to else { return nil }
        guard let window = Window(from, to) else {
            map.reader.error("plan/window", "it ends before it begins", at: map.range("to"), mend: "swap from and to")
            return nil
        }
        return window
    }

    /// `judge:` of the workspace or of a target, over the workspace's.
    func readJudgement(_ node: Node, _ reader: NodeReader) -> Judgement? {
        let known = [
            "tolerance", "amber", "exceed", "minimum_base", "minimum_elapsed", "close_lag", "provisional_coverage",
            "minimum_coverage",
        ]
        guard let map = reader.mapping(node, known: known, context: "judge") else { return nil }
        var read = judgement
        read.tolerance = share(map, "tolerance", below: true) ?? read.tolerance
        read.amber = share(map, "amber", below: true) ?? read.amber
        read.exceed = share(map, "exceed") ?? read.exceed
        read.minimumElapsed = share(map, "minimum_elapsed") ?? read.minimumElapsed
        read.provisionalCoverage = share(map, "provisional_coverage") ?? read.provisionalCoverage
        read.minimumCoverage = share(map, "minimum_coverage") ?? read.minimumCoverage
        if let base = map.double("minimum_base") {
            if base < 0 {
                reader.error("judge/base", "\"minimum_base\" is zero or more", at: map.range("minimum_base"))
            }
            read.minimumBase = base
        }
        read.closeLagDays = amount(map, "close_lag", of: "days", in: 0...366) ?? read.closeLagDays
        if read.amber < read.tolerance {
            reader.error(
                "judge/order", "amber is at least as wide as the tolerance", at: map.range("amber"),
                mend: "raise amber or lower tolerance")
        }
        return read
    }

    /// A percentage from 0 to 100 % (below 100 % where `below`).
    func share(_ map: MappingReader, _ key: String, below: Bool = false) -> Double? {
        guard let value = map.percent(key) else { return nil }
        guard value >= 0, below ? value < 1 : value <= 1 else {
            map.reader.error(
                "yaml/out-of-range", "\"\(key)\" is from 0 % to \(below ? "below " : "")100 %", at: map.range(key))
            return nil
        }
        return value
    }
}
