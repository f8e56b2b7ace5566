import Evaluators
import Periods
import Plan

/// Reads the parameters of `evaluate` back into the batch they were written from, for evaluators written in Swift.
extension EvaluateRequest {
    public static func read(_ params: JSONValue) throws(ProtocolViolation) -> EvaluationBatch {
        let units = try need(params["units"]?.strings, "units")
        let count = units.count
        let period = try need(params["period"], "period")
        let aim = try need(params["aim"], "aim")
        let metric = try series(try need(params["metric"], "metric"), count)
        var metrics: [CustomInputs.MetricSeries] = []
        for member in params["metrics"]?.members ?? [] { metrics.append(try series(member.value, count)) }
        var targets: [CustomInputs.JudgedTarget] = []
        for member in params["targets"]?.members ?? [] { targets.append(try target(member, count)) }
        var title = LocalText(texts: [:])
        for member in params["target"]?["title"]?.members ?? [] { title.texts[member.name] = member.value.string }
        let custom = CustomInputs(
            target: try need(params["target"]?["id"]?.string, "target.id"), title: title,
            periodName: period["name"]?.string ?? "", units: units, metric: metric, metrics: metrics, targets: targets)
        let asOf = try need(params["as_of"]?.string.flatMap { Day($0) }, "as_of")
        let window = try window(period, "period")
        let top = (params["top"]?.elements ?? []).compactMap(\.boolean)
        guard top.count == count else { throw ProtocolViolation("sent no \"top\" for each unit") }
        return EvaluationBatch(
            custom: custom,
            aim: .custom(aim["word"]?.string ?? "", arguments(aim["parameters"] ?? .object([]))), asOf: asOf,
            window: window, toDate: try self.window(try need(period["to_date"], "period.to_date"), "period.to_date"),
            current: try measure(try need(params["current"], "current"), count),
            baseline: try optionalMeasure(params["baseline"], count),
            wholeBaseline: try optionalMeasure(params["whole_baseline"], count), pace: try share(period, "pace"),
            elapsed: try share(period, "elapsed"), isClosed: period["closed"]?.boolean ?? false,
            isRolling: period["rolling"]?.boolean ?? false, periodsLeft: period["periods_left"]?.whole ?? 0, isTop: top,
            judgement: judgement(params["judgement"]))
    }

    private static func need<Value>(_ value: Value?, _ name: String) throws(ProtocolViolation) -> Value {
        guard let value else { throw ProtocolViolation("sent no usable \"\(name)\"") }
        return value
    }

    private static func column(
        _ value: JSONValue?, _ count: Int, _ name: String
    ) throws(ProtocolViolation) -> [Double] {
        let column = try need(value?.doubles, name)
        guard column.count == count else {
            throw ProtocolViolation("sent \(column.count) values of \"\(name)\" for \(count) units")
        }
        return column
    }

    private static func counts(_ value: JSONValue?, _ count: Int, _ name: String) throws(ProtocolViolation) -> [Int32] {
        try column(value, count, name).map { Int32(exactly: $0) ?? 0 }
    }

    private static func window(_ value: JSONValue, _ name: String) throws(ProtocolViolation) -> Window {
        let first = value["first"]?.string.flatMap { Day($0) }
        let last = value["last"]?.string.flatMap { Day($0) }
        guard let first, let last, let window = Window(first, last) else {
            throw ProtocolViolation("sent no usable \"\(name)\"")
        }
        return window
    }

    private static func share(_ period: JSONValue, _ name: String) throws(ProtocolViolation) -> Share {
        let parts = (period[name]?.doubles ?? []).compactMap { Int64(exactly: $0) }
        guard parts.count == 2 else { throw ProtocolViolation("sent no usable \"\(name)\"") }
        return Share(parts[0], of: parts[1])
    }

    private static func measure(_ value: JSONValue, _ count: Int) throws(ProtocolViolation) -> Measure {
        var measure = Measure(count: count)
        measure.value = try column(value["value"], count, "value")
        measure.numerator = try column(value["numerator"], count, "numerator")
        measure.denominator = try column(value["denominator"], count, "denominator")
        measure.reported = try counts(value["reported"], count, "reported")
        measure.due = try counts(value["due"], count, "due")
        measure.reporters = try counts(value["reporters"], count, "reporters")
        measure.silent = try counts(value["silent"], count, "silent")
        return measure
    }

