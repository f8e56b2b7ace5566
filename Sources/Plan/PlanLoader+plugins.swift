import Periods
import PositionedYAML

/// `Plugins/*/plugin.yaml`: what each plugin is, asks for and may use.
extension PlanLoader {
    private static let pluginKeys = [
        "plugin", "title", "evaluates", "delivers", "fetches", "command", "needs", "history", "hosts", "parameters",
        "limits", "network",
    ]
    private static let roles = ["evaluates", "delivers", "fetches"]

    /// The plugins alone, for commands that work on them whatever the rest of the plan is like.
    public static func plugins(_ sources: PlanSources, today: Day) -> (plugins: [Plugin], diagnostics: [Diagnostic]) {
        let loader = PlanLoader(sources, today: today, checks: PlanChecks())
        loader.readPlugins()
        return (loader.plugins, (loader.failures + loader.manifests.flatMap(\.diagnostics)).sorted())
    }

    func readPlugins() {
        for folder in sources.plugins {
            let (node, diagnostics) = parse(folder.manifest)
            failures += diagnostics
            let reader = NodeReader(folder.manifest)
            manifests.append(reader)
            guard let node else {
                if diagnostics.isEmpty {
                    reader.error(
                        "plugin/empty", "the file is empty", at: nil, mend: "`onpace plugins new` writes an example")
                }
                continue
            }
            guard
                let map = reader.mapping(
                    node, known: Self.pluginKeys, context: "a plugin",
                    synonyms: ["id": "plugin", "run": "command", "params": "parameters", "version": "plugin"])
            else { continue }
            if let plugin = readPlugin(map, folder: folder.path) {
                plugins.append(plugin)
            } else {
                for role in Self.roles {
                    if let word = map.entry(role)?.value.scalar?.text { brokenPlugins[role, default: []].insert(word) }
                }
            }
        }
    }

    private func readPlugin(_ map: MappingReader, folder: String) -> Plugin? {
        let reader = map.reader
        let id = pluginID(map)
        let title = localText(map, "title", required: true)
        let command = map.strings("command", required: true)
        if let command, command.isEmpty || command.contains(where: { $0.isEmpty || $0.utf8.contains(0) }) {
            reader.error(
                "plugin/command", "the command names no program", at: map.range("command"),
                mend: "write [python3, evaluate.py] or [./program]")
        }
        let parameters = map.has("parameters") ? readParameters(map, "parameters", isNested: false) : []
        let limits = readLimits(map)
        checkKinds(of: parameters, map)
        if map.has("network") {
            // Said for people; no plugin has a network, so there is nothing else to say.
            _ = map.choice("network", among: ["none"])
        }
        let role = readRole(map, parameters)
        guard let id, let title, let command, let role, !reader.hasErrors else { return nil }
        guard declare("plugin", id, map, key: "plugin"),
            declare("plugin that \(role.verb)", role.word, map, key: role.verb)
        else { return nil }
        return Plugin(
            id: id, folder: folder, title: title, role: role, command: command, parameters: parameters, limits: limits)
    }

