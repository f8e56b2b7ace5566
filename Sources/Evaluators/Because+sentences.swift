import Plan

extension BecauseSentence {
    /// The sentences of each language, in the order of `Reason`'s raw values.
    static let all: [Language: [BecauseSentence]] = [
        .english: Reason.allCases.map { BecauseSentence($0.english) },
        .vietnamese: Reason.allCases.map { BecauseSentence($0.vietnamese) },
    ]
}

extension Reason {
    fileprivate var english: String {
        switch self {
        case .noReports: "nothing was reported[ from {begin} to {asOf}]"
        case .lowCoverage: "only {coverage} of the due reports came in; a verdict needs {minimumCoverage}"
        case .notBegun: "the period begins on {begin}"
        case .tooEarly: "{elapsed} have passed; judged after {minimumElapsed} of the period[; {actual} so far]"
        case .smallBase:
            "{actual}[ against {baseline} {comparator}]: fewer than {minimumBase} in all, too few to judge"
        case .noBaseline: "[{actual}; ]there is no earlier value to compare with"
        case .cancelled: "called off[ on {cancelledOn}][ by {cancelledBy}][: {cancelledBecause}]"

        case .abovePace: "{actual} against {expected} expected by {asOf}, ahead of it[ (pace {pace})]"
        case .withinPace: "{actual} against {expected} expected by {asOf}[ (pace {pace})]"
        case .belowPace:
            "{actual} against {expected} expected by {asOf}[ (pace {pace})][; needs {rate} from here on]"
        case .farBelowPace:
            "{actual} against {expected} expected by {asOf}, far short of it[ (pace {pace})]"
                + "[; needs {rate} from here on]"
        case .movedAway: "{actual}, moving away from {goal}[; it started at {baseline}]"

        case .underCap: "{actual} against at most {expected} by {asOf}, well under it[ (pace {pace}; cap {goal})]"
        case .nearCap: "{actual} against at most {expected} by {asOf}[ (pace {pace}; cap {goal})]"
        case .overPaceOfCap: "{actual} against at most {expected} by {asOf}, over it[ (pace {pace}; cap {goal})]"
        case .capBroken: "{actual}, over the cap of {goal} for the whole period"

        case .reducedBeyond: "{result}, beyond {aim}"
        case .reducedEnough: "{result}; {aim} is wanted"
        case .reducedTooLittle: "{result}, short of {aim}"
        case .notReduced: "{result}; {aim} is wanted"
        case .noBaseStillZero: "none now and none[ {comparator}], so no percentage (no base)"
        case .noBaseButEvents: "{actual} against none[ {comparator}], so no percentage (no base)"

        case .surelyHolds: "{actual}; {aim} is wanted and held beyond chance[ (95 % interval {interval})]"
        case .holds: "{actual}; {aim} is wanted and held"
        case .withinNoise: "{actual}; {aim} is wanted, and the gap may be chance[ (95 % interval {interval})]"
        case .recoverable: "{actual}; {aim} is wanted and within reach[: it needs {rate} from here on]"
        case .doesNotHold: "{actual}; {aim} is wanted and not held[ (95 % interval {interval})]"

        case .insideRange: "{actual}, inside the range ({aim})"
        case .nearEdge: "{actual}, near the edge of the range ({aim})"
        case .outsideNoise: "{actual}, outside the range ({aim}), which may be chance[ (95 % interval {interval})]"
        case .outsideRange: "{actual}, outside the range ({aim})"

        case .allStepsEarly: "{number} of {goal} steps done, all before their days"
        case .stepsInTime: "{number} of {goal} steps done, {expected} planned by {asOf}"
        case .stepLate: "{number} of {goal} steps done, {expected} planned by {asOf}; a step was late"
        case .stepDueSoon: "{number} of {goal} steps done, {expected} planned by {asOf}; a step is due soon"
        case .stepOverdue: "{number} of {goal} steps done, {expected} planned by {asOf}; a step is overdue"

        case .finalExceeded: "final: {result}; exceeds the aim[ ({aim})]"
        case .finalAchieved: "final: {result}; meets the aim[ ({aim})]"
        case .finalMissed: "final: {result}; misses the aim[ ({aim})]"
        case .achievedEarly: "{actual}: the aim[ ({aim})] is met with {daysLeft} left"

        case .notDefined: "cannot be judged: a number it needs is not defined"
        case .evaluatorFailed: "the evaluator failed[: {failure}]"
        case .notComparable:
            "{actual}; not comparable[ until {comparableFrom}]: only one of the two windows holds the feast"
        case .explained: "{note}"
        case .deadFeed: "[{actual}, but ]nothing was reported[ since {lastReport}]: no verdict stands on dead data"
        case .feedGap: "[{result}, but ]the feed has a gap[ ({gaps})], and the verdict would be another without it"
        case .disputedData:
            "[{actual}, but ]too few reports reconcile[ ({correct})] or came clean[ ({clean})] for a verdict"
        case .pooled: "[{actual}; ]too small to be judged alone, judged together with the other small units"
        case .nothingPooled: "no unit is small enough to be judged together with others"
        }
    }

