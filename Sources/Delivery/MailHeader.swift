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

    /// Lines of at most 76 bytes where the words allow it, a fold before a word.
    private mutating func write(_ name: String, _ words: [String]) {
        bytes.append(contentsOf: "\(name):".utf8)
        var column = name.utf8.count + 1
        for word in words {
            if column + 1 + word.utf8.count > 76, column > name.utf8.count + 1 {
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
        let isPlain =
            isASCII && !text.contains("=?") && text.split(separator: " ").allSatisfy { $0.utf8.count <= 60 }
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

    /// RFC 2047 `B` words. Each holds whole characters and at most 39 bytes of text, so that `Subject: ` and the first
    /// word fit into the 76 bytes that a line with encoded words may have.
    ///
    /// They end behind a space where there is one: some readers put a space between encoded words, which the standard
    /// forbids, and there it does no harm.
    static func encodedWords(_ text: String) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        func close(_ count: Int) {
            guard count > 0 else { return }
            let encoded = Base64.encoded(Array(chunk.prefix(count)))
            words.append("=?UTF-8?B?\(String(decoding: encoded, as: UTF8.self))?=")
            chunk.removeFirst(count)
        }
        for piece in text.flatMap(pieces) {
            if chunk.count + piece.count > longestChunk {
                close(chunk.lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? chunk.count)
            }
            if chunk.count + piece.count > longestChunk { close(chunk.count) }
            chunk += piece
        }
        close(chunk.count)
        return words
    }

    private static let longestChunk = 39

    /// The bytes of a character; of one longer than a word, a pile of combining marks, those of its scalars.
    private static func pieces(_ character: Character) -> [[UInt8]] {
        character.utf8.count <= longestChunk
            ? [Array(character.utf8)] : character.unicodeScalars.map { Array(String($0).utf8) }
    }
}