    /// `cohort-clearance/v1`: lower-case words, a version behind them.
    private func pluginID(_ map: MappingReader) -> String? {
        guard let id = map.string("plugin", required: true) else { return nil }
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        func isWord(_ text: Substring) -> Bool {
            !text.isEmpty && text.utf8.count <= 60
                && text.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || byte == UInt8(ascii: "-")
                }
        }
        guard parts.count == 2, isWord(parts[0]), parts[1].first == "v",
            Int(parts[1].dropFirst()).map({ $0 > 0 }) == true
        else {
            map.reader.error(
                "plugin/id", "\"\(id)\" is no plugin's id", at: map.range("plugin"),
                mend: "write a name and a version, such as cohort-clearance/v1")
            return nil
        }
        return id
    }

    private func readRole(_ map: MappingReader, _ parameters: [PluginParameter]) -> Plugin.Role? {
        let given = Self.roles.filter(map.has)
        guard given.count == 1 else {
            map.reader.error(
                "plugin/role", "a plugin has one of evaluates, delivers and fetches", at: map.range("plugin"),
                mend: "write evaluates: and the word of the aim, or delivers: and the word of the receiver")
            return nil
        }
        let verb = given[0]
        guard let word = map.string(verb) else { return nil }
        let isWord =
            !word.isEmpty && word.utf8.count <= 60
            && word.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
        let taken = verb == "evaluates" ? Self.aimWords + ["against"] : Self.receiverKeys + ["authorities", "source"]
        guard isWord, !taken.contains(word) else {
            map.reader.error(
                "plugin/word", isWord ? "\"\(word)\" is a word of the plan language" : "\"\(word)\" cannot be a word",
                at: map.range(verb), mend: "use lower-case letters, digits and \"_\", such as cohort_clearance")
            return nil
        }
        let strays = verb == "evaluates" ? ["hosts"] : ["needs", "history"]
        if let stray = strays.first(where: map.has) {
            map.reader.error(
                "plugin/role", "a plugin that \(verb) has no \"\(stray)\"", at: map.entry(stray)?.key.range,
                mend: "remove it")
            return nil
        }
        guard verb == "evaluates" else {
            guard let hosts = readHosts(map, parameters) else { return nil }
            let exchanging = Plugin.Exchanging(word: word, hosts: hosts)
            return verb == "delivers" ? .delivers(exchanging) : .fetches(exchanging)
        }
        let kinds = ["count", "level", "ratio", "formula", "milestone"]
        let needs = words(map, "needs") ?? []
        for need in needs where !kinds.contains(need.text) {
            unknown("kind", need.text, among: kinds, at: need.range, map.reader)
        }
        let history = map.has("history") ? amount(map, "history", of: "days", in: 0...731) : 366
        return .evaluates(Plugin.Evaluating(word: word, needs: Set(needs.map(\.text)), historyDays: history ?? 366))
    }

    /// `hosts: [api.example.org, "{url}"]`; nil when one of them is none.
    private func readHosts(_ map: MappingReader, _ parameters: [PluginParameter]) -> [Plugin.Host]? {
        guard let words = words(map, "hosts", required: true) else { return nil }
        let hosts = words.map { word -> Plugin.Host? in
            if word.text.hasPrefix("{"), word.text.hasSuffix("}") {
                let name = String(word.text.dropFirst().dropLast())
                if parameters.contains(where: { $0.name == name && $0.kind == .url }) { return .parameter(name) }
                map.reader.error(
                    "plugin/host", "\"\(name)\" is no parameter of the type url", at: word.range,
                    mend: "declare it under parameters")
                return nil
            }
            if let origin = Origin(word.text) { return .origin(origin) }
            map.reader.error(
                "plugin/host", "\"\(word.text)\" is no host", at: word.range,
                mend: "write api.example.org, api.example.org:8443, http://10.0.0.5:8080, or \"{parameter}\"")
            return nil
        }
        return hosts.contains(nil) ? nil : hosts.compactMap { $0 }
    }

    /// Refuses types of parameters that the role has no use for.
    private func checkKinds(of parameters: [PluginParameter], _ map: MappingReader) {
        let strays: [String] =
            map.has("evaluates")
            ? ["secret", "url"]
            : map.has("delivers") ? ["metric", "metrics", "target", "targets"] : ["target", "targets"]
        for parameter in parameters where strays.contains(parameter.kind.word) {
            let range = map.node("parameters")?.entries?.first { $0.key.scalar?.text == parameter.name }?.key.range
            map.reader.error(
                "plugin/parameter",
                "a plugin that \(Self.roles.first(where: map.has) ?? "does nothing") has no use for a parameter of the type "
                    + parameter.kind.word, at: range)
        }
    }

    // MARK: Parameters

    private static let parameterKeys = [
        "type", "about", "unit", "from", "to", "default", "optional", "choices", "each",
    ]

    private func readParameters(_ map: MappingReader, _ key: String, isNested: Bool) -> [PluginParameter] {
        guard let list = map.mapping(key, context: "the parameters", required: isNested) else { return [] }
        return list.entries.compactMap { entry in
            guard
                let parameter = list.mapping(
                    entry.name, known: Self.parameterKeys, context: "a parameter",
                    synonyms: ["doc": "about", "min": "from", "max": "to", "description": "about", "values": "choices"])
            else { return nil }
            return readParameter(entry.name, parameter, isNested: isNested)
        }
    }

    private func readParameter(_ name: String, _ map: MappingReader, isNested: Bool) -> PluginParameter? {
        guard let word = map.choice("type", among: PluginParameter.Kind.words, required: true) else { return nil }
        let about = localText(map, "about", required: true)
        if ["choices": "choice", "each": "metrics or targets"].contains(where: { key, types in
            map.has(key) != types.contains(word) && (map.has(key) || key == "choices")
                || (key == "each" && ["metrics", "targets"].contains(word) && isNested)
        }) {
            map.reader.error(
                "plugin/parameter", "a parameter of the type \(word) is declared otherwise", at: map.range("type"),
                mend: "a choice has choices; metrics and targets may have each, one level deep")
            return nil
        }
        let each = map.has("each") ? readParameters(map, "each", isNested: true) : []
        let kind: PluginParameter.Kind
        switch word {
        case "number": kind = .number
        case "whole": kind = .whole
        case "percent": kind = .percent
        case "boolean": kind = .boolean
        case "texts": kind = .texts
        case "url": kind = .url
        case "secret": kind = .secret
        case "day": kind = .day
        case "choice": kind = .choice(map.strings("choices") ?? [])
        case "metric": kind = .metric
        case "target": kind = .target
        case "metrics": kind = .metrics(each)
        case "targets": kind = .targets(each)
        default: kind = .text
        }
        let isNumber = ["number", "whole", "percent"].contains(word)
        if let stray = ["from", "to", "unit"].first(where: map.has), !isNumber || (word == "percent" && map.has("unit"))
        {
            map.reader.error(
                "plugin/parameter", "a parameter of the type \(word) has no \"\(stray)\"",
                at: map.entry(stray)?.key.range, mend: "remove it")
            return nil
        }
        func bound(_ key: String) -> Double? { word == "percent" ? map.percent(key) : map.double(key) }
        var parameter = PluginParameter(
            name: name, kind: kind, unit: map.string("unit"), low: bound("from"), high: bound("to"),
            isOptional: map.bool("optional") ?? false, about: about ?? LocalText(""))
        if map.has("default"), let node = map.node("default") {
            parameter.fallback = pluginValue(node, of: parameter, map.reader)?.value
        }
        return parameter
    }

    private func readLimits(_ map: MappingReader) -> Plugin.Limits {
        var limits = Plugin.Limits()
        limits.exchanges = map.has("fetches") ? 1000 : 10
        guard
            let read = map.mapping(
                "limits",
                known: [
                    "time", "cpu", "memory", "output", "files", "processes", "exchange", "exchanges", "response",
                    "rows",
                ], context: "the limits")
        else { return limits }
        // A message must be settled before the claim on it runs out.
        let longest = map.has("delivers") ? 60 : 600
        if let time = amount(read, "time", of: "seconds", in: 1...longest) { limits.time = time }
        if let cpu = amount(read, "cpu", of: "seconds", in: 1...3600) { limits.cpu = cpu }
        if let memory = megabytes(read, "memory", in: 16...16384) { limits.memory = memory }
        if let output = megabytes(read, "output", in: 1...1024) { limits.output = output }
        if let files = megabytes(read, "files", in: 0...1024) { limits.files = files }
        if let processes = read.int("processes", in: 1...1000) { limits.processes = processes }
        if let exchange = amount(read, "exchange", of: "seconds", in: 1...120) { limits.exchange = exchange }
        if let exchanges = read.int("exchanges", in: 1...(map.has("fetches") ? 10_000 : 50)) {
            limits.exchanges = exchanges
        }
        if let response = megabytes(read, "response", in: 1...256) { limits.response = response }
        if let rows = read.int("rows", in: 1...5_000_000) { limits.rows = rows }
        return limits
    }

    /// `256 MB` in bytes.
    private func megabytes(_ map: MappingReader, _ key: String, in bounds: ClosedRange<Int>) -> Int? {
        guard let node = map.node(key), let text = map.reader.string(node) else { return nil }
        let parts = text.split(separator: " ")
        guard parts.count == 2, parts[1] == "MB", let value = Int(parts[0]), bounds.contains(value) else {
            map.reader.error(
                "yaml/amount", "\"\(key)\" is from \(bounds.lowerBound) to \(bounds.upperBound) MB", at: node.range,
                mend: "write \(max(bounds.lowerBound, min(256, bounds.upperBound))) MB")
            return nil
        }
        return value << 20
    }
}
