import Plan

extension Status {
    /// The word for people, the same in messages as in reports.
    public func word(in language: Language) -> String {
        switch (self, language) {
        case (.notStarted, .vietnamese): "chưa đến kỳ"
        case (.notStarted, .english): "not begun"
        case (.noData, .vietnamese): "thiếu số liệu"
        case (.noData, .english): "no data"
        case (.measuring, .vietnamese): "đang theo dõi"
        case (.measuring, .english): "measuring"
        case (.ahead, .vietnamese): "vượt tiến độ"
        case (.ahead, .english): "ahead"
        case (.onTrack, .vietnamese): "bảo đảm tiến độ"
        case (.onTrack, .english): "on pace"
        case (.atRisk, .vietnamese): "nguy cơ chậm"
        case (.atRisk, .english): "at risk"
        case (.offTrack, .vietnamese): "chậm tiến độ"
        case (.offTrack, .english): "off track"
        case (.exceeded, .vietnamese): "vượt chỉ tiêu"
        case (.exceeded, .english): "exceeded"
        case (.achieved, .vietnamese): "đạt chỉ tiêu"
        case (.achieved, .english): "achieved"
        case (.missed, .vietnamese): "không đạt"
        case (.missed, .english): "missed"
        case (.cancelled, .vietnamese): "đã dừng"
        case (.cancelled, .english): "called off"
        case (.error, .vietnamese): "lỗi đánh giá"
        case (.error, .english): "error"
        }
    }
}

extension DataState {
    /// The word for people.
    public func word(in language: Language) -> String {
        switch language {
        case .english: rawValue
        case .vietnamese:
            switch self {
            case .fresh: "mới"
            case .stale: "đã cũ"
            case .missing: "còn thiếu"
            case .provisional: "tạm tính"
            case .disputed: "đang tranh chấp"
            }
        }
    }
}
