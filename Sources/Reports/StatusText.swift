import Evaluators
import Plan

/// How a status is shown: a word in each language, a shape that holds in black and white, and a tone.
///
/// Colour is never the only sign: every status has a shape of its own. Blue is good, orange needs attention, grey is
/// not judged (the colours of NHS "Making Data Count", which the colour-blind can tell apart).
extension Status {
    /// From the best news to the worst, then what was not judged.
    static let fromBest: [Status] = [
        .exceeded, .achieved, .ahead, .onTrack, .atRisk, .offTrack, .missed, .measuring, .noData, .notStarted,
        .cancelled, .error,
    ]

    /// 0 for what needs attention most, growing toward what needs none.
    var urgency: Int {
        switch self {
        case .offTrack, .missed: 0
        case .error: 1
        case .atRisk: 2
        case .noData: 3
        case .measuring: 4
        case .onTrack: 5
        case .ahead: 6
        case .achieved: 7
        case .exceeded: 8
        case .notStarted: 9
        case .cancelled: 10
        }
    }

    /// A mark that tells statuses apart without colour.
    public var shape: Character {
        switch self {
        case .exceeded: "★"
        case .achieved: "✓"
        case .ahead: "▲"
        case .onTrack: "●"
        case .atRisk: "◆"
        case .offTrack: "▼"
        case .missed: "✗"
        case .measuring: "○"
        case .noData: "?"
        case .notStarted: "·"
        case .cancelled: "⊘"
        case .error: "!"
        }
    }

    var tone: Tone {
        switch self {
        case .exceeded, .achieved, .ahead: .good
        case .onTrack: .calm
        case .atRisk: .concern
        case .offTrack, .missed, .error: .alarm
        case .measuring, .noData, .notStarted, .cancelled: .quiet
        }
    }

    enum Tone {
        case good, calm, concern, alarm, quiet
    }

    /// One word for a narrow cell.
    func shortWord(_ language: Language) -> String {
        switch self {
        case .exceeded: language.say(vi: "vượt", en: "exceeded")
        case .achieved: language.say(vi: "đạt", en: "achieved")
        case .ahead: language.say(vi: "nhanh", en: "ahead")
        case .onTrack: language.say(vi: "bảo đảm", en: "on pace")
        case .atRisk: language.say(vi: "nguy cơ", en: "at risk")
        case .offTrack: language.say(vi: "chậm", en: "off track")
        case .missed: language.say(vi: "không đạt", en: "missed")
        case .measuring: language.say(vi: "theo dõi", en: "measuring")
        case .noData: language.say(vi: "thiếu", en: "no data")
        case .notStarted: language.say(vi: "chưa đến", en: "not begun")
        case .cancelled: language.say(vi: "dừng", en: "called off")
        case .error: language.say(vi: "lỗi", en: "error")
        }
    }

    /// The words after a number in a sentence: "3 exceeded", "8 on pace".
    func phrase(_ language: Language) -> String {
        switch self {
        case .exceeded: language.say(vi: "vượt", en: "exceeded")
        case .achieved: language.say(vi: "đạt", en: "achieved")
        case .ahead: language.say(vi: "vượt tiến độ", en: "ahead of pace")
        case .onTrack: language.say(vi: "bảo đảm tiến độ", en: "on pace")
        case .atRisk: language.say(vi: "có nguy cơ chậm", en: "at risk")
        case .offTrack: language.say(vi: "chậm tiến độ", en: "off track")
        case .missed: language.say(vi: "không đạt", en: "missed")
        case .measuring: language.say(vi: "đang theo dõi, chưa đánh giá", en: "not judged yet")
        case .noData: language.say(vi: "thiếu số liệu", en: "without enough data")
        case .notStarted: language.say(vi: "chưa đến kỳ", en: "not begun")
        case .cancelled: language.say(vi: "đã dừng", en: "called off")
        case .error: language.say(vi: "lỗi đánh giá", en: "that could not be judged")
        }
    }
}

extension Assessment.Flags {
    /// The words for people, in the order of the bits.
    func phrases(_ language: Language) -> [String] {
        let all: [(Assessment.Flags, String)] = [
            (.lockedIn, language.say(vi: "đã chắc chắn", en: "locked in")),
            (.unreachable, language.say(vi: "không còn đạt được", en: "out of reach")),
            (.provisional, language.say(vi: "tạm tính", en: "provisional")),
            (.overdue, language.say(vi: "quá hạn", en: "overdue")),
            (.late, language.say(vi: "xong muộn", en: "done late")),
            (.beyondChance, language.say(vi: "ngoài dao động ngẫu nhiên", en: "beyond chance")),
            (.estimated, language.say(vi: "ước tính", en: "estimated")),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension Language {
    /// The text of this language.
    func say(vi: String, en: String) -> String {
        self == .vietnamese ? vi : en
    }
}
