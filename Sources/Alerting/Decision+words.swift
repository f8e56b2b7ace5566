import Evaluators
import Periods
import Plan

/// Every decision as a sentence a person can read.
extension Decision {
    public func reason(in language: Language) -> String {
        let isVietnamese = language == .vietnamese
        switch self {
        case .none:
            return isVietnamese ? "điều kiện không xảy ra" : "the condition does not hold"
        case .fire(let start):
            return start.reason(in: language)
        case .worsen(let from, let to):
            return isVietnamese
                ? "mức độ tăng từ \(Severity.word(from, in: language)) lên \(Severity.word(to, in: language))"
                : "severity rose from \(from) to \(to)"
        case .ease(let from, let to):
            return isVietnamese
                ? "mức độ giảm từ \(Severity.word(from, in: language)) xuống \(Severity.word(to, in: language))"
                : "severity fell from \(from) to \(to)"
        case .resolve(let end):
            return end.reason(in: language)
        case .hold(let hold):
            return hold.reason(in: language)
        }
    }
}

extension Decision.Start {
    func reason(in language: Language) -> String {
        let day = NumberText(language).day
        switch (self, language) {
        case (.firstTime(1), .vietnamese): return "điều kiện xảy ra"
        case (.firstTime(let runs), .vietnamese): return "điều kiện xảy ra trong \(runs) lần chạy liên tiếp"
        case (.firstTime(1), .english): return "the condition holds"
        case (.firstTime(let runs), .english): return "the condition held in \(runs) consecutive runs"
        case (.atOnce, .vietnamese): return "điều kiện báo ngay (at_once) xảy ra"
        case (.atOnce, .english): return "the rule's at_once condition holds"
        case (.again(let on), .vietnamese): return "xảy ra trở lại sau khi đã hết (báo ngày \(day(on)))"
        case (.again(let on), .english): return "it holds again after it was told as over on \(day(on))"
        case (.restored, .vietnamese): return "số liệu đính chính: cảnh báo chưa hết như đã báo"
        case (.restored, .english): return "corrected data: it is not over as was told"
        }
    }
}

extension Decision.End {
    func reason(in language: Language) -> String {
        switch (self, language) {
        case (.conditionCleared, .vietnamese): return "điều kiện không còn"
        case (.conditionCleared, .english): return "the condition no longer holds"
        case (.corrected, .vietnamese): return "đã hết (đính chính số liệu)"
        case (.corrected, .english): return "resolved (corrected): with the corrected data it would not have been told"
        case (.periodEnded(let period, let status?), .vietnamese):
            return "kỳ \(period) kết thúc với kết quả «\(status.word(in: language))»"
        case (.periodEnded(let period, let status?), .english):
            return "the period \(period) ended as \(status.word(in: language))"
        case (.periodEnded(let period, nil), .vietnamese): return "kỳ \(period) đã qua"
        case (.periodEnded(let period, nil), .english): return "the period \(period) is over"
        case (.targetCancelled, .vietnamese): return "chỉ tiêu đã dừng"
        case (.targetCancelled, .english): return "the target was called off"
        case (.ruleRemoved, .vietnamese): return "quy tắc đã bị bỏ"
        case (.ruleRemoved, .english): return "rule removed"
        case (.targetRemoved, .vietnamese): return "chỉ tiêu đã bị bỏ"
        case (.targetRemoved, .english): return "target removed"
        case (.unitNotJudged, .vietnamese): return "đơn vị không còn được đánh giá theo chỉ tiêu này"
        case (.unitNotJudged, .english): return "the unit is no longer judged by this target"
        }
    }
}

extension Decision.Hold {
    func reason(in language: Language) -> String {
        let day = NumberText(language).day
        switch (self, language) {
        case (.pending(let runs, let needed), .vietnamese):
            return "đang chờ: điều kiện xảy ra trong \(runs)/\(needed) lần chạy"
        case (.pending(let runs, let needed), .english):
            return "pending: the condition held in \(runs) of \(needed) runs"
        case (.dropped(let runs, let needed), .vietnamese):
            return "chưa báo: điều kiện chỉ xảy ra trong \(runs)/\(needed) lần chạy rồi hết"
        case (.dropped(let runs, let needed), .english):
            return "not told: the condition held in \(runs) of \(needed) runs and then stopped"
        case (.alreadyTold(let since, let on), .vietnamese):
            return "đã báo ngày \(day(on)), kéo dài từ \(day(since))"
        case (.alreadyTold(let since, let on), .english):
            return "already told on \(day(on)); it has held since \(day(since))"
        case (.notCleared(let since), .vietnamese):
            return "điều kiện không còn nhưng chưa đạt ngưỡng kết thúc (until); kéo dài từ \(day(since))"
        case (.notCleared(let since), .english):
            return "the condition no longer holds but until is not reached; firing since \(day(since))"
        case (.easing(let runs, let needed), .vietnamese):
            return "mức độ nhẹ hơn trong \(runs)/\(needed) lần chạy"
        case (.easing(let runs, let needed), .english):
            return "a milder severity held in \(runs) of \(needed) runs"
        case (.noJudgement(let status, let data), .vietnamese):
            return "giữ nguyên: số liệu chưa đủ để kết luận "
                + "(\(status.word(in: language)), số liệu \(data.word(in: language)))"
        case (.noJudgement(let status, let data), .english):
            return "unchanged: the data allows no judgement (\(status.word(in: language)), "
                + "data \(data.word(in: language)))"
        case (.cannotEvaluate(let failure), .vietnamese): return "giữ nguyên: quy tắc không tính được: \(failure)"
        case (.cannotEvaluate(let failure), .english): return "unchanged: the rule failed: \(failure)"
        case (.alreadyResolved(let on), .vietnamese): return "đã báo hết ngày \(day(on))"
        case (.alreadyResolved(let on), .english): return "its end was already told on \(day(on))"
        case (.overtaken(let by), .vietnamese): return "không báo: đã có lần chạy của ngày sau (\(day(by)))"
        case (.overtaken(let by), .english): return "not told: a run of a later day (\(day(by))) has spoken already"
        }
    }
}

extension Severity {
    /// The word for people.
    public static func word(_ severity: String, in language: Language) -> String {
        guard language == .vietnamese else { return severity }
        return switch severity {
        case "info": "thông tin"
        case "notice": "lưu ý"
        case "warning": "cảnh báo"
        case "critical": "nghiêm trọng"
        default: severity
        }
    }
}
