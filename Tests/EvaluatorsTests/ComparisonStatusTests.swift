import Periods
import Plan
import Testing

@testable import Evaluators

/// `reduce_by`, `maintain`, `range` and `milestones` against the rows of the status table.
@Suite struct ComparisonStatusTests {
    private static let twenty = Aim.reduceBy(fraction: 0.2, against: .samePeriod(.calendar, years: 1))

    @Test(
        "A fall of 20 % from 1,000 must be met, not approached",
        arguments: [
            (750.0, Status.ahead), (751, .onTrack), (800, .onTrack), (801, .atRisk), (850, .atRisk), (851, .offTrack),
            (1_200, .offTrack), (0, .ahead),
        ])
    func reduction(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(aim: Self.twenty, actual: actual, baseline: 1_000).judged()
        #expect(assessment.status == status)
        #expect(assessment.expected == 800)
        #expect(abs(assessment.change - (actual - 1_000) / 1_000) < 1e-12)
    }

    @Test(
        "At the close, a reduction exceeds from 5 points more",
        arguments: [(750.0, Status.exceeded), (751, .achieved), (800, .achieved), (801, .missed)])
    func reductionClosed(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(
            aim: Self.twenty, actual: actual, baseline: 1_000, wholeBaseline: 1_000, elapsed: Share(1, of: 1),
            isClosed: true
        ).judged()
        #expect(assessment.status == status)
    }

    @Test("Without a base nothing is a percentage: still zero is on track, any event is off track")
    func zeroBase() throws {
        let still = try BatchFactory(aim: Self.twenty, actual: 0, baseline: 0).judged()
        #expect(still.status == .onTrack)
        #expect(still.change.isNaN)
        let events = try BatchFactory(aim: Self.twenty, actual: 3, baseline: 0).judged()
        #expect(events.status == .offTrack)
        #expect(events.change.isNaN)
    }

    @Test("A unit's small base is not judged; the unit at the top always is")
    func smallBase() throws {
        let unit = try BatchFactory(aim: Self.twenty, actual: 9, baseline: 10, isTop: false).judged()
        #expect(unit.status == .measuring)
        #expect(unit.reason == .smallBase)
        #expect(try BatchFactory(aim: Self.twenty, actual: 10, baseline: 10, isTop: false).judged().status == .offTrack)
        #expect(try BatchFactory(aim: Self.twenty, actual: 9, baseline: 10).judged().status == .offTrack)
    }

    @Test("More already than the whole year's goal cannot succeed any more")
    func unreachable() throws {
        let assessment = try BatchFactory(aim: Self.twenty, actual: 801, baseline: 500, wholeBaseline: 1_000).judged()
        #expect(assessment.flags.contains(.unreachable))
        #expect(assessment.goal == 800)
    }

    @Test(
        "A floor of 87 % is judged with Wilson's interval",
        arguments: [
            (950.0, Status.ahead), (880, .onTrack), (870, .onTrack), (869, .atRisk), (855, .atRisk), (800, .offTrack),
        ])
    func floor(numerator: Double, status: Status) throws {
        let assessment = try BatchFactory(
            aim: .maintain(.atLeast, 0.87), actual: numerator / 1_000, numerator: numerator, denominator: 1_000,
            isPercent: true
        ).judged()
        #expect(assessment.status == status)
        #expect(assessment.low < assessment.actual && assessment.actual < assessment.high)
    }

    @Test("Below the floor but within reach of the best three months is at risk, not off track")
    func recoverable() throws {
        let window = Window(Day(number: 0), Day(number: 6)) ?? Window(Day(number: 0))
        func table(_ best: Double) -> PeriodTable {
            PeriodTable(
                windows: Array(repeating: window, count: 13), values: Array(repeating: best, count: 13),
                numerators: Array(repeating: best * 100, count: 13), denominators: Array(repeating: 100, count: 13))
        }
        // 800 of 1,000 by half-time: 94 % from now on is needed.
        let factory = BatchFactory(
            aim: .maintain(.atLeast, 0.87), actual: 0.8, numerator: 800, denominator: 1_000, isPercent: true)
        var able = factory
        able.periods = table(0.95)
        #expect(try able.judged().status == .atRisk)
        #expect(try able.judged().reason == .recoverable)
        var unable = factory
        unable.periods = table(0.93)
        #expect(try unable.judged().status == .offTrack)
        #expect(abs(try unable.judged().requiredRate - 0.94) < 1e-12)
    }

