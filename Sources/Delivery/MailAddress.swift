/// A mailbox as people write it: `chief@example.org` or `Văn phòng <office@example.org>`.
struct MailAddress: Hashable, Sendable {
    var name: String
    /// `local@domain`, ASCII.
    var address: String

    /// Why a text is not a mailbox.
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    init(_ text: String) throws(Problem) {
        let text = text.trimmed
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            var name = String(text[..<open]).trimmed
            if name.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
                name = String(name.dropFirst().dropLast())
            }
            self.name = name.oneLine
            address = String(text[text.index(after: open)...].dropLast()).trimmed
        } else {
            name = ""
            address = text
        }
        // What goes into an SMTP command must not be able to end it.
        let forbidden = address.utf8.contains { $0 <= 0x20 || $0 >= 0x7f || "<>()[],;:\\\"".utf8.contains($0) }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard !forbidden, parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw Problem(description: "\"\(address.oneLine)\" is not a mail address (ASCII, name@domain)")
        }
    }

    var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
}

extension String {
    var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// Control characters, line ends above all, replaced by spaces: nothing can end a header or a line of a log.
    var oneLine: String {
        guard unicodeScalars.contains(where: \.breaksLines) else { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars { result.append(scalar.breaksLines ? " " : scalar) }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var breaksLines: Bool {
        value < 0x20 || (0x7f...0x9f).contains(value) || value == 0x2028 || value == 0x2029
    }
}
