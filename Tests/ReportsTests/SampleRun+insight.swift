import Evaluators
import Periods
import Plan

/// What is asked about the sample's figures, one of each kind, and why one ratio changed.
extension SampleRun {
    static func addInsight(to judgements: inout Judgements) {
        judgements.contexts[1].mix = UnitMix(
            now: .init(numerator: 3_120, denominator: 4_000), before: .init(numerator: 2_880, denominator: 3_600),
            partner: Window(asOf - 365), rateEffect: 0.013, mixEffect: -0.033, compared: 12, rose: 10, fell: 2)
        let pairs = (TwoPeriods(now: 4_299, before: 6_240), TwoPeriods(now: 30_610, before: 27_905))
        judgements.checks.tested = Dictionary(uniqueKeysWithValues: CheckKind.allCases.map { ($0, 126) })
        judgements.checks.findings = [
            finding(
                .bunching(aim: 0.87, width: 0.005, met: 61, missed: 23, unitsMet: 24, unitsMissed: 9), target: 1,
                metric: 1, p: 0.0067),
            finding(
                .bunching(aim: .nan, width: 0.025, met: 15, missed: 2, unitsMet: 15, unitsMissed: 2), target: 2,
                metric: 2, p: 0.0012),
            finding(.heaping(digits: [31, 6, 7, 8, 6, 27, 5, 6, 4, 4], chiSquare: 81.4), metric: 2, unit: 2),
            finding(
                .endSpike(late: 410, all: 1_206, share: 0.098, above: 22, of: 24, isQuarter: false), metric: 0, unit: 1),
            finding(
                .endSpike(late: 300, all: 1_050, share: 0.099, above: 20, of: 24, isQuarter: false), metric: 0, unit: 3),
            finding(
                .endSpike(late: 9_300, all: 31_050, share: 0.154, above: 8, of: 8, isQuarter: true), metric: 0,
                p: 0.0039),
            finding(
                .substitution(
                    TwoPeriods(now: 120, before: 400), sibling: TwoPeriods(now: 310, before: 12), correlation: -0.81),
                metric: 0, other: 2, unit: 4),
            finding(
                .withdrawn(TwoPeriods(now: 180, before: 95), of: TwoPeriods(now: 1_420, before: 1_390)), metric: 0,
                other: 2),
            finding(.revisedDown(down: 36, up: 4, lost: 52, gained: 6), metric: 0, unit: 2),
            finding(.guardMoved(pairs.0, guard: pairs.1), target: 0, metric: 0, other: 2),
            finding(
                .guardMoved(pairs.0, guard: TwoPeriods(now: 0.871, before: 0.902)), target: 4, metric: 0, other: 1,
                silence: CheckSilence(
                    kind: .guardMoved, on: "traffic-accidents", because: "the hotline moved to another number",
                    until: asOf + 60)),
        ]
    }

    private static func finding(
        _ evidence: Finding.Evidence, target: Int? = nil, metric: Int, other: Int? = nil, unit: Int? = nil,
        p: Double = 0.0001, silence: CheckSilence? = nil
    ) -> Finding {
        Finding(
            evidence: evidence, target: target, metric: metric, other: other, unit: unit, window: Window(asOf), p: p,
            silence: silence)
    }
}
