/// A day of the civil calendar as three numbers.
public struct DateParts: Sendable, Hashable {
    public var year: Int
    public var month: Int
    public var day: Int

    /// A day that is known to exist.
    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

/// Why a text is not a day.
public enum DateProblem: Error, Sendable, Hashable {
    /// The text is not of the pattern.
    case wrongForm(pattern: String)
    /// There is no such month.
    case noSuchMonth(Int)
    /// The month has no such day.
    case noSuchDay(Int, daysInMonth: Int)
    /// Years are counted from 1.
    case noSuchYear
}

extension DateProblem: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .wrongForm(let pattern): "not a date of the form \(pattern)"
        case .noSuchMonth(let month): "there is no month \(month)"
        case .noSuchDay(let day, let daysInMonth): "there is no day \(day) in that month, which has \(daysInMonth)"
        case .noSuchYear: "there is no year 0"
        }
    }
}

/// How dates are written, compiled once and applied to bytes.
///
/// A pattern is made of `yyyy`; `MM` or `M`; `dd` or `d`. Anything else but the letters A to Z stands for itself, and
/// so does what is between single quotes: `yyyy-MM-dd`, `d/M/yyyy`, `yyyyMMdd`, `yyyy-MM-dd'T00:00:00'`. `M` and `d`
/// take one or two digits. Without a day the first of the month is meant, without a month January. A `*` at the end
/// lets anything follow, such as a time of day.
public struct DatePattern: Sendable, Hashable {
    /// The pattern as written.
    public let pattern: String
    /// Whether the pattern names a day, or else a month or year.
    public let hasDay: Bool
    private let steps: [Step]
    private let allowsRest: Bool

    private enum Step: Sendable, Hashable {
        case literal(UInt8)
        case year
        case month(isPadded: Bool)
        case day(isPadded: Bool)
    }

    /// Why a pattern cannot be used.
    public enum Defect: Error, Sendable, Hashable, CustomStringConvertible {
        /// A letter that stands for nothing.
        case unknownLetters(String)
        /// A part that is missing or occurs twice.
        case parts(String)
        /// `M` or `d` directly before another number: where it ends could not be told.
        case ambiguous(String)
        /// A single quote that is not closed.
        case openQuote

        /// What is wrong.
        public var description: String {
            switch self {
            case .unknownLetters(let letters): "\"\(letters)\" stands for nothing; use yyyy, MM, M, dd, d"
            case .parts(let message): message
            case .ambiguous(let letter):
                "\(letter) directly before another number cannot be told from it; use \(letter)\(letter)"
            case .openQuote: "a single quote is not closed"
            }
        }
    }

    /// The form `yyyy-MM-dd` of ISO 8601.
    public static let iso = DatePattern(
        pattern: "yyyy-MM-dd", hasDay: true,
        steps: [
            .year, .literal(UInt8(ascii: "-")), .month(isPadded: true), .literal(UInt8(ascii: "-")),
            .day(isPadded: true),
        ],
        allowsRest: false)

    private init(pattern: String, hasDay: Bool, steps: [Step], allowsRest: Bool) {
        self.pattern = pattern
        self.hasDay = hasDay
        self.steps = steps
        self.allowsRest = allowsRest
    }

    /// Compiles a pattern.
    public init(_ pattern: String) throws(Defect) {
        var rest = pattern[...]
        allowsRest = rest.last == "*"
        if allowsRest { rest.removeLast() }
        var steps: [Step] = []
        while let first = rest.first {
            if first == "'" {
                rest.removeFirst()
                guard let close = rest.firstIndex(of: "'") else { throw .openQuote }
                steps += rest[..<close].utf8.map(Step.literal)
                rest = rest[rest.index(after: close)...]
            } else if first.isASCII, first.isLetter {
                let run = rest.prefix { $0 == first }
                steps.append(try Self.step(String(run)))
                rest = rest[run.endIndex...]
            } else {
                steps += String(first).utf8.map(Step.literal)
                rest.removeFirst()
            }
        }
        func count(_ matches: (Step) -> Bool) -> Int { steps.filter(matches).count }
        let years = count { $0 == .year }
        let months = count { if case .month = $0 { true } else { false } }
        let days = count { if case .day = $0 { true } else { false } }
        guard years == 1 else { throw .parts("a pattern has yyyy once") }
        guard months <= 1, days <= 1 else { throw .parts("a pattern has month and day at most once") }
        guard days == 0 || months == 1 else { throw .parts("a pattern with a day has a month") }
        for (step, following) in zip(steps, steps.dropFirst()) {
            if case .literal(let byte) = following, !(0x30...0x39).contains(byte) { continue }
            if step == .month(isPadded: false) { throw .ambiguous("M") }
            if step == .day(isPadded: false) { throw .ambiguous("d") }
        }
        self.pattern = pattern
        self.steps = steps
        hasDay = days == 1
    }

    private static func step(_ letters: String) throws(Defect) -> Step {
        switch letters {
        case "yyyy": .year
        case "MM": .month(isPadded: true)
        case "M": .month(isPadded: false)
        case "dd": .day(isPadded: true)
        case "d": .day(isPadded: false)
        default: throw .unknownLetters(letters)
        }
    }

    /// Reads a date that is written by the pattern and exists.
    public func parse(_ bytes: Span<UInt8>) throws(DateProblem) -> DateParts {
        var index = 0
        var date = DateParts(year: 1, month: 1, day: 1)
        for step in steps {
            switch step {
            case .literal(let byte):
                guard index < bytes.count, bytes[unchecked: index] == byte else { throw .wrongForm(pattern: pattern) }
                index += 1
            case .year:
                date.year = try number(bytes, &index, atLeast: 4, atMost: 4)
            case .month(let isPadded):
                date.month = try number(bytes, &index, atLeast: isPadded ? 2 : 1, atMost: 2)
            case .day(let isPadded):
                date.day = try number(bytes, &index, atLeast: isPadded ? 2 : 1, atMost: 2)
            }
        }
        guard index == bytes.count || allowsRest else { throw .wrongForm(pattern: pattern) }
        guard date.year >= 1 else { throw .noSuchYear }
        guard date.month >= 1, date.month <= 12 else { throw .noSuchMonth(date.month) }
        let length = daysInMonth(date.month, year: date.year)
        guard date.day >= 1, date.day <= length else { throw .noSuchDay(date.day, daysInMonth: length) }
        return date
    }

    @inline(__always)
    private func number(
        _ bytes: Span<UInt8>, _ index: inout Int, atLeast: Int, atMost: Int
    ) throws(DateProblem) -> Int {
        var value = 0
        var digits = 0
        while digits < atMost, index < bytes.count {
            let digit = bytes[unchecked: index] &- 0x30
            guard digit < 10 else { break }
            value = value &* 10 &+ Int(digit)
            index += 1
            digits += 1
        }
        guard digits >= atLeast else { throw .wrongForm(pattern: pattern) }
        return value
    }
}

private func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}
