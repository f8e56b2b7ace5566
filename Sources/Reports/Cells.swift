import Evaluators
import Periods
import Plan

/// The texts of one assessment's cells, the same in every view.
struct Cells {
    let assessment: Assessment
    let target: Target
    let metric: Metric
    let context: TargetContext
    let language: Language
    private let numbers: NumberText

    init(_ assessment: Assessment, in context: TargetContext, of run: RunView, language: Language) {
        self.assessment = assessment
        self.context = context
        self.language = language
        target = run.target(of: context)
        metric = run.metric(of: context)
        numbers = NumberText(language)
    }

    /// The value to date; a ratio has its two counts behind it: `87.3 % (1,746 of 2,000)`.
    var actual: String {
        guard assessment.actual.isFinite, assessment.denominator.isFinite else { return shortActual }
        return "\(value) (\(counts))\(provisionalMark)"
    }

    /// The value to date, `[p]` behind it while it is provisional.
    var shortActual: String { value + provisionalMark }

    /// The value to date as a bare number.
    var value: String { numbers.value(assessment.actual, metric: metric) }

    /// The mark of the GSS for values that may still change; a bracketed letter is read aloud where a star is not.
    private var provisionalMark: String {
        let isProvisional = assessment.flags.contains(.provisional) || assessment.data == .provisional
        return isProvisional && assessment.actual.isFinite ? " [p]" : ""
    }

    /// What is asked for by now, with the direction where it is a limit.
    var expected: String {
        switch context.aim {
        case .maintain(let bound, let value): "\(Self.sign(bound)) \(declared(value))"
        case .range(let low, let high, _): "\(declared(low))–\(declared(high))"
        case .cap, .reduceBy: limit(assessment.expected)
        case .reach, .grow, .milestones: numbers.modelled(assessment.expected, metric: metric)
        case .custom: numbers.value(assessment.expected, metric: metric)
        }
    }

    /// The aim at the end of the period.
    var goal: String {
        switch context.aim {
        case .maintain, .range: expected
        case .reduceBy(let fraction, _): "−\(numbers.declaredPercent(fraction))"
        case .cap: limit(assessment.goal)
        case .reach, .grow, .milestones: numbers.modelled(assessment.goal, metric: metric)
        case .custom: numbers.value(assessment.goal, metric: metric)
        }
    }

    var pace: String { numbers.number(assessment.pace, decimals: 2) }

    /// The change against the comparator with both counts: `1,180 vs 1,722, −31.5 %`.
    var change: String {
        guard hasComparator, assessment.baseline.isFinite, assessment.actual.isFinite else { return shortChange }
        let counts =
            "\(value) \(language.say(vi: "so với", en: "vs")) "
            + numbers.value(assessment.baseline, metric: metric)
        return assessment.change.isFinite ? "\(counts), \(shortChange)" : "\(counts), \(noBase)"
    }

    /// The change as a percentage alone.
    var shortChange: String {
        guard hasComparator else { return NumberText.absent }
        if !assessment.change.isFinite, assessment.baseline == 0 { return noBase }
        return numbers.signedPercent(assessment.change)
    }

    /// What each remaining reporting period must bring: `42/week`; for a ratio, what it must hold.
    var requiredRate: String {
        guard assessment.requiredRate.isFinite, !assessment.status.isFinal else { return NumberText.absent }
        if case .maintain(let bound, _) = context.aim {
            // Below 0 % it is safe already, above 100 % out of reach; the flags say so.
            guard !metric.isPercent || (0...1).contains(assessment.requiredRate) else { return NumberText.absent }
            return "\(Self.sign(bound)) \(numbers.value(assessment.requiredRate, metric: metric))"
        }
        let sign =
            switch context.aim {
            case .cap, .reduceBy: "≤ "
            default: ""
            }
        return "\(sign)\(numbers.modelled(assessment.requiredRate, metric: metric))/\(metric.grain.unit(language))"
    }

    /// How likely the aim is: `likely, 82 %`.
    var outlook: String { assessment.outlookText(language) ?? NumberText.absent }

    /// The probability alone.
    var shortOutlook: String { assessment.outlookShare(language) ?? NumberText.absent }

    /// `1,746 of 2,000`, or the value itself where there is no ratio.
    var counts: String {
        guard assessment.denominator.isFinite else { return value }
        return "\(numbers.number(assessment.numerator)) \(language.say(vi: "trên", en: "of")) "
            + numbers.number(assessment.denominator)
    }

    /// `1,180 / 1,247`: the value and what is asked for, for a narrow cell.
    var against: String {
        assessment.actual.isFinite ? "\(shortActual) / \(expected)" : NumberText.absent
    }

    /// Status word and what modifies it: `off track, out of reach`.
    var status: String {
        ([assessment.status.word(in: language)] + assessment.flags.phrases(language)).joined(separator: ", ")
    }

    private var hasComparator: Bool {
        if case .reduceBy = context.aim { return true }
        return assessment.change.isFinite
    }

    private var noBase: String { language.say(vi: "không có gốc", en: "n/a (no base)") }

    private func limit(_ value: Double) -> String {
        value.isFinite ? "≤ \(numbers.modelled(value, metric: metric))" : NumberText.absent
    }

    private func declared(_ value: Double) -> String {
        metric.isPercent ? numbers.declaredPercent(value) : numbers.modelled(value, metric: metric)
    }

    private static func sign(_ bound: Aim.Bound) -> String {
        bound == .atLeast ? "≥" : "≤"
    }
}

extension Grain {
    /// The unit of a rate: `week` in "42/week".
    func unit(_ language: Language) -> String {
        switch self {
        case .day: language.say(vi: "ngày", en: "day")
        case .week: language.say(vi: "tuần", en: "week")
        case .month: language.say(vi: "tháng", en: "month")
        case .quarter: language.say(vi: "quý", en: "quarter")
        case .halfYear: language.say(vi: "nửa năm", en: "half-year")
        case .year: language.say(vi: "năm", en: "year")
        }
    }
}
