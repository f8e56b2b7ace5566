import CEL
import Ledger
import Periods
import Plan
import PositionedYAML
import Tabular

/// What a file held.
struct CollectedRows {
    var columns: [ObservationColumns] = []
    var bad = BadRows()
    var skipped = SkippedRows()
    var lines = 0

    var values: Int { columns.reduce(0) { $0 + $1.values.count } }
}

/// Turns the rows of any reader into observations, by a mapping and the plan.
struct RowCollector {
    private static let mostValues = 100_000_000

    private let plan: Plan
    private let mapping: InputMapping
    private let binding: ColumnBinding
    private var filter: RowFilter?
    private var units: UnitCodes
    private var metrics: MetricCodes
    private var dates: DateColumn
    private var collectors: [ObservationCollector?]
    /// By metric, once it has a collector: whether a negative value is a mistake, and which units report it.
    private var refusesNegative: [Bool]
    private var reporters: [[Bool]]
    private var result = CollectedRows()
    private var valueCount = 0

    /// Reads all rows of `reader`.
    static func collect<Reader: RowReader & ~Copyable>(
        _ reader: inout Reader, _ mapping: InputMapping, _ plan: Plan, keepsBadRows: Bool
    ) throws -> CollectedRows {
        var collector = try RowCollector(reader.columns, mapping, plan)
        collector.result.bad.keepsAll = keepsBadRows
        while let event = try reader.next() {
            switch event {
            case .row: try collector.take(reader)
            case .problem(let problem): collector.note(problem, reader)
            }
            if collector.result.bad.isTooLarge { throw IntakeError.tooManyBadRows(collector.result.bad.count) }
        }
        return collector.finished(lastLine: reader.line)
    }

    private init(_ columns: [String], _ mapping: InputMapping, _ plan: Plan) throws {
        self.plan = plan
        self.mapping = mapping
        binding = try ColumnBinding(columns, mapping, plan)
        filter = try mapping.filter.map { try RowFilter($0, columns: columns) }
        units = UnitCodes(plan, mapping)
        metrics = MetricCodes(plan, mapping)
        dates = try DateColumn(mapping.dateFormats, metricCount: plan.metrics.count)
        collectors = Array(repeating: nil, count: plan.metrics.count)
        refusesNegative = Array(repeating: false, count: plan.metrics.count)
        reporters = Array(repeating: [], count: plan.metrics.count)
        result.bad.columns = columns
    }

    private mutating func take<Reader: RowReader & ~Copyable>(_ reader: borrowing Reader) throws {
        if filter != nil {
            do throws(CELError) {
                guard try filter?.keeps(reader) ?? true else {
                    result.skipped.filtered += 1
                    return
                }
            } catch {
                return reject(reader, 0, "where: \(error.message)")
            }
        }
        guard let unit = unit(reader), let day = day(reader) else { return }
        for value in binding.values { take(value, unit, day, reader) }
        if valueCount > Self.mostValues { throw IntakeError.tooManyRows(Self.mostValues) }
    }

    /// Index of the unit; nil when the row was rejected or skipped.
    private mutating func unit<Reader: RowReader & ~Copyable>(_ reader: borrowing Reader) -> Int32? {
        switch binding.unit {
        case .constant(let unit):
            return unit
        case .column(let column):
            // Lines that name their own fields may leave out a unit that goes without saying.
            if plan.units.count == 1, reader.kind(column) == .absent { return 0 }
            switch units.resolve(reader[column]) {
            case .known(let unit): return unit
            case .unknown(let reason):
                if mapping.unknownUnits == .skip {
                    result.skipped.unknownUnits += 1
                } else {
                    reject(reader, column, reason)
                }
                return nil
            }
        }
    }

    private mutating func day<Reader: RowReader & ~Copyable>(_ reader: borrowing Reader) -> Int32? {
        switch binding.date {
        case .constant(let day):
            return day
        case .column(let column):
            do throws(DateColumn.Problem) {
                return try dates.day(reader[column])
            } catch {
                reject(reader, column, error.message)
                return nil
            }
        }
    }

