import Evaluators
import Plan

extension ExplainView {
    /// A row of the table of units that hold a target's gap: where support is needed.
    public struct Need: Sendable, Hashable {
        public var unit: String
        /// Shape and word of its status; empty for several units together.
        public var status: String
        /// "12.4 short"
        public var lack: String
        /// Its part of the gap, and that of all rows up to it.
        public var share: String
        public var cumulative: String
    }
}

extension RunView {
    private static let mostNeeds = 10

    /// The units of a target that hold its gap, largest part first; what is not named is one row at the end.
    ///
    /// Units of a ratio inside the limits of chance are never ranked. `context`: an index into `Judgements.contexts`.
    public func needs(ofContext index: Int, language: Language) -> [ExplainView.Need] {
        guard let need = supportNeeds(limit: Self.mostNeeds).first(where: { $0.context == index }) else { return [] }
        let numbers = NumberText(language)
        var sum = 0.0
        var rows = need.units.map { unit in
            let assessment = judgements.assessments[unit.row]
            sum += unit.share
            return ExplainView.Need(
                unit: self.unit(of: assessment).name[language],
                status: "\(assessment.status.shape) \(assessment.status.word(in: language))",
                lack: need.lack(of: unit, in: self, language: language), share: numbers.percent(unit.share),
                cumulative: numbers.percent(sum))
        }
        let rest = need.lacking - need.units.count
        if rest > 0 {
            rows.append(
                ExplainView.Need(
                    unit: language.say(
                        vi: "\(rest) đơn vị khác", en: rest == 1 ? "one more unit" : "\(rest) more units"),
                    status: "", lack: "", share: numbers.percent(max(0, 1 - sum)), cumulative: numbers.percent(1)))
        }
        return rows
    }
}
