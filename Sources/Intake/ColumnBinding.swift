import CEL
import Periods
import Plan
import PositionedYAML
import Tabular

/// Where in a row the date, unit, metric and values stand; worked out once from the header.
struct ColumnBinding {
    enum Place<Constant> {
        case constant(Constant)
        case column(Int)
    }

    struct Value {
        var column: Int
        /// Index into `Plan.metrics`, or the column that names it.
        var metric: Place<Int>
    }

    let date: Place<Int32>
    let unit: Place<Int32>
    let values: [Value]

    init(_ columns: [String], _ mapping: InputMapping, _ plan: Plan) throws(IntakeError) {
        func place(_ name: String) throws(IntakeError) -> Int {
            if let index = columns.firstIndex(of: name) { return index }
            let mend = didYouMean(name, among: columns).map { "did you mean \(RowCollector.quoted($0))?" }
            throw .missingColumn(name, known: columns, mend: mend)
        }
        if let name = mapping.dateColumn {
            date = .column(try place(name))
        } else if let day = mapping.constantDate.flatMap({ Day($0) }) {
            date = .constant(day.number)
        } else {
            throw .badMapping("the input \(mapping.id) has no date: \(mapping.constantDate ?? "") is not a day")
        }
        unit = try Self.unit(columns, mapping, plan, place)
        let hasMetricColumn = mapping.metricColumn.map(columns.contains) ?? false
        var values: [Value] = []
        for (name, metric) in mapping.valueColumns {
            let column = try place(name)
            if let metric {
                guard let index = plan.metricIndex(metric) else { throw .badMapping("there is no metric \(metric)") }
                values.append(Value(column: column, metric: .constant(index)))
            } else if let metricColumn = mapping.metricColumn, hasMetricColumn {
                values.append(Value(column: column, metric: .column(try place(metricColumn))))
            } else {
                let reported = plan.metrics.indices.filter { plan.metrics[$0].isReported }
                guard reported.count == 1 else {
                    throw .missingColumn(mapping.metricColumn ?? "metric", known: columns, mend: nil)
                }
                values.append(Value(column: column, metric: .constant(reported[0])))
            }
        }
        self.values = values
    }

    /// A workspace with one unit needs no unit column.
    private static func unit(
        _ columns: [String], _ mapping: InputMapping, _ plan: Plan, _ place: (String) throws(IntakeError) -> Int
    ) throws(IntakeError) -> Place<Int32> {
        if let code = mapping.constantUnit {
            guard let index = plan.units.index(of: code) else { throw .badMapping("there is no unit \(code)") }
            return .constant(Int32(clamping: index))
        }
        if let name = mapping.unitColumn, columns.contains(name) || plan.units.count != 1 {
            return .column(try place(name))
        }
        guard plan.units.count == 1 else {
            throw .badMapping(
                "the input \(mapping.id) does not say of which unit the values are; add columns: {unit: …}")
        }
        return .constant(0)
    }
}

extension Intake {
    /// The columns a mapping needs of a format whose lines name their own fields.
    static func columns(of mapping: InputMapping) -> [String] {
        var columns: [String] = []
        let filtered = mapping.filter.flatMap { try? Environment().compileUnchecked($0).variables } ?? []
        let named = [mapping.dateColumn, mapping.unitColumn, mapping.metricColumn].compactMap { $0 }
        for column in named + mapping.valueColumns.map(\.column) + filtered where !columns.contains(column) {
            columns.append(column)
        }
        return columns
    }
}
