import PositionedYAML

/// `pool:` of a target's units: the smallest judged as one.
extension PlanLoader {
    /// `pool: {code: small-communes, title: {vi: …, en: …}, below: 20}`
    func readPool(
        _ selection: MappingReader, under root: Int, aim: Aim?, metric: Metric?, share: UnitSelection.Share?
    ) -> UnitSelection.Pool? {
        guard selection.has("pool"),
            let map = selection.mapping("pool", known: ["code", "title", "below"], context: "a pool")
        else { return nil }
        let code = identifier(map, "code")
        let title = localText(map, "title")
        let below = map.double("below")
        if let below, below <= 0 {
            map.reader.error("target/pool", "\"below\" is more than zero", at: map.range("below"))
        }
        if let problem = Self.problem(aim, metric, share) {
            map.reader.error("target/pool", problem, at: selection.range("pool"), mend: "remove the pool")
            return nil
        }
        guard let code, let unit = pool(code, title, under: root, map) else { return nil }
        return UnitSelection.Pool(unit: unit, below: below)
    }

    /// A pool takes the small ones of several units.
    func refusePool(_ selection: MappingReader) {
        guard selection.has("pool") else { return }
        selection.reader.error(
            "target/pool", "a pool needs units to take from", at: selection.range("pool"), mend: "add cascade: LEVEL")
    }

    /// Why these values cannot be added up; nil when they can.
    private static func problem(_ aim: Aim?, _ metric: Metric?, _ share: UnitSelection.Share?) -> String? {
        if share == .same { return "units that each have the whole total cannot share a pool" }
        if let metric, case .formula = metric.kind { return "the values of a formula cannot be added up in a pool" }
        switch aim {
        case .range, .milestones, .custom: return "\(aim?.word ?? "this aim") cannot be judged for a pool"
        case .maintain:
            if let metric, case .ratio = metric.kind { return nil }
            return metric == nil ? nil : "a bound on a count or level cannot be judged for a pool"
        case .reach, .cap, .grow, .reduceBy, nil: return nil
        }
    }

    /// The unit that stands for the pool: a new one at the end of the tree, or the one of another target.
    private func pool(_ code: String, _ title: LocalText?, under root: Int, _ map: MappingReader) -> Int? {
        if let index = units.index(of: code) {
            if units[index].isPool, units[index].parent == root { return index }
            let mend = units[index].isPool ? "a pool lies under one unit" : "a pool stands for others: use another code"
            map.reader.error("target/pool", "\"\(code)\" is another unit", at: map.range("code"), mend: mend)
            return nil
        }
        let usual = LocalText(texts: ["vi": "Các đơn vị nhỏ", "en": "Small units together"])
        var unit = Unit(code: code, name: title ?? usual, parent: root, level: "pool")
        unit.isPool = true
        units = units.adding(unit)
        return units.count - 1
    }
}
