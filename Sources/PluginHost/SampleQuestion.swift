import Evaluators
import Periods
import Plan

/// Questions made of nothing but a plugin's own declaration, to try it with: the same every time.
public struct SampleQuestion: Sendable {
    public var units: Int
    public var weeks: Int
    /// Whether nothing at all was reported.
    public var isEmpty: Bool

    public init(units: Int = 5, weeks: Int = 30, isEmpty: Bool = false) {
        self.units = units
        self.weeks = weeks
        self.isEmpty = isEmpty
    }

    /// A batch that the plugin's declaration allows, in the first half of 2026.
    public func batch(for plugin: Plugin) -> EvaluationBatch {
        let asOf = Day(year: 2026, month: 6, day: 28) ?? Day(number: 0)
        let window = Window(asOf - 178, asOf + 186) ?? Window(asOf)
        let needs = plugin.role.needs
        let kind =
            ["count", "ratio", "level", "formula", "milestone"].first { needs.isEmpty || needs.contains($0) } ?? "count"
        let arguments = arguments(plugin.parameters, asOf)
        let metric = series("sample", kind: kind, seed: 1, until: asOf)
        var current = Measure(count: units)
        for unit in 0..<units {
            current.value[unit] = metric.toDate[unit]
            if kind == "ratio", !isEmpty {
                current.numerator[unit] = 80 + Double(unit)
                current.denominator[unit] = 100 + Double(unit)
            }
            current.due[unit] = Int32(clamping: weeks)
            current.reported[unit] = isEmpty ? 0 : current.due[unit]
            current.reporters[unit] = 1
            current.silent[unit] = isEmpty ? 1 : 0
        }
        let custom = CustomInputs(
            target: "sample-2026", title: LocalText("A sample"), periodName: "2026",
            units: (0..<units).map { "U\($0)" }, metric: metric,
            metrics: arguments.metrics.enumerated().map { series($1, kind: "count", seed: $0 + 2, until: asOf) },
            targets: arguments.targets.enumerated().map { target($1, seed: $0 + 2) })
        return EvaluationBatch(
            custom: custom, aim: .custom(plugin.role.word, arguments), asOf: asOf, window: window,
            toDate: Window(window.first, asOf) ?? window, current: current, baseline: isEmpty ? nil : current,
            wholeBaseline: isEmpty ? nil : current, pace: Share(179, of: 365), elapsed: Share(179, of: 365),
            isClosed: false, isRolling: false, periodsLeft: 26, isTop: (0..<units).map { $0 == 0 },
            judgement: Judgement())
    }

    private func series(_ id: String, kind: String, seed: Int, until: Day) -> CustomInputs.MetricSeries {
        let isRatio = kind == "ratio"
        let windows = (0..<weeks).reversed().compactMap { Window(until - 7 * $0 - 6, until - 7 * $0) }
        let whole = (0..<units * weeks).map { isEmpty ? Double.nan : Double(20 + ($0 &* 7919 &+ seed &* 104_729) % 61) }
        let part = whole.enumerated().map {
            Double(Int($1.isNaN ? 0 : $1) * (60 + $0 % 30) / 100) + ($1.isNaN ? .nan : 0)
        }
        let table =
            isRatio
            ? PeriodTable(
                windows: windows, values: zip(part, whole).map { $0 / $1 }, numerators: part, denominators: whole)
            : PeriodTable(windows: windows, values: whole)
        let toDate = (0..<units).map { unit in
            isEmpty ? Double.nan : isRatio ? 0.75 : Double(1000 + unit * 10)
        }
        return CustomInputs.MetricSeries(
            id: id, kind: kind, isPercent: isRatio, better: .higher, toDate: toDate, periods: table)
    }

    private func target(_ id: String, seed: Int) -> CustomInputs.JudgedTarget {
        let pace = (0..<units).map { isEmpty ? Double.nan : 0.8 + Double(($0 + seed) % 5) / 10 }
        return CustomInputs.JudgedTarget(
            id: id, status: [Status](repeating: isEmpty ? .noData : .onTrack, count: units), pace: pace,
            actual: pace.map { $0 * 100 }, expected: pace.map { $0 * 0 + 100 }, goal: pace.map { $0 * 0 + 200 })
    }

    /// Defaults where there are some, else something that the declaration allows.
    func arguments(_ parameters: [PluginParameter], _ day: Day) -> PluginArguments {
        var made = PluginArguments()
        for parameter in parameters where !parameter.isOptional {
            let names = ["sample_a_\(parameter.name)", "sample_b_\(parameter.name)"]
            func items(_ each: [PluginParameter]) -> PluginValue {
                .items(names.map { PluginValue.Item(id: $0, values: arguments(each, day)) })
            }
            let value: PluginValue
            switch parameter.kind {
            case .number, .whole: value = .number(parameter.low ?? min(parameter.high ?? 1, 1))
            case .percent: value = .number(min(max(0.5, parameter.low ?? 0), parameter.high ?? 1))
            case .text: value = .text("sample")
            case .texts: value = .texts(["sample"])
            case .url: value = .text("https://sample.example/place")
            case .secret: value = .secret(.environment("SAMPLE"))
            case .boolean: value = .boolean(false)
            case .day: value = .text(day.description)
            case .choice(let choices): value = .text(choices.first ?? "")
            case .metric:
                value = .text(names[0])
                made.metrics.append(names[0])
            case .target:
                value = .text(names[0])
                made.targets.append(names[0])
            case .metrics(let each):
                value = items(each)
                made.metrics += names
            case .targets(let each):
                value = items(each)
                made.targets += names
            }
            made.all.append(.init(parameter.name, parameter.fallback ?? value))
        }
        return made
    }
}
