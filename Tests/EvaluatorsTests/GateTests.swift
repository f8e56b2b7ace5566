import Plan
import Testing

@testable import Evaluators

/// What comes before any judgement: missing and stale reports, too early, and comparisons exactly at the line.
@Suite struct GateTests {
    @Test("Missing is never zero: without a report there is no value and no verdict")
    func noReports() throws {
        let assessment = try BatchFactory(aim: .reach(total: 400), reported: 0).judged()
        #expect(assessment.status == .noData)
        #expect(assessment.data == .missing)
        #expect(assessment.actual.isNaN)
    }

    @Test(
        "Coverage decides: below 80 % no verdict, below 95 % provisional",
        arguments: [
            (Int32(79), Status.noData, DataState.missing), (80, .onTrack, .provisional), (94, .onTrack, .provisional),
            (95, .onTrack, .fresh), (100, .onTrack, .fresh),
        ])
    func coverage(reported: Int32, status: Status, data: DataState) throws {
        let assessment = try BatchFactory(
            aim: .reach(total: 400), actual: 2 * Double(reported), reported: reported, due: 100
        ).judged()
        #expect(assessment.status == status)
        #expect(assessment.data == data)
    }

    @Test("A unit whose latest report is missing is stale")
    func stale() throws {
        let assessment = try BatchFactory(
            aim: .reach(total: 400), actual: 190, reported: 19, due: 20, silent: 1
        ).judged()
        #expect(assessment.data == .stale)
        let city = try BatchFactory(
            aim: .reach(total: 400), actual: 198, reported: 99, due: 100, silent: 1, reporters: 100
        ).judged()
        #expect(city.data == .fresh)
    }

    @Test("In the first tenth of the period nothing is judged but what is final")
    func early() throws {
        let elapsed = Share(9, of: 100)
        let early = try BatchFactory(aim: .reach(total: 400), actual: 0, pace: elapsed, elapsed: elapsed).judged()
        #expect(early.status == .measuring)
        #expect(early.reason == .tooEarly)
        #expect(
            try BatchFactory(aim: .reach(total: 400), actual: 400, pace: elapsed, elapsed: elapsed).judged().status
                == .achieved)
        #expect(
            try BatchFactory(aim: .cap(total: 10), actual: 11, pace: elapsed, elapsed: elapsed).judged().status
                == .missed)
        let tenth = Share(1, of: 10)
        #expect(
            try BatchFactory(aim: .reach(total: 400), actual: 40, pace: tenth, elapsed: tenth).judged().status
                == .onTrack)
    }

    @Test("A ratio without a denominator is not defined, and not judged")
    func undefined() throws {
        let assessment = try BatchFactory(
            aim: .maintain(.atLeast, 0.87), actual: .nan, numerator: 0, denominator: 0, isPercent: true
        ).judged()
        #expect(assessment.status == .measuring)
        #expect(assessment.reason == .notDefined)
    }

    @Test(
        "Exactly at the line counts as met, whatever binary fractions would say",
        arguments: [
            (0.07, 100.0, 7.0), (0.1, 30, 3), (0.29, 100, 29), (0.57, 100, 57), (0.87, 500, 435), (0.95, 20, 19),
        ])
    func exact(bound: Double, denominator: Double, numerator: Double) throws {
        #expect(ExactComparison.isAtLeast([numerator], [denominator, bound]))
        #expect(ExactComparison.isAtLeast([denominator, bound], [numerator]))
        #expect(!ExactComparison.isAtLeast([numerator - 1], [denominator, bound]))
    }

    @Test("Comparisons of huge and odd numbers neither trap nor pass NaN")
    func hostileNumbers() {
        #expect(ExactComparison.isAtLeast([1e300, 1e300], [1e300]))
        #expect(!ExactComparison.isAtLeast([.nan], [1]))
        #expect(!ExactComparison.isAtLeast([1], [.nan]))
        #expect(ExactComparison.isAtLeast([.infinity], [1e308]))
        #expect(ExactComparison.isAtLeast([1.0 / 3], [1.0 / 3]))
    }
}
