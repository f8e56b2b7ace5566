import Evaluators
import Periods
import Plan

/// The parameters of `evaluate`: one target with all its units, in columns.
public enum EvaluateRequest {
    /// Writes a batch; one without `custom` inputs has nothing to write and becomes an empty object.
    public static func write(_ batch: EvaluationBatch, to json: inout JSONOutput) {
        guard let custom = batch.custom else { return json.raw("{}") }
        json.reserve(4096 + custom.series.reduce(0) { $0 + ($1.periods?.values.count ?? 0) * 6 })
        json.raw("{")
        json.name("target")
        json.raw("{")
        json.member("id", custom.target)
        json.name("title")
        json.raw("{")
        for language in Language.allCases { json.member(language.rawValue, custom.title[language]) }
        json.raw("}}")
        json.name("aim")
        json.raw("{")
        json.member("word", batch.aim.word)
        json.name("parameters")
        write(batch.aim.arguments ?? PluginArguments(), to: &json)
        json.raw("}")
        json.member("as_of", batch.asOf.description)
        writePeriod(batch, name: custom.periodName, to: &json)
        write(batch.judgement, to: &json)
        json.member("units", custom.units)
        json.name("top")
        json.raw("[")
        for isTop in batch.isTop {
            json.separate()
            json.raw(isTop ? "true" : "false")
        }
        json.raw("]")
        json.name("current")
        write(batch.current, to: &json)
        for (name, measure) in [("baseline", batch.baseline), ("whole_baseline", batch.wholeBaseline)] {
            json.name(name)
            if let measure { write(measure, to: &json) } else { json.raw("null") }
        }
        json.name("metric")
        write(custom.metric, to: &json)
        json.name("metrics")
        json.raw("{")
        for series in custom.metrics {
            json.name(series.id)
            write(series, to: &json)
        }
        json.raw("}")
        json.name("targets")
        json.raw("{")
        for target in custom.targets {
            json.name(target.id)
            json.raw("{")
            json.member("status", target.status.map(\.rawValue))
            json.member("pace", target.pace)
            json.member("actual", target.actual)
            json.member("expected", target.expected)
            json.member("goal", target.goal)
            json.raw("}")
        }
        json.raw("}}")
    }

    /// The values of parameters as an object.
    public static func write(_ arguments: PluginArguments, to json: inout JSONOutput) {
        json.raw("{")
        for argument in arguments.all {
            json.name(argument.name)
            switch argument.value {
            case .number(let value): json.number(value)
            case .text(let text): json.string(text)
            case .texts(let texts):
                json.raw("[")
                for text in texts {
                    json.separate()
                    json.string(text)
                }
                json.raw("]")
            // Receivers and sources get the value in its place; nobody else has one.
            case .secret: json.raw("null")
            case .boolean(let value): json.raw(value ? "true" : "false")
            case .items(let items):
                json.raw("{")
                for item in items {
                    json.name(item.id)
                    write(item.values, to: &json)
                }
                json.raw("}")
            }
        }
        json.raw("}")
    }

    private static func writePeriod(_ batch: EvaluationBatch, name: String, to json: inout JSONOutput) {
        json.name("period")
        json.raw("{")
        json.member("name", name)
        json.member("first", batch.window.first.description)
        json.member("last", batch.window.last.description)
        json.name("to_date")
        json.raw("{")
        json.member("first", batch.toDate.first.description)
        json.member("last", batch.toDate.last.description)
        json.raw("}")
        json.member("closed", batch.isClosed)
        json.member("rolling", batch.isRolling)
        json.member("periods_left", Double(batch.periodsLeft))
        json.member("pace", [Double(batch.pace.part), Double(batch.pace.whole)])
        json.member("elapsed", [Double(batch.elapsed.part), Double(batch.elapsed.whole)])
        json.raw("}")
    }

    private static func write(_ judgement: Judgement, to json: inout JSONOutput) {
        json.name("judgement")
        json.raw("{")
        json.member("tolerance", judgement.tolerance)
        json.member("amber", judgement.amber)
        json.member("exceed", judgement.exceed)
        json.member("minimum_base", judgement.minimumBase)
        json.member("minimum_elapsed", judgement.minimumElapsed)
        json.member("minimum_coverage", judgement.minimumCoverage)
        json.member("provisional_coverage", judgement.provisionalCoverage)
        json.raw("}")
    }

    private static func write(_ measure: Measure, to json: inout JSONOutput) {
        json.raw("{")
        json.member("value", measure.value)
        json.member("numerator", measure.numerator)
        json.member("denominator", measure.denominator)
        json.member("reported", measure.reported)
        json.member("due", measure.due)
        json.member("reporters", measure.reporters)
        json.member("silent", measure.silent)
        json.raw("}")
    }

    private static func write(_ series: CustomInputs.MetricSeries, to json: inout JSONOutput) {
        json.raw("{")
        json.member("id", series.id)
        json.member("kind", series.kind)
        json.member("percent", series.isPercent)
        json.member("better", series.better.rawValue)
        json.member("to_date", series.toDate)
        guard let table = series.periods else {
            json.raw(#","periods":null,"values":null,"numerators":null,"denominators":null}"#)
            return
        }
        json.name("periods")
        json.raw("[")
        for window in table.windows {
            json.separate()
            json.raw("[")
            json.string(window.first.description)
            json.raw(",")
            json.string(window.last.description)
            json.raw("]")
        }
        json.raw("]")
        for (name, values) in [
            ("values", table.values), ("numerators", table.numerators), ("denominators", table.denominators),
        ] {
            json.name(name)
            guard !values.isEmpty || name == "values" else {
                json.raw("null")
                continue
            }
            json.raw("[")
            for unit in series.toDate.indices {
                json.separate()
                json.numbers(values[table.row(unit)])
            }
            json.raw("]")
        }
        json.raw("}")
    }
}

extension CustomInputs {
    /// The target's metric and those that its parameters name.
    var series: [MetricSeries] { [metric] + metrics }
}
