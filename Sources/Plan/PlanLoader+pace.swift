import Periods
import PositionedYAML

/// `pace:` of a target.
extension PlanLoader {
    func readPace(_ node: Node, metric: Metric?, _ reader: NodeReader) -> Pace {
        if node.scalar != nil {
            _ = reader.choice(node, among: ["linear"], context: "pace")
            return .linear
        }
        guard
            let map = reader.mapping(
                node, known: ["steps", "shape", "from", "anchor", "campaigns"], context: "a pace")
        else { return .linear }
        return map.has("steps") ? readSteps(map) : readShape(map, metric: metric)
    }

    private func readSteps(_ map: MappingReader) -> Pace {
        if let other = map.entries.first(where: { $0.name != "steps" }) {
            map.reader.error(
                "target/pace", "agreed steps need no \"\(other.name)\"", at: other.key.range,
                mend: "remove \"\(other.name)\", or write shape: instead of steps:")
        }
        var steps: [Pace.Step] = []
        for item in map.list("steps", required: true) ?? [] {
            guard let step = map.reader.mapping(item, known: ["by", "share"], context: "a step of the pace") else {
                continue
            }
            let by = day(step, "by", required: true)
            let share = share(step, "share")
            if !step.has("share") { _ = step.node("share", required: true) }
            guard let by, let share else { continue }
            if let last = steps.last, by <= last.by || share < last.share {
                map.reader.error(
                    "target/pace-order", "the steps of a pace go forward in time and never down", at: item.range,
                    mend: "order them by day")
            }
            steps.append(Pace.Step(by: by, share: share))
        }
        if map.node("steps")?.items?.isEmpty == true {
            map.reader.error(
                "target/no-steps", "there are no steps", at: map.range("steps"), mend: "write pace: linear")
        }
        return steps.isEmpty ? .linear : .steps(steps)
    }

    private func readShape(_ map: MappingReader, metric: Metric?) -> Pace {
        guard let word = map.choice("shape", among: ["linear", "seasonal", "prior_year"], required: true) else {
            return .linear
        }
        if word != "seasonal", map.has("from") {
            map.reader.error(
                "target/pace", "only a seasonal pace is learnt from years", at: map.range("from"),
                mend: "remove \"from\", or write shape: seasonal")
        }
        let basis: PaceShape.Basis
        switch word {
        case "seasonal": basis = .seasonal(years: readYears(map))
        case "prior_year": basis = .priorYear
        default: basis = .linear
        }
        if let metric, basis != .linear {
            switch metric.kind {
            case .count, .ratio: break
            case .level, .milestone, .formula:
                map.reader.error(
                    "target/pace-metric",
                    "a pace is learnt from counts, and \"\(metric.id)\" is \(metric.kind.inWords)",
                    at: map.range("shape"), mend: "write pace: linear, or agreed steps")
            }
        }
        var anchor: AnchorTable?
        if let name = map.choice("anchor", among: anchors.keys.sorted()) { anchor = anchors[name] }
        return .shaped(PaceShape(basis: basis, anchor: anchor, campaigns: readWeights(map)))
    }

    private func readYears(_ map: MappingReader) -> [Int] {
        guard let nodes = map.list("from", required: true) else { return [] }
        var years: [Int] = []
        for node in nodes {
            guard let text = map.reader.string(node), let year = Int(text), (1900...9998).contains(year) else {
                map.reader.error(
                    "target/pace-year", "this is no year", at: node.range, mend: "write from: [2024, 2025]")
                continue
            }
            if years.contains(year) {
                map.reader.error("target/pace-year", "the year \(year) stands twice", at: node.range)
            }
            years.append(year)
        }
        if nodes.isEmpty {
            map.reader.error("target/pace-year", "there is no year to learn from", at: map.range("from"))
        }
        return years.sorted()
    }

    private func readWeights(_ map: MappingReader) -> [PaceShape.Weight] {
        guard let weights = map.mapping("campaigns", context: "the campaigns of a pace") else { return [] }
        return weights.entries.compactMap { entry in
            guard let campaign = campaigns.first(where: { $0.id == entry.name }) else {
                unknown("campaign", entry.name, among: campaigns.map(\.id), at: entry.key.range, map.reader)
                return nil
            }
            guard let weight = weights.double(entry.name) else { return nil }
            guard weight >= 0, weight <= 100 else {
                map.reader.error(
                    "target/pace-weight", "a campaign's weight is from 0 to 100", at: entry.value.range,
                    mend: "1.3 means 30 % more than those days bring otherwise")
                return nil
            }
            return PaceShape.Weight(campaign: campaign.id, window: campaign.window, weight: weight)
        }
    }
}
