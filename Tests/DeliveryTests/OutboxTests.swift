import Alerting
import Foundation
import Periods
import Plan
import Store
import TestSupport
import Testing

@testable import Delivery

@Suite("The outbox")
struct OutboxTests {
    private func plan() throws -> Plan {
        try Sample.plan(receivers: [
            Sample.receiver("log", .log(path: "State/alerts.log", .text)),
            Sample.receiver("records", .log(path: "State/alerts.jsonl", .jsonl)),
            Sample.receiver("board", .folder(Sample.mail(), path: "State/outbox/board")),
        ])
    }

    private func deliver(_ store: Store, _ plan: Plan, _ folder: TemporaryFolder) throws -> DeliveryReport {
        try Outbox.deliver(from: store, plan: plan, root: folder.path, settings: Sample.settings)
    }

    @Test("delivers to every receiver once")
    func once() throws {
        let folder = try TemporaryFolder()
        let plan = try plan()
        let messages = Sample.composition(plan).messages
        let store = try folder.store(messages)
        #expect(try store.read { try Outbox.pending(in: $0) } == 3)
        let report = try deliver(store, plan, folder)
        #expect(report.sent == messages.map(\.id) && report.isComplete)
        #expect(try folder.text("State/alerts.log").utf8.elementsEqual(messages[0].payload))
        #expect(try folder.text("State/alerts.jsonl").utf8.elementsEqual(messages[1].payload))
        #expect(try folder.files("State/outbox/board") == [messages[2].id + ".eml"])

        let again = try deliver(store, plan, folder)
        #expect(again.sent.isEmpty && again.isComplete)
        #expect(try folder.text("State/alerts.log").utf8.elementsEqual(messages[0].payload))
        let rows = try store.read { try Outbox.deliveries(run: "run-1", in: $0) }
        #expect(rows.map(\.state) == [.sent, .sent, .sent])
        #expect(rows.allSatisfy { $0.attempts == 1 && $0.lastError == nil && $0.sentAt == "2026-03-16T01:00:00Z" })
    }

    @Test("queues the same run once")
    func queueTwice() throws {
        let folder = try TemporaryFolder()
        let messages = Sample.composition(try plan()).messages
        let store = try folder.store(messages)
        try store.write { try Outbox.enqueue(messages, at: Sample.instant, in: $0) }
        #expect(try store.read { try Outbox.pending(in: $0) } == 3)
    }

    @Test("keeps what fails, says why, and delivers it later; one failure stops nothing else")
    func failureAndRetry() throws {
        let folder = try TemporaryFolder()
        let plan = try plan()
        let messages = Sample.composition(plan).messages
        let store = try folder.store(messages)
        // A folder stands where the log should be.
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("State/alerts.log"), withIntermediateDirectories: true)
        let report = try deliver(store, plan, folder)
        #expect(report.sent.count == 2 && report.failures.count == 1 && !report.isComplete)
        let failure = try #require(report.failures.first)
        #expect(failure.failure.phase == .file && failure.failure.message.hasSuffix("it is a folder"))
        let row = try #require(try store.read { try Outbox.deliveries(in: $0) }.first)
        #expect(row.state == .pending && row.attempts == 1 && row.lastError == failure.failure.description)

        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("State/alerts.log"))
        #expect(try deliver(store, plan, folder).sent == [messages[0].id])
        #expect(try folder.text("State/alerts.log").utf8.elementsEqual(messages[0].payload))
    }

    @Test("gives up on a receiver that the plan no longer has")
    func receiverGone() throws {
        let folder = try TemporaryFolder()
        let store = try folder.store(Sample.composition(try plan()).messages)
        let other = try Sample.plan(receivers: [Sample.receiver("log", .folder(Sample.mail(), path: "x"))])
        let report = try deliver(store, other, folder)
        #expect(report.failures.map(\.failure.phase) == [.plan, .plan, .plan])
        #expect(try store.read { try Outbox.pending(in: $0) } == 0)
    }

    @Test("leaves a message in another living process's hands, and takes it from a dead one")
    func leases() throws {
        let folder = try TemporaryFolder()
        let plan = try plan()
        let store = try folder.store(Sample.composition(plan).messages)
        func claim(_ owner: String, until: Instant) throws {
            try store.write { connection in
                try connection.execute(
                    "UPDATE delivery SET claimed_by = ?, claimed_until = ?, attempts = 1",
                    [.text(owner), .integer(until.milliseconds)])
            }
        }
        let later = Instant(milliseconds: Sample.instant.milliseconds + 1000)
        try claim("another-host/boot/1/1", until: later)
        let held = try deliver(store, plan, folder)
        #expect(held.inOtherHands == 3 && held.sent.isEmpty && held.isComplete)

        try claim("another-host/boot/1/1", until: Sample.instant)
        #expect(try deliver(store, plan, folder).sent.count == 3, "a lease that ran out holds nothing")

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["60"]
        try process.run()
        let identity = try #require(ProcessIdentity(of: process.processIdentifier))
        #expect(!identity.isGone)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(identity.isGone)
        #expect(!ProcessIdentity.current.isGone)
    }

    @Test("is delivered once by many at the same time")
    func concurrently() async throws {
        let folder = try TemporaryFolder()
        let plan = try plan()
        let messages = (0..<20).flatMap { Sample.composition(plan, run: "run-\($0)").messages }
        _ = try folder.store(messages)
        let path = folder.url.appendingPathComponent("store.sqlite").path
        let sent = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let store = try Store(path: path)
                    return try Outbox.deliver(
                        from: store, plan: plan, root: folder.path, settings: Sample.settings
                    ).sent
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(sent.sorted() == messages.map(\.id).sorted())
        #expect(try folder.lines("State/alerts.log").count == 61)
        #expect(Set(try folder.lines("State/alerts.log")).count == 61)
    }
}

