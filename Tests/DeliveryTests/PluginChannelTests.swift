import Foundation
import Periods
import Plan
import Store
import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// What the outbox does for receivers of plugins, with a courier of the test's own.
@Suite("Messages for plugins")
struct PluginChannelTests {
    private static let use = PluginUse(plugin: "gateway/v1", arguments: PluginArguments())

    private func plan(_ more: [Receiver] = []) throws -> Plan {
        try Sample.plan(receivers: [Sample.receiver("duty", .plugin(Self.use))] + more)
    }

    /// A clock that the test moves.
    private final class Clock: Sendable {
        private let time = Mutex(Sample.instant)
        var now: Instant { time.withLock { $0 } }
        func pass(seconds: Int64) { time.withLock { $0 = Instant(milliseconds: $0.milliseconds + seconds * 1000) } }
    }

    private func deliver(
        _ store: Store, _ plan: Plan, _ folder: TemporaryFolder, _ clock: Clock, now: Bool = false,
        courier: @escaping PluginCourier
    ) throws -> DeliveryReport {
        var settings = DeliverySettings(environment: [:], now: { clock.now }, plugins: courier)
        settings.ignoresWaiting = now
        return try Outbox.deliver(from: store, plan: plan, root: folder.path, settings: settings)
    }

    @Test("A message is a JSON object with the whole text and every alert, under an id of its own")
    func composes() throws {
        let message = try #require(Sample.composition(try plan()).messages.first)
        #expect(message.channel == .plugin && message.recipient == "gateway/v1")
        let object = try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any]
        let body = try #require(object)
        #expect(body["id"] as? String == message.id)
        #expect(body["subject"] as? String == message.subject)
        #expect(body["language"] as? String == "vi")
        #expect((body["text"] as? String)?.contains("Hà Nội") == true)
        #expect((body["alerts"] as? [[String: Any]])?.count == 3)
    }

    @Test(
        "What fails waits twice as long each time, at least as long as the receiver asks, and is given up after a week")
    func backsOff() throws {
        let folder = try TemporaryFolder()
        let plan = try plan()
        let store = try folder.store(Sample.composition(plan).messages)
        let clock = Clock()
        let fails: PluginCourier = { _, _, _ throws(DeliveryFailure) in
            throw DeliveryFailure(.receiver, "try again later: busy")
        }
        #expect(try deliver(store, plan, folder, clock, courier: fails).failures.count == 1)
        for pause in [60, 120, 240] as [Int64] {
            clock.pass(seconds: pause - 1)
            let early = try deliver(store, plan, folder, clock, courier: fails)
            #expect(early.failures.isEmpty && early.waiting.count == 1 && !early.isComplete)
            #expect(early.waiting.first?.lastError == "receiver: try again later: busy")
            clock.pass(seconds: 1)
            #expect(try deliver(store, plan, folder, clock, courier: fails).failures.count == 1)
        }
        let asks: PluginCourier = { _, _, now throws(DeliveryFailure) in
            throw DeliveryFailure(
                .receiver, "try again later: busy", notBefore: Instant(milliseconds: now.milliseconds + 86_400_000))
        }
        #expect(try deliver(store, plan, folder, clock, now: true, courier: asks).failures.count == 1)
        clock.pass(seconds: 86_000)
        #expect(try deliver(store, plan, folder, clock, courier: fails).waiting.count == 1)
        clock.pass(seconds: 6 * 86_400)
        let last = try deliver(store, plan, folder, clock, courier: fails)
        let failure = try #require(last.failures.first?.failure)
        #expect(failure.isFinal)
        #expect(failure.message.hasPrefix("given up after a week and 6 attempts; try again later: busy"))
        #expect(try deliver(store, plan, folder, clock, courier: fails).isComplete)
    }

    @Test("Each attempt hands over the same bytes, and an arrival ends it")
    func sameBytes() throws {
        let folder = try TemporaryFolder()
        let plan = try plan()
        let store = try folder.store(Sample.composition(plan).messages)
        let clock = Clock()
        let seen = Mutex<[[UInt8]]>([])
        let courier: PluginCourier = { message, _, _ throws(DeliveryFailure) in
            let count = seen.withLock { list in
                list.append(message)
                return list.count
            }
            if count == 1 { throw DeliveryFailure(.plugin, "gateway/v1 ended") }
        }
        _ = try deliver(store, plan, folder, clock, courier: courier)
        #expect(try deliver(store, plan, folder, clock, now: true, courier: courier).sent.count == 1)
        #expect(try deliver(store, plan, folder, clock, now: true, courier: courier).sent.isEmpty)
        let handed = seen.withLock { $0 }
        #expect(handed.count == 2 && handed[0] == handed[1])
    }

    @Test("A message that is given up is told to every log file, once")
    func obituary() throws {
        let folder = try TemporaryFolder()
        let logs = [
            Sample.receiver("log", .log(path: "State/alerts.log", .text)),
            Sample.receiver("records", .log(path: "State/alerts.jsonl", .jsonl), language: .english),
        ]
        let plan = try plan(logs)
        let messages = Sample.composition(plan).messages.filter { $0.channel == .plugin }
        let store = try folder.store(messages)
        let clock = Clock()
        let refuses: PluginCourier = { _, _, _ throws(DeliveryFailure) in
            throw DeliveryFailure(.receiver, "refused: the number is unknown", isFinal: true)
        }
        let report = try deliver(store, plan, folder, clock, courier: refuses)
        #expect(report.failures.count == 1 && report.sent.count == 2)
        for _ in 0..<2 { #expect(try deliver(store, plan, folder, clock, courier: refuses).isComplete) }
        let text = try folder.lines("State/alerts.log")
        #expect(text.count == 2)
        #expect(text[0].contains(" ERROR undelivered "))
        #expect(text[0].contains("không gửi được tới nơi nhận duty"))
        #expect(text[0].contains("receiver: refused: the number is unknown"))
        let json = try JSONSerialization.jsonObject(with: Data(try folder.lines("State/alerts.jsonl")[0].utf8))
        let record = try #require(json as? [String: Any])
        #expect(record["transition"] as? String == "undelivered")
        #expect(record["receiver"] as? String == "duty")
        #expect(record["reason"] as? String == "receiver: refused: the number is unknown")
    }

    @Test("A mail waiting for a server goes into the folder that its receiver has become")
    func followsToFolder() throws {
        let folder = try TemporaryFolder()
        let server = Receiver.SMTPServer(host: "localhost", port: 1, security: .none)
        let before = try Sample.plan(receivers: [
            Sample.receiver("chief", .smtp(Sample.mail(to: ["a@example.org", "b@example.org"]), server))
        ])
        let store = try folder.store(Sample.composition(before).messages)
        let after = try Sample.plan(receivers: [Sample.receiver("chief", .folder(Sample.mail(), path: "State/mail"))])
        let report = try Outbox.deliver(from: store, plan: after, root: folder.path, settings: Sample.settings)
        #expect(report.isComplete && report.sent.count == 2)
        #expect(try folder.files("State/mail").count == 2)
    }

    @Test("A store of an earlier version keeps its messages")
    func migrates() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path + "/store.sqlite")
        try store.migrate("delivery", steps: Array(Outbox.steps.prefix(1)))
        try store.write { connection in
            try connection.execute(
                """
                INSERT INTO delivery (id, run_id, receiver, channel, recipient, subject, payload, created_at)
                VALUES ('old', 'run-0', 'log', 'log', 'State/alerts.log', '1 alert', ?, '2026-03-16T01:00:00Z')
                """, [.blob(Array("old line\n".utf8))])
        }
        try store.migrate("delivery", steps: Outbox.steps)
        let plan = try Sample.plan(receivers: [Sample.receiver("log", .log(path: "State/alerts.log", .text))])
        let report = try Outbox.deliver(from: store, plan: plan, root: folder.path, settings: Sample.settings)
        #expect(report.sent == ["old"])
        #expect(try folder.text("State/alerts.log") == "old line\n")
    }
}
