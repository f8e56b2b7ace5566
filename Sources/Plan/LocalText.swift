/// A text for people, in the languages of the workspace.
///
/// In YAML it is either one string, good for every language, or a mapping `{vi: …, en: …}`.
public struct LocalText: Sendable, Hashable {
    /// Texts by language code (`vi`, `en`); the empty code holds a text good for every language.
    public var texts: [String: String]

    public init(_ text: String) {
        texts = ["": text]
    }

    public init(texts: [String: String]) {
        self.texts = texts
    }

    /// The text in `language`, else the text for every language, else English, else any.
    public subscript(language: Language) -> String {
        texts[language.rawValue] ?? texts[""] ?? texts["en"] ?? texts.min { $0.key < $1.key }?.value ?? ""
    }
}

/// A language in which OnPace speaks to people.
public enum Language: String, Sendable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"
}
