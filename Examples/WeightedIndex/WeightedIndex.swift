import Evaluators
import Plan

/// `weighted_index`: one figure for several targets, each with its weight.
///
/// The index is the weighted mean of the paces of its targets, each capped at 100 %, so that no success hides a failure
/// elsewhere. Targets without a pace for a unit weigh nothing; where too much weight is missing there is no index.
public struct WeightedIndex: Evaluator {
    public let id = "weighted-index/v1"

    public init() {}

    public func evaluate(_ batch: EvaluationBatch) throws(EvaluationFailure) -> [Assessment] {
        try evaluation(batch).assessments
    }

    public func evaluation(_ batch: EvaluationBatch) throws(EvaluationFailure) -> Evaluation {
        guard let custom = batch.custom, let arguments = batch.aim.arguments, let wanted = arguments.number("at_least")
        else {
            throw EvaluationFailure("weighted_index was given no parameters")
        }
        let parts = arguments.items("of").compactMap { item in
            custom.targets.first { $0.id == item.id }.map {
                Part(target: $0, weight: item.values.number("weight") ?? 1)
            }
        }
        guard parts.contains(where: { $0.weight > 0 }), wanted > 0 else {
            throw EvaluationFailure("weighted_index needs a weight and an aim above zero")
        }
        var evaluation = Evaluation([])
        for index in batch.units.indices {
            var (assessment, _) = batch.opened(index)
            let note = judge(index, parts, wanted: wanted, batch, &assessment)
            evaluation.assessments.append(batch.gated(assessment))
            evaluation.notes.append(note)
        }
        return evaluation
    }

    private struct Part {
        var target: CustomInputs.JudgedTarget
        var weight: Double
    }

    private func judge(
        _ index: Int, _ parts: [Part], wanted: Double, _ batch: EvaluationBatch, _ assessment: inout Assessment
    ) -> LocalText {
        assessment.reason = .explained
        let known = parts.filter { $0.target.pace[index].isFinite }
        let whole = parts.reduce(0) { $0 + $1.weight }
        let weight = known.reduce(0) { $0 + $1.weight }
        guard weight > 0, weight >= whole * batch.judgement.minimumCoverage else {
            assessment.status = .noData
            return LocalText(texts: [
                "en": "only \(known.count) of \(parts.count) targets have a pace",
                "vi": "mới có nhịp độ của \(known.count) trên \(parts.count) chỉ tiêu",
            ])
        }
        if weight < whole { assessment.flags.insert(.provisional) }
        let sum = known.reduce(0) { $0 + $1.weight * min(1, max(0, $1.target.pace[index])) }
        let value = sum / weight
        assessment.pace = value / wanted
        if batch.isClosed {
            assessment.status = assessment.pace >= 1 ? .achieved : .missed
        } else if assessment.pace >= 1 {
            assessment.status = .onTrack
        } else {
            assessment.status = assessment.pace >= 1 - batch.judgement.amber ? .atRisk : .offTrack
        }
        return words(value, wanted, known, index)
    }

    private func words(_ value: Double, _ wanted: Double, _ parts: [Part], _ index: Int) -> LocalText {
        let onPace = parts.count { $0.target.pace[index] >= 1 }
        let weakest = parts.min { $0.target.pace[index] < $1.target.pace[index] }
        var texts: [String: String] = [:]
        for language in Language.allCases {
            let numbers = NumberText(language)
            let percents = (numbers.percent(value, decimals: 1), numbers.percent(wanted, decimals: 1))
            let weak = weakest.map { ($0.target.id, numbers.number($0.target.pace[index], decimals: 2)) } ?? ("", "")
            texts[language.rawValue] =
                language == .vietnamese
                ? "chỉ số \(percents.0), yêu cầu \(percents.1); \(onPace) trên \(parts.count) chỉ tiêu kịp tiến độ, "
                    + "chậm nhất là \(weak.0) (nhịp độ \(weak.1))"
                : "index \(percents.0), \(percents.1) is wanted; \(onPace) of \(parts.count) targets on pace, "
                    + "the slowest is \(weak.0) (pace \(weak.1))"
        }
        return LocalText(texts: texts)
    }
}
