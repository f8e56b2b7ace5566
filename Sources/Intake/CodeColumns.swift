import Periods
import Plan
import PositionedYAML
import Tabular

/// What a code in a file stands for.
enum Resolution<Known> {
    case known(Known)
    case unknown(String)
}

/// Unit codes of a file → units of the plan; each different code is looked up once.
struct UnitCodes {
    private let plan: Plan
    private let translations: [String: String]
    private var dictionary = ColumnDictionary()
    private var resolved: [Resolution<Int32>] = []
    private let bounded: [Bool]

    init(_ plan: Plan, _ mapping: InputMapping) {
        self.plan = plan
        translations = mapping.unitCodes
        bounded = plan.units.units.map(\.isBounded)
    }

    mutating func resolve(_ bytes: Span<UInt8>) -> Resolution<Int32> {
        guard let code = try? dictionary.intern(bytes) else { return .unknown("there are too many different units") }
        if Int(code) == resolved.count { resolved.append(lookUp(dictionary.text(code))) }
        return resolved[Int(code)]
    }

    /// Whether the unit exists only on some days.
    func isBounded(_ unit: Int32) -> Bool { bounded[Int(unit)] }

    func validityReason(_ unit: Int32, _ day: Day) -> String {
        let unit = plan.units[Int(unit)]
        let bounds = [unit.validFrom.map { "from \($0)" }, unit.validTo.map { "to \($0)" }].compactMap { $0 }
        return "the unit \(unit.code) did not exist on \(day): it is valid \(bounds.joined(separator: " "))"
    }

    private func lookUp(_ text: String) -> Resolution<Int32> {
        let code = translations[text] ?? text
        // A pool is added up from its units; nobody reports it.
        if let index = plan.units.index(of: code), !plan.units[index].isPool { return .known(Int32(clamping: index)) }
        if code.isEmpty { return .unknown("the unit is empty") }
        let mend = didYouMean(code, among: plan.units.codes).map { "; did you mean \"\($0)\"?" } ?? ""
        return .unknown("unknown unit \(RowCollector.quoted(text))\(mend)")
    }
}

/// Metric codes of a file → metrics of the plan.
struct MetricCodes {
    private let plan: Plan
    private let translations: [String: String]
    private var dictionary = ColumnDictionary()
    private var resolved: [Resolution<Int>] = []

    init(_ plan: Plan, _ mapping: InputMapping) {
        self.plan = plan
        translations = mapping.metricCodes
    }

    mutating func resolve(_ bytes: Span<UInt8>) -> Resolution<Int> {
        guard let code = try? dictionary.intern(bytes) else { return .unknown("there are too many different metrics") }
        if Int(code) == resolved.count { resolved.append(lookUp(dictionary.text(code))) }
        return resolved[Int(code)]
    }

    private func lookUp(_ text: String) -> Resolution<Int> {
        let code = translations[text] ?? text
        guard let index = plan.metricIndex(code) else {
            if code.isEmpty { return .unknown("the metric is empty") }
            let mend = didYouMean(code, among: plan.metrics.map(\.id)).map { "; did you mean \"\($0)\"?" } ?? ""
            return .unknown("unknown metric \(RowCollector.quoted(text))\(mend)")
        }
        guard plan.metrics[index].isReported else {
            return .unknown("\(code) is worked out from other metrics and cannot be reported")
        }
        return .known(index)
    }
}
