import Evaluators
import Periods
@testable import Plan
import Testing

@testable import Reports

@Suite("The cells of one assessment")
struct CellsTests {
    private static func cells(
        target index: Int, _ language: Language = .english, _ change: (inout Assessment) -> Void = { _ in }
    ) -> Cells {
        let run = SampleRun.make()
        var assessment = Assessment(target: Int32(index), unit: 1)
        assessment.data = .fresh
        assessment.status = .onTrack
        change(&assessment)
        return Cells(assessment, in: run.judgements.contexts[index], of: run, language: language)
    }

    @Test("a change has both counts, a change without a base has no percentage")
    func change() {
        let usual = Self.cells(target: 0) { ($0.actual, $0.baseline, $0.change) = (1180, 1722, -0.31475) }
        #expect(usual.change == "1,180 vs 1,722, −31.5 %")
        #expect(usual.shortChange == "−31.5 %")
        let baseless = Self.cells(target: 0) { ($0.actual, $0.baseline) = (4, 0) }
        #expect(baseless.change == "4 vs 0, n/a (no base)")
        #expect(baseless.shortChange == "n/a (no base)")
        #expect(Self.cells(target: 0, .vietnamese) { ($0.actual, $0.baseline) = (4, 0) }.shortChange == "không có gốc")
        #expect(Self.cells(target: 2) { $0.actual = 4 }.change == "–")
    }

    @Test("a ratio has its counts, and what may change is marked")
    func ratio() {
        let cells = Self.cells(target: 1) {
            ($0.actual, $0.numerator, $0.denominator) = (0.873, 1746, 2000)
            $0.flags = .provisional
        }
        #expect(cells.actual == "87.3 % (1,746 of 2,000) [p]")
        #expect(cells.shortActual == "87.3 % [p]")
        #expect(cells.expected == "≥ 87 %")
        #expect(cells.status == "on pace, provisional")
    }

    @Test("limits show their direction, and small modelled counts their tenths")
    func limits() {
        let cap = Self.cells(target: 4) { ($0.actual, $0.expected, $0.goal, $0.requiredRate) = (3, 3.4, 9.25, 0.5) }
        #expect((cap.expected, cap.goal, cap.requiredRate) == ("≤ 3.4", "≤ 9.3", "≤ 0.5/week"))
        #expect(cap.against == "3 / ≤ 3.4")
        let reach = Self.cells(target: 2, .vietnamese) { ($0.expected, $0.goal, $0.requiredRate) = (1247.3, 3400, 42) }
        #expect((reach.expected, reach.goal, reach.requiredRate) == ("1.247", "3.400", "42/tuần"))
        #expect(Self.cells(target: 0).goal == "−20 %")
    }

    @Test("a rate that nobody can hold is not asked for", arguments: [-0.1, 1.2, Double.nan])
    func impossibleRate(rate: Double) {
        #expect(Self.cells(target: 1) { $0.requiredRate = rate }.requiredRate == "–")
    }

    @Test("nothing is shown for what is absent", arguments: 0..<6)
    func absent(target: Int) {
        let cells = Self.cells(target: target)
        #expect(cells.actual == "–")
        #expect(cells.pace == "–")
        #expect(cells.against == "–")
        #expect(!cells.expected.lowercased().contains("nan"))
    }
}
