/// A value of a YAML file that knows where it was written.
public struct Node: Sendable {
    /// What a node holds.
    public enum Content: Sendable {
        case scalar(Scalar)
        case sequence([Node])
        /// The entries in the order of the file. Keys are scalars, each key occurs once: `parse` sees to both.
        case mapping([(key: Node, value: Node)])
    }

    /// What the node holds.
    public var content: Content
    /// Where it was written; for the use of an alias, where the anchored value was written.
    public var range: SourceRange

    /// A node by its parts.
    public init(_ content: Content, range: SourceRange) {
        self.content = content
        self.range = range
    }

    /// The scalar, where the node is one.
    public var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// The items, where the node is a list.
    public var items: [Node]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    /// The entries, where the node is a mapping.
    public var entries: [(key: Node, value: Node)]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// Whether nothing was written (`key:`), or `~` or `null`.
    public var isNull: Bool {
        scalar?.isNull ?? false
    }

    /// What was found, in words for a message: `the number 87`, `the text "abc"`, `a list`, `nothing`.
    public var inWords: String {
        switch content {
        case .scalar(let scalar): scalar.inWords
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// The text of a scalar and how it was written.
public struct Scalar: Sendable, Hashable {
    /// How a scalar is written.
    public enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }

    /// The text, escapes decoded and lines folded.
    public var text: String
    /// How it is written.
    public var style: Style

    /// A scalar by its parts.
    public init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// Whether it is written without quotes or block indicator: only such text can be a number, boolean or null.
    public var isPlain: Bool {
        style == .plain
    }

    /// Whether nothing was written, or `~` or `null`.
    public var isNull: Bool {
        isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The boolean, where `true` or `false` was written. `yes`, `no`, `on`, `off` are text.
    public var bool: Bool? {
        guard isPlain else { return nil }
        return text == "true" ? true : text == "false" ? false : nil
    }

    var inWords: String {
        if isNull { return text.isEmpty ? "nothing" : text }
        guard isPlain else { return "the quoted text \(quotedForMessage(text))" }
        if bool != nil { return text }
        switch NumberText.read(text) {
        case .success(.number): return "the number \(text)"
        case .success(.percent): return "the percent \(text)"
        case .failure: return "the text \(quotedForMessage(text))"
        }
    }
}

/// The text in double quotes, cut where it is too long for a message.
func quotedForMessage(_ text: String) -> String {
    let limit = 60
    let short = text.prefix(limit)
    let cut = short.endIndex < text.endIndex
    let oneLine = String(short.map { $0.isNewline ? "⏎" : $0 })
    return "\"\(oneLine)\(cut ? "…" : "")\""
}
