/// The statistics as functions from named values to named values, for rule languages and command lines.
///
/// `stats` functions take one map, `spc` functions (charts and their rules) a map of inputs and one of options. Keys
/// are written at each definition. Absent numbers are null, never NaN; wrong inputs throw ``Failure``; nothing traps.
public enum StatisticsFunctions {
    /// A value that goes in or comes out.
    public indirect enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case list([Value])
        case map([String: Value])
    }

    /// Values by name.
    public typealias Record = [String: Value]

    /// Why an input was refused, in words for the author of a rule.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// One function under its name.
    public struct Function: Sendable {
        /// `stats` or `spc`.
        public let namespace: String
        /// The name within the namespace: `two_counts`, `xmr`, `rule_shift`.
        public let name: String
        /// The function; `stats` functions ignore the options.
        public let call: @Sendable (_ input: Record, _ options: Record) throws(Failure) -> Record
    }

    /// Every function, in the order in which documentation lists them.
    public static let all: [Function] = comparisons + forecasts + distributions + charts + rules

    static func stats(
        _ name: String, _ call: @escaping @Sendable (Record) throws(Failure) -> Record
    ) -> Function {
        Function(namespace: "stats", name: name) { (input, _) throws(Failure) in try call(input) }
    }

    static func spc(
        _ name: String, _ call: @escaping @Sendable (Record, Record) throws(Failure) -> Record
    ) -> Function {
        Function(namespace: "spc", name: name, call: call)
    }
}

// MARK: - Making values

extension StatisticsFunctions.Value {
    /// The number, or null when there is none or it is not finite.
    static func optional(_ number: Double?) -> Self {
        guard let number, number.isFinite else { return .null }
        return .number(number)
    }

    static func whole(_ number: Int) -> Self { .number(Double(number)) }

    static func numbers(_ numbers: some Sequence<Double>) -> Self { .list(numbers.map { .optional($0) }) }

    static func wholes(_ numbers: some Sequence<Int>) -> Self { .list(numbers.map { .whole($0) }) }

    static func strings(_ strings: some Sequence<String>) -> Self { .list(strings.map { .string($0) }) }

    static func pair(_ pair: (low: Double, high: Double)?) -> Self {
        guard let pair else { return .null }
        return .list([.optional(pair.low), .optional(pair.high)])
    }
}
