import Evaluators
import Periods
@testable import Plan
@testable import Reports

/// A made-up run of a city with communes, the same on every machine: what the tests of all views look at.
///
/// Its assessments are not an evaluator's: they are set directly, so that every status and every odd number occurs.
enum SampleRun {
    static let asOf = Day(number: 20_587)  // 2026-05-14
    private static let year = Window(Day(number: 20_454), Day(number: 20_818)) ?? Window(asOf)  // 2026
    private static let toDate = Window(year.first, asOf) ?? Window(asOf)
    private static let yearBefore = toDate.shifted(days: -365)

    /// - Parameters:
    ///   - units: how many communes the city has.
    ///   - targets: how many targets; they repeat after ten.
    ///   - previous: whether there was a run the week before.
    ///   - cityName, firstTitle: other names for the top unit and the first target.
    static func make(
        units: Int = 12, targets: Int = 10, previous: Bool = true, cityName: String? = nil, firstTitle: String? = nil
    ) -> RunView {
        var random = Numbers(seed: 7)
        let tree = tree(units, cityName: cityName)
        let designs = (0..<targets).map { Self.designs[$0 % Self.designs.count].numbered($0) }
        var contexts: [TargetContext] = []
        var assessments: [Assessment] = []
        var declared: [Target] = []
        for (index, design) in designs.enumerated() {
            let judged = design.isCascaded ? Array(tree.units.indices) : [0]
            declared.append(design.target(judged: judged))
            if index == 0, let firstTitle { declared[0].title = LocalText(firstTitle) }
            let start = assessments.count
            var rows: [Assessment] = judged.dropFirst().map { unit in
                design.assessment(target: index, unit: unit, share: 1 / Double(max(units, 1)), &random)
            }
            rows.insert(design.top(target: index, of: rows, &random), at: 0)
            assessments += rows
            contexts.append(
                TargetContext(
                    target: index, periodName: design.status == .notStarted ? "2026-H2" : "2026", window: year,
                    toDate: design.status == .notStarted ? nil : toDate,
                    baselineWindow: design.aim.word == "reduce_by" ? yearBefore : nil, paceShare: 0.367, elapsed: 0.367,
                    aim: design.aim, rows: start..<assessments.count))
        }
        let plan = Plan(
            organisation: LocalText(texts: ["vi": "Công an thành phố mẫu", "en": "Sample City Police"]),
            timeZone: "Asia/Ho_Chi_Minh", languages: [.vietnamese, .english], store: "State/onpace.db", calendars: [:],
            campaigns: [], units: tree, metrics: metrics, targets: declared, rules: [], routes: [], receivers: [],
            inputs: [], version: "3f9a1c20b7de")
        var judgements = Judgements(asOf: asOf, contexts: contexts, assessments: assessments)
        if units >= 4, targets >= 7 { addInsight(to: &judgements) }
        return RunView(
            plan: plan, judgements: judgements,
            info: RunInfo(id: "r-20260514-1", asOf: asOf, knownAt: "2026-05-15T01:30:00Z", planVersion: plan.version),
            alerts: alerts(declared, tree),
            previous: previous ? before(contexts, assessments, declared, tree) : nil, batchCount: 231)
    }

    // MARK: - Declarations

    private static func tree(_ count: Int, cityName: String?) -> UnitTree {
        let names = [
            "Phường Hoàn Kiếm", "Phường Cửa Nam", "Phường Ba Đình", "Phường Ngọc Hà", "Phường Giảng Võ", "Xã Sóc Sơn",
            "Xã Đông Anh <mẫu>", "Phường Láng & Ô Chợ Dừa", "Xã Ba Vì", "Phường Sơn Tây", "Xã \"Yên Bài\"",
            "Xã Suối|Hai",
        ]
        var units = [
            Unit(
                code: "city",
                name: cityName.map { LocalText($0) } ?? LocalText(texts: ["vi": "Thành phố mẫu", "en": "Sample City"]),
                level: "city")
        ]
        for index in 0..<count {
            let name = index < names.count ? names[index] : "Phường số \(index + 1)"
            units.append(Unit(code: "u\(index + 1)", name: LocalText(name), parent: 0, level: "commune"))
        }
        return UnitTree(units)
    }

    private static let metrics: [Metric] = [
        Metric(
            id: "crimes", title: LocalText("Crimes"), kind: .count, better: .lower,
            countedIn: LocalText(texts: ["vi": "vụ", "en": "cases"])),
        Metric(
            id: "clearance", title: LocalText("Clearance"), kind: .ratio(of: "solved", to: "recorded"), better: .higher,
            countedIn: LocalText(texts: ["vi": "vụ", "en": "cases"]), decimals: 1, isPercent: true),
        Metric(
            id: "wanted", title: LocalText("Wanted"), kind: .count, better: .higher,
            countedIn: LocalText(texts: ["vi": "đối tượng", "en": "subjects"])),
        Metric(
            id: "steps", title: LocalText("Steps"), kind: .milestone, better: .higher,
            countedIn: LocalText(texts: ["vi": "bước", "en": "steps"])),
    ]

