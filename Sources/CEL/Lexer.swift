/// One word of the source: what it is and which bytes it covers.
struct Token {
    enum Kind: UInt8 {
        case identifier, quotedIdentifier, int, uint, double, string, bytes
        case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
        case dot, comma, colon, question
        case plus, minus, star, slash, percent, not
        case less, lessEqual, greater, greaterEqual, equal, notEqual, and, or, `in`
        case `true`, `false`, null
        case end
    }

    var kind: Kind
    var start: Int
    var end: Int
}

/// Cuts UTF-8 source into tokens.
struct Lexer {
    private let source: UnsafeBufferPointer<UInt8>
    private var position = 0

    private init(source: UnsafeBufferPointer<UInt8>) { self.source = source }

    /// All tokens, the last of kind `end`.
    static func tokens(of source: UnsafeBufferPointer<UInt8>) throws(CELError) -> ContiguousArray<Token> {
        var lexer = Lexer(source: source)
        var tokens = ContiguousArray<Token>()
        tokens.reserveCapacity(source.count / 3 + 2)
        repeat { tokens.append(try lexer.next()) } while tokens[tokens.count - 1].kind != .end
        return tokens
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        position + ahead < source.count ? source[position + ahead] : 0
    }

    private mutating func next() throws(CELError) -> Token {
        skipSpace()
        let start = position
        guard start < source.count else { return Token(kind: .end, start: start, end: start) }
        let first = byte()
        if Self.startsIdentifier(first) {
            if let quote = stringPrefix() {
                return try string(from: start, quoteAt: quote.at, raw: quote.raw, bytes: quote.bytes)
            }
            while Self.continuesIdentifier(byte()) { position += 1 }
            return Token(kind: keyword(start), start: start, end: position)
        }
        if Self.isDigit(first) || first == UInt8(ascii: ".") && Self.isDigit(byte(1)) { return try number(from: start) }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            return try string(from: start, quoteAt: start, raw: false, bytes: false)
        }
        if first == UInt8(ascii: "`") { return try quotedIdentifier(from: start) }
        return try punctuation(from: start)
    }

    private mutating func skipSpace() {
        while position < source.count {
            switch source[position] {
            case 9, 10, 12, 13, 32: position += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while position < source.count, source[position] != 10 { position += 1 }
            default: return
            }
        }
    }

    private func keyword(_ start: Int) -> Token.Kind {
        let word = source[start..<position]
        switch word.count {
        case 2 where word.elementsEqual("in".utf8): return .in
        case 4 where word.elementsEqual("true".utf8): return .true
        case 4 where word.elementsEqual("null".utf8): return .null
        case 5 where word.elementsEqual("false".utf8): return .false
        default: return .identifier
        }
    }

    // MARK: Numbers

    private mutating func number(from start: Int) throws(CELError) -> Token {
        if byte() == UInt8(ascii: "0"), byte(1) == UInt8(ascii: "x"), Self.isHexDigit(byte(2)) {
            position += 2
            while Self.isHexDigit(byte()) { position += 1 }
            return integerToken(from: start)
        }
        while Self.isDigit(byte()) { position += 1 }
        var isDouble = false
        if byte() == UInt8(ascii: "."), Self.isDigit(byte(1)) {
            isDouble = true
            position += 1
            while Self.isDigit(byte()) { position += 1 }
        }
        if byte() | 0x20 == UInt8(ascii: "e") {
            let signed = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
            if Self.isDigit(byte(signed ? 2 : 1)) {
                isDouble = true
                position += signed ? 3 : 2
                while Self.isDigit(byte()) { position += 1 }
            }
        }
        return isDouble ? Token(kind: .double, start: start, end: position) : integerToken(from: start)
    }

    private mutating func integerToken(from start: Int) -> Token {
        let unsigned = byte() | 0x20 == UInt8(ascii: "u")
        if unsigned { position += 1 }
        return Token(kind: unsigned ? .uint : .int, start: start, end: position)
    }

    // MARK: Strings

    /// Whether a string with a prefix (`r`, `b`, `br`, either case) begins here.
    private func stringPrefix() -> (at: Int, raw: Bool, bytes: Bool)? {
        let quotes: (UInt8) -> Bool = { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        switch (byte() | 0x20, byte(1) | 0x20) {
        case (UInt8(ascii: "r"), _) where quotes(byte(1)): return (position + 1, true, false)
        case (UInt8(ascii: "b"), _) where quotes(byte(1)): return (position + 1, false, true)
        case (UInt8(ascii: "b"), UInt8(ascii: "r")) where quotes(byte(2)): return (position + 2, true, true)
        default: return nil
        }
    }

    private mutating func string(from start: Int, quoteAt: Int, raw: Bool, bytes: Bool) throws(CELError) -> Token {
        position = quoteAt
        let quote = byte()
        let triple = byte(1) == quote && byte(2) == quote
        position += triple ? 3 : 1
        while position < source.count {
            let current = source[position]
            if current == quote, !triple || byte(1) == quote && byte(2) == quote {
                position += triple ? 3 : 1
                return Token(kind: bytes ? .bytes : .string, start: start, end: position)
            }
            if !triple, current == 10 || current == 13 { break }
            position += !raw && current == UInt8(ascii: "\\") ? 2 : 1
        }
        throw CELError(message: "the string is not closed", offset: start, length: min(position, source.count) - start)
    }

    private mutating func quotedIdentifier(from start: Int) throws(CELError) -> Token {
        position += 1
        while position < source.count, source[position] != UInt8(ascii: "`") {
            let allowed = Self.continuesIdentifier(byte()) || [UInt8(ascii: "."), 45, 47, 32].contains(byte())
            guard allowed else { break }
            position += 1
        }
        guard byte() == UInt8(ascii: "`"), position > start + 1 else {
            throw CELError(
                message: "the quoted field name is not closed or not valid", offset: start, length: position - start)
        }
        position += 1
        return Token(kind: .quotedIdentifier, start: start, end: position)
    }

    // MARK: The rest

    private mutating func punctuation(from start: Int) throws(CELError) -> Token {
        func single(_ kind: Token.Kind) -> (Token.Kind, Int) { (kind, 1) }
        let second = byte(1)
        let (kind, length): (Token.Kind, Int)
        switch byte() {
        case UInt8(ascii: "("): (kind, length) = single(.leftParenthesis)
        case UInt8(ascii: ")"): (kind, length) = single(.rightParenthesis)
        case UInt8(ascii: "["): (kind, length) = single(.leftBracket)
        case UInt8(ascii: "]"): (kind, length) = single(.rightBracket)
        case UInt8(ascii: "{"): (kind, length) = single(.leftBrace)
        case UInt8(ascii: "}"): (kind, length) = single(.rightBrace)
        case UInt8(ascii: "."): (kind, length) = single(.dot)
        case UInt8(ascii: ","): (kind, length) = single(.comma)
        case UInt8(ascii: ":"): (kind, length) = single(.colon)
        case UInt8(ascii: "?"): (kind, length) = single(.question)
        case UInt8(ascii: "+"): (kind, length) = single(.plus)
        case UInt8(ascii: "-"): (kind, length) = single(.minus)
        case UInt8(ascii: "*"): (kind, length) = single(.star)
        case UInt8(ascii: "/"): (kind, length) = single(.slash)
        case UInt8(ascii: "%"): (kind, length) = single(.percent)
        case UInt8(ascii: "<"): (kind, length) = second == UInt8(ascii: "=") ? (.lessEqual, 2) : (.less, 1)
        case UInt8(ascii: ">"): (kind, length) = second == UInt8(ascii: "=") ? (.greaterEqual, 2) : (.greater, 1)
        case UInt8(ascii: "!"): (kind, length) = second == UInt8(ascii: "=") ? (.notEqual, 2) : (.not, 1)
        case UInt8(ascii: "=") where second == UInt8(ascii: "="): (kind, length) = (.equal, 2)
        case UInt8(ascii: "&") where second == UInt8(ascii: "&"): (kind, length) = (.and, 2)
        case UInt8(ascii: "|") where second == UInt8(ascii: "|"): (kind, length) = (.or, 2)
        default: throw unexpectedCharacter(at: start)
        }
        position += length
        return Token(kind: kind, start: start, end: position)
    }

    private func unexpectedCharacter(at start: Int) -> CELError {
        var end = start + 1
        while end < source.count, source[end] & 0xc0 == 0x80 { end += 1 }
        let character = String(decoding: source[start..<end], as: UTF8.self)
        let hint: String
        switch character {
        case "=": hint = "; equality is written \"==\""
        case "&": hint = "; \"and\" is written \"&&\""
        case "|": hint = "; \"or\" is written \"||\""
        default: hint = ""
        }
        return CELError(message: "unexpected character \"\(character)\"\(hint)", offset: start, length: end - start)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    private static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 97 < 6 }
    private static func startsIdentifier(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_")
    }
    private static func continuesIdentifier(_ byte: UInt8) -> Bool { startsIdentifier(byte) || isDigit(byte) }
}
