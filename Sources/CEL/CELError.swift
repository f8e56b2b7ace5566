/// A problem in an expression, with the place it was found at.
///
/// `offset` and `length` count UTF-8 bytes of the source.
public struct CELError: Error, Sendable, Equatable {
    public var message: String
    public var offset: Int
    public var length: Int

    public init(message: String, offset: Int = 0, length: Int = 0) {
        self.message = message
        self.offset = offset
        self.length = length
    }

    /// The message with the line of `source` it concerns and a caret below the place:
    ///
    ///     ERROR at 1:5: unknown variable "pase"; did you mean "pace"?
    ///      | a + pase
    ///      |     ^~~~
    public func rendered(in source: String) -> String {
        let place = position(in: source)
        let tabsKept = place.before.map { $0 == "\t" ? "\t" : " " }.joined()
        let tildes = String(repeating: "~", count: max(0, place.width - 1))
        return """
            ERROR at \(place.line):\(place.column): \(message)
             | \(place.text)
             | \(tabsKept)^\(tildes)
            """
    }

    /// Line and column of the problem, both from 1, the column in code points.
    public func lineAndColumn(in source: String) -> (line: Int, column: Int) {
        let place = position(in: source)
        return (place.line, place.column)
    }

    private struct Place {
        var line: Int
        var column: Int
        var text: String
        var before: [Unicode.Scalar]
        var width: Int
    }

    private func position(in source: String) -> Place {
        let bytes = Array(source.utf8)
        let at = min(max(0, offset), bytes.count)
        let newline = UInt8(ascii: "\n")
        let start = bytes[..<at].lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = bytes[at...].firstIndex(of: newline) ?? bytes.count
        let line = bytes[..<at].count { $0 == newline } + 1
        let before = Array(String(decoding: bytes[start..<at], as: UTF8.self).unicodeScalars)
        let stop = min(end, at.addingReportingOverflow(max(0, length)).partialValue)
        let marked = String(decoding: bytes[at..<max(at, stop)], as: UTF8.self).unicodeScalars.count
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return Place(line: line, column: before.count + 1, text: text, before: before, width: max(1, marked))
    }
}

/// Every problem of one compilation, in the order of the source.
public struct CELErrors: Error, Sendable, Equatable {
    public var errors: [CELError]

    public init(errors: [CELError]) {
        self.errors = Array(
            errors.enumerated()
                .sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
                .map(\.element).prefix(Self.limit))
    }

    /// No more errors than this are reported of one expression.
    static let limit = 100

    /// All errors, each with its source line and caret.
    public func rendered(in source: String) -> String {
        errors.map { $0.rendered(in: source) }.joined(separator: "\n")
    }
}

extension CELError: CustomStringConvertible {
    public var description: String { message }
}

extension CELErrors: CustomStringConvertible {
    public var description: String { errors.map(\.message).joined(separator: "; ") }
}

/// Finds the name somebody probably meant.
enum DidYouMean {
    /// `; did you mean "pace"?`, or nothing when no candidate is near.
    static func hint(for name: String, among candidates: some Sequence<String>) -> String {
        nearest(to: name, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.unicodeScalars)
        guard wanted.count <= 64 else { return nil }
        let allowed = max(1, wanted.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let scalars = Array(candidate.unicodeScalars)
            guard abs(scalars.count - wanted.count) <= allowed else { continue }
            let distance = editDistance(wanted, scalars)
            guard distance <= allowed else { continue }
            if let found = best, (found.distance, found.name) <= (distance, candidate) { continue }
            best = (candidate, distance)
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var twoBack: [Int] = []
        var previous = Array(0...b.count)
        for i in a.indices {
            var current = [i + 1]
            for j in b.indices {
                var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, twoBack[j - 1] + 1) }
                current.append(cost)
            }
            twoBack = previous
            previous = current
        }
        return previous[b.count]
    }
}
