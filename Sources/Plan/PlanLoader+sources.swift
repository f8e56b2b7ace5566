import PositionedYAML

/// `sources:` of `onpace.yaml`, and what receivers and sources have in common: the use of a plugin.
extension PlanLoader {
    private static let sourceKeys = ["source", "authorities"]

    func readSources(_ top: MappingReader) {
        let words = pluginWords("fetches")
        for node in top.list("sources") ?? [] {
            guard let map = top.reader.mapping(node, known: Self.sourceKeys + words, context: "a source"),
                let id = identifier(map, "source"), declare("source", id, map, key: "source")
            else { continue }
            let given = words.filter(map.has)
            guard given.count == 1 else {
                if map.entries.allSatisfy({ (Self.sourceKeys + words).contains($0.name) }) {
                    map.reader.error(
                        "source/plugin",
                        words.isEmpty
                            ? "no plugin of this workspace fetches values"
                            : "a source is read by one plugin: \(words.joined(separator: ", "))",
                        at: map.range("source"), mend: "see Documentation/data.md for json_table")
                }
                continue
            }
            if let use = use(map, given[0], verb: "fetches") { feeds.append(Source(id: id, use: use)) }
        }
    }

    /// The words of the plugins of a role, those included whose declaration has a mistake.
    func pluginWords(_ verb: String) -> [String] {
        plugins.filter { $0.role.verb == verb }.map(\.role.word) + (brokenPlugins[verb] ?? []).sorted()
    }

    /// `webhook: {…}` with the keys beside it; nil when something is wrong with it.
    func use(_ map: MappingReader, _ word: String, verb: String) -> PluginUse? {
        let authorities = map.string("authorities")
        guard let plugin = plugins.first(where: { $0.role.verb == verb && $0.role.word == word }),
            let node = map.node(word), let arguments = readArguments(node, of: plugin, context: word, map.reader)
        else { return nil }
        return PluginUse(plugin: plugin.id, arguments: arguments, authorities: authorities)
    }
}
