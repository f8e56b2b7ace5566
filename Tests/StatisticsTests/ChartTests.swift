import Statistics
import Testing

@Suite("Control charts")
struct ChartTests {
    @Test("Limits of individual values are mean ± 2.66 mean moving ranges")
    func limits() throws {
        let values = [10.0, 12, 11, 15, 12]
        let limits = try #require(XmRLimits(values, screens: false))
        #expect(limits.mean == 12)
        #expect(limits.rawMovingRange == 2.5)
        #expect(limits.upper == 12 + 2.66 * 2.5)
        #expect(limits.rangeCount == 4 && limits.screenedCount == 0)
    }

    @Test("No moving range is taken across a missing value")
    func gaps() throws {
        let values = [10.0, 12, .nan, 50, 52]
        let limits = try #require(XmRLimits(values, screens: false))
        #expect(limits.rawMovingRange == 2 && limits.rangeCount == 2 && limits.mean == 31)
        #expect(XmRLimits([1, .nan, 3], screens: false) == nil)
        #expect(XmRLimits([1, .infinity], screens: true) == nil)
    }

    @Test("A series that never moves signals nothing and passes or fails nothing", arguments: RuleProfile.all)
    func constant(profile: RuleProfile) {
        let options = ChartOptions(profile: profile, direction: .increase)
        let chart = ControlChart.xmr([Double](repeating: 100, count: 20), options: options)
        #expect(chart.labels == [PointLabel](repeating: .common, count: 20))
        #expect(chart.variation == .noSignal)
        #expect(chart.assurance(target: 90) == nil)
    }

    @Test("Short series get limits but no verdict")
    func short() {
        let chart = ControlChart.xmr([1, 2, 1, 3, 50])
        #expect(chart.variation == .tooFew)
        #expect(chart.phases[0].isComputable)
        #expect(ControlChart.xmr([]).variation == .tooFew)
    }

    @Test("A rebase starts new limits and new runs; its moving range is not counted")
    func rebase() {
        let values: [Double] = (0..<24).map { index in Double((index < 12 ? 200 : 150) + index % 3) }
        let chart = ControlChart.xmr(values, options: ChartOptions(rebases: [12, 12, 99, -4], direction: .decrease))
        #expect(chart.phases.map(\.points) == [0..<12, 12..<24])
        #expect(chart.phases[1].centre == 151)
        #expect(chart.outside.isEmpty)
        #expect(chart.assurance(target: 160) == .consistentPass)
        let whole = ControlChart.xmr(values, options: ChartOptions(direction: .decrease))
        #expect(whole.labels.last?.side == -1 && whole.variation == .improvement)
    }

    @Test("Locked limits do not move when new points come")
    func locked() {
        let base = [10.0, 12, 9, 11, 10, 13, 9, 12, 10, 11, 12, 10]
        let options = ChartOptions(lockAfter: 12)
        let before = ControlChart.xmr(base, options: options)
        let after = ControlChart.xmr(base + [30, 31, 32], options: options)
        #expect(before.upper[0] == after.upper[14])
        #expect(after.outside == [12, 13, 14])
    }

    @Test("Excluded points leave the limits but are judged")
    func excluded() {
        var values = (0..<20).map { Double(10 + $0 % 3) }
        values[7] = 90
        let chart = ControlChart.xmr(values, options: ChartOptions(excluded: [7]))
        #expect(chart.outside == [7])
        #expect(chart.phases[0].centre < 12)
    }

    @Test("The quick verdict on the last point is the chart's own", arguments: RuleProfile.all)
    func lastPoint(profile: RuleProfile) throws {
        var plain = profile
        plain.nelsonExtras = false
        for rule in [plain.twoInThree, .nearLimits, .beyondTwoSigma, .thirdAnywhere] {
            plain.twoInThree = rule
            var state: UInt64 = 42
            for round in 0..<600 {
                var values: [Double] = []
                for index in 0..<(3 + round % 40) {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let noise = Double(state >> 40) / Double(1 << 24)
                    let drift = Double((round % 7) - 3) * Double(index) / 12
                    values.append(noise < 0.02 ? .nan : (noise * 10 + drift).rounded())
                }
                let chart = ControlChart.xmr(values, options: ChartOptions(profile: plain))
                guard let limits = XmRLimits(values, screens: plain.screens) else { continue }
                #expect(lastPointSignals(values.span, limits: limits, profile: plain) == chart.signals.last)
            }
        }
    }

    @Test("Turning a series upside down turns its signals upside down", arguments: RuleProfile.all)
    func mirrored(profile: RuleProfile) {
        let values = [5.0, 6, 4, 5, 7, 5, 6, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 3, 15, 14, 13, 15, 14, 15, 16, 15, 17]
        let up = ControlChart.xmr(values, options: ChartOptions(profile: profile))
        let down = ControlChart.xmr(values.map { -$0 }, options: ChartOptions(profile: profile))
        let downSides = down.labels.map { -$0.side }
        #expect(up.labels.map(\.side) == downSides)
        #expect(up.labels.contains { $0.side != 0 })
    }

