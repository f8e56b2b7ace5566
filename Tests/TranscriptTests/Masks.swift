import Foundation

/// What no two runs have in common, written as a word in angle brackets.
enum Masks {
    /// Patterns in the order in which they are applied.
    private static let patterns: [(pattern: String, word: String)] = [
        // Instants that a command was given are no news; those of the clock are of today.
        (#"(\#(aboutToday))T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"#, "<instant>"),
        (#"\b[0-9a-f]{64}\b"#, "<hash>"),
        // Curl's own words differ from version to version.
        (#" \(Failed to connect[^)]*\)"#, " (<curl>)"),
        // Plan versions and run ids, but no digits of a number.
        (#"(?<![0-9A-Za-z.])[0-9a-f]{12}(?![0-9A-Za-z.])"#, "<id>"),
    ]

    /// Yesterday, today and tomorrow: the tests may begin before midnight and end after it.
    private static var aboutToday: String {
        let format = Date.ISO8601FormatStyle().year().month().day()
        return [-86_400, 0, 86_400].map { Date(timeIntervalSinceNow: $0).formatted(format) }.joined(separator: "|")
    }

    /// Masks a command's output; `folder` is where it ran.
    static func mask(_ text: String, folder: String) -> String {
        patterns.reduce(text.replacingOccurrences(of: folder, with: "<folder>")) { text, mask in
            text.replacingOccurrences(of: mask.pattern, with: mask.word, options: .regularExpression)
        }
    }
}