    private static func optionalMeasure(_ value: JSONValue?, _ count: Int) throws(ProtocolViolation) -> Measure? {
        guard let value, !value.isNull else { return nil }
        return try measure(value, count)
    }

    private static func series(
        _ value: JSONValue, _ count: Int
    ) throws(ProtocolViolation) -> CustomInputs.MetricSeries {
        var table: PeriodTable?
        if let periods = value["periods"]?.elements {
            var windows: [Window] = []
            for pair in periods {
                let days = (pair.strings ?? []).compactMap { Day($0) }
                guard days.count == 2, let window = Window(days[0], days[1]) else {
                    throw ProtocolViolation("sent no usable \"periods\"")
                }
                windows.append(window)
            }
            table = PeriodTable(
                windows: windows, values: try rows(value["values"], count, windows.count, "values") ?? [],
                numerators: try rows(value["numerators"], count, windows.count, "numerators") ?? [],
                denominators: try rows(value["denominators"], count, windows.count, "denominators") ?? [])
        }
        return CustomInputs.MetricSeries(
            id: try need(value["id"]?.string, "id"), kind: value["kind"]?.string ?? "count",
            isPercent: value["percent"]?.boolean ?? false,
            better: value["better"]?.string.flatMap(Metric.Direction.init) ?? .higher,
            toDate: try column(value["to_date"], count, "to_date"), periods: table)
    }

    private static func rows(
        _ value: JSONValue?, _ count: Int, _ width: Int, _ name: String
    ) throws(ProtocolViolation) -> [Double]? {
        guard let value, !value.isNull else { return nil }
        let rows = try need(value.elements, name)
        var flat: [Double] = []
        flat.reserveCapacity(count * width)
        for row in rows { flat += try column(row, width, name) }
        guard flat.count == count * width else { throw ProtocolViolation("sent no usable \"\(name)\"") }
        return flat
    }

    private static func target(
        _ member: JSONValue.Member, _ count: Int
    ) throws(ProtocolViolation) -> CustomInputs.JudgedTarget {
        let status = (member.value["status"]?.strings ?? []).compactMap(Status.init)
        guard status.count == count else {
            throw ProtocolViolation("sent no status of \"\(member.name)\" for each unit")
        }
        return CustomInputs.JudgedTarget(
            id: member.name, status: status, pace: try column(member.value["pace"], count, "pace"),
            actual: try column(member.value["actual"], count, "actual"),
            expected: try column(member.value["expected"], count, "expected"),
            goal: try column(member.value["goal"], count, "goal"))
    }

    private static func judgement(_ value: JSONValue?) -> Judgement {
        var judgement = Judgement()
        judgement.tolerance = value?["tolerance"]?.number ?? judgement.tolerance
        judgement.amber = value?["amber"]?.number ?? judgement.amber
        judgement.exceed = value?["exceed"]?.number ?? judgement.exceed
        judgement.minimumBase = value?["minimum_base"]?.number ?? judgement.minimumBase
        judgement.minimumElapsed = value?["minimum_elapsed"]?.number ?? judgement.minimumElapsed
        judgement.minimumCoverage = value?["minimum_coverage"]?.number ?? judgement.minimumCoverage
        judgement.provisionalCoverage = value?["provisional_coverage"]?.number ?? judgement.provisionalCoverage
        return judgement
    }

    /// Values of parameters; anything that no parameter can hold is left out.
    static func arguments(_ value: JSONValue) -> PluginArguments {
        PluginArguments(
            (value.members ?? []).compactMap { member in
                switch member.value {
                case .number(let number): .init(member.name, .number(number))
                case .string(let text): .init(member.name, .text(text))
                case .boolean(let value): .init(member.name, .boolean(value))
                case .object(let items):
                    .init(member.name, .items(items.map { PluginValue.Item(id: $0.name, values: arguments($0.value)) }))
                default: nil
                }
            })
    }
}
