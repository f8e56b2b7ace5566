import Mustache
import Plan

/// A rule's `says`: Mustache, kept to what a sentence needs.
///
/// Variables, sections over the yes-or-no facts (`{{#resolved}}…{{/resolved}}`), their inversion and comments.
/// Partials, blocks and changed delimiters are refused: a sentence has no use for them.
public struct SentenceTemplate: Sendable {
    private let template: MustacheTemplate
    /// Whether the text speaks of `resolved` itself, so that it is used for the end of an alert as well.
    let speaksOfTheEnd: Bool

    /// Why a text is not a sentence template.
    public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        public var description: String
    }

    public static let variables: Set<String> = [
        "unit.code", "unit.name", "unit.level", "unit.parent", "target.id", "target.title", "target.metric",
        "actual", "expected", "goal", "baseline", "change", "pace", "required_rate", "coverage", "days_left", "as_of",
        "period", "since", "status", "severity", "rule", "why", "reason", "person", "task", "responsibility",
        "timeline", "accountability",
    ]

    /// The yes-or-no facts.
    public static let flags: Set<String> = ["fired", "worsened", "eased", "resolved", "good", "provisional"]

    public init(_ text: String) throws(Problem) {
        var check = TemplateCheck(text)
        try check.run()
        speaksOfTheEnd = check.names.contains("resolved")
        do {
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT}}" + text)
        } catch {
            throw Problem(description: "not a Mustache template: \(error)")
        }
    }

    func render(_ facts: [String: Any]) -> String {
        template.render(facts).oneLine.trimmed
    }
}

/// Reads the tags of a template before Mustache does, because Mustache takes an unknown name for an empty text and
/// trusts the depth of what it reads.
private struct TemplateCheck {
    private let text: String
    private(set) var names: Set<String> = []
    private var open: [String] = []

    private static let longest = 4_000
    private static let deepest = 8

    init(_ text: String) { self.text = text }

    mutating func run() throws(SentenceTemplate.Problem) {
        guard text.utf8.count <= Self.longest else { throw problem("longer than \(Self.longest) bytes") }
        var rest = text[...]
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            let isTriple = rest.first == "{"
            let closing = isTriple ? "}}}" : "}}"
            if isTriple { rest.removeFirst() }
            guard let end = rest.firstRange(of: closing) else { throw problem("a tag {{ is not closed") }
            try tag(String(rest[..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        if let name = open.last { throw problem("the section {{#\(name)}} is not closed") }
    }

    private mutating func tag(_ content: String) throws(SentenceTemplate.Problem) {
        let kind = content.first
        let name = String(content.dropFirst()).trimmed
        switch kind {
        case "!": return
        case "#", "^":
            guard SentenceTemplate.flags.contains(name) || SentenceTemplate.variables.contains(name) else {
                throw unknown(name)
            }
            open.append(name)
            names.insert(name)
            guard open.count <= Self.deepest else { throw problem("sections are nested deeper than \(Self.deepest)") }
        case "/":
            guard open.popLast() == name else { throw problem("{{/\(name)}} closes a section that is not open") }
        case ">", "<", "$", "*", "=", "%":
            throw problem("{{\(content.oneLine)}} is not allowed in a sentence")
        default:
            let name = (kind == "&" ? name : content).trimmed
            guard SentenceTemplate.variables.contains(name) else { throw unknown(name) }
            names.insert(name)
        }
    }

    private func unknown(_ name: String) -> SentenceTemplate.Problem {
        let known = SentenceTemplate.variables.sorted().joined(separator: ", ")
        return problem("unknown name \"\(name.oneLine)\"; known are \(known)")
    }

    private func problem(_ text: String) -> SentenceTemplate.Problem { .init(description: text) }
}
