import Evaluators
import Periods
import Plan

/// The four data virtues of a run: metric by metric, and over all of them.
public struct VirtueSummary {
    /// One reported metric, over the longest of the windows it was judged for.
    struct Row {
        /// Index into `Plan.metrics`.
        var metric: Int
        var window: Window
        var input: InputVirtues
        var virtues: DataVirtues { DataVirtues(input.tally) }
    }

    /// In the order of the plan's metrics.
    private(set) var rows: [Row] = []
    /// Reports of all metrics counted together.
    private(set) var overall = DataVirtues()

    init(_ run: RunView) {
        var chosen: [Int: (isClosed: Bool, row: Row)] = [:]
        for context in run.judgements.contexts {
            guard let window = context.toDate else { continue }
            let lag = run.target(of: context).judgement.closeLagDays
            let isClosed = run.info.asOf >= context.window.last + lag
            for input in context.inputs where input.tally.due > 0 {
                let row = Row(metric: input.metric, window: window, input: input)
                // What still runs says more of the data than what is over.
                if let other = chosen[input.metric],
                    (isClosed ? 1 : 0, -input.tally.due) >= (other.isClosed ? 1 : 0, -other.row.input.tally.due)
                {
                    continue
                }
                chosen[input.metric] = (isClosed, row)
            }
        }
        rows = chosen.sorted { $0.key < $1.key }.map(\.value.row)
        guard !rows.isEmpty else { return }
        var sum = VirtueTally()
        for row in rows { sum.add(row.input.tally) }
        overall = DataVirtues(sum)
    }

    /// "correct 100 % · sufficient 97 % · clean 99 % · alive 95 %"; nil when nothing was measured.
    public static func text(_ virtues: DataVirtues, _ language: Language) -> String? {
        let parts = names(language).map { name, score in
            virtues[keyPath: score].isFinite ? "\(name) \(percent(virtues[keyPath: score], language))" : nil
        }.compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }

    /// The words for the four, in the order in which they are said.
    static func names(_ language: Language) -> [(name: String, score: KeyPath<DataVirtues, Double> & Sendable)] {
        [
            (language.say(vi: "đúng", en: "correct"), \.correct),
            (language.say(vi: "đủ", en: "sufficient"), \.sufficient),
            (language.say(vi: "sạch", en: "clean"), \.clean),
            (language.say(vi: "sống", en: "alive"), \.alive),
        ]
    }

    /// A score that rounding never turns into perfection: 99.97 % is "99.9 %".
    static func percent(_ score: Double, _ language: Language) -> String {
        guard score.isFinite else { return NumberText.absent }
        let tenths = (score * 1000).rounded(.down)
        let isWhole = tenths.truncatingRemainder(dividingBy: 10) == 0
        return NumberText(language).percent(tenths / 1000, decimals: isWhole ? 0 : 1)
    }
}
