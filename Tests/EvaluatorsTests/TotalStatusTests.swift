import Plan
import Testing

@testable import Evaluators

/// `reach`, `cap` and `grow` against the rows of the status table: 5 % tolerance, 15 % amber, 5 % exceed.
@Suite struct TotalStatusTests {
    @Test(
        "Half-way to 400, reach is judged by the pace of 200",
        arguments: [
            (210.0, Status.ahead), (209, .onTrack), (200, .onTrack), (190, .onTrack), (189, .atRisk), (170, .atRisk),
            (169, .offTrack), (0, .offTrack), (400, .achieved), (399, .ahead), (1_000, .achieved),
        ])
    func reach(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(aim: .reach(total: 400), actual: actual).judged()
        #expect(assessment.status == status)
        #expect(assessment.expected == 200)
        #expect(assessment.pace == actual / 200)
    }

    @Test(
        "At the close, reach exceeds from 105 %",
        arguments: [(420.0, Status.exceeded), (419, .achieved), (400, .achieved), (399, .missed)])
    func reachClosed(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(
            aim: .reach(total: 400), actual: actual, pace: Share(1, of: 1), elapsed: Share(1, of: 1), isClosed: true
        ).judged()
        #expect(assessment.status == status)
    }

    @Test("A total reached early is provisional, because a revision may take it back")
    func reachedEarly() throws {
        let assessment = try BatchFactory(aim: .reach(total: 400), actual: 400).judged()
        #expect(assessment.flags == [.lockedIn, .provisional])
        #expect(assessment.reason == .achievedEarly)
    }

    @Test(
        "Below 20 expected events the margin is one whole event",
        arguments: [(4.0, Status.onTrack), (5, .onTrack), (6, .ahead), (3, .offTrack)])
    func smallTotals(actual: Double, status: Status) throws {
        // 10 wanted, 5 expected: 5 % and 15 % of 5 are both less than one event.
        #expect(try BatchFactory(aim: .reach(total: 10), actual: actual).judged().status == status)
    }

    @Test("The expected value is scaled to what was reported")
    func coverage() throws {
        let assessment = try BatchFactory(aim: .reach(total: 400), actual: 180, reported: 18, due: 20).judged()
        #expect(assessment.expected == 180)
        #expect(assessment.status == .onTrack)
        #expect(assessment.data == .provisional)
        #expect(assessment.flags.contains(.provisional))
    }

    @Test("The required rate spreads what is missing over the periods left")
    func requiredRate() throws {
        #expect(try BatchFactory(aim: .reach(total: 400), actual: 180, periodsLeft: 20).judged().requiredRate == 11)
        #expect(try BatchFactory(aim: .reach(total: 400), actual: 500, periodsLeft: 20).judged().requiredRate == 0)
    }

    @Test(
        "Half-way, a cap of 200 is judged by the pace of 100",
        arguments: [
            (0.0, Status.ahead), (95, .ahead), (96, .onTrack), (105, .onTrack), (106, .atRisk), (115, .atRisk),
            (116, .offTrack), (200, .offTrack), (201, .missed),
        ])
    func cap(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(aim: .cap(total: 200), actual: actual).judged()
        #expect(assessment.status == status)
        #expect(assessment.flags.contains(.unreachable) == (actual > 200))
    }

    @Test(
        "At the close, a cap is exceeded from 5 % below",
        arguments: [(190.0, Status.exceeded), (191, .achieved), (200, .achieved), (201, .missed)])
    func capClosed(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(
            aim: .cap(total: 200), actual: actual, pace: Share(1, of: 1), elapsed: Share(1, of: 1), isClosed: true
        ).judged()
        #expect(assessment.status == status)
    }

    @Test("A cap of zero holds while nothing happens")
    func capOfZero() throws {
        #expect(try BatchFactory(aim: .cap(total: 0), actual: 0).judged().status == .ahead)
        #expect(try BatchFactory(aim: .cap(total: 0), actual: 1).judged().status == .missed)
    }

    @Test(
        "Half-way from 100 to 300, grow is judged by the pace of 200",
        arguments: [
            (205.0, Status.ahead), (204, .onTrack), (195, .onTrack), (194, .atRisk), (185, .atRisk), (184, .offTrack),
            (100, .offTrack), (99, .offTrack), (300, .achieved),
        ])
    func grow(actual: Double, status: Status) throws {
        let assessment = try BatchFactory(aim: .grow(from: 100, to: 300), actual: actual).judged()
        #expect(assessment.status == status)
        #expect(assessment.expected == 200)
        #expect((assessment.reason == .movedAway) == (actual < 100))
    }

    @Test("Growing downward is progress where the goal lies below")
    func growDown() throws {
        let assessment = try BatchFactory(aim: .grow(from: 300, to: 100), actual: 200).judged()
        #expect(assessment.status == .onTrack)
        #expect(assessment.pace == 1)
        #expect(try BatchFactory(aim: .grow(from: 300, to: 100), actual: 310).judged().reason == .movedAway)
    }

    @Test("Without a declared start, grow begins at the last value before the period, or is not judged")
    func growFromHistory() throws {
        let known = try BatchFactory(aim: .grow(from: nil, to: 300), actual: 200, start: 100).judged()
        #expect(known.status == .onTrack)
        #expect(known.baseline == 100)
        let unknown = try BatchFactory(aim: .grow(from: nil, to: 300), actual: 200).judged()
        #expect(unknown.status == .measuring)
        #expect(unknown.reason == .noBaseline)
    }
}
