import Foundation
import TestSupport
import Testing

/// What the ledger should know, kept as plainly as possible: every value ever reported with its batch.
private struct Model {
    struct Report {
        var batch: Int
        var metric: String
        var unit: String
        var week: Int
        var value: Double
    }

    var reports: [Report] = []

    /// The value that stands of each week for a ward, as known after `batches` batches.
    private func standing(_ metric: String, _ unit: String, after batches: Int, upTo week: Int) -> [Int: Double] {
        var values: [Int: Double] = [:]
        for report in reports
        where report.batch < batches && report.week <= week
            && (
                report.metric, report.unit
            ) == (metric, unit)
        {
            values[report.week] = report.value
        }
        return values
    }

    /// What a run must say of a ward: the sum of a count, the last value of a level.
    func actual(_ metric: String, _ unit: String, after batches: Int, upTo week: Int) -> Double? {
        let values = standing(metric, unit, after: batches, upTo: week)
        if metric == "balance" { return values.keys.max().flatMap { values[$0] } }
        return values.isEmpty ? nil : values.values.reduce(0, +)
    }
}

@Suite("Random batches and corrections")
struct ModelTests {
    private static let wards = ["w1", "w2", "w3", "w4", "w5"]
    private static let metrics = ["visits", "balance", "corrections"]

    @Test("add up, at every instant, to what a plain list of reports says", arguments: [1, 2, 3] as [UInt64])
    func agree(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let city = try City()
        var model = Model()
        let batches = 12
        for batch in 0..<batches {
            var reports: [String: Model.Report] = [:]
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let report = Model.Report(
                    batch: batch, metric: Self.metrics.randomElement(using: &random) ?? "",
                    unit: Self.wards.randomElement(using: &random) ?? "", week: Int.random(in: 0..<14, using: &random),
                    value: 0)
                reports["\(report.metric) \(report.unit) \(report.week)"] = report
            }
            var rows: [String] = []
            for key in reports.keys.sorted() {
                guard var report = reports[key] else { continue }
                report.value = Self.value(of: report.metric, &random)
                model.reports.append(report)
                let date = Self.date(week: report.week, day: Int.random(in: 0..<7, using: &random))
                rows.append("\(date),\(report.unit),\(report.metric),\(report.value)")
            }
            rows.shuffle(using: &random)
            let taken = try city.take(rows, as: "\(batch).csv", received: Self.received(batch))
            try #require(taken.status == 0, "\(taken.stderr)")
        }
        for _ in 0..<5 {
            let known = Int.random(in: 1...batches, using: &random)
            let week = Int.random(in: 2..<13, using: &random)
            let run = try RunOutput(
                json: city.json(asOf: Self.date(week: week, day: 6), knownAt: Self.received(known - 1)))
            for metric in Self.metrics {
                var total: Double?
                for ward in Self.wards {
                    let expected = model.actual(metric, ward, after: known, upTo: week)
                    let actual = run["\(metric)-2026", ward]?.actual
                    #expect(actual == expected, "\(metric) of \(ward), week \(week), after \(known) batches")
                    total = expected.map { (total ?? 0) + $0 } ?? total
                }
                #expect(
                    run["\(metric)-2026", "city"]?.actual == total,
                    "\(metric) of the city, week \(week), after \(known)")
            }
        }
        #expect(try city.verify().status == 0)
    }

    /// Quarters, so that sums are exact in whatever order they are made.
    private static func value(of metric: String, _ random: inout SplitMix64) -> Double {
        let whole = Double(Int.random(in: (metric == "visits" ? 0 : -1_000)...1_000, using: &random))
        return Bool.random(using: &random) ? whole : whole + 0.25
    }

    private static func received(_ batch: Int) -> String {
        "2026-05-\(batch < 9 ? "0" : "")\(batch + 1)T08:00:00Z"
    }

    /// A day of a week; week 0 begins on Monday 5 January 2026.
    private static func date(week: Int, day: Int) -> String {
        var days = 5 + week * 7 + day
        for (month, length) in [(1, 31), (2, 28), (3, 31), (4, 30)] {
            if days <= length { return "2026-0\(month)-\(days < 10 ? "0" : "")\(days)" }
            days -= length
        }
        return "2026-05-\(days)"
    }
}
