import Evaluators
import Plan

/// A backtest as JSON: scores by stage, the calibration table, and the years without data.
public struct BacktestJSON: Sendable {
    private let test: Backtest
    private let target: String

    public init(_ test: Backtest, target: String) {
        self.test = test
        self.target = target
    }

    public func bytes() -> [UInt8] {
        var json = JSONWriter()
        json.raw(#"{"target":"#)
        json.string(target)
        json.raw(#","right":"#)
        json.integer(test.right)
        json.raw(#","count":"#)
        json.integer(test.points.count)
        json.raw(#","share_of_year_before":"#)
        json.number(test.shareOfYearBefore ?? .nan)
        json.raw(#","years_without":["#)
        for (index, year) in test.yearsWithout.enumerated() {
            if index > 0 { json.raw(",") }
            json.integer(year)
        }
        json.raw("],\n\"stages\":[")
        for (index, range) in [0.0..<1, 0..<0.25, 0.25..<0.5, 0.5..<0.75, 0.75..<1].enumerated() {
            json.raw(index > 0 ? ",\n" : "\n")
            write(range, to: &json)
        }
        json.raw("],\n\"calibration\":[")
        for (index, row) in test.calibration.enumerated() {
            json.raw(index > 0 ? ",\n" : "\n")
            json.raw(#"{"low":"#)
            json.number(row.low)
            json.raw(#","high":"#)
            json.number(row.high)
            json.raw(#","count":"#)
            json.integer(row.count)
            json.raw(#","stated":"#)
            json.number(row.stated)
            json.raw(#","happened":"#)
            json.number(row.happened)
            json.raw("}")
        }
        json.raw("]}\n")
        return json.bytes
    }

    private func write(_ range: Range<Double>, to json: inout JSONWriter) {
        let part = test.points(in: range)
        json.raw(#"{"from":"#)
        json.number(range.lowerBound)
        json.raw(#","to":"#)
        json.number(range.upperBound)
        for method in Backtest.Method.allCases {
            json.raw(",")
            json.string(method.rawValue)
            json.raw(":")
            guard let score = part.score(method) else {
                json.raw("null")
                continue
            }
            json.raw(#"{"count":"#)
            json.integer(score.count)
            json.raw(#","brier":"#)
            json.number(score.brier)
            json.raw(#","inside_50":"#)
            json.number(score.inside50)
            json.raw(#","inside_80":"#)
            json.number(score.inside80)
            json.raw(#","error":"#)
            json.number(score.error)
            json.raw("}")
        }
        json.raw("}")
    }
}