    @Test("Nelson's further rules flag what they were made for")
    func nelsonExtras() {
        let zigzag = (0..<16).map { Double($0 % 2 == 0 ? 10 : 12) }
        let alternating = ControlChart.xmr(zigzag, options: ChartOptions(profile: .nelson))
        #expect(alternating.signals.allSatisfy { $0.contains(.alternating) })
        let calm: [Double] = (0..<16).map { index in 10 + Double(index % 3) / 10 }
        let hugging = ControlChart.xmr(calm + [20, 2, 22, 1, 20], options: ChartOptions(profile: .nelson))
        #expect(hugging.signals.prefix(16).allSatisfy { $0.contains(.hugging) })
        let shorter = ControlChart.xmr(Array(zigzag.prefix(13)), options: ChartOptions(profile: .nelson))
        #expect(shorter.signals.allSatisfy { !$0.contains(.alternating) })
    }

    @Test("A long run is what the runs analysis is for")
    func runs() throws {
        let random = try #require(RunsAnalysis(sides: [1, -1, 1, 1, -1, 0, -1, 1, -1, 1, 1, -1]))
        #expect(random.usefulPoints == 11 && random.longestRun == 2 && !random.signals)
        let shifted = try #require(
            RunsAnalysis(sides: [Int](repeating: 1, count: 12) + [Int](repeating: -1, count: 12)))
        #expect(shifted.longestRun == 12 && shifted.longestRunMaximum == 8 && shifted.crossings == 1 && shifted.signals)
        #expect(RunsAnalysis(sides: [0, 0, 1]) == nil)
        let values: [Double] = (0..<24).map { index in Double((index < 12 ? 10 : 12) + index % 2) }
        #expect(ControlChart.xmr(values, options: ChartOptions(profile: .anhoj)).variation == .nonRandom)
    }

    @Test("Improvement wins where a profile says so")
    func conflict() {
        let both: PointSignals = [.aboveUpper, .trendDown]
        #expect(both.pointType(.decrease) == .concern)
        #expect(both.pointType(.decrease, improvementWins: true) == .improvement)
        #expect(both.pointType(.increase, improvementWins: true) == .improvement)
        #expect(both.pointType(.neutral) == .neutralHigh)
        #expect(PointSignals().pointType(.increase) == .common)
    }

    @Test("With equal denominators the rate charts are the count chart, scaled")
    func rates() throws {
        let counts = [12.0, 15, 8, 10, 14, 7, 16, 9, 14, 10, 5, 6, 17]
        let c = ControlChart.counts(counts)
        let u = try #require(ControlChart.rates(counts, exposures: counts.map { _ in 100 }, multiplier: 100))
        for index in counts.indices {
            #expect((c.upper[index] - u.upper[index]).magnitude < 1e-12)
            #expect((c.lower[index] - u.lower[index]).magnitude < 1e-12)
        }
        let p = try #require(ControlChart.proportions(counts, cases: counts.map { _ in 20 }))
        #expect(p.upper.allSatisfy { $0 <= 1 } && p.lower.allSatisfy { $0 >= 0 })
        #expect(ControlChart.proportions([1], cases: []) == nil)
        #expect(ControlChart.rates([1], exposures: [1], multiplier: 0) == nil)
        let gap = try #require(ControlChart.proportions([1, 5, 3], cases: [9, 0, 9]))
        #expect(gap.values[1].isNaN && gap.upper[1].isNaN && !gap.upper[2].isNaN)
    }

    @Test("Exact limits flag no more than they promise, and can flag a good month")
    func exactLimits() throws {
        let counts = (0..<30).map { [4.0, 6, 5, 7, 3, 5][$0 % 6] } + [0]
        let plain = ControlChart.counts(counts, options: ChartOptions(lockAfter: 30))
        let exact = ControlChart.counts(counts, options: ChartOptions(lockAfter: 30, exactLimits: true))
        #expect(plain.lower[0] == 0 && plain.outside.isEmpty)
        #expect(exact.lower[0] == 0 && exact.upper[0] == 13)
        let law = try #require(Poisson(mean: 5))
        #expect(law.atLeast(14) <= Normal.tails(3).upper && law.atLeast(13) > Normal.tails(3).upper)
        let busy = try #require(
            ControlChart.rates(
                [9, 9, 9, 0], exposures: [1, 1, 1, 1], options: ChartOptions(lockAfter: 3, exactLimits: true)))
        #expect(busy.outside == [3])
        let cases = try #require(
            ControlChart.proportions([9, 8, 9], cases: [10, 10, 10], options: ChartOptions(exactLimits: true)))
        #expect(cases.upper.allSatisfy { $0 == 1 } && cases.lower.allSatisfy { $0 == 0.5 || $0 == 0.6 })
    }

    @Test("Profiles are found by name")
    func profiles() {
        #expect(RuleProfile.all.map(\.name) == ["nhs-mdc", "nhs-r", "nelson", "anhoj"])
        for profile in RuleProfile.all { #expect(RuleProfile.named(profile.name) == profile) }
        #expect(RuleProfile.named("western-electric") == nil)
    }

    @Test("Assurance has no answer for neutral measures or limits out of order")
    func assurance() {
        #expect(Assurance(target: 4, lower: 1, upper: 3, direction: .neutral) == nil)
        #expect(Assurance(target: 4, lower: 3, upper: 1, direction: .increase) == nil)
        #expect(Assurance(target: .nan, lower: 1, upper: 3, direction: .increase) == nil)
        #expect(Assurance(target: 3, lower: 1, upper: 3, direction: .increase) == .inconsistent)
        #expect(Assurance(target: 3, lower: 1, upper: 3, direction: .increase, inclusive: true) == .consistentFail)
    }
}
