/// A piece of HTML that cannot be broken by data: what is interpolated as text is escaped, only other pieces are not.
///
///     let cell: HTML = "<td>\(unit.name)</td>"
struct HTML: Sendable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral value: String) {
        text = value
    }

    init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
    }

    /// Text that is markup already and holds nothing from outside.
    init(trusted text: String) {
        self.text = text
    }

    struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        mutating func appendInterpolation(_ value: String) {
            HTML.escape(value, into: &text)
        }

        mutating func appendInterpolation(_ value: Character) {
            HTML.escape(String(value), into: &text)
        }

        mutating func appendInterpolation(_ value: Int) {
            text += String(value)
        }

        mutating func appendInterpolation(_ value: HTML) {
            text += value.text
        }
    }

    static func + (left: HTML, right: HTML) -> HTML {
        HTML(trusted: left.text + right.text)
    }

    static func += (left: inout HTML, right: HTML) {
        left.text += right.text
    }

    /// Control characters and direction overrides are dropped: HTML has no way to write the first, and the second could
    /// make a page show other than it says.
    private static func escape(_ value: String, into text: inout String) {
        for scalar in stripped(value).unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": break
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Sequence<HTML> {
    /// One after the other.
    func joined() -> HTML {
        reduce(into: HTML("")) { $0 += $1 }
    }
}
