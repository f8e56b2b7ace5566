import Evaluators
import Plan

/// What a unit lacks of its target, in the things counted: the cases that would bring it onto pace.
///
/// Units are ranked by it and not by rate, so that a small unit with a bad percentage does not stand before a large one
/// that holds most of the gap.
public struct Shortfall: Sendable, Hashable {
    /// Index into `Judgements.assessments`.
    public var row: Int
    /// Above zero: cases missing (or too many).
    public var cases: Double
    /// This unit's part of all shortfalls of the target, 0…1.
    public var share: Double

    /// The units of a target that lack most, largest first; ties in the tree's order.
    static func ranked(in context: TargetContext, of run: RunView) -> [Shortfall] {
        let lacking = run.leafRows(of: context).compactMap { row -> Shortfall? in
            let assessment = run.judgements.assessments[row]
            guard let grade = assessment.status.grade, grade >= 2,
                let cases = cases(assessment, aim: context.aim), cases > 0
            else { return nil }
            return Shortfall(row: row, cases: cases, share: 0)
        }
        let total = lacking.reduce(0) { $0 + $1.cases }
        return
            lacking
            .map { Shortfall(row: $0.row, cases: $0.cases, share: total > 0 ? $0.cases / total : 0) }
            .sorted { ($1.cases, $0.row) < ($0.cases, $1.row) }
    }

    /// How many cases an assessment lacks: below zero = it has some to spare; nil where that cannot be said.
    static func cases(_ assessment: Assessment, aim: Aim) -> Double? {
        let value: Double
        switch aim {
        case .reach, .milestones:
            value = assessment.expected - assessment.actual
        case .grow(let from, let to):
            let start = assessment.baseline.isFinite ? assessment.baseline : from ?? 0
            value = to >= start ? assessment.expected - assessment.actual : assessment.actual - assessment.expected
        case .cap, .reduceBy:
            value = assessment.actual - assessment.expected
        case .maintain(.atLeast, let bound):
            value = scale(assessment) * (bound - assessment.actual)
        case .maintain(.atMost, let bound):
            value = scale(assessment) * (assessment.actual - bound)
        case .custom:
            // Only the plugin knows what a shortfall is.
            return nil
        case .range(let low, let high, _):
            value = scale(assessment) * max(low - assessment.actual, assessment.actual - high)
        }
        return value.isFinite ? value : nil
    }

    /// A ratio's gap in percentage points becomes cases by its denominator.
    private static func scale(_ assessment: Assessment) -> Double {
        assessment.denominator.isFinite ? assessment.denominator : 1
    }
}

/// The units of one target that hold most of its gap: where support is needed.
struct SupportNeed {
    /// Index into `Judgements.contexts`.
    var context: Int
    /// Largest shortfall first.
    var units: [Shortfall]
    /// How many units lack anything.
    var lacking: Int

    /// The part of the whole gap that `units` hold, 0…1.
    var share: Double { units.reduce(0) { $0 + $1.share } }

    /// How much one unit lacks, in words: "12.4 short", "7 over".
    func lack(of unit: Shortfall, in run: RunView, language: Language) -> String {
        let context = run.judgements.contexts[context]
        let numbers = NumberText(language)
        // A ratio's gap is in whole things counted, whatever its own digits are.
        let isBroken = unit.cases < 100 && unit.cases != unit.cases.rounded()
        let number = numbers.number(unit.cases, decimals: isBroken ? 1 : 0)
        switch context.aim {
        case .cap, .reduceBy, .maintain(.atMost, _):
            return language.say(vi: "vượt \(number)", en: "\(number) over")
        case .reach, .grow, .maintain(.atLeast, _), .range, .milestones, .custom:
            return language.say(vi: "thiếu \(number)", en: "\(number) short")
        }
    }

    /// "5 of 40 units hold 62 % of the gap."
    func summary(_ language: Language) -> String {
        let numbers = NumberText(language)
        let percent = numbers.percent(share)
        let (held, all) = (numbers.number(Double(units.count)), numbers.number(Double(lacking)))
        guard units.count < lacking else {
            return language.say(
                vi: "\(all) đơn vị chậm chiếm toàn bộ phần thiếu hụt.",
                en: lacking == 1 ? "One unit holds the whole gap." : "\(all) units hold the whole gap.")
        }
        return language.say(
            vi: "\(held) trên \(all) đơn vị chậm chiếm \(percent) phần thiếu hụt.",
            en: "\(held) of \(all) lagging units hold \(percent) of the gap.")
    }
}

extension RunView {
    /// For each target with lagging units, those that lack most; in the plan's order.
    func supportNeeds(limit: Int) -> [SupportNeed] {
        judgements.contexts.enumerated().compactMap { index, context in
            let ranked = Shortfall.ranked(in: context, of: self)
            guard !ranked.isEmpty else { return nil }
            return SupportNeed(context: index, units: Array(ranked.prefix(limit)), lacking: ranked.count)
        }
    }
}
