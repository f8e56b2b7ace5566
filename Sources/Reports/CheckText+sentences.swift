import Evaluators
import Plan

/// The sentences: counts first, then what to check and what does the same innocently.
extension CheckText {
    func facts(_ finding: Finding) -> String {
        "\(counts(finding)) (\(chance(finding.p)))"
    }

    private func chance(_ p: Double) -> String {
        p < 0.001 ? "p < \(numbers.number(0.001, decimals: 3))" : "p = \(numbers.number(p, decimals: 3))"
    }

    private func counts(_ finding: Finding) -> String {
        switch finding.evidence {
        case .bunching(let aim, let width, let met, let missed, let unitsMet, let unitsMissed):
            let all = unitsMet + unitsMissed
            let near =
                aim.isNaN
                ? say(
                    "trong \(numbers.declaredPercent(width)) quanh chỉ tiêu",
                    "within \(numbers.declaredPercent(width)) of their goals")
                : say(
                    "trong \(points(width)) điểm quanh \(numbers.declaredPercent(aim))",
                    "within \(points(width)) points of \(numbers.declaredPercent(aim))")
            return say(
                "\(unitsMet) trên \(all) đơn vị có kết quả \(near) có nhiều kết quả vừa đạt hơn vừa hụt (\(met) so với \(missed) kết quả)",
                "of \(all) units with results \(near), \(unitsMet) have more that just meet it than just miss it (\(met) results against \(missed))"
            )
        case .heaping(let digits, _):
            return heaping(digits)
        case .endSpike(let late, let all, let share, let above, let of, let isQuarter):
            return spike(
                numbers.percent(late / all, decimals: 1), numbers.percent(share, decimals: 1), above, of, isQuarter,
                finding.metric)
        case .substitution(let own, let sibling, let correlation):
            let other = finding.other.map(metric) ?? ""
            var text = say(
                "\(moved(own)) trong một năm, còn \(other) \(moved(sibling))",
                "\(moved(own)) over a year, and \(other) \(moved(sibling))")
            if correlation < -0.3 {
                let number = numbers.number(correlation, decimals: 2)
                text += say(
                    "; từng kỳ thường ngược chiều nhau (tương quan \(number))",
                    "; from period to period they move against one another (correlation \(number))")
            }
            return text
        case .withdrawn(let gone, let all):
            let other = finding.other.map(metric) ?? ""
            return say(
                "\(part(gone.now, all.now)) được tính là \(other) trong một năm, năm trước \(part(gone.before, all.before))",
                "\(part(gone.now, all.now)) were counted as \(other) over a year, after \(part(gone.before, all.before)) the year before"
            )
        case .revisedDown(let down, let up, let lost, let gained):
            return say(
                "trong \(down + up) số liệu đã sửa, \(down) số sửa giảm (tổng cộng \(numbers.number(lost))), \(up) số sửa tăng (\(numbers.number(gained)))",
                "of \(down + up) values revised since they were first reported, \(down) went down (by \(numbers.number(lost)) in all) and \(up) up (by \(numbers.number(gained)))"
            )
        case .guardMoved(let own, let other):
            let name = finding.other.map(metric) ?? ""
            return say(
                "\(metric(finding.metric)) \(moved(own, of: finding.metric)) so với cùng kỳ, trong khi \(name) \(moved(other, of: finding.other))",
                "\(metric(finding.metric)) \(moved(own, of: finding.metric)) against the same period, while \(name) \(moved(other, of: finding.other))"
            )
        }
    }

    private func points(_ width: Double) -> String {
        let points = width * 100
        return numbers.number(
            points, decimals: points == points.rounded() ? 0 : points * 10 == (points * 10).rounded() ? 1 : 2)
    }

    private func heaping(_ digits: [Int]) -> String {
        let all = digits.reduce(0, +)
        let usual = Double(all) / 10
        let most = digits.indices.sorted { (-digits[$0], $0) < (-digits[$1], $1) }
        // The second is told as well when it stands out like the first.
        let shown = most.prefix(2).filter { $0 == most[0] || Double(digits[$0]) >= 1.5 * usual }.sorted()
        let seen = shown.reduce(0) { $0 + digits[$1] }
        let expected = numbers.number(usual * Double(shown.count))
        let word = shown.map(String.init).joined(separator: say(" và ", " and "))
        return say(
            "trong \(numbers.number(Double(all))) số, \(numbers.number(Double(seen))) số tận cùng là \(word), thường chỉ khoảng \(expected)",
            "of \(numbers.number(Double(all))) values, \(numbers.number(Double(seen))) end in \(word), where \(expected) would be usual"
        )
    }