    @Test("What the rest of the year can still decide is said: locked in, or out of reach")
    func lockedAndUnreachable() throws {
        func judged(_ numerator: Double, elapsed: Share) throws -> Assessment {
            try BatchFactory(
                aim: .maintain(.atLeast, 0.5), actual: numerator / 1_000, numerator: numerator, denominator: 1_000,
                elapsed: elapsed, isPercent: true
            ).judged()
        }
        #expect(try judged(700, elapsed: Share(9, of: 10)).flags.contains(.lockedIn))
        #expect(try judged(300, elapsed: Share(9, of: 10)).flags.contains(.unreachable))
        #expect(try judged(500, elapsed: Share(9, of: 10)).flags.isEmpty)
    }

    @Test(
        "A ceiling mirrors a floor",
        arguments: [(20.0, Status.ahead), (50, .onTrack), (51, .atRisk), (60, .atRisk), (100, .offTrack)])
    func ceiling(numerator: Double, status: Status) throws {
        let assessment = try BatchFactory(
            aim: .maintain(.atMost, 0.05), actual: numerator / 1_000, numerator: numerator, denominator: 1_000,
            isPercent: true
        ).judged()
        #expect(assessment.status == status)
    }

    @Test(
        "At the close a floor is met exactly at it, and exceeded five points above",
        arguments: [(870.0, Status.achieved), (869, .missed), (919, .achieved), (920, .exceeded)])
    func floorClosed(numerator: Double, status: Status) throws {
        let assessment = try BatchFactory(
            aim: .maintain(.atLeast, 0.87), actual: numerator / 1_000, numerator: numerator, denominator: 1_000,
            elapsed: Share(1, of: 1), isClosed: true, isPercent: true
        ).judged()
        #expect(assessment.status == status)
    }

    @Test(
        "A range keeps a guard band of a tenth at each edge",
        arguments: [
            (40.0, Status.onTrack), (42, .onTrack), (41, .atRisk), (58, .onTrack), (59, .atRisk), (61, .atRisk),
            (39, .atRisk), (10, .offTrack), (90, .offTrack),
        ])
    func range(actual: Double, status: Status) throws {
        // 41 lies inside by a tenth of half the width only; counts outside by less than 1.96 √n are noise.
        let assessment = try BatchFactory(aim: .range(low: 40, high: 60, share: 1), actual: actual).judged()
        #expect(assessment.status == (actual == 40 ? .atRisk : status))
    }

    @Test("Milestones are judged by their days")
    func milestones() throws {
        let asOf = Day(number: 20_000)
        func step(_ id: String, by offset: Int, done: Int? = nil) -> Milestone {
            Milestone(
                id: id, title: LocalText(id), by: asOf + offset,
                done: done.map { Milestone.Completion(on: asOf + $0, evidence: "No. 1", approver: "The board") })
        }
        func judged(_ steps: [Milestone], isClosed: Bool = false) throws -> Assessment {
            try BatchFactory(aim: .milestones(steps), actual: 0, isClosed: isClosed, asOf: asOf).judged()
        }
        #expect(try judged([step("a", by: -10, done: -12), step("b", by: 60)]).status == .onTrack)
        #expect(try judged([step("a", by: -10, done: -12), step("b", by: 60, done: -1)]).status == .ahead)
        #expect(try judged([step("a", by: -10, done: -5), step("b", by: 60)]).status == .atRisk)
        #expect(try judged([step("a", by: -10, done: -12), step("b", by: 14)]).status == .atRisk)
        #expect(try judged([step("a", by: -1), step("b", by: 60)]).status == .offTrack)
        #expect(try judged([step("a", by: -1)]).flags.contains(.overdue))
        #expect(try judged([step("a", by: 0)]).status == .atRisk)
        #expect(try judged([step("a", by: -30, done: -20)], isClosed: true).flags.contains(.late))
        #expect(try judged([step("a", by: -30, done: -20)], isClosed: true).status == .achieved)
        #expect(try judged([step("a", by: -30)], isClosed: true).status == .missed)
        // A completion of next week is not known today.
        #expect(try judged([step("a", by: -1, done: 7)]).status == .offTrack)
    }
}
