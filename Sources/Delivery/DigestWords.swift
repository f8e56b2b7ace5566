import Plan

/// The fixed words of messages.
struct DigestWords: Sendable {
    let attention: String
    let good: String
    let record: String
    let now: String
    let expected: String
    let goal: String
    let change: String
    let pace: String
    let since: String
    let accountable: String
    let why: String
    let toldBecause: String
    let provisional: String
    let plainText: String
    /// `fired`, `worsened`, `eased`, `resolved` → a word for people.
    let transitions: [String: String]
    let shown: @Sendable (_ shown: Int, _ all: Int) -> String
    let andMore: @Sendable (_ more: Int) -> String
    let below: @Sendable (_ names: String, _ more: Int) -> String
    let intro: @Sendable (_ organisation: String, _ asOf: String, _ count: Int) -> String
    let counts: @Sendable (_ attention: Int, _ good: Int) -> String
    let footer: @Sendable (_ run: String, _ target: String, _ unit: String) -> String

    static func words(_ language: Language) -> DigestWords {
        switch language {
        case .vietnamese: vietnamese
        case .english: english
        }
    }

    private static let vietnamese = DigestWords(
        attention: "Cần chú ý", good: "Tin tốt", record: "Thay đổi khác", now: "Hiện nay", expected: "Lẽ ra đến nay",
        goal: "Mục tiêu", change: "Thay đổi", pace: "Nhịp độ", since: "Từ ngày",
        accountable: "Người chịu trách nhiệm",
        why: "Vì sao", toldBecause: "Lý do báo", provisional: "số liệu tạm tính",
        plainText: "câu chữ của quy tắc bị lỗi, dùng câu mặc định",
        transitions: ["fired": "mới", "worsened": "nặng thêm", "eased": "nhẹ bớt", "resolved": "kết thúc"],
        shown: { "hiện \($0) trên tổng số \($1)" },
        andMore: { "và \($0) tin khác" },
        below: { names, more in "Đơn vị cấp dưới: \(names)" + (more > 0 ? " và \(more) đơn vị khác" : "") },
        intro: { organisation, asOf, count in
            (organisation.isEmpty ? "" : organisation + ". ") + "Tính đến \(asOf), có \(count) thay đổi."
        },
        counts: { "\($0) cần chú ý, \($1) tin tốt" },
        footer: { run, target, unit in
            "Lần chạy \(run). Xem cách tính: onpace explain \(target) --unit \(unit)"
        })

    private static let english = DigestWords(
        attention: "Needs attention", good: "Good news", record: "Also changed", now: "Now",
        expected: "Expected by now", goal: "Goal", change: "Change", pace: "Pace", since: "Since",
        accountable: "Accountable", why: "Why",
        toldBecause: "Told because", provisional: "provisional data",
        plainText: "the rule's own text failed, this is the plain one",
        transitions: ["fired": "new", "worsened": "worse", "eased": "milder", "resolved": "over"],
        shown: { "\($0) of \($1) shown" },
        andMore: { "and \($0) more" },
        below: { names, more in "Units below: \(names)" + (more > 0 ? " and \(more) more" : "") },
        intro: { organisation, asOf, count in
            (organisation.isEmpty ? "" : organisation + ". ")
                + "As of \(asOf), \(count) \(count == 1 ? "change" : "changes")."
        },
        counts: { "\($0) need\($0 == 1 ? "s" : "") attention, \($1) good news" },
        footer: { run, target, unit in
            "Run \(run). How it was worked out: onpace explain \(target) --unit \(unit)"
        })
}
