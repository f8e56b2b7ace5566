import Evaluators
import Plan

/// Words for outlook, signal and assurance: how likely, what the chart says, whether the process can deliver.
extension Assessment {
    /// "likely, 82 %"; nil where there is no outlook.
    public func outlookText(_ language: Language) -> String? {
        guard let word = outlook.word(language) else { return nil }
        guard let share = outlookShare(language) else { return word }
        return "\(word), \(share)"
    }

    /// "82 %". A probability is never said to be 0 or 1 while anything can still happen.
    func outlookShare(_ language: Language) -> String? {
        guard forecast.probability.isFinite else { return nil }
        let isSettled = flags.contains(.lockedIn) || flags.contains(.unreachable)
        if !isSettled, forecast.probability < 0.005 { return "< 1 %" }
        if !isSettled, forecast.probability > 0.995 { return "> 99 %" }
        return NumberText(language).percent(forecast.probability)
    }

    /// "improving beyond chance (xmr chart, nhs-mdc)"; nil where there is no signal.
    func signalText(_ charts: ChartBasis?, _ language: Language) -> String? {
        guard let phrase = signal.phrase(language) else { return nil }
        guard let charts, let kind = process.kind?.rawValue else { return phrase }
        return phrase
            + language.say(
                vi: " (biểu đồ \(kind), \(charts.rule.profile.name))",
                en: " (\(kind) chart, \(charts.rule.profile.name))")
    }
}

extension Outlook {
    /// The word for a table's cell; nil for none.
    public func word(_ language: Language) -> String? {
        switch self {
        case .likely: language.say(vi: "khả năng đạt cao", en: "likely")
        case .tossUp: language.say(vi: "chưa chắc đạt", en: "toss-up")
        case .unlikely: language.say(vi: "khó đạt", en: "unlikely")
        case .none: nil
        }
    }
}

extension Signal {
    /// What the chart says, for people; nil when it says nothing.
    public func phrase(_ language: Language) -> String? {
        switch self {
        case .improvement: language.say(vi: "tốt lên rõ rệt", en: "improving beyond chance")
        case .concern: language.say(vi: "xấu đi rõ rệt", en: "worsening beyond chance")
        case .none, .tooFew: nil
        }
    }
}

extension Assurance {
    /// Whether the process delivers, for people; nil where it cannot be said.
    public func phrase(_ language: Language) -> String? {
        switch self {
        case .willPass: language.say(vi: "quá trình bảo đảm đạt", en: "the process will pass")
        case .hitAndMiss: language.say(vi: "lúc đạt, lúc không", en: "hit and miss")
        case .willFail: language.say(vi: "quá trình chưa thể đạt", en: "the process will fail as it runs")
        case .notAssessable: nil
        }
    }
}
