import Evaluators
import Plan

/// A backtest for a terminal: how often the outlook was right, against simpler ones, and what its promises were worth.
public struct BacktestText: Sendable {
    private let test: Backtest
    private let language: Language
    private let width: Int
    private let numbers: NumberText

    public init(_ test: Backtest, language: Language, width: Int = 100) {
        self.test = test
        self.language = language
        self.width = width
        numbers = NumberText(language)
    }

    /// The whole text, ending in a line break.
    public func text() -> String {
        guard !test.points.isEmpty else {
            return say("Không có năm nào đủ số liệu để kiểm nghiệm.", "No year has enough reports to test.") + "\n"
        }
        let stages = [0.0..<0.25, 0.25..<0.5, 0.5..<0.75, 0.75..<1].map { range in
            (numbers.percent(range.lowerBound) + "–" + numbers.percent(range.upperBound), test.points(in: range))
        }.filter { !$0.1.points.isEmpty }
        let rows = [(say("cả kỳ", "all stages"), test)] + stages
        return (head + [""] + table(rows) + [""] + calibration).joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        let years = Set(test.points.map(\.year)).sorted().map(String.init).joined(separator: ", ")
        let (right, all) = (numbers.number(Double(test.right)), numbers.number(Double(test.points.count)))
        var lines = [
            say(
                "Triển vọng đúng \(right) trên \(all) lần (các năm \(years)).",
                "The outlook was right \(right) of \(all) times (\(years)).")
        ]
        if let share = test.shareOfYearBefore {
            let percent = numbers.percent(share, decimals: 1)
            lines.append(
                say(
                    "Chỉ tiêu mỗi năm: \(percent) của năm trước.",
                    "The aim of each year: \(percent) of the year before."))
        }
        if !test.yearsWithout.isEmpty {
            let left = test.yearsWithout.map(String.init).joined(separator: ", ")
            lines.append(say("Thiếu số liệu: \(left).", "Not enough reports: \(left)."))
        }
        return lines.flatMap { $0.wrapped(to: width) }
    }

    private func table(_ rows: [(String, Backtest)]) -> [String] {
        func brier(_ method: Backtest.Method) -> [String] {
            rows.map { numbers.number($0.1.score(method)?.brier ?? .nan, decimals: 3) }
        }
        func share(_ path: (Backtest.Score) -> Double) -> [String] {
            rows.map { numbers.percent($0.1.score(.outlook).map(path) ?? .nan, decimals: 1) }
        }
        let table = TextTable(
            columns: [
                .init(say("Đã qua", "Elapsed"), rows.map(\.0)),
                .init("n", rows.map { numbers.number(Double($0.1.points.count)) }, .right),
                .init(
                    say("Đúng", "Right"),
                    rows.map {
                        numbers.percent(Double($0.1.right) / Double(max(1, $0.1.points.count)), decimals: 1)
                    }, .right),
                .init("Brier", brier(.outlook), .right),
                .init(say("theo ngày", "linear"), brier(.linear), .right),
                .init(say("như năm trước", "naive"), brier(.naive), .right),
                .init(say("trong 80 %", "in 80 %"), share(\.inside80), .right),
                .init(say("trong 50 %", "in 50 %"), share(\.inside50), .right),
            ],
            stretching: 0, stretchingMinimum: 10, sacrifices: [.drop(7), .drop(2)])
        return table.lines(width: width) { cell, _, _ in cell }
    }

    private var calibration: [String] {
        let rows = test.calibration
        let table = TextTable(
            columns: [
                .init(
                    say("Xác suất nêu ra", "Promised"),
                    rows.map { numbers.percent($0.low) + "–" + numbers.percent($0.high) }),
                .init("n", rows.map { numbers.number(Double($0.count)) }, .right),
                .init(say("trung bình", "on average"), rows.map { numbers.percent($0.stated, decimals: 1) }, .right),
                .init(say("đã xảy ra", "came true"), rows.map { numbers.percent($0.happened, decimals: 1) }, .right),
            ],
            stretching: 0, stretchingMinimum: 10, sacrifices: [])
        return table.lines(width: width) { cell, _, _ in cell }
    }

    private func say(_ vietnamese: String, _ english: String) -> String {
        language.say(vi: vietnamese, en: english)
    }
}
