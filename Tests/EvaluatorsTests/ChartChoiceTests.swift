import Foundation
import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

/// Why events rarer than one in two periods are charted by the times between them. The figures stand in
/// Documentation/signals.md.
@Suite("Times between events or joined periods")
struct ChartChoiceTests {
    private static let weeks = 104
    private static let runs = 400

    /// The shares of two-year series in which the last point is flagged as a rise and as a fall.
    ///
    /// - Parameter after: how many of the last weeks have the mean times `factor`.
    private static func flagged(
        _ chart: SignalRule.Chart, mean: Double, factor: Double = 1, after: Int = 0
    ) throws -> (up: Double, down: Double) {
        var random = SplitMix64(seed: 21)
        let rule = SignalRule(chart: chart)
        var charter = Charter(rule: rule, isHigherBetter: false)
        let first = try #require(Day("2024-01-01"))
        let windows = (0..<weeks).compactMap { Window(first + 7 * $0, first + 7 * $0 + 6) }
        var (up, down) = (0, 0)
        for _ in 0..<runs {
            let series = (0..<weeks).map { week in
                random.poisson(week >= weeks - after ? mean * factor : mean)
            }
            let events = series.reduce(0, +)
            guard events > 0 else { continue }
            let span = Int((Double(weeks) / events).rounded(.up))
            if chart == .t {
                charter.takeTimes(
                    Charter.EventSeries(values: series, positions: 0..<weeks, windows: windows[...], season: nil),
                    most: 36, locked: nil, lockedColumns: nil)
                guard charter.begin(span: 1), charter.known >= rule.minimumPoints else { continue }
                charter.drawTimes()
            } else {
                charter.take(series, 0..<weeks, span: span, locked: nil)
                guard charter.begin(span: span), charter.known >= rule.minimumPoints else { continue }
                charter.drawCounts()
            }
            switch charter.chart.signals.pointType(charter.direction, improvementWins: true) {
            case .improvement: down += 1
            case .concern: up += 1
            default: break
            }
        }
        return (Double(up) / Double(runs), Double(down) / Double(runs))
    }

    @Test(
        "Below one event in two weeks times find more rises and standstills, at a like rate of false flags",
        arguments: [
            0.2, 0.35, 0.45,
        ])
    func rare(mean: Double) throws {
        var said = "a mean of \(mean) a week:"
        var times: [String: Double] = [:]
        var joined: [String: Double] = [:]
        for chart in [SignalRule.Chart.t, .c] {
            let still = try Self.flagged(chart, mean: mean)
            let found = [
                "false": still.up + still.down,
                "tripled for 13 weeks": try Self.flagged(chart, mean: mean, factor: 3, after: 13).up,
                "halved for 26 weeks": try Self.flagged(chart, mean: mean, factor: 0.5, after: 26).down,
                "none for 26 weeks": try Self.flagged(chart, mean: mean, factor: 0, after: 26).down,
            ]
            if chart == .t { times = found } else { joined = found }
            said += " \(chart.rawValue) \(found.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" });"
        }
        print(said)
        for change in ["tripled for 13 weeks", "none for 26 weeks"] {
            #expect(try #require(times[change]) > #require(joined[change]))
        }
        #expect(try #require(times["false"]) < 0.07)
    }
}
