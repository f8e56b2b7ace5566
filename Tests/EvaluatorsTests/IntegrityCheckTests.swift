import Periods
import Plan
import TestSupport
import Testing

@testable import Evaluators

/// Every check on drawn figures: nothing is asked where nothing is, and what is there is found.
@Suite("Integrity checks of a run")
struct IntegrityCheckTests {
    private static let asOf = Day(number: 20_583)  // 10 May 2026
    private static let communes = 240
    /// The first so many have the effect.
    private static let affected = 24

    /// Without an effect: the promised rate is 5 % of tests, so many of 240 allow for the luck of the draw.
    private static let mostByChance = 0.075

    private static func isAffected(_ unit: Int, _ size: Double) -> Bool { size > 0 && unit < affected }

    private static let counts = """
        metrics:
          - {metric: thefts, better: lower, siblings: [losses], reclassified_to: [refused]}
          - {metric: losses, better: lower}
          - {metric: refused, better: lower}
          - {metric: calls, better: lower}
        targets:
          - target: fewer
            metric: thefts
            aim: {reduce_by: 5 %}
            period: {rolling: 364 days}
            units: {of: city, cascade: commune}
            guards: [calls]
        """

    /// Checks what was found: nothing without an effect, and with one nearly all of those that have it and hardly others.
    private static func expect(
        _ kind: CheckKind, _ suspects: Suspects, _ checks: IntegrityChecks, hasEffect: Bool, least: Double = 0.8,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = checks.findings.filter { $0.kind == kind }
        #expect(suspects.tested >= communes, "\(suspects.tested)", sourceLocation: sourceLocation)
        guard hasEffect else {
            let share = Double(suspects.findings.count) / Double(max(1, suspects.tested))
            #expect(share <= mostByChance, "\(suspects.findings.count)", sourceLocation: sourceLocation)
            #expect(found.isEmpty, "\(found.count)", sourceLocation: sourceLocation)
            return
        }
        let units = found.compactMap(\.unit).map { $0 - 1 }
        let right = units.count { $0 < affected }
        #expect(Double(right) >= least * Double(affected), "\(right)", sourceLocation: sourceLocation)
        // A false-discovery rate of 5 % is an average: three of some twenty-five would be bad luck.
        #expect(units.count - right <= 3, "\(units.count - right)", sourceLocation: sourceLocation)
    }

    @Test(
        "a guard that worsens while its target improves is asked about",
        arguments: [(1.0, 0.0), (2.5, 0.0), (1.0, 0.5), (2.5, 0.5)])
    func guards(dispersion: Double, size: Double) throws {
        var city = try CheckWorld(Self.counts, units: Self.communes, seed: 11)
        let weeks = CheckWorld.weeks(112, before: Self.asOf)
        for (metric, sign) in [("thefts", -1.0), ("calls", 1.0)] {
            try city.report(metric, weeks) { unit, week, random in
                let isNow = week >= 60 && Self.isAffected(unit, size)
                return random.clustered(12 * (isNow ? 1 + sign * size : 1), dispersion)
            }
        }
        let (context, checks) = try city.context(Self.asOf)
        let window = try #require(Window(Self.asOf - 363, Self.asOf))
        Self.expect(
            .guardMoved, GuardCheck(context: context).suspects(0, window), checks, hasEffect: size > 0)
        if size > 0 {
            let finding = try #require(checks.findings.first { $0.kind == .guardMoved && $0.unit == 1 })
            guard case .guardMoved(let own, let other) = finding.evidence else {
                Issue.record("no counts")
                return
            }
            #expect(own.change < -0.3 && other.change > 0.3)
        }
    }

    @Test(
        "weeks at the end of months that hold too much are asked about",
        arguments: [(1.0, 0.0), (2.5, 0.0), (1.0, 2.0)])
    func endSpikes(dispersion: Double, size: Double) throws {
        var city = try CheckWorld(Self.counts, units: Self.communes, seed: 12)
        let weeks = CheckWorld.weeks(112, before: Self.asOf)
        let calendar = PeriodCalendar.civil
        func isLast(_ day: Day) -> Bool { calendar.index(.month, of: day + 3) != calendar.index(.month, of: day + 10) }
        try city.report("thefts", weeks) { unit, week, random in
            let isSpike = Self.isAffected(unit, size) && isLast(weeks[week])
            return random.clustered(8 * (isSpike ? 1 + size : 1), dispersion)
        }
        let (context, checks) = try city.context(Self.asOf)
        Self.expect(.endSpike, EndSpikeCheck(context: context).suspects(0), checks, hasEffect: size > 0)
    }