    private func spike(
        _ held: String, _ share: String, _ above: Int, _ of: Int, _ isQuarter: Bool, _ metric: Int
    ) -> String {
        let isDaily = run.plan.metrics[metric].grain == .day
        let tail: String
        let blocks: String
        if isQuarter {
            tail =
                isDaily
                ? say("7 ngày cuối quý", "the last 7 days of quarters, which are")
                : say("2 tuần cuối quý", "the last 2 weeks of quarters, which are")
            blocks = say("quý", "quarters")
        } else {
            tail =
                isDaily
                ? say("3 ngày cuối tháng", "the last 3 days of months, which are")
                : say("tuần cuối tháng", "the last week of months, which is")
            blocks = say("tháng", "months")
        }
        return say(
            "\(tail) chiếm \(held) tổng số, theo thời gian là \(share); cao hơn phần của mình ở \(above) trên \(of) \(blocks)",
            "\(held) of all falls in \(tail) \(share) of the time, and more than that part in \(above) of \(of) \(blocks)"
        )
    }

    /// "from 9,900 to 9,005 (−9.0 %)"; ratios in percent, their change in points.
    private func moved(_ pair: TwoPeriods, of metric: Int? = nil) -> String {
        if let metric, run.plan.metrics[metric].isPercent {
            let (before, now) = (numbers.percent(pair.before, decimals: 1), numbers.percent(pair.now, decimals: 1))
            let points = numbers.signed((pair.now - pair.before) * 100, decimals: 1)
            return say("từ \(before) thành \(now) (\(points) điểm)", "went from \(before) to \(now) (\(points) points)")
        }
        // A percentage of a handful says nothing that the counts do not.
        let isTold = pair.change.isFinite && pair.before >= Self.leastBase
        let change = isTold ? " (\(numbers.signedPercent(pair.change)))" : ""
        let (before, now) = (numbers.number(pair.before), numbers.number(pair.now))
        return say("từ \(before) thành \(now)\(change)", "went from \(before) to \(now)\(change)")
    }

    /// "120 of 1,300 (9.2 %)"
    private func part(_ count: Double, _ all: Double) -> String {
        "\(numbers.number(count)) \(say("trên", "of")) \(numbers.number(all)) (\(numbers.percent(count / all, decimals: 1)))"
    }

    /// What to look at, and what does the same without anything being wrong.
    func ask(_ evidence: Finding.Evidence) -> String {
        switch evidence {
        case .bunching:
            say(
                "Đề nghị kiểm tra cách tính các trường hợp sát mức; lập kế hoạch bám chỉ tiêu hoặc quy tắc làm tròn cũng gây ra điều này.",
                "Please check how cases near the limit are counted; work planned to the standard or a rounding rule does the same."
            )
        case .heaping:
            say(
                "Đề nghị kiểm tra cách ghi số; ước lượng, đếm theo chục hoặc chép lại biểu mẫu cũng gây ra điều này.",
                "Please check how the figure is written down; estimates, tallies in tens or copied forms do the same.")
        case .endSpike:
            say(
                "Đề nghị kiểm tra thời điểm nhập; hạn nộp, nhập theo đợt hoặc việc thật sự dồn cuối kỳ cũng gây ra điều này.",
                "Please check when entries are made; deadlines, entry in batches or work that truly falls there do the same."
            )
        case .substitution:
            say(
                "Đề nghị kiểm tra định nghĩa và cách phân loại; đổi tên loại, biểu mẫu mới hoặc chuyển biến thật cũng gây ra điều này.",
                "Please check definitions and coding; a renamed category, a new form or a real shift does the same.")
        case .withdrawn:
            say(
                "Đề nghị kiểm tra lý do; quy định mới, sàng lọc kỹ hơn hoặc giải quyết tồn đọng cũng gây ra điều này.",
                "Please check the reasons; a new rule, better screening or a cleared backlog does the same.")
        case .revisedDown:
            say(
                "Đề nghị kiểm tra nội dung đã sửa; xóa trùng, chuyển đúng địa bàn hoặc rà soát muộn cũng gây ra điều này.",
                "Please check what was corrected; duplicates removed, cases moved to the right place or a late audit do the same."
            )
        case .guardMoved:
            say(
                "Đề nghị kiểm tra kết quả có đúng với thực tế; nguyên nhân khác, cách đếm mới hoặc một đợt cao điểm cũng gây ra điều này.",
                "Please check that the gain is what people see; another cause, a new way of counting or a campaign does the same."
            )
        }
    }
}
