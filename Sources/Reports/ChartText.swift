import Evaluators
import Plan

/// What the charts of a target's units have in common, in words: where their limits come from, and how many of their
/// signals may be chance.
public struct ChartText: Sendable {
    private let basis: ChartBasis?
    private let found: UnitDiscovery?
    private let language: Language
    private let numbers: NumberText

    public init(_ context: TargetContext, _ language: Language) {
        basis = context.charts
        found = context.signalDiscovery
        self.language = language
        numbers = NumberText(language)
    }

    /// Sentences for a report: only what is out of the ordinary.
    var lines: [String?] { [rebased, locked, discovery] }

    /// "the chart begins anew on 1 July 2025: new boundaries"
    public var rebased: String? {
        guard let rebase = basis?.rebase else { return nil }
        let day = numbers.day(rebase.on)
        let reason = rebase.because[language]
        return language.say(
            vi: "biểu đồ tính lại từ \(day): \(reason)", en: "the chart begins anew on \(day): \(reason)")
    }

    public var locked: String? {
        if let window = basis?.lockedTo {
            return language.say(
                vi: "giới hạn khóa theo \(numbers.window(window))", en: "limits locked to \(numbers.window(window))")
        }
        guard let points = basis?.lockedPoints else { return nil }
        return language.say(
            vi: "giới hạn khóa theo \(points) điểm đầu", en: "limits locked to the first \(points) points")
    }

    public var screened: String? {
        guard let rule = basis?.rule else { return nil }
        return rule.screensRanges
            ? language.say(vi: "bỏ các bước nhảy bất thường khi tính giới hạn", en: "outlying ranges are screened")
            : language.say(vi: "không bỏ bước nhảy nào khi tính giới hạn", en: "outlying ranges are kept")
    }

    /// How many units signal by their charts, and how many of those chance alone explains; nil where none does.
    public var discovery: String? {
        guard let found, let basis, found.flagged > 0 else { return nil }
        let (flagged, tested) = (numbers.number(Double(found.flagged)), numbers.number(Double(found.tested)))
        let wrong = numbers.number(found.expectedFalse, decimals: 1)
        let rules = basis.rule.profile.name
        var text = language.say(
            vi: "biểu đồ của \(flagged) trên \(tested) đơn vị có tín hiệu (quy tắc \(rules)); "
                + "trung bình nhiều nhất \(wrong) trong số đó là báo nhầm",
            en: "the charts of \(flagged) of \(tested) units signal (rules \(rules)); "
                + "on average at most \(wrong) of them by chance")
        if found.heldBack > 0 {
            let held = numbers.number(Double(found.heldBack))
            text += language.say(
                vi: "; \(held) đơn vị khác có thể chỉ do ngẫu nhiên nên không báo",
                en: "; \(held) more may be chance among so many and are not flagged")
        }
        return text
    }
}
