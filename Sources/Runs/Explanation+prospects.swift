import Evaluators
import Ledger
import Periods
import Plan
import Reports
import Statistics

/// The steps that look beyond today: outlook, chart, test of the change, other alignments.
extension Explanation {
    var prospects: [ExplainView.Step] {
        [linear, outlook, ceiling, runs, chart, test, alignments, straddled].compactMap { $0 }
    }

    /// How often the outlook was right at this stage of earlier years, here and over all units.
    func trackRecord(_ ledger: Ledger) -> ExplainView.Step? {
        guard assessment.forecast.law != .none,
            let tester = try? Backtester(
                plan, target: context.target, years: (1...8).map { context.window.last.year - $0 }, asOf: view.info.asOf
            ),
            let test = try? tester.run(ledger, knownAt: Instant(view.info.knownAt), stage: view.info.asOf),
            !test.points.isEmpty
        else { return nil }
        let own = test.points(of: Int(assessment.unit))
        guard !own.points.isEmpty else { return nil }
        let years = own.points.map(\.year).sorted().map(String.init).joined(separator: ", ")
        var inputs = [say(vi: "các năm \(years)", en: "years \(years)")]
        if test.points.count > own.points.count {
            inputs.append(
                say(
                    vi: "mọi đơn vị: đúng \(test.right) trên \(test.points.count) lần",
                    en: "all units: right \(test.right) of \(test.points.count) times"))
        }
        return .init(
            label: say(vi: "Đã kiểm nghiệm", en: "Track record"),
            formula: say(
                vi: "vào thời điểm này các năm trước, triển vọng đúng \(own.right) trên \(own.points.count) lần",
                en: "at this stage the outlook was right \(own.right) of \(own.points.count) times"),
            inputs: inputs)
    }

    private var linear: ExplainView.Step? {
        guard let status = assessment.linear.status else { return nil }
        return .init(
            label: say(vi: "Nếu tính đều theo ngày", en: "Were it linear"),
            formula: say(
                vi: "cần \(text(assessment.linear.expected)), nhịp độ "
                    + "\(numbers.number(assessment.linear.pace, decimals: 2)): \(status.word(in: language))",
                en: "\(text(assessment.linear.expected)) expected, pace "
                    + "\(numbers.number(assessment.linear.pace, decimals: 2)): \(status.word(in: language))"))
    }

    private var outlook: ExplainView.Step? {
        guard let said = assessment.outlookText(language), let shape = context.outlookShape else { return nil }
        var inputs = [
            ShapeText(shape, language: language).words + ": " + numbers.percent(shape.share, decimals: 1)
                + say(vi: " tổng số thường có đến nay", en: " of the total is usual by now")
        ]
        let forecast = assessment.forecast
        if let half = forecast.range(0.5), let most = forecast.range(0.8) {
            inputs.append(
                say(
                    vi: "cuối kỳ khoảng \(text(forecast.mean)); 50 %: \(text(half.low))–\(text(half.high)); "
                        + "80 %: \(text(most.low))–\(text(most.high))",
                    en: "it will end near \(text(forecast.mean)); 50 % range \(text(half.low))–\(text(half.high)), "
                        + "80 % range \(text(most.low))–\(text(most.high))"))
        }
        if forecast.dispersion > 1 {
            let factor = numbers.number(forecast.dispersion, decimals: 1)
            inputs.append(
                say(
                    vi: "đã tính phương sai gấp \(factor) lần dao động ngẫu nhiên",
                    en: "\(factor) times the variance of chance alone is allowed for"))
        }
        return .init(label: say(vi: "Triển vọng", en: "Outlook"), formula: said, inputs: inputs)
    }

    /// What arithmetic alone still allows of a ratio.
    private var ceiling: ExplainView.Step? {
        let forecast = assessment.forecast
        guard forecast.law == .ratio, forecast.remaining > 0 else { return nil }
        let whole = forecast.cases + forecast.remaining
        let best = text((forecast.observed + forecast.remaining) / whole)
        let worst = text(forecast.observed / whole)
        let rest = numbers.number(forecast.remaining)
        return .init(
            label: say(vi: "Giới hạn số học", en: "Bounds by arithmetic"),
            formula: say(
                vi: "dù từ nay đạt 100 %, cuối kỳ là \(best); dù 0 %, cuối kỳ là \(worst)",
                en: "even at 100 % from now it ends at \(best); even at 0 %, at \(worst)"),
            inputs: [say(vi: "còn khoảng \(rest) \(metric.countedIn[language])", en: "some \(rest) more to come")])
    }

    /// The required rate beside what the unit has done.
    private var runs: ExplainView.Step? {
        let (needed, recent, best) = (assessment.requiredRate, assessment.recentRate, assessment.bestRate)
        guard needed.isFinite, recent.isFinite, best.isFinite else { return nil }
        let sign: Double = metric.better == .higher ? 1 : -1
        let verdict: String
        if needed * sign <= recent * sign {
            verdict = say(vi: "như gần đây là đủ", en: "no more than of late")
        } else if needed * sign <= best * sign {
            verdict = say(vi: "phải cố gắng, nhưng đã từng làm được", en: "a stretch, but done before")
        } else {
            verdict = say(vi: "chưa từng làm được", en: "without precedent")
        }
        func rate(_ value: Double) -> String { numbers.number(value, decimals: 1) }
        return .init(
            label: say(vi: "So với khả năng", en: "Against what was done"),
            formula: verdict,
            inputs: [
                say(
                    vi:
                        "cần \(rate(needed)), gần đây \(rate(recent)), tốt nhất trong hai năm \(rate(best)) mỗi kỳ báo cáo",
                    en:
                        "needs \(rate(needed)), of late \(rate(recent)), best of two years \(rate(best)) a reporting period"
                )
            ])
    }