    private static let designs: [Design] = [
        Design(
            id: "social-order-crime", vi: "Giảm tội phạm về trật tự xã hội", en: "Reduce social-order crime", metric: 0,
            aim: .reduceBy(fraction: 0.2, against: .samePeriod(.calendar, years: 1)), size: 6_722, status: .ahead,
            reason: .reducedBeyond, person: "Phó Giám đốc A", pace: 1.19),
        Design(
            id: "clearance-rate", vi: "Tỷ lệ điều tra, khám phá án", en: "Investigation and case-resolution rate",
            metric: 1, aim: .maintain(.atLeast, 0.87), size: 4_000, status: .onTrack, reason: .holds,
            person: "Trưởng phòng B", pace: 1.03),
        Design(
            id: "wanted-subjects", vi: "Bắt, vận động đầu thú đối tượng truy nã", en: "Wanted subjects arrested",
            metric: 2,
            aim: .reach(total: 2_400), size: 884, status: .atRisk, reason: .belowPace, person: "Trưởng phòng C",
            pace: 0.91),
        Design(
            id: "rehabilitation", vi: "Hoàn thành cai nghiện ma túy", en: "Drug rehabilitation completed", metric: 2,
            aim: .reach(total: 4_300), size: 1_587, status: .ahead, reason: .abovePace, person: "Trưởng phòng D",
            pace: 1.12),
        Design(
            id: "traffic-accidents", vi: "Khống chế số vụ tai nạn giao thông", en: "Cap traffic accidents", metric: 0,
            aim: .cap(total: 3_000), size: 1_100, status: .offTrack, reason: .overPaceOfCap, person: "Trưởng phòng Đ",
            pace: 0.82),
        Design(
            id: "licences", vi: "Cấp, đổi giấy phép lái xe", en: "Driving licences issued", metric: 2,
            aim: .reach(total: 123_000), size: 45_100, status: .exceeded, reason: .finalExceeded,
            person: "Trưởng phòng E", pace: 1.2, isCascaded: false),
        Design(
            id: "discipline", vi: "Nộp báo cáo đúng hạn", en: "Reports handed in on time", metric: 1,
            aim: .maintain(.atLeast, 0.95), size: 2_394, status: .measuring, reason: .tooEarly,
            person: "Chánh Văn phòng", pace: 0.98),
        Design(
            id: "tet-campaign", vi: "Đợt cao điểm Tết Bính Ngọ", en: "Tết peak campaign", metric: 3,
            aim: .milestones([]), size: 5, status: .achieved, reason: .finalAchieved, person: "Phó Giám đốc G",
            pace: 1.0,
            isCascaded: false),
        Design(
            id: "records", vi: "Cấp phiếu lý lịch tư pháp", en: "Criminal-record certificates", metric: 2,
            aim: .reach(total: 103_000), size: 0, status: .noData, reason: .noReports, person: "Trưởng phòng H",
            isCascaded: false),
        Design(
            id: "fire-drills", vi: "Tập huấn phòng cháy, chữa cháy", en: "Fire drills", metric: 2,
            aim: .reach(total: 252),
            size: 0, status: .notStarted, reason: .notBegun, person: "", isCascaded: false),
    ]

    private static func alerts(_ targets: [Target], _ tree: UnitTree) -> [AlertView] {
        guard targets.count > 4, tree.count > 3 else { return [] }
        return [
            AlertView(
                rule: "lagging", target: targets[4].id, unit: "city", state: "firing",
                reason: "off_track in 2 runs one after the other", since: asOf - 7, severity: "critical"),
            AlertView(
                rule: "exceeding", target: targets[3].id, unit: "u2", state: "resolved", reason: "no longer ahead",
                since: asOf, severity: "info", isGood: true),
        ]
    }

    /// The week before: some statuses were others.
    private static func before(
        _ contexts: [TargetContext], _ assessments: [Assessment], _ targets: [Target], _ tree: UnitTree
    ) -> PreviousRun {
        var statuses: [StatusKey: Status] = [:]
        for context in contexts {
            for row in context.rows {
                let assessment = assessments[row]
                let old: Status =
                    switch (assessment.status, Int(assessment.unit) % 4) {
                    case (.atRisk, 0): .onTrack
                    case (.offTrack, 0), (.offTrack, 1): .atRisk
                    case (.onTrack, 3): .atRisk
                    case (.exceeded, _): .ahead
                    case (let same, _): same
                    }
                statuses[StatusKey(target: targets[context.target].id, unit: tree[Int(assessment.unit)].code)] = old
            }
        }
        return PreviousRun(asOf: asOf - 7, statuses: statuses)
    }
}

/// One of the sample's targets: what it is, and how its numbers are made up.
private struct Design {
    var id: String
    var vi: String
    var en: String
    var metric: Int
    var aim: Aim
    /// About what the whole city should have by now (for a reduction: had the year before).
    var size: Double
    /// Of the top unit.
    var status: Status
    var reason: Reason
    var person: String
    /// About the pace of its units.
    var pace = 1.0
    var isCascaded = true

