/// Checks the text of a day, `2026-04-01`, without a calendar library.
enum DayText {
    /// What is wrong with the text; nil where it is a day.
    static func problem(of text: String) -> (message: String, mend: String?)? {
        let shown = quotedForMessage(text)
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { part in
            part.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int(String(decoding: part, as: UTF8.self)) : nil
        }
        guard text.utf8.count == 10, parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            Array(text.utf8)[4] == UInt8(ascii: "-"), Array(text.utf8)[7] == UInt8(ascii: "-")
        else {
            return ("\(shown) is not a day", "write year-month-day, such as 2026-04-01")
        }
        guard year >= 1 else { return ("\(text) is not a day: years are counted from 1", nil) }
        guard (1...12).contains(month) else { return ("\(text) is not a day: there is no month \(month)", nil) }
        let length = daysIn(month: month, year: year)
        guard (1...length).contains(day) else {
            return ("\(text) is not a day: that month has \(length) days", nil)
        }
        return nil
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
