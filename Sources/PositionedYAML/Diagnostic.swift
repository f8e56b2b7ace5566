/// One thing to tell the author of a file: what is wrong, where, and how to mend it.
public struct Diagnostic: Sendable, Hashable, Error {
    /// Whether the file can be used in spite of it.
    public enum Severity: String, Sendable, Hashable {
        case error, warning
    }

    /// A second place that belongs to the mistake, such as where a duplicate was written first.
    public struct Note: Sendable, Hashable {
        /// The place.
        public var range: SourceRange
        /// What to see there.
        public var message: String

        /// A second place and what to see there.
        public init(_ message: String, at range: SourceRange) {
            self.range = range
            self.message = message
        }
    }

    /// A stable id such as `yaml/unknown-key`, by which a warning can be silenced and documentation found.
    public var id: String
    /// Whether the file can be used in spite of it.
    public var severity: Severity
    /// The file's name as shown to the user.
    public var file: String
    /// The place; nil where the file as a whole is meant.
    public var range: SourceRange?
    /// What is wrong, in a sentence without capital or full stop.
    public var message: String
    /// How to mend it, such as `did you mean "reduce_by"?`.
    public var mend: String?
    /// Other places that belong to the mistake.
    public var notes: [Note]

    /// A diagnostic by all its parts.
    public init(
        _ id: String, _ severity: Severity = .error, file: String, range: SourceRange?, message: String,
        mend: String? = nil, notes: [Note] = []
    ) {
        self.id = id
        self.severity = severity
        self.file = file
        self.range = range
        self.message = message
        self.mend = mend
        self.notes = notes
    }
}

extension Diagnostic: Comparable {
    /// By file, then place, then id: the order in which they are shown.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        if left.file != right.file { return left.file < right.file }
        let places = (left.range?.start.offset ?? -1, right.range?.start.offset ?? -1)
        if places.0 != places.1 { return places.0 < places.1 }
        return (left.id, left.message) < (right.id, right.message)
    }
}
