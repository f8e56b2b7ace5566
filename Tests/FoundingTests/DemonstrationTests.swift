import Testing
import TestSupport

@Suite("The demonstration of 17 May 2026")
struct DemonstrationTests {
    @Test("the plan has no error and no warning")
    func check() throws {
        let outcome = try Founding.fed.get().onpace("check")
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("0 warnings"), "\(outcome.stdout)\(outcome.stderr)")
    }

    @Test(
        "the city's targets are a believable mix",
        arguments: [
            ("social-order-crime-2026", "on_track"), ("resolution-rate-2026", "at_risk"),
            ("criminal-records-on-time-2026", "at_risk"), ("licences-2026", "ahead"), ("wanted-2026", "on_track"),
            ("rehab-completions-2026", "on_track"), ("traffic-crashes-2026", "off_track"),
            ("inspection-2026", "on_track"),
            ("tet-social-order-crime", "achieved"), ("tet-cases-found", "exceeded"),
            ("tet-holiday-crashes", "exceeded"),
            ("reporting-discipline", "ahead"), ("social-order-crime-2025", "exceeded"),
            ("resolution-rate-2025", "achieved"), ("resolution-cohorts-2026", "on_track"),
        ])
    func status(_ target: String, _ status: String) throws {
        let judged = try #require(try Founding.spring.get()[target, "hanoi"])
        #expect(judged.status == status, "\(judged.because)")
    }

    @Test("all built-in aims occur, and one of a plugin")
    func aims() throws {
        let kinds = Set(try Founding.spring.get().assessments.map(\.kind))
        #expect(
            kinds == [
                "reach", "grow", "cap", "reduce_by", "maintain", "range", "milestones", "cohort_clearance",
            ])
    }

    @Test("some communes lag, some lead, small ones are not judged by chance")
    func communes() throws {
        let judged = try Founding.spring.get().assessments
            .filter { $0.target == "social-order-crime-2026" && $0.unit.hasPrefix("c") }
        #expect(judged.count == 126)
        let byStatus = Dictionary(grouping: judged, by: \.status).mapValues(\.count)
        for status in ["ahead", "on_track", "off_track", "measuring"] {
            #expect((byStatus[status] ?? 0) > 0, "\(byStatus)")
        }
    }

    @Test("communes are compared across the reorganisation, and what they are compared with adds up to the city's")
    func acrossBorders() throws {
        // Before the first missing report: nothing is left out of either side.
        let run = try Founding.april.get()
        let judged = run.assessments.filter { $0.target == "social-order-crime-2026" }
        let city = try #require(judged.first { $0.unit == "hanoi" }?.baseline)
        #expect(city == city.rounded())
        let communes = judged.filter { $0.unit != "hanoi" }
        #expect(communes.count == 126 && communes.allSatisfy { $0.unit.hasPrefix("c") && $0.coverage == 1 })
        #expect(abs(communes.compactMap(\.baseline).reduce(0, +) - city) < 1e-6)
        let estimated = communes.filter { $0.flags.contains("estimated") }
        #expect((60...110).contains(estimated.count), "\(estimated.count)")
        for commune in communes {
            let word = commune.flags.contains("estimated") ? "ước tính từ" : "cộng từ"
            #expect(commune.because.contains("cùng kỳ \(word) "), "\(commune.because)")
        }
    }

    @Test("communes that stopped reporting are stale, and nothing of theirs is taken for zero")
    func missingReports() throws {
        let run = try Founding.spring.get()
        #expect(run["reporting-discipline", "c120"].map { $0.data != "fresh" && $0.actual != 0 } == true)
        #expect(run["reporting-discipline", "c001"]?.data == "fresh")
    }
}
