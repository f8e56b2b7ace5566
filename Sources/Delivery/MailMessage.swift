import Periods

/// A mail as it is written: headers, and the same text twice, plain and HTML.
struct MailMessage: Sendable {
    var from: MailAddress
    var to: [MailAddress]
    var subject: String
    var text: String
    var html: String
    var date: LocalTime
    /// Without the angle brackets.
    var messageID: String
    /// The conversation it belongs to: the id of a message that need not exist.
    var threadID: String
    /// `List-Id`, by which people filter: a name and an id that looks like a domain.
    var list: (name: String, id: String)
    var language: String

    /// The message as RFC 5322 bytes: ASCII only, CRLF line ends.
    func bytes() -> [UInt8] {
        var header = MailHeader()
        header.tokens("Date", Self.dateText(date))
        header.addresses("From", [from])
        header.addresses("To", to)
        header.text("Subject", subject)
        header.tokens("Message-ID", "<\(messageID)>")
        // A parent that nobody ever got still groups every digest of a receiver into one conversation.
        header.tokens("In-Reply-To", "<\(threadID)>")
        header.tokens("References", "<\(threadID)>")
        let listName = MailHeader.phrase(list.name, isDisplayName: true)
        header.tokens("List-Id", (listName + ["<\(list.id)>"]).joined(separator: " "))
        header.tokens("Auto-Submitted", "auto-generated")
        header.tokens("X-Auto-Response-Suppress", "All")
        header.tokens("Content-Language", language)
        header.tokens("MIME-Version", "1.0")
        let boundary = "=_onpace_" + String(messageID.prefix { $0 != "@" })
        header.tokens("Content-Type", "multipart/alternative; boundary=\"\(boundary)\"")

        var bytes = header.bytes
        // The last alternative is the preferred one. "=_" never occurs in quoted-printable, so no text ends a part.
        for (type, body) in [("text/plain", text), ("text/html", html)] {
            append("\r\n--\(boundary)\r\n", to: &bytes)
            append("Content-Type: \(type); charset=utf-8\r\n", to: &bytes)
            append("Content-Transfer-Encoding: quoted-printable\r\n\r\n", to: &bytes)
            bytes.append(contentsOf: QuotedPrintable.encoded(body))
        }
        append("\r\n--\(boundary)--\r\n", to: &bytes)
        return bytes
    }

    private func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: text.utf8)
    }

    /// `Mon, 16 Mar 2026 08:00:00 +0700`
    static func dateText(_ time: LocalTime) -> String {
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, date) = time.day.civil
        let offset = time.offset.filter { $0 != ":" }
        let weekday = weekdays[time.day.weekday.rawValue - 1]
        return "\(weekday), \(date) \(months[month - 1]) \(year) \(time.clock) \(offset)"
    }
}
