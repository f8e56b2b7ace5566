import Foundation
import Testing
import TestSupport

@Suite("Boston's CityScore of 16 May 2026", .enabled(if: sharedData("boston_cityscore_2026-05-16.csv"), skipped))
struct BostonTests {
    @Test("all 63 published scores are the paces of OnPace's targets, and where none is published there is none")
    func publishedScores() throws {
        let file = try shared("boston_cityscore_2026-05-16.csv")
        let text = try String(contentsOf: file, encoding: .utf8)
        let workspace = try TestWorkspace(fixture: "boston")
        // The sheet goes in twice, once for each of its number columns; the same bytes twice would be no news.
        try workspace.write(text, to: "first_numbers.csv")
        try workspace.write(text + "\n", to: "second_numbers.csv")
        let taken = try workspace.ingest(
            ["first_numbers.csv", "second_numbers.csv"].map { workspace.url.appendingPathComponent($0) })
        #expect(taken.status == 0, "\(taken.stderr)")

        let run = try workspace.run(asOf: "2026-05-16")
        var agreement = Agreement()
        var published = 0
        for score in Table(text).records {
            let name = try #require(score["metric"])
            let window = try #require(score["window"])
            let target = try #require(Self.targets[name], "no target for \(name)")
            let pace = run[target, window]?.pace
            let expected = Double(score["published_score"] ?? "")
            if expected != nil { published += 1 }
            let agrees =
                switch (pace, expected) {
                case (let pace?, let expected?): abs(pace - expected) < 1e-9
                case (nil, nil): true
                default: false
                }
            agreement.count(agrees, "\(name) \(window): \(pace.map { "\($0)" } ?? "none")")
        }
        print("Boston: \(agreement), \(published) of them published scores")
        #expect(published == 63)
        #expect(agreement.agreeing == 80, "\(agreement)")
    }

    private static let targets = [
        "311 CALL CENTER PERFORMANCE": "call-center", "BFD RESPONSE TIME": "fire-response",
        "BPS ATTENDANCE": "school-attendance", "CITY SERVICES SATISFACTION SURVEYS (a)": "survey-a",
        "CITY SERVICES SATISFACTION SURVEYS (b)": "survey-b", "CODE ENFORCEMENT ON-TIME %": "code-enforcement",
        "CODE ENFORCEMENT TRASH COLLECTION": "code-trash", "GRAFFITI ON-TIME %": "graffiti",
        "MISSED TRASH ON-TIME %": "missed-trash", "ON-TIME PERMIT REVIEWS": "permit-reviews",
        "POTHOLE ON-TIME %": "potholes", "SIGN INSTALLATION ON-TIME %": "sign-installation",
        "SIGNAL REPAIR ON-TIME %": "signal-repair", "EMS RESPONSE TIME": "ems-response",
        "BFD INCIDENTS": "fire-incidents", "HOMICIDES (TREND)": "homicides", "PART 1 CRIMES": "part-one-crimes",
        "SHOOTINGS (TREND)": "shootings", "STABBINGS (TREND)": "stabbings", "LIBRARY USERS": "library-users",
    ]
}