@Suite("A log file")
struct LogFileTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private let payload = Array("first line #1\nsecond line #2\nthird line #3\n".utf8)

    /// What is in the file before, whether it is a retry, what is in it afterwards.
    static let cases: [(before: String, isRetry: Bool, after: String)] = [
        ("", false, "first line #1\nsecond line #2\nthird line #3\n"),
        ("old\n", false, "old\nfirst line #1\nsecond line #2\nthird line #3\n"),
        ("old\nfirst line #1\nsec", true, "old\nfirst line #1\nsecond line #2\nthird line #3\n"),
        ("old\nfirst line #1\nsecond line #2", true, "old\nfirst line #1\nsecond line #2\nthird line #3\n"),
        ("first line #1\nsecond line #2\nthird line #3\n", true, "first line #1\nsecond line #2\nthird line #3\n"),
        ("first line #1\nother\n", true, "first line #1\nother\nsecond line #2\nthird line #3\n"),
        ("somebody's own note", false, "somebody's own note\nfirst line #1\nsecond line #2\nthird line #3\n"),
        ("old\nhalf of anoth", true, "old\nfirst line #1\nsecond line #2\nthird line #3\n"),
    ]

    @Test("takes each line once, whole, whatever it found", arguments: LogFileTests.cases.indices)
    func takesEachLineOnce(index: Int) throws {
        let folder = try TemporaryFolder()
        let (before, isRetry, after) = Self.cases[index]
        try folder.write(before, to: "a/b.log")
        let others = [bytes("half of another delivery #9\n")]
        try LogFile(path: folder.path + "/a/b.log").append(payload, isRetry: isRetry, unfinished: { others })
        #expect(try folder.text("a/b.log") == after)
    }

    @Test("finds its lines in a file larger than what is read at once")
    func largeFile() throws {
        let folder = try TemporaryFolder()
        let long = String(repeating: "x", count: 3_000_000)
        let filler = String(repeating: "a line of somebody else\n", count: 60_000)
        try folder.write(filler + "second line #2\n" + long + "\nthird line #3\n" + filler, to: "b.log")
        try LogFile(path: folder.path + "/b.log").append(payload, isRetry: true, unfinished: { [] })
        #expect(try folder.text("b.log").hasSuffix("a line of somebody else\nfirst line #1\n"))
    }

    @Test("refuses what is not a plain file")
    func device() {
        #expect(throws: DeliveryFailure.self) {
            try LogFile(path: "/dev/full").append(payload, isRetry: false, unfinished: { [] })
        }
    }
}

@Suite("A mail folder")
struct MailFolderTests {
    @Test("holds whole files only, and each once")
    func wholeFiles() throws {
        let folder = try TemporaryFolder()
        let mails = MailFolder(path: folder.path + "/outbox/board")
        try mails.deliver(id: "one", Array("first".utf8))
        try mails.deliver(id: "one", Array("second".utf8))
        #expect(try folder.text("outbox/board/one.eml") == "first")
        // What a killed process left behind is written over.
        try folder.write("rubbish", to: "outbox/board/.two.tmp")
        try mails.deliver(id: "two", Array("whole".utf8))
        #expect(try folder.files("outbox/board") == ["one.eml", "two.eml"])
    }

    @Test("says when it cannot be written")
    func cannotBeWritten() throws {
        let folder = try TemporaryFolder()
        try folder.write("a file", to: "outbox")
        let mails = MailFolder(path: folder.path + "/outbox/board")
        #expect(throws: DeliveryFailure.self) { try mails.deliver(id: "a", []) }
    }
}
