import Periods
import Plan
import Testing

@testable import Evaluators

@Suite("The clause that explains an assessment")
struct BecauseTests {
    private static let year = Window(Day(number: 20_454), Day(number: 20_818)) ?? Window(Day(number: 0))
    private static let asOf = Day(number: 20_587)  // 2026-05-14

    private static let cases = Metric(
        id: "cases", title: LocalText("Cases"), kind: .count, better: .higher,
        countedIn: LocalText(texts: ["vi": "vụ", "en": "cases"]))
    private static let rate = Metric(
        id: "rate", title: LocalText("Rate"), kind: .ratio(of: "solved", to: "cases"), better: .higher, isPercent: true)

    private static func target(_ aim: Aim) -> Target {
        Target(
            id: "t", title: LocalText("T"), metric: 0, aim: aim, period: .fixed(name: "2026", year),
            units: UnitSelection(judged: [0], root: 0))
    }

    private static func context(_ aim: Aim, begun: Bool = true, failure: String? = nil) -> TargetContext {
        var context = TargetContext(
            target: 0, periodName: "2026", window: year, toDate: begun ? year.clamped(to: asOf) : nil,
            baselineWindow: nil, paceShare: 0.37, elapsed: 0.37, aim: aim, rows: 0..<1, failure: failure)
        context.notes = [0: LocalText(texts: ["en": "said by a plugin", "vi": "do trình bổ sung nói"])]
        return context
    }

    private static func assessment(_ reason: Reason, _ fill: (inout Assessment) -> Void) -> Assessment {
        var assessment = Assessment(target: 0, unit: 0)
        assessment.reason = reason
        fill(&assessment)
        return assessment
    }

    private static func full(_ reason: Reason) -> Assessment {
        assessment(reason) {
            ($0.actual, $0.expected, $0.goal, $0.baseline) = (1180, 1247, 3400, 1722)
            ($0.pace, $0.change, $0.requiredRate, $0.coverage) = (0.946, -0.3147, 67.4, 0.71)
            ($0.low, $0.high) = (0.851, 0.892)
        }
    }

    private static func sentence(
        _ assessment: Assessment, _ aim: Aim, _ metric: Metric, _ language: Language, begun: Bool = true,
        failure: String? = nil
    ) -> String {
        Because(language).sentence(
            assessment, target: target(aim), metric: metric, context: context(aim, begun: begun, failure: failure))
    }