    private var test: ExplainView.Step? {
        let test = assessment.test
        guard case .reduceBy(let fraction, _) = context.aim, test.p.isFinite,
            let counts = TwoCounts(
                current: (assessment.actual / test.dispersion).rounded(),
                prior: (assessment.baseline / test.dispersion).rounded(),
                exposureCurrent: Double(context.toDate?.count ?? 1),
                exposurePrior: Double(context.baselineWindow?.count ?? context.toDate?.count ?? 1))
        else { return nil }
        let isBeyond = assessment.flags.contains(.beyondChance)
        let verdict: String
        if isBeyond {
            verdict = say(vi: "đạt, ngoài dao động ngẫu nhiên", en: "met beyond chance")
        } else if assessment.change <= -fraction {
            verdict = say(vi: "đạt, nhưng có thể do ngẫu nhiên", en: "met, but chance may explain it")
        } else {
            verdict = say(vi: "chưa đạt", en: "not met")
        }
        func p(_ value: Double) -> String { value < 0.001 ? "< 0.001" : numbers.number(value, decimals: 3) }
        var inputs = [
            say(
                vi:
                    "p = \(p(test.beyondP)) cho mức giảm cần thiết; p = \(p(test.p)) cho không thay đổi (kiểm định chính xác)",
                en:
                    "p = \(p(test.beyondP)) against the reduction wanted, \(p(test.p)) against no change (exact conditional)"
            )
        ]
        if let interval = counts.rateRatioInterval(), let high = interval.high {
            inputs.append(
                say(
                    vi:
                        "thay đổi, khoảng tin cậy 95 %: \(numbers.signedPercent(interval.low - 1)) đến \(numbers.signedPercent(high - 1))",
                    en:
                        "95 % interval of the change: \(numbers.signedPercent(interval.low - 1)) to \(numbers.signedPercent(high - 1))"
                ))
        }
        if test.dispersion > 1.005 {
            let factor = numbers.number(test.dispersion, decimals: 2)
            let isSplit = assessment.flags.contains(.estimated)
            inputs.append(
                say(
                    vi: "số liệu dao động gấp \(factor) lần Poisson\(isSplit ? ", kể cả phép chia" : ""), đã tính đến",
                    en: "counts vary \(factor) times as much as Poisson's\(isSplit ? ", the split included" : ""), "
                        + "allowed for"))
        }
        if let survived = assessment.additionsSurvived {
            let added = numbers.number(survived)
            var line = say(
                vi: "kết quả này chịu được đến \(added) vụ báo muộn mà vẫn ngoài dao động ngẫu nhiên",
                en: "this result survives up to \(added) late additions before chance could explain the fall")
            if let met = assessment.additionsMet {
                let left = numbers.number(met)
                line += say(vi: "; vẫn đạt yêu cầu nếu thêm đến \(left)", en: "; it stays met with up to \(left)")
            }
            inputs.append(line)
        } else if let even = counts.breakEven(), even > 0 {
            let added = numbers.number((even * test.dispersion).rounded())
            inputs.append(
                say(
                    vi: "thêm \(added) vụ báo muộn thì mức giảm không còn ý nghĩa",
                    en: "\(added) late additions would turn the fall into noise"))
        }
        if let base = minimumBase(forFall: fraction), assessment.baseline < base * test.dispersion {
            let least = numbers.number((base * test.dispersion).rounded(.up))
            inputs.append(
                say(
                    vi: "gốc so sánh dưới \(least): mức giảm cỡ này thường không phân biệt được với ngẫu nhiên",
                    en: "a base below \(least) can seldom tell such a fall from chance"))
        }
        if test.isFlagged {
            inputs.append(
                say(
                    vi: "vẫn nổi bật khi xét mọi đơn vị cùng lúc (Benjamini–Hochberg)",
                    en: "stays flagged when all units are tested at once (Benjamini–Hochberg)"))
        }
        return .init(label: say(vi: "Kiểm định", en: "Test of the change"), formula: verdict, inputs: inputs)
    }

    private var alignments: ExplainView.Step? {
        guard !context.alignments.isEmpty, let days = context.toDate?.count else { return nil }
        let row =
            view.judgements.assessments[context.rows].firstIndex { $0.unit == assessment.unit }
            .map { $0 - context.rows.lowerBound } ?? 0
        let disagree = context.alignments.disagree(row, actual: assessment.actual)
        let lines = context.alignments.map { base -> String in
            guard let window = base.window else { return "\(base.name): \(base.note)" }
            let change =
                base.change(row, actual: assessment.actual).map { numbers.signedPercent($0) }
                ?? say(vi: "không có gốc so sánh", en: "n/a (no base)")
            let span = say(
                vi: "\(numbers.window(window)) (\(window.count) ngày so với \(days))",
                en: "\(numbers.window(window)) (\(window.count) days against \(days))")
            return "\(base.name): \(text(base.values[row])), \(change), \(span)"
        }
        return .init(
            label: say(vi: "Cách so sánh", en: "Alignments"),
            formula: disagree
                ? say(vi: "tăng hay giảm tùy cách so sánh", en: "they disagree on whether it rose or fell")
                : say(vi: "các cách so sánh cùng một chiều", en: "they agree on the direction"),
            inputs: lines)
    }
}
