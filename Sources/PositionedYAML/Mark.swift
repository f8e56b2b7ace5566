/// A place in a source file.
///
/// Lines end at LF, CRLF or CR, as editors count them. Columns count Unicode scalars, so that the numbers do not
/// depend on fonts or tab stops; what a terminal shows is `Diagnostic.rendered`'s business.
public struct Mark: Sendable, Hashable, Comparable {
    /// The line, from 1.
    public var line: Int
    /// The column in Unicode scalars, from 1.
    public var column: Int
    /// The offset in UTF-8 bytes from the start of the text, a byte order mark not counted.
    public var offset: Int

    /// A place given by all three of its numbers.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// The first place of every file.
    public static let start = Mark(line: 1, column: 1, offset: 0)

    public static func < (left: Mark, right: Mark) -> Bool {
        left.offset < right.offset
    }
}

/// A stretch of a source file; `end` is the first place after it.
public struct SourceRange: Sendable, Hashable {
    /// The first place inside.
    public var start: Mark
    /// The first place outside.
    public var end: Mark

    /// A stretch from `start` up to, not including, `end`.
    public init(_ start: Mark, _ end: Mark) {
        self.start = start
        self.end = end
    }

    /// The empty stretch at one place; it is shown as a single caret.
    public init(at mark: Mark) {
        self.init(mark, mark)
    }
}