    @Test("a count behind its pace names both counts, the day, the pace and what is needed")
    func belowPace() {
        let assessment = Self.full(.belowPace)
        let aim = Aim.reach(total: 3400)
        #expect(
            Self.sentence(assessment, aim, Self.cases, .english)
                == "1,180 cases against 1,247 expected by 14 May (pace 0.95); needs 67.4 a week from here on")
        #expect(
            Self.sentence(assessment, aim, Self.cases, .vietnamese)
                == "1.180 vụ so với 1.247 phải đạt đến 14/05 (nhịp độ 0,95); từ nay cần 67,4 mỗi tuần")
    }

    @Test("a reduction names both counts behind its percentage, and what was wanted")
    func reduction() {
        let aim = Aim.reduceBy(fraction: 0.225, against: .samePeriod(.calendar, years: 1))
        #expect(
            Self.sentence(Self.full(.reducedEnough), aim, Self.cases, .english)
                == "1,180 cases against 1,722 in the same period last year (−31.5 %); a fall of at least 22.5 % is wanted"
        )
        #expect(
            Self.sentence(Self.full(.finalMissed), aim, Self.cases, .vietnamese)
                == "kết quả cuối kỳ: 1.180 vụ so với 1.722 cùng kỳ năm trước (−31,5 %); "
                + "không đạt chỉ tiêu (giảm ít nhất 22,5 %)")
    }

    @Test(
        "each comparator is named",
        arguments: [
            (Comparator.samePeriod(.calendar, years: 2), "in the same period 2 years before"),
            (.adjacentPeriod, "in the adjacent period"), (.fixed(total: 1722), "as the fixed base"),
        ])
    func comparators(comparator: Comparator, words: String) {
        let aim = Aim.reduceBy(fraction: 0.2, against: comparator)
        #expect(Self.sentence(Self.full(.notReduced), aim, Self.cases, .english).contains("1,722 \(words)"))
    }

    @Test("a ratio has its two counts and one more digit than the metric shows")
    func ratio() {
        let assessment = Self.assessment(.withinNoise) {
            ($0.actual, $0.numerator, $0.denominator, $0.low, $0.high) = (0.8695, 1739, 2000, 0.854, 0.8836)
        }
        #expect(
            Self.sentence(assessment, .maintain(.atLeast, 0.87), Self.rate, .english)
                == "87.0 % (1,739 of 2,000); at least 87 % is wanted, and the gap may be chance "
                + "(95 % interval 85.4 %–88.4 %)")
    }

    @Test("without a base there is no percentage, and the clause says so")
    func noBase() {
        let assessment = Self.assessment(.noBaseButEvents) { ($0.actual, $0.baseline) = (4, 0) }
        let aim = Aim.reduceBy(fraction: 0.2, against: .samePeriod(.calendar, years: 1))
        #expect(
            Self.sentence(assessment, aim, Self.cases, .english)
                == "4 cases against none in the same period last year, so no percentage (no base)")
    }

    @Test("what is absent inside an optional part leaves the part out")
    func optionalParts() {
        let none = Assessment(target: 0, unit: 0)
        #expect(
            Self.sentence(none, .reach(total: 9), Self.cases, .english) == "nothing was reported from 1 Jan to 14 May")
        #expect(Self.sentence(none, .reach(total: 9), Self.cases, .english, begun: false) == "nothing was reported")
        let failed = Self.assessment(.evaluatorFailed) { _ in }
        #expect(
            Self.sentence(failed, .reach(total: 9), Self.cases, .english, failure: "it took too long")
                == "the evaluator failed: it took too long")
    }

    @Test("one of a thing is not given a plural", arguments: [(1.0, "1 against 3"), (2.0, "2 cases against 3")])
    func singular(actual: Double, opening: String) {
        let assessment = Self.assessment(.withinPace) { ($0.actual, $0.expected) = (actual, 3) }
        #expect(Self.sentence(assessment, .reach(total: 9), Self.cases, .english).hasPrefix(opening))
    }

    @Test("every reason is said in both languages, with no slot left open", arguments: Reason.allCases)
    func everyReason(reason: Reason) {
        let aims: [Aim] = [
            .reach(total: 3400), .cap(total: 3400), .grow(from: 1722, to: 3400), .maintain(.atMost, 0.1),
            .reduceBy(fraction: 0.2, against: .adjacentPeriod), .range(low: 0.1, high: 0.2, share: 0.9),
            .milestones([]),
        ]
        for language in Language.allCases {
            for aim in aims {
                let said = Self.sentence(Self.full(reason), aim, Self.cases, language)
                #expect(said.count >= 10)
                #expect(!said.contains(where: { "{}[]".contains($0) }), "\(said)")
                #expect(!said.contains("–") || said.contains("%–"), "an absent number in: \(said)")
                let bare = Self.sentence(Self.assessment(reason) { _ in }, aim, Self.cases, language, begun: false)
                #expect(!bare.contains("nan"), "\(bare)")
            }
        }
    }

    @Test("a template's slots are all known", arguments: Language.allCases)
    func knownSlots(language: Language) {
        #expect(BecauseSentence.all[language]?.count == Reason.allCases.count)
        // An unknown slot is dropped by the parser; a sentence of nothing but text would then have lost its numbers.
        let parsed = BecauseSentence("{actual} of {goal}[ by {asOf}]{nonsense}")
        #expect(parsed.pieces.count == 4)
    }
}
