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
    /// This unit's part and those of all before it in the ranking, 0…1.
    public var cumulative: Double

    /// The units of a target that lack most, largest first; ties in the tree's order.
    static func ranked(in context: TargetContext, of run: RunView) -> [Shortfall] {
        let lacking = run.leafRows(of: context).compactMap { row -> Shortfall? in
            let assessment = run.judgements.assessments[row]
            guard let grade = assessment.status.grade, grade >= 2,
                let cases = cases(assessment, aim: context.aim), cases > 0
            else { return nil }
            return Shortfall(row: row, cases: cases, share: 0, cumulative: 0)
        }
        let total = lacking.reduce(0) { $0 + $1.cases }
        var ranked = lacking.sorted { ($1.cases, $0.row) < ($0.cases, $1.row) }
        var sum = 0.0
        for index in ranked.indices where total > 0 {
            sum += ranked[index].cases
            ranked[index].share = ranked[index].cases / total
            ranked[index].cumulative = sum / total
        }
        return ranked
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

extension [Shortfall] {
    /// How many of the first in the ranking hold at least this share of the gap.
    func holding(_ share: Double) -> Int {
        (firstIndex { $0.cumulative >= share } ?? count - 1) + 1
    }
}

/// The units of one target that hold most of its gap: where support is needed.
///
/// Units of a ratio that lie inside the limits of chance are not different from the rest: they are not named.
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
        guard !units.isEmpty else {
            return language.say(
                vi: "\(all) đơn vị chậm, nhưng không đơn vị nào khác mức chung ngoài dao động ngẫu nhiên.",
                en: lacking == 1
                    ? "One unit lags, but chance explains it."
                    : "\(all) units lag, but none differs from the bound beyond chance.")
        }
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
            let named = ranked.filter { place(of: $0, in: context) != .inside }
            return SupportNeed(context: index, units: Array(named.prefix(limit)), lacking: ranked.count)
        }
    }

    /// Where a unit lies in the funnel of a ratio's bound; nil where there is none.
    func place(of unit: Shortfall, in context: TargetContext) -> UnitFunnel.Place? {
        UnitFunnel.place(of: judgements.assessments[unit.row], aim: context.aim)
    }
}
