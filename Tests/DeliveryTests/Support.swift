import Alerting
import Evaluators
import Foundation
import Periods
import Store
import TestSupport
@testable import Delivery
@testable import Plan

/// A city with two wards and two rules, whose messages the tests look at.
enum Sample {
    static let instant = Instant(milliseconds: 1_773_622_800_000)  // 2026-03-16T01:00:00Z
    static let asOf = Day("2026-03-15") ?? Day(number: 0)
    private static let year = Window(Day("2026-01-01") ?? asOf, Day("2026-12-31") ?? asOf) ?? Window(asOf)

    static func plan(
        receivers: [Receiver], says: LocalText? = nil, firstUnit: String = "Phường Hoàn Kiếm",
        email: String? = nil, wards: Int = 2, title: LocalText? = nil
    ) throws -> Plan {
        let units =
            [Unit(code: "HN", name: LocalText(texts: ["vi": "Hà Nội", "en": "Hanoi"]), level: "city")]
            + (1...max(1, wards)).map { index in
                Unit(
                    code: "W\(index)", name: LocalText(index == 1 ? firstUnit : "Phường số \(index)"), parent: 0,
                    level: "commune")
            }
        let title = title ?? LocalText(texts: ["vi": "Giảm tội phạm trật tự xã hội", "en": "Reduce crime"])
        let target = Target(
            id: "crime", title: title, metric: 0, aim: .reach(total: 4000), period: .fixed(name: "2026", year),
            units: UnitSelection(judged: Array(units.indices), root: 0),
            accountable: Accountable(person: "Nguyễn Văn A", task: "Trưởng phòng", email: email))
        func rule(_ id: String, _ status: String, isGood: Bool) throws -> Rule {
            Rule(
                id: id, when: try AssessmentVariables.compile(condition: "status == '\(status)'"),
                severity: .word(isGood ? "info" : "critical"), isGood: isGood,
                says: says
                    ?? LocalText(texts: [
                        "vi": "{{unit.name}}: {{actual}} so với {{expected}} tính đến {{as_of}}",
                        "en": "{{unit.name}}: {{actual}} against {{expected}} by {{as_of}}",
                    ]))
        }
        return Plan(
            organisation: LocalText("Công an thành phố"), timeZone: "Asia/Ho_Chi_Minh",
            languages: [.vietnamese, .english], store: "", calendars: [:], campaigns: [], units: UnitTree(units),
            metrics: [Metric(id: "crimes", title: LocalText("Vụ"), kind: .count, better: .higher)],
            targets: [target],
            rules: [try rule("lagging", "off_track", isGood: false), try rule("exceeding", "ahead", isGood: true)],
            routes: [], receivers: receivers, inputs: [], version: "v")
    }

    /// The city lags, the wards are ahead, unless told otherwise.
    static func judgements(
        _ plan: Plan, asOf: Day = asOf, status: (Int) -> Status = { $0 == 0 ? .offTrack : .ahead }
    ) -> Judgements {
        let assessments = plan.targets[0].units.judged.map { unit in
            var assessment = Assessment(target: 0, unit: Int32(unit))
            (assessment.status, assessment.data, assessment.reason) = (status(unit), .fresh, .farBelowPace)
            (assessment.actual, assessment.expected, assessment.goal) = (1234 + Double(unit), 1500.5, 4000)
            (assessment.baseline, assessment.change, assessment.pace) = (1790, -0.3106, 0.82)
            return assessment
        }
        let context = TargetContext(
            target: 0, periodName: "2026", window: year, toDate: year.clamped(to: asOf), baselineWindow: nil,
            paceShare: 0.2, elapsed: 0.2, aim: plan.targets[0].aim, rows: 0..<assessments.count)
        return Judgements(asOf: asOf, contexts: [context], assessments: assessments)
    }

    static func decisions(
        _ plan: Plan, _ judgements: Judgements, after memory: AlertMemory = AlertMemory()
    ) -> Decisions {
        decide(plan: plan, judgements: judgements, before: memory, told: memory)
    }

    static func composition(_ plan: Plan, run: String = "run-1") -> Composition {
        let judgements = judgements(plan)
        return compose(
            plan: plan, judgements: judgements, decisions: decisions(plan, judgements),
            run: RunReference(id: run, asOf: asOf, at: instant))
    }

    static func mail(to: [String] = ["chief@example.org"], toAccountable: Bool = false) -> Receiver.Mail {
        Receiver.Mail(from: "Văn phòng OnPace <onpace@example.org>", to: to, toAccountable: toAccountable)
    }

    static func receiver(_ id: String, _ channel: Receiver.Channel, language: Language = .vietnamese) -> Receiver {
        Receiver(id: id, language: language, channel: channel)
    }

    static let settings = DeliverySettings(environment: [:], now: { instant })
}

extension TemporaryFolder {
    var path: String { url.path }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }

    func lines(_ name: String) throws -> [String] {
        try text(name).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func files(_ name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(name).path).sorted()
    }

    /// A store with an outbox that holds these messages.
    func store(_ messages: [OutgoingMessage] = []) throws -> Store {
        let store = try Store(path: url.appendingPathComponent("store.sqlite").path)
        try store.migrate("delivery", steps: Outbox.steps)
        try store.write { try Outbox.enqueue(messages, at: Sample.instant, in: $0) }
        return store
    }
}