    private mutating func take<Reader: RowReader & ~Copyable>(
        _ value: ColumnBinding.Value, _ unit: Int32, _ day: Int32, _ reader: borrowing Reader
    ) {
        let metric: Int
        switch value.metric {
        case .constant(let index):
            metric = index
        case .column(let column):
            switch metrics.resolve(reader[column]) {
            case .known(let index):
                metric = index
            case .unknown(let reason):
                if mapping.unknownMetrics == .skip {
                    result.skipped.unknownMetrics += 1
                } else {
                    reject(reader, column, reason, of: .init(unit: unit))
                }
                return
            }
        }
        let place = BadRows.Place(metric: metric, unit: unit)
        let bytes = reader[value.column]
        if bytes.count == 0 || reader.kind(value.column) == .null || reader.kind(value.column) == .absent {
            result.skipped.emptyValues += 1
            return
        }
        let number: Double
        do throws(NumberProblem) {
            number = try parseDecimal(bytes, decimalComma: mapping.decimalComma)
        } catch {
            return reject(reader, value.column, "\(Self.quoted(reader.text(value.column))): \(error)", of: place)
        }
        if collectors[metric] == nil { begin(metric) }
        if number < 0, refusesNegative[metric] {
            return reject(
                reader, value.column,
                "\(plan.metrics[metric].id) cannot be negative, and this is \(reader.text(value.column))", of: place)
        }
        guard reporters[metric][Int(unit)] else { return refuseReporter(unit, metric, reader) }
        let start = dates.periodStart(of: day, metric: metric, plan.metrics[metric])
        if units.isBounded(unit) {
            // The day that decides to which window the period belongs decides who reports it.
            let day = Day(number: start) + (plan.metrics[metric].grain == .week ? 3 : 0)
            if !plan.units.exists(Int(unit), on: day) {
                return reject(reader, 0, units.validityReason(unit, day), of: place)
            }
        }
        collectors[metric]?.add(unit: unit, day: start, value: number, line: reader.line)
        valueCount += 1
    }

    /// Looks up once what is asked of every value of a metric.
    private mutating func begin(_ metric: Int) {
        let declared = plan.metrics[metric]
        collectors[metric] = ObservationCollector(declared)
        refusesNegative[metric] = !declared.mayBeNegative && !declared.mayFall
        reporters[metric] = plan.units.units.indices.map { declared.isReported(by: $0, in: plan.units) }
    }

    /// A value that could never count: the unit's own is the sum of other units'.
    private mutating func refuseReporter<Reader: RowReader & ~Copyable>(
        _ unit: Int32, _ metric: Int, _ reader: borrowing Reader
    ) {
        if mapping.unknownUnits == .skip {
            result.skipped.unknownUnits += 1
            return
        }
        let column = if case .column(let column) = binding.unit { column } else { 0 }
        let (code, id) = (plan.units[Int(unit)].code, plan.metrics[metric].id)
        reject(
            reader, column,
            "\(code) does not report \(id): other units do, by its reported_by or because they are below it; "
                + "for values that parents report themselves, declare parents: reported",
            of: .init(metric: metric, unit: unit))
    }

    /// A row that could not be split into fields stands whole in the first of them.
    private mutating func note<Reader: RowReader & ~Copyable>(_ problem: RowProblem, _ reader: borrowing Reader) {
        let fields = result.bad.keepsAll ? [reader.rawRow] : []
        result.bad.add(line: problem.line, column: problem.column, problem.description, fields: fields)
    }

    private mutating func reject<Reader: RowReader & ~Copyable>(
        _ reader: borrowing Reader, _ column: Int, _ reason: String, of place: BadRows.Place = BadRows.Place()
    ) {
        let position = reader.position(column)
        let fields = result.bad.keepsAll ? reader.columns.indices.map { reader.text($0) } : []
        result.bad.add(line: position.line, column: position.column, reason, fields: fields, of: place)
    }

    private mutating func finished(lastLine: Int) -> CollectedRows {
        for index in collectors.indices {
            guard let (columns, duplicates) = collectors[index]?.combined(mapping.combination) else { continue }
            for duplicate in duplicates {
                result.bad.add(
                    line: duplicate.second, column: 1,
                    "\(plan.metrics[index].id) stands already in line \(duplicate.first) for the same unit and period",
                    fields: [], of: .init(metric: index, unit: duplicate.unit))
            }
            result.columns.append(columns)
        }
        result.bad.rows.sort { ($0.line, $0.column) < ($1.line, $1.column) }
        result.lines = lastLine
        return result
    }

    /// A field's text in quotes, cut where it is long, control characters shown as JSON would: a message is one line.
    static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars.prefix(40) {
            switch scalar.value {
            case 0x0A: shown += "\\n"
            case 0x0D: shown += "\\r"
            case 0x09: shown += "\\t"
            case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
                let digits = String(scalar.value, radix: 16)
                shown += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown + (text.unicodeScalars.count > 40 ? "…\"" : "\"")
    }
}

extension Metric {
    /// Levels (a balance, a temperature) may lie below zero.
    var mayFall: Bool {
        if case .level = kind { true } else { false }
    }
}
