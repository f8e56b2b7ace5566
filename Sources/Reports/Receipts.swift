import Periods
import Plan

/// What proves a report: with these facts anyone can make the same run again and get the same numbers.
extension RunView {
    /// Label and value, in the order they are printed.
    func receipts(_ language: Language) -> [(label: String, value: String)] {
        var all = [
            (language.say(vi: "Lần chạy", en: "Run"), info.id),
            (language.say(vi: "Số liệu đến ngày", en: "As of"), info.asOf.description),
            (
                language.say(vi: "Biết đến lúc", en: "Known at"),
                info.knownAt.isEmpty ? knownAtText(language) : info.knownAt
            ),
            (language.say(vi: "Phiên bản kế hoạch", en: "Plan version"), info.planVersion),
        ]
        if let batchCount {
            let count = NumberText(language).number(Double(batchCount))
            all.append((language.say(vi: "Số lô số liệu", en: "Batches"), count))
        }
        return all
    }

    /// The known-at instant for people: `15 May 2026, 01:30 UTC`; as it was given where it is no instant.
    func knownAtText(_ language: Language) -> String {
        guard !info.knownAt.isEmpty else {
            return language.say(vi: "chưa nhận số liệu nào", en: "nothing was reported yet")
        }
        guard let instant = Instant(info.knownAt) else { return info.knownAt }
        let clock = instant.description.dropFirst(11).prefix(5)
        return "\(NumberText(language).day(instant.day)), \(clock) UTC"
    }
}

extension AlertView {
    /// The state for people.
    func stateWord(_ language: Language) -> String {
        switch state {
        case "pending": language.say(vi: "đang chờ", en: "pending")
        case "firing": language.say(vi: "đang báo", en: "firing")
        case "resolved": language.say(vi: "đã hết", en: "resolved")
        default: state
        }
    }
}
