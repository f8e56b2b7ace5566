import Foundation
import TestSupport
import Testing

@Suite(
    "Pittsburgh's feed gap of February 2017",
    .enabled(if: sharedData("pittsburgh_daily_2016_2017.csv.gz"), skipped))
struct PittsburghTests {
    @Test("the gap is found to the day, named, and decides no verdict")
    func gap() throws {
        let workspace = try TestWorkspace(fixture: "pittsburgh")
        let taken = try workspace.ingest([try shared("pittsburgh_daily_2016_2017.csv.gz")], received: "2018-02-18")
        #expect(taken.status == 0, "\(taken.stderr)")

        // Before it, a normal January: nothing is found and nothing withheld.
        let before = try workspace.run(asOf: "2017-01-31")
        #expect(try #require(before.dataVirtues).metrics.allSatisfy { $0.gaps.isEmpty })
        #expect(before.dataVirtues?.alive == 1)

        for (day, alive) in [("2017-02-25", 0.7), ("2017-03-31", 0.8), ("2017-12-31", 0.95)] {
            let run = try workspace.run(asOf: day)
            let incidents = try #require(run.dataVirtues?.metrics.first { $0.metric == "incidents" })
            let gap = try #require(incidents.gaps.first)
            #expect(incidents.gaps.count == 1)
            #expect([gap.window.first, gap.window.last] == ["2017-02-01", "2017-02-21"], "\(day)")
            // Counted in the file by hand; some 115 a day are usual.
            #expect(gap.actual == 409)
            #expect(gap.expected > 2300 && gap.expected < 2600, "\(gap.expected)")
            #expect(try #require(incidents.alive) < alive)

            // The count to date has fallen, and it would be on track or better without a look at the feed.
            let judged = try #require(run["fewer-by-1", "all"])
            #expect(try #require(judged.change) < -0.01)
            #expect(judged.status == "measuring")
            #expect(judged.data == "provisional")
            #expect(judged.because.contains("1 Feb 2017–21 Feb 2017"), "\(judged.because)")
        }
        // What the gap does not decide stands: a large aim is missed either way, a floor is reached in spite of it.
        let end = try workspace.run(asOf: "2017-12-31")
        #expect(end["fewer-by-20", "all"]?.status == "off_track")
        #expect(end["under-45-thousand", "all"]?.status == "measuring")
        #expect(end["cleared-15-thousand", "all"]?.status == "achieved")
        #expect(end["clearance-40", "all"]?.status == "ahead")

        let page = try workspace.onpace("explain", "fewer-by-1", "--as-of", "2017-12-31")
        #expect(page.stdout.contains("409 where about"), "\(page.stdout)")
    }

    @Test("in the year before, nothing is a gap")
    func ordinaryYear() throws {
        let workspace = try TestWorkspace(fixture: "pittsburgh")
        let plan = try String(contentsOf: workspace.url.appendingPathComponent("onpace.yaml"), encoding: .utf8)
        try workspace.write(plan.replacingOccurrences(of: "period: 2017", with: "period: 2016"), to: "onpace.yaml")
        _ = try workspace.ingest([try shared("pittsburgh_daily_2016_2017.csv.gz")], received: "2018-02-18")
        for day in ["2016-04-30", "2016-09-30", "2016-12-31"] {
            let run = try workspace.run(asOf: day)
            #expect(try #require(run.dataVirtues).metrics.allSatisfy { $0.gaps.isEmpty }, "\(day)")
        }
    }
}