    @Test(
        "of days, the last three of a month are looked at, and the last week of a quarter for all together",
        arguments: [1.0, 3])
    func lastDays(factor: Double) throws {
        var city = try CheckWorld(
            Self.counts.replacing("better: lower, siblings", with: "better: lower, every: day, siblings"), units: 12,
            seed: 19)
        let days = (0..<760).map { Self.asOf - 760 + $0 }
        try city.report("thefts", days) { unit, day, random in
            random.poisson(2 * (unit < 3 && days[day].month != (days[day] + 3).month ? factor : 1))
        }
        let found = try city.context(Self.asOf).checks.findings.filter { $0.kind == .endSpike }
        #expect(Set(found.compactMap(\.unit)) == (factor > 1 ? [1, 2, 3] : []))
        if factor > 1 {
            guard case .endSpike(let late, let all, let share, let above, let of, let isQuarter) = found[0].evidence
            else {
                Issue.record("no counts")
                return
            }
            // 24 whole months: three days of some thirty, at three times the usual.
            #expect(of >= 23 && above >= 20 && !isQuarter)
            #expect(abs(share - 3 / 30.4) < 0.005 && abs(late / all - 0.25) < 0.05)
        }
    }

    @Test("figures that are rounded are asked about", arguments: [0.0, 1.0])
    func heaping(size: Double) throws {
        var city = try CheckWorld(Self.counts, units: Self.communes, seed: 13)
        try city.report("thefts", CheckWorld.weeks(112, before: Self.asOf)) { unit, _, random in
            let count = random.poisson(80)
            return Self.isAffected(unit, size) ? (count / 5).rounded() * 5 : count
        }
        let (context, checks) = try city.context(Self.asOf)
        Self.expect(.heaping, HeapingCheck(context: context).suspects(0), checks, hasEffect: size > 0)
    }

    @Test("counts too small or too even for last digits are not looked at", arguments: [20.0, 12])
    func smallCounts(mean: Double) throws {
        var city = try CheckWorld(Self.counts, units: 20, seed: 14)
        try city.report("thefts", CheckWorld.weeks(112, before: Self.asOf)) { _, _, random in random.poisson(mean) }
        #expect(HeapingCheck(context: try city.context(Self.asOf).context).suspects(0).tested == 0)
    }

    @Test("a sibling that takes up what falls is asked about", arguments: [0.0, 0.45])
    func substitution(size: Double) throws {
        var city = try CheckWorld(Self.counts, units: Self.communes, seed: 15)
        for (metric, sign) in [("thefts", -1.0), ("losses", 1.0)] {
            try city.report(metric, CheckWorld.weeks(112, before: Self.asOf)) { unit, week, random in
                random.poisson(12 * (week >= 60 && Self.isAffected(unit, size) ? 1 + sign * size : 1))
            }
        }
        let (context, checks) = try city.context(Self.asOf)
        Self.expect(.substitution, SubstitutionCheck(context: context).suspects(0), checks, hasEffect: size > 0)
    }

    @Test("more that is refused of what comes in is asked about", arguments: [0.0, 1.0])
    func withdrawn(size: Double) throws {
        var city = try CheckWorld(Self.counts, units: Self.communes, seed: 16)
        try city.report("thefts", CheckWorld.weeks(112, before: Self.asOf)) { _, _, random in random.poisson(12) }
        try city.report("refused", CheckWorld.weeks(112, before: Self.asOf)) { unit, week, random in
            random.poisson(3 * (week >= 60 && Self.isAffected(unit, size) ? 1 + size : 1))
        }
        let (context, checks) = try city.context(Self.asOf)
        Self.expect(
            .reclassification, ReclassificationCheck(context: context).withdrawn(0), checks, hasEffect: size > 0)
    }

