import Foundation
import TestSupport
import Testing

/// St. Louis publishes each month the records that first appeared in it: two time axes, as known then and as known now.
@Suite(
    "St. Louis as it became known, month by month",
    .enabled(if: sharedData("stlouis_daily_2015_2019.csv.gz"), skipped))
struct StLouisTests {
    @Test("the year before is read as it was known then, and the curve is that of the file")
    func likeForLike() throws {
        let source = try Publication(try shared("stlouis_daily_2015_2019.csv.gz"))
        let workspace = try TestWorkspace(fixture: "stlouis")
        try workspace.write(source.units, to: "Targets/units.csv")
        for month in source.months where month <= 2018 * 12 + 5 {
            let name = "Data/\(Publication.name(month)).csv"
            try workspace.write(source.file(month), to: name)
            let taken = try workspace.ingest(
                [workspace.url.appendingPathComponent(name)], received: Publication.name(month + 1) + "-01")
            try #require(taken.status == 0, "\(taken.stderr)")
        }
        let run = try workspace.run(asOf: "2018-06-30")
        let now = 2018 * 12 + 5

        // January to June of 2017 as published by the end of June 2017, and as published by the end of June 2018.
        let then = source.sum(2017 * 12...2017 * 12 + 5, publishedBy: now - 12)
        let settled = source.sum(2017 * 12...2017 * 12 + 5, publishedBy: now)
        let actual = source.sum(2018 * 12...2018 * 12 + 5, publishedBy: now)
        let judged = try #require(run["fewer-crimes", "city"])
        let comparison = try #require(judged.comparison)
        #expect(judged.actual == actual)
        #expect(judged.baseline == then)
        #expect(comparison.known == "then")
        #expect(comparison.knownAt == "2017-07-01T00:00:00Z")
        #expect(comparison.settledBaseline == settled)
        #expect(abs(try #require(judged.change) - (actual / then - 1)) < 1e-12)
        #expect(abs(try #require(comparison.bias) - (actual / settled - actual / then)) < 1e-12)
        // Young figures against settled ones make a fall of two points out of nothing.
        let bias = try #require(comparison.bias)
        #expect(bias < -0.015 && bias > -0.035, "\(bias)")
        let ordinary = try #require(run["fewer-crimes-settled", "city"])
        #expect(ordinary.baseline == settled)
        #expect(ordinary.comparison?.reason == "declared")
        #expect(judged.provisionalUntil == "2018-09-28")
        #expect(judged.flags.contains("provisional"))
        print(
            "St. Louis: \(actual) against \(then) as known then and \(settled) as known now; bias",
            (bias * 1000).rounded() / 10, "points")

        // The curve, by a path of its own: months of the last three years that are as old as its last age.
        let maturity = try #require(run.dataVirtues?.metrics.first?.maturity)
        #expect(maturity.days == 90)
        let oldest = try #require(maturity.curve.last).days
        let months = (2015 * 12 + 5...now).filter { month in
            Publication.age(of: month, publishedBy: now) > oldest
        }
        #expect(maturity.periods == months.count)
        for point in maturity.curve {
            let known = months.reduce(0) { sum, month in
                let by = source.months.last { Publication.age(of: month, publishedBy: $0) <= point.days }
                return sum + source.sum(month...month, publishedBy: by ?? 0)
            }
            let final = months.reduce(0) { $0 + source.sum($1...$1, publishedBy: now) }
            #expect(abs(point.share - known / final) < 1e-12, "\(point)")
        }
        let first = try #require(maturity.curve.first { $0.days == 1 })
        #expect(first.share > 0.91 && first.share < 0.94, "\(first.share)")
        let settledDays = try #require(maturity.settledDays)
        #expect((42...120).contains(settledDays), "\(settledDays)")
    }
}

/// The published records, added up by unit, month of occurrence and month of publication. Months are counted from year 0.
private struct Publication {
    private(set) var months: [Int]
    private var added: [Int: [String: [Int: Double]]] = [:]

    init(_ file: URL) throws {
        for record in try Table(file: file).records {
            guard let date = record["date"], date >= "2015", let published = record["published_month"],
                let unit = record["unit"], let value = Double(record["value"] ?? "")
            else { continue }
            let sign: Double = record["metric"] == "withdrawn" ? -1 : 1
            added[Self.month(published), default: [:]][unit, default: [:]][Self.month(date), default: 0] += sign * value
        }
        months = added.keys.sorted()
    }

    var units: String {
        let codes = Set(added.values.flatMap(\.keys)).sorted()
        return "code,parent,level\ncity,,city\n" + codes.map { "\($0),city,neighbourhood\n" }.joined()
    }

    /// What a month's publication makes of every count that it touches.
    func file(_ month: Int) -> String {
        var rows = "date,unit,metric,value\n"
        for (unit, counts) in (added[month] ?? [:]).sorted(by: { $0.key < $1.key }) {
            for occurred in counts.keys.sorted() {
                let known = months.prefix { $0 <= month }.reduce(0) { $0 + (added[$1]?[unit]?[occurred] ?? 0) }
                rows += "\(Self.name(occurred))-01,\(unit),crimes,\(Int(known))\n"
            }
        }
        return rows
    }

    func sum(_ occurred: ClosedRange<Int>, publishedBy last: Int) -> Double {
        months.prefix { $0 <= last }.reduce(0) { sum, month in
            (added[month] ?? [:]).values.reduce(sum) { sum, counts in
                counts.reduce(sum) { occurred.contains($1.key) ? $0 + $1.value : $0 }
            }
        }
    }

    static func month(_ day: String) -> Int {
        (Int(day.prefix(4)) ?? 0) * 12 + (Int(day.dropFirst(5).prefix(2)) ?? 1) - 1
    }

    static func name(_ month: Int) -> String {
        "\(month / 12)-" + (month % 12 < 9 ? "0" : "") + "\(month % 12 + 1)"
    }

    /// Days from a month's last one to the first of the month after the publication, when it is received.
    static func age(of month: Int, publishedBy published: Int) -> Int {
        guard published >= month else { return -1 }
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1
            + (month..<published).reduce(0) { days, month in
                let next = month + 1
                let isLeap = next % 12 == 1 && (next / 12) % 4 == 0
                return days + lengths[next % 12] + (isLeap ? 1 : 0)
            }
    }
}
