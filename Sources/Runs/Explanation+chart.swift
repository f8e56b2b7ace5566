import Evaluators
import Plan
import Reports

/// The steps that show how the chart was drawn and judged, and what became of periods on the window's edges.
extension Explanation {
    var chart: ExplainView.Step? {
        let chart = assessment.process
        guard chart.kind != nil || chart.points > 0 else { return nil }
        let inputs = (chart.kind == nil ? [] : [points, limits, rule, aim, season, open].compactMap { $0 }) + basis
        return .init(label: say(vi: "Quá trình", en: "Process"), formula: verdict, inputs: inputs)
    }

    private var verdict: String {
        let chart = assessment.process
        guard chart.kind != nil else {
            let wanted = target.signal.minimumPoints
            return say(
                vi: "mới có \(chart.points) điểm, cần ít nhất \(wanted), nên chưa nói gì",
                en: "\(chart.points) points of the \(wanted) that are needed, so nothing is said yet")
        }
        var said = assessment.signal.phrase(language) ?? say(vi: "dao động bình thường", en: "ordinary variation")
        if chart.isConstant {
            said = say(vi: "không dao động, nên không có tín hiệu", en: "nothing varies, so nothing can signal")
        } else if chart.isHeldBack {
            said = say(
                vi: "có dấu hiệu, nhưng giữa nhiều đơn vị thế này có thể chỉ do ngẫu nhiên",
                en: "a rule holds, but among so many units it may be chance")
        }
        if let assurance = assessment.assurance.phrase(language) { said += "; \(assurance)" }
        return said
    }

    private func point(_ value: Double) -> String {
        metric.isPercent ? numbers.percent(value, decimals: 1) : numbers.number(value, decimals: 1)
    }

    private var points: String {
        let chart = assessment.process
        let kind = chart.kind?.rawValue ?? ""
        var joined = ""
        if chart.span > 1 { joined = say(vi: ", gộp \(chart.span) kỳ một điểm", en: ", \(chart.span) periods a point") }
        if chart.kind == .t { joined = say(vi: ", số ngày giữa hai vụ", en: ", days between events") }
        return say(
            vi: "biểu đồ \(kind), quy tắc \(target.signal.profile.name), \(chart.points) điểm\(joined)",
            en: "\(kind) chart, rules \(target.signal.profile.name), \(chart.points) points\(joined)")
    }

    private var limits: String {
        let chart = assessment.process
        let (lower, upper) = (point(chart.lower), point(chart.upper))
        return say(
            vi: "điểm cuối \(point(chart.last)); trung tâm \(point(chart.centre)), giới hạn \(lower)–\(upper)",
            en: "last point \(point(chart.last)); centre \(point(chart.centre)), limits \(lower)–\(upper)")
    }

    private var rule: String? {
        let chart = assessment.process
        guard chart.signals.label != .common else { return nil }
        guard chart.p.isFinite, let found = context.signalDiscovery else { return chart.signals.label.rawValue }
        let p = chart.p < 0.001 ? "< 0.001" : numbers.number(chart.p, decimals: 3)
        let rate = numbers.percent(found.rate)
        return chart.signals.label.rawValue
            + say(
                vi: ", p = \(p); \(found.tested) đơn vị được xét cùng lúc, nhiều nhất \(rate) tín hiệu là nhầm",
                en: ", p = \(p); \(found.tested) units are tested at once, at most \(rate) of the flags false")
    }

    private var aim: String? {
        let chart = assessment.process
        guard chart.aim.isFinite else { return nil }
        if chart.kind == .t {
            return say(
                vi: "chỉ tiêu cần trung bình \(point(chart.aim)) ngày một vụ",
                en: "the aim asks for \(point(chart.aim)) days between events on average")
        }
        return say(vi: "mỗi điểm cần \(point(chart.aim))", en: "the aim asks \(point(chart.aim)) of each point")
    }

    private var season: String? {
        guard let years = context.charts?.seasonYears else { return nil }
        let factor = assessment.process.season
        let learnt = say(
            vi: "đã trừ mùa vụ, học từ \(years) năm", en: "adjusted for the season, learnt from \(years) years")
        guard factor.isFinite else { return learnt }
        return learnt
            + say(
                vi: ": kỳ này thường bằng \(numbers.number(factor, decimals: 2)) lần mức chung",
                en: ": this time of the year usually holds \(numbers.number(factor, decimals: 2)) times the level")
    }

    private var open: String? {
        guard assessment.process.isOpen else { return nil }
        return say(
            vi: "điểm cuối là thời gian từ vụ gần nhất đến nay", en: "the last point is the time since the last event")
    }

    /// Where the limits come from.
    private var basis: [String] {
        let words = ChartText(context, language)
        return [words.rebased, words.locked, assessment.process.kind == nil ? nil : words.screened].compactMap { $0 }
    }

    // MARK: Edges

    var straddled: ExplainView.Step? {
        guard !context.straddled.isEmpty else { return nil }
        let lines = context.straddled.map { period in
            let (days, inside, all) = (numbers.window(period.window), period.daysInside, period.window.count)
            let counted: String
            switch period.rule {
            case .prorated:
                counted = say(vi: "tính \(inside)/\(all) ngày", en: "\(inside) of \(all) days count")
            case .fourthDay:
                counted =
                    period.share > 0
                    ? say(vi: "tính trọn vào kỳ này", en: "counted wholly")
                    : say(vi: "không tính vào kỳ này", en: "not counted")
            }
            return
                "\(days) (\(say(vi: "\(inside)/\(all) ngày trong kỳ", en: "\(inside) of \(all) days inside"))): \(counted)"
        }
        let isProrated = context.straddled.contains { $0.rule == .prorated }
        return .init(
            label: say(vi: "Kỳ vắt qua mốc", en: "Straddling periods"),
            formula: isProrated
                ? say(vi: "chia theo ngày", en: "prorated by days")
                : say(
                    vi: "tuần tính theo ngày thứ tư, kỳ dài hơn theo ngày đầu",
                    en: "a week belongs where its fourth day lies, a longer period where it begins"),
            inputs: lines)
    }
}
