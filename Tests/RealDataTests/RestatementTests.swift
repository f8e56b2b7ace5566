import Foundation
import Statistics
import TestSupport
import Testing

/// New York's weekly sheets as first printed, and the same weeks as restated since.
@Suite(
    "New York's restatements",
    .enabled(
        if: sharedData("nypd_compstat_published_2026.csv.gz", "nypd_weekly_counts_2024_2026.csv.gz"), skipped))
struct RestatementTests {
    private static let metrics = [
        (id: "major_seven", printed: "Total seven major", weekly: "TotalMajor7"),
        (id: "murder", printed: "Murder", weekly: "Murder"),
    ]

    @Test("what later weeks added to a week is reported, learnt, and as large as the file says")
    func growth() throws {
        let workspace = try TestWorkspace(fixture: "nypd-revised")
        var printed: [String: [String: Double]] = [:]
        for row in try Table(file: try shared("nypd_compstat_published_2026.csv.gz")).records
        where row["unit"] == "Citywide" && row["window"] == "WTD" {
            guard let week = row["week_end"], let value = Double(row["current"] ?? ""),
                let metric = Self.metrics.first(where: { $0.printed == row["metric"] })
            else { continue }
            printed[week, default: [:]][metric.id] = value
        }
        #expect(printed.count == 25)
        for (week, values) in printed.sorted(by: { $0.key < $1.key }) {
            try take(values.map { (week, $0.key, $0.value) }, workspace, received: try dayAfter(week))
        }
        let before = try workspace.run(asOf: "2026-08-16")
        #expect(before["major-seven-2026", "all"]?.actual == nil || before.revisions == nil)

        var restated: [(String, String, Double)] = []
        for row in try Table(file: try shared("nypd_weekly_counts_2024_2026.csv.gz")).records
        where row["unit"] == "Citywide" && row["grid"] == "current_year" {
            guard let week = row["week_end"], printed[week] != nil, let value = Double(row["value"] ?? ""),
                let metric = Self.metrics.first(where: { $0.weekly == row["metric"] })
            else { continue }
            restated.append((week, metric.id, value))
        }
        try take(restated, workspace, received: "2026-08-20")
        let after = try workspace.run(asOf: "2026-08-23")
        let report = try #require(after.revisions)
        #expect(report.asOf == "2026-08-16")

        for metric in Self.metrics {
            // Only weeks that changed are counted on both sides.
            let pairs = restated.filter { $0.1 == metric.id }.compactMap { week, _, value in
                printed[week]?[metric.id].map { (before: $0, after: value) }
            }
            let changed = pairs.filter { $0.before != $0.after }
            let found = try #require(report.metrics.first { $0.metric == metric.id })
            #expect(found.changed == changed.count)
            #expect(found.before == changed.reduce(0) { $0 + $1.before })
            #expect(found.after == changed.reduce(0) { $0 + $1.after })
            let growth = pairs.reduce(0) { $0 + $1.after } / pairs.reduce(0) { $0 + $1.before } - 1
            print("New York, \(metric.id): weeks grew by \((growth * 1000).rounded() / 10) % after they were printed")

            // Known at once: what a comparison of young weeks with settled ones would miss.
            let maturity = try #require(after.dataVirtues?.metrics.first { $0.metric == metric.id }?.maturity)
            let first = try #require(maturity.curve.first { $0.days == 1 })
            #expect(first.share < 1)
            if metric.id == "major_seven" {
                #expect(growth > 0.03 && growth < 0.045, "\(growth)")
                #expect(abs(first.share - 1 / (1 + growth)) < 0.01, "\(first)")
            } else {
                #expect(growth > 0.1, "\(growth)")
            }
        }
    }

    @Test("the year to date grows by 3.8 % more than its weeks, the year before by 0.04 %")
    func flow() throws {
        var reports: [String: [(week: String, year: Double?, week7: Double?)]] = [:]
        for row in try Table(file: try shared("nypd_compstat_published_2026.csv.gz")).records
        where row["unit"] == "Citywide" && row["metric"] == "Total seven major" {
            guard let week = row["week_end"], let window = row["window"] else { continue }
            for column in ["current", "prior"] {
                guard let value = Double(row[column] ?? "") else { continue }
                if window == "YTD" { reports[column, default: []].append((week, value, nil)) }
                if window == "WTD" { reports[column, default: []].append((week, nil, value)) }
            }
        }
        for (column, expected) in [("current", 0.038), ("prior", 0.0004)] {
            let byWeek = Dictionary(grouping: reports[column] ?? [], by: \.week).sorted { $0.key < $1.key }
            let sheets = byWeek.compactMap { _, parts -> YearToDateReport? in
                guard let year = parts.compactMap(\.year).first, let week = parts.compactMap(\.week7).first else {
                    return nil
                }
                return YearToDateReport(yearToDate: year, week: week)
            }
            #expect(sheets.count == 25)
            let added = revisionFlow(sheets).reduce(0, +)
            let weeks = sheets.dropFirst().reduce(0) { $0 + $1.week }
            let share = added / (weeks + added)
            print("New York, \(column) column: \((share * 10_000).rounded() / 100) % came by later revision")
            #expect(abs(share - expected) < expected / 10, "\(share)")
        }
    }

    private func take(
        _ rows: [(week: String, metric: String, value: Double)], _ workspace: TestWorkspace, received: String
    ) throws {
        let name = "Data/\(received).csv"
        let lines = rows.map { "\($0.week),\($0.metric),\(Int($0.value))\n" }.sorted()
        try workspace.write("date,metric,value\n" + lines.joined(), to: name)
        let taken = try workspace.ingest([workspace.url.appendingPathComponent(name)], received: received)
        try #require(taken.status == 0, "\(taken.stderr)")
    }

    private func dayAfter(_ day: String) throws -> String {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withFullDate]
        return format.string(from: try #require(format.date(from: day)).addingTimeInterval(86_400))
    }
}
