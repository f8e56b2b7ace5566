internal import CYAML

/// Says libyaml's syntax errors in the words of someone who writes a plan, at the place to look at.
enum SyntaxError {
    static func diagnostic(_ parser: yaml_parser_t, in source: SourceFile) -> Diagnostic {
        let problem = parser.problem.map { String(cString: $0) } ?? "out of memory"
        let context = parser.context.map { String(cString: $0) } ?? ""
        let place = source.mark(atScalar: Int(parser.problem_mark.index))
        let opening = source.mark(atScalar: Int(parser.context_mark.index))
        let said = explain(problem, while: context, at: place, from: opening, in: source)
        return Diagnostic(
            "yaml/syntax", file: source.name, range: SourceRange(at: said.mark ?? place), message: said.message,
            mend: said.mend)
    }

    private struct Explanation {
        var message: String
        var mend: String?
        /// The place to look at, where it is not the one at which libyaml gave up.
        var mark: Mark?

        init(_ message: String, mend: String? = nil, at mark: Mark? = nil) {
            self.message = message
            self.mend = mend
            self.mark = mark
        }
    }

    private static func explain(
        _ problem: String, while context: String, at place: Mark, from opening: Mark, in source: SourceFile
    ) -> Explanation {
        let character = source.character(at: place)
        switch problem {
        case "found unexpected end of stream" where context.contains("quoted scalar"):
            return Explanation("this quote is never closed", mend: "close it", at: opening)
        case "found unexpected document indicator":
            return Explanation("--- or ... stands inside a quoted text", mend: "close the quote before it", at: opening)
        case "found unknown escape character":
            return Explanation(
                "unknown escape \\\(source.character(at: place, plus: 1) ?? "") in double quotes",
                mend: "write \\\\ for a backslash, or use single quotes")
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return Explanation("this escape is not a character's number", mend: "write it as \\u1EC7")
        case "found character that cannot start any token" where character == "\t",
            "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return Explanation("a tab indents this line", mend: "indent with spaces")
        case "found character that cannot start any token":
            return Explanation(
                "text cannot begin with \(character ?? "this character")", mend: "put quotes around the text")
        case "mapping values are not allowed in this context":
            return Explanation(
                "a \":\" has no place here",
                mend: "quote the text if the colon belongs to it, or correct the indentation")
        case "block sequence entries are not allowed in this context":
            return Explanation(
                "a list item cannot start here", mend: "put \"- \" on a line of its own, below its key")
        case "mapping keys are not allowed in this context":
            return Explanation("a \"?\" has no place here", mend: "quote the text")
        case "could not find expected ':'":
            return Explanation("this line has no \":\" after its key", mend: "write key: value", at: opening)
        case "did not find expected ',' or '}'":
            return Explanation(
                "this { is not closed, or a comma is missing after it", mend: "close it with }", at: opening)
        case "did not find expected ',' or ']'":
            return Explanation(
                "this [ is not closed, or a comma is missing after it", mend: "close it with ]", at: opening)
        case "did not find expected key":
            return Explanation(
                "this line does not continue the mapping that starts on line \(opening.line)",
                mend: "correct its indentation, or quote the text before it")
        case "did not find expected '-' indicator":
            return Explanation(
                "this line does not continue the list that starts on line \(opening.line)",
                mend: "begin it with \"- \", or correct its indentation")
        case "did not find expected alphabetic or numeric character":
            return Explanation(
                "text cannot begin with \(source.character(at: opening) ?? "* or &") unless it names an anchor",
                mend: "put quotes around the text", at: opening)
        case "did not find expected <document start>":
            return Explanation(
                "the document has ended before this place",
                mend: "correct the indentation, or remove a line with ... before it")
        case "did not find expected node content":
            return Explanation("a value is missing here")
        case "found unexpected ':'":
            return Explanation("a \":\" has no place in this text", mend: "put quotes around the text")
        case "did not find expected comment or line break":
            return Explanation("nothing may follow | or > on its line", mend: "begin the text on the next line")
        case "found an indentation indicator equal to 0":
            return Explanation("the indentation after | or > is counted from 1", mend: "remove the 0")
        case "found duplicate anchor; first occurrence":
            return Explanation("this anchor is given twice", mend: "give it another name")
        case _ where problem.contains("%") || context.contains("directive"):
            return Explanation(
                "a line that begins with % is a directive, and this is none that is known", mend: "remove the line")
        case _ where context.contains("tag"):
            return Explanation(
                "text cannot begin with ! unless it is a tag", mend: "put quotes around the text", at: opening)
        default:
            return Explanation(context.isEmpty ? problem : "\(problem) \(context)")
        }
    }
}

extension SourceFile {
    /// The character at `mark` or, with `plus`, some bytes after it, as text; nil at the end of the file.
    fileprivate func character(at mark: Mark, plus: Int = 0) -> String? {
        let start = mark.offset + plus
        guard start < bytes.count else { return nil }
        return String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self)
            .unicodeScalars.first.map { String(Character($0)) }
    }
}