    @Test("revisions that go mostly downward are asked about, late additions are not", arguments: [0.0, 1.0])
    func revisions(size: Double) throws {
        var city = try CheckWorld(Self.counts, units: 40, seed: 17)
        let weeks = CheckWorld.weeks(60, before: Self.asOf)
        var first: [[Double]] = Array(repeating: [], count: 40)
        try city.report("thefts", weeks) { unit, _, random in
            let count = 5 + random.poisson(10)
            first[unit].append(count)
            return count
        }
        try city.report("thefts", weeks) { unit, week, random in
            let isRevised = week >= 20 && random.next() % 2 == 0
            guard isRevised else { return first[unit][week] }
            return first[unit][week] + (Self.isAffected(unit, size) ? -2 : 1)
        }
        let found = try city.world.judge(Self.asOf.description).checks.findings
        #expect(found.compactMap(\.unit).count == (size > 0 ? Self.affected : 0))
        if size > 0 {
            guard
                case .revisedDown(let down, let up, let lost, let gained) = try #require(found.first { $0.unit == 1 })
                    .evidence
            else {
                Issue.record("no counts")
                return
            }
            #expect(down >= 10 && up == 0 && lost == Double(2 * down) && gained == 0)
        }
    }

    private static let ratio = """
        metrics:
          - {metric: seen, better: higher, every: month}
          - {metric: in_time, better: higher, every: month}
          - {metric: share_in_time, better: higher, ratio: {of: in_time, to: seen}}
        targets:
          - target: standard
            metric: share_in_time
            aim: {maintain: {at_least: 95 %}}
            period: {every: year}
            units: {of: city, cascade: commune}
        """

    @Test("results that crowd just above a bound are asked about", arguments: [0.0, 0.85])
    func bunching(size: Double) throws {
        var asked = 0
        for seed in 0..<(size > 0 ? 1 : 20) {
            var city = try CheckWorld(Self.ratio, units: 60, seed: UInt64(20 + seed))
            let months = CheckWorld.months(16, before: Self.asOf)
            try city.report("seen", months) { _, _, _ in 4_000 }
            try city.report("in_time", months) { unit, _, random in
                let rate = 0.93 + 0.04 * Double(unit) / 60
                let share = rate + 0.006 * (random.share() + random.share() - 1)
                let isNear = share < 0.95 && share >= 0.945
                return (4_000 * (isNear && random.share() < size ? 0.9502 + 0.001 * random.share() : share)).rounded()
            }
            let (context, checks) = try city.context(Self.asOf)
            let suspects = BunchingCheck(context: context).ratios(
                0, city.world.plan.targets[0].aim, city.world.plan.leaves(of: 0, on: Self.asOf))
            #expect(suspects.tested == 1)
            asked += checks.findings.count { $0.kind == .bunching }
        }
        // Without an effect, 5 % of twenty are one; more than four would happen once in four hundred times.
        #expect(size > 0 ? asked == 1 : asked <= 4, "\(asked)")
    }

    @Test("what the plan switches off or silences is not made or not shown")
    func switches() throws {
        for (extra, made, shown) in [
            ("", true, true), ("checks: false\n", false, false), ("checks: [heaping]\n", false, false),
            ("checks: [guard]\n", true, true),
            ("silenced: [{check: guard, on: fewer, because: a new hotline, until: 2026-06-30}]\n", true, false),
            ("silenced: [{check: guard, on: calls, because: a new hotline, until: 2026-05-10}]\n", true, false),
            ("silenced: [{check: guard, because: a new hotline, until: 2026-05-09}]\n", true, true),
            ("silenced: [{check: guard, on: losses, because: a new hotline, until: 2026-06-30}]\n", true, true),
        ] {
            var city = try CheckWorld(extra + Self.counts, units: 3, seed: 18)
            for (metric, now) in [("thefts", 12.0), ("calls", 30)] {
                try city.report(metric, CheckWorld.weeks(112, before: Self.asOf)) { _, week, _ in week >= 60 ? now : 20
                }
            }
            let checks = try city.world.judge(Self.asOf.description).checks
            #expect(checks.findings.contains { $0.kind == .guardMoved } == made, "\(extra)")
            #expect(checks.shown.contains { $0.kind == .guardMoved } == shown, "\(extra)")
        }
    }

    @Test(
        "only what stays when all tests are taken together is kept", arguments: [(1, 1), (20, 1), (21, 0), (1_000, 0)])
    func discoveryRate(tests: Int, kept: Int) {
        var suspects = Suspects()
        let finding = Finding(
            evidence: .heaping(digits: [], chiSquare: 0), metric: 0, window: Window(Self.asOf), p: 0.0025)
        suspects.add(finding)
        for _ in 1..<tests { suspects.clear() }
        #expect(suspects.standing.count == kept)
    }
}

extension String {
    fileprivate func replacing(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
