/// Header fields of a mail: UTF-8 text as RFC 2047 encoded words, lines folded as RFC 5322 wants.
struct MailHeader {
    private(set) var bytes: [UInt8] = []

    /// A field of free text (a subject).
    mutating func text(_ name: String, _ value: String) {
        write(name, Self.phrase(value.oneLine, isDisplayName: false))
    }

    /// A field of ASCII tokens (a date, an id).
    mutating func tokens(_ name: String, _ value: String) {
        write(name, value.oneLine.split(separator: " ").map(String.init))
    }

    /// A field of mailboxes.
    mutating func addresses(_ name: String, _ addresses: [MailAddress]) {
        var words: [String] = []
        for (index, address) in addresses.enumerated() {
            let comma = index + 1 < addresses.count ? "," : ""
            if !address.name.isEmpty { words += Self.phrase(address.name, isDisplayName: true) }
            words.append((address.name.isEmpty ? address.address : "<\(address.address)>") + comma)
        }
        write(name, words)
    }

    /// Lines of at most 78 bytes where the words allow it, a fold before a word.
    private mutating func write(_ name: String, _ words: [String]) {
        bytes.append(contentsOf: "\(name):".utf8)
        var column = name.utf8.count + 1
        for word in words {
            if column + 1 + word.utf8.count > 78, column > name.utf8.count + 1 {
                bytes.append(contentsOf: "\r\n".utf8)
                column = 0
            }
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: word.utf8)
            column += 1 + word.utf8.count
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    // MARK: Words

    /// The words of a text: as they are when that is allowed, else as encoded words.
    static func phrase(_ text: String, isDisplayName: Bool) -> [String] {
        let isASCII = text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
        // A text that looks like an encoded word would be decoded; one with a long word could not be folded.
        let isPlain = isASCII && !text.contains("=?") && text.split(separator: " ").allSatisfy { $0.utf8.count <= 60 }
            && text.trimmed == text && !text.contains("  ")
        guard isPlain else { return encodedWords(text) }
        guard isDisplayName, !text.utf8.allSatisfy(isAtom) else { return text.split(separator: " ").map(String.init) }
        let escaped = text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return ["\"\(String(escaped))\""]
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }

    /// RFC 2047 `B` words. Each holds whole characters and at most 45 bytes of text, so that it stays below the 75
    /// bytes that are allowed and every word can be decoded by itself.
    static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        func close() {
            words.append("=?UTF-8?B?\(String(decoding: Base64.encoded(chunk), as: UTF8.self))?=")
            chunk.removeAll()
        }
        for character in text {
            let bytes = Array(character.utf8)
            if chunk.count + bytes.count > 45, !chunk.isEmpty { close() }
            // A single character longer than a word is a pile of combining marks: split between its scalars.
            guard bytes.count > 45 else {
                chunk += bytes
                continue
            }
            for scalar in character.unicodeScalars {
                let bytes = Array(String(scalar).utf8)
                if chunk.count + bytes.count > 45 { close() }
                chunk += bytes
            }
        }
        if !chunk.isEmpty { close() }
        return words
    }
}