    func numbered(_ index: Int) -> Design {
        guard index >= 10 else { return self }
        var copy = self
        copy.id += "-\(index / 10 + 1)"
        copy.vi += " (\(index / 10 + 1))"
        copy.en += " (\(index / 10 + 1))"
        return copy
    }

    func target(judged: [Int]) -> Target {
        Target(
            id: id, title: LocalText(texts: ["vi": vi, "en": en]), metric: metric, aim: aim,
            period: .rolling(days: 365), units: UnitSelection(judged: judged, root: 0),
            accountable: Accountable(person: person.isEmpty ? nil : person))
    }

    func assessment(target: Int, unit: Int, share: Double, _ random: inout Numbers) -> Assessment {
        var assessment = Assessment(target: Int32(target), unit: Int32(unit))
        let base = (size * share * (0.4 + 1.2 * random.next())).rounded()
        let luck = pace * (share < 1 ? 0.82 + 0.36 * random.next() : 1)
        switch aim {
        case .reduceBy(let fraction, _):
            assessment.baseline = base
            assessment.expected = base * (1 - fraction)
            assessment.actual = (assessment.expected / luck).rounded()
            assessment.change = base > 0 ? assessment.actual / base - 1 : .nan
            judge(&assessment, assessment.expected / max(assessment.actual, 1), good: .reducedEnough, bad: .notReduced)
            if base < 20 {
                assessment.status = .measuring
                assessment.reason = .smallBase
            }
        case .cap:
            assessment.expected = base
            assessment.goal = base / 0.367
            assessment.actual = (base / luck).rounded()
            judge(&assessment, base / max(assessment.actual, 1), good: .underCap, bad: .overPaceOfCap)
        case .maintain(_, let bound):
            assessment.denominator = max(base, 1)
            assessment.numerator = (assessment.denominator * min(1, bound * luck)).rounded()
            assessment.actual = assessment.numerator / assessment.denominator
            assessment.expected = bound
            assessment.goal = bound
            assessment.low = max(0, assessment.actual - 0.08)
            assessment.high = min(1, assessment.actual + 0.06)
            assessment.requiredRate = min(1, bound + 0.021)
            judge(&assessment, assessment.actual / bound, good: .holds, bad: .doesNotHold)
        default:
            assessment.expected = base
            assessment.goal = base / 0.367
            assessment.actual = (base * luck).rounded()
            assessment.requiredRate = max(0, assessment.goal - assessment.actual) / 33
            judge(&assessment, assessment.actual / max(base, 1), good: .withinPace, bad: .farBelowPace)
        }
        if unit % 11 == 9, target % 10 < 4 {
            assessment = Assessment(target: Int32(target), unit: Int32(unit))
            assessment.coverage = 0
        }
        return assessment
    }

    private func judge(_ assessment: inout Assessment, _ pace: Double, good: Reason, bad: Reason) {
        assessment.data = .fresh
        assessment.coverage = 1
        assessment.pace = pace
        assessment.status = pace >= 1.05 ? .ahead : pace >= 0.95 ? .onTrack : pace >= 0.85 ? .atRisk : .offTrack
        assessment.reason = pace >= 0.95 ? good : bad
        assessment.forecast.probability = min(0.99, max(0.01, (pace - 0.7) / 0.6))
        assessment.outlook = pace >= 1.15 ? .likely : pace < 0.85 ? .unlikely : .tossUp
    }

    /// The city's own row: sums of its communes, with the status that the design wants.
    func top(target: Int, of rows: [Assessment], _ random: inout Numbers) -> Assessment {
        var top = Assessment(target: Int32(target), unit: 0)
        if case .milestones = aim {
            top = assessment(target: target, unit: 0, share: 1, &random)
            (top.actual, top.expected, top.goal, top.requiredRate) = (size, size, size, .nan)
        } else if rows.isEmpty, size > 0 {
            top = assessment(target: target, unit: 0, share: 1, &random)
        } else if size > 0 {
            func sum(_ path: KeyPath<Assessment, Double>) -> Double {
                rows.map { $0[keyPath: path] }.filter(\.isFinite).reduce(0, +)
            }
            top = assessment(target: target, unit: 0, share: 1, &random)
            if case .maintain(_, let bound) = aim {
                top.numerator = sum(\.numerator)
                top.denominator = sum(\.denominator)
                top.actual = top.numerator / top.denominator
                top.pace = top.actual / bound
                top.low = top.actual - 0.011
                top.high = top.actual + 0.01
            } else {
                top.actual = sum(\.actual)
                top.expected = sum(\.expected)
                top.baseline = top.baseline.isFinite ? sum(\.baseline) : .nan
                top.change = top.baseline.isFinite ? top.actual / top.baseline - 1 : .nan
                top.pace = top.expected / top.actual
                if case .reach = aim { top.pace = top.actual / top.expected }
            }
            top.coverage = 0.974
        }
        top.status = status
        top.reason = reason
        if status == .offTrack { top.flags = .unreachable }
        if status == .measuring { top.data = .provisional }
        return top
    }
}

/// The same numbers in the same order everywhere (splitmix64).
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// In 0..<1.
    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
}