    fileprivate var vietnamese: String {
        switch self {
        case .noReports: "chưa có báo cáo nào[ từ {begin} đến {asOf}]"
        case .lowCoverage: "mới nhận {coverage} số báo cáo phải nộp; cần ít nhất {minimumCoverage} để đánh giá"
        case .notBegun: "kỳ đánh giá bắt đầu từ {begin}"
        case .tooEarly: "mới qua {elapsed}; đánh giá sau khi qua {minimumElapsed} của kỳ[; đến nay {actual}]"
        case .smallBase:
            "{actual}[ so với {baseline} {comparator}]: tổng số chưa đến {minimumBase}, quá ít để đánh giá"
        case .noBaseline: "[{actual}; ]không có số liệu kỳ trước để so sánh"
        case .cancelled:
            "đã dừng thực hiện[ từ {cancelledOn}][ theo quyết định của {cancelledBy}][: {cancelledBecause}]"

        case .abovePace: "{actual} so với {expected} phải đạt đến {asOf}, vượt tiến độ[ (nhịp độ {pace})]"
        case .withinPace: "{actual} so với {expected} phải đạt đến {asOf}[ (nhịp độ {pace})]"
        case .belowPace:
            "{actual} so với {expected} phải đạt đến {asOf}[ (nhịp độ {pace})][; từ nay cần {rate}]"
        case .farBelowPace:
            "{actual} so với {expected} phải đạt đến {asOf}, còn cách xa[ (nhịp độ {pace})][; từ nay cần {rate}]"
        case .movedAway: "{actual}, ngày càng xa mức {goal}[; xuất phát từ {baseline}]"

        case .underCap:
            "{actual} so với mức cho phép {expected} đến {asOf}, thấp hơn hẳn[ (nhịp độ {pace}; trần {goal})]"
        case .nearCap: "{actual} so với mức cho phép {expected} đến {asOf}[ (nhịp độ {pace}; trần {goal})]"
        case .overPaceOfCap:
            "{actual} so với mức cho phép {expected} đến {asOf}, đã quá mức[ (nhịp độ {pace}; trần {goal})]"
        case .capBroken: "{actual}, vượt mức trần {goal} của cả kỳ"

        case .reducedBeyond: "{result}, vượt yêu cầu {aim}"
        case .reducedEnough: "{result}; yêu cầu {aim}"
        case .reducedTooLittle: "{result}, chưa bằng yêu cầu {aim}"
        case .notReduced: "{result}; yêu cầu {aim}"
        case .noBaseStillZero:
            "chưa phát sinh[, {comparator} cũng không có], nên không tính tỷ lệ (không có gốc so sánh)"
        case .noBaseButEvents: "{actual}[, {comparator} không có], nên không tính tỷ lệ (không có gốc so sánh)"

        case .surelyHolds:
            "{actual}; yêu cầu {aim}, giữ vững ngoài dao động ngẫu nhiên[ (khoảng tin cậy 95 %: {interval})]"
        case .holds: "{actual}; yêu cầu {aim}, đang giữ được"
        case .withinNoise:
            "{actual}; yêu cầu {aim}, chênh lệch có thể do ngẫu nhiên[ (khoảng tin cậy 95 %: {interval})]"
        case .recoverable: "{actual}; yêu cầu {aim}, còn khả năng đạt[: từ nay cần {rate}]"
        case .doesNotHold: "{actual}; yêu cầu {aim}, chưa giữ được[ (khoảng tin cậy 95 %: {interval})]"

        case .insideRange: "{actual}, nằm trong phạm vi ({aim})"
        case .nearEdge: "{actual}, sát mép phạm vi ({aim})"
        case .outsideNoise: "{actual}, ngoài phạm vi ({aim}), có thể do ngẫu nhiên[ (khoảng tin cậy 95 %: {interval})]"
        case .outsideRange: "{actual}, ngoài phạm vi ({aim})"

        case .allStepsEarly: "xong {number} trên {goal} bước, đều trước hạn"
        case .stepsInTime: "xong {number} trên {goal} bước, kế hoạch đến {asOf} là {expected}"
        case .stepLate: "xong {number} trên {goal} bước, kế hoạch đến {asOf} là {expected}; có bước hoàn thành muộn"
        case .stepDueSoon: "xong {number} trên {goal} bước, kế hoạch đến {asOf} là {expected}; có bước sắp đến hạn"
        case .stepOverdue: "xong {number} trên {goal} bước, kế hoạch đến {asOf} là {expected}; có bước đã quá hạn"

        case .finalExceeded: "kết quả cuối kỳ: {result}; vượt chỉ tiêu[ ({aim})]"
        case .finalAchieved: "kết quả cuối kỳ: {result}; đạt chỉ tiêu[ ({aim})]"
        case .finalMissed: "kết quả cuối kỳ: {result}; không đạt chỉ tiêu[ ({aim})]"
        case .achievedEarly: "{actual}: đã đạt chỉ tiêu[ ({aim})] khi còn {daysLeft}"

        case .notDefined: "không đánh giá được: thiếu số liệu cần cho phép tính"
        case .evaluatorFailed: "bộ đánh giá gặp lỗi[: {failure}]"
        case .notComparable:
            "{actual}; chưa so sánh được[ cho đến {comparableFrom}]: chỉ một trong hai khoảng thời gian có ngày lễ"
        case .explained: "{note}"
        case .deadFeed: "[{actual}, nhưng ]không có báo cáo[ từ sau {lastReport}]: không đánh giá trên số liệu chết"
        case .feedGap: "[{result}, nhưng ]luồng số liệu bị đứt[ ({gaps})], và nếu không đứt thì kết luận sẽ khác"
        case .disputedData:
            "[{actual}, nhưng ]số báo cáo khớp[ ({correct})] hoặc sạch[ ({clean})] quá ít để kết luận"
        case .pooled: "[{actual}; ]quá nhỏ để đánh giá riêng, được đánh giá chung với các đơn vị nhỏ khác"
        case .nothingPooled: "không có đơn vị nào nhỏ đến mức phải đánh giá chung"
        }
    }
}
