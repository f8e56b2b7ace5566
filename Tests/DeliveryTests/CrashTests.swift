import Foundation
import Plan
import Store
import TestSupport
import Testing

@testable import Delivery

#if canImport(Glibc)
import Glibc
#endif

/// Processes that deliver and are killed: each is a child of the test that runs the body of an exit test.
@Suite("Delivery that is killed", .serialized)
struct CrashTests {
    static func plan() throws -> Plan {
        try Sample.plan(
            receivers: [
                Sample.receiver("log", .log(path: "State/alerts.log", .text)),
                Sample.receiver("records", .log(path: "State/alerts.jsonl", .jsonl)),
                Sample.receiver("board", .folder(Sample.mail(), path: "State/outbox")),
            ], wards: 120)
    }

    private static let messages = 6

    @Test("leaves no line twice or half, and loses none")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let plan = try Self.plan()
        let messages = (0..<Self.messages).flatMap { Sample.composition(plan, run: "run-\($0)").messages }
        let store = try folder.store(messages)
        var kills = 0
        while try store.read({ try Outbox.pending(in: $0) }) > 0, kills < 300 {
            let path = folder.path
            // Longer with every kill, so that a slow machine gets to the end as well.
            let microseconds = UInt32.random(in: 0..<(8_000 + 500 * UInt32(kills)))
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, microseconds = microseconds as UInt32] in
                let store = try Store(path: path + "/store.sqlite")
                let plan = try CrashTests.plan()
                // The clock starts when there is something to interrupt.
                Thread.detachNewThread {
                    usleep(microseconds)
                    kill(getpid(), SIGKILL)
                }
                _ = try Outbox.deliver(from: store, plan: plan, root: path, settings: Sample.settings)
                while true { sleep(1) }
            }
            kills += 1
        }
        #expect(try store.read { try Outbox.pending(in: $0) } == 0, "after \(kills) kills")
        for (channel, name) in [("log", "State/alerts.log"), ("records", "State/alerts.jsonl")] {
            let expected = messages.filter { $0.receiver == channel }
                .flatMap { LogFile.lines(of: $0.payload).map { String(decoding: $0.dropLast(), as: UTF8.self) } }
            let lines = try folder.lines(name)
            #expect(lines.last == "", "the file ends with a whole line")
            #expect(lines.dropLast().sorted() == expected.sorted(), "\(name) after \(kills) kills")
        }
        let mails = messages.filter { $0.channel == .folder }
        let dropped = try folder.files("State/outbox").filter { $0.hasSuffix(".eml") }
        #expect(dropped == mails.map { $0.id + ".eml" }.sorted())
        for mail in mails {
            #expect(try folder.text("State/outbox/\(mail.id).eml").utf8.elementsEqual(mail.payload))
        }
    }

    @Test("rolls back what a full disk cut short")
    func shortWrite() async throws {
        let folder = try TemporaryFolder()
        try folder.write("old line\n", to: "a.log")
        let path = folder.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            // A limit on the size of files ends a write in the middle, as a full disk does.
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1000, rlim_max: rlim_t.max)
            setrlimit(__rlimit_resource_t(1), &limit)
            let payload = Array(String(repeating: "a line of this delivery\n", count: 100).utf8)
            do throws(DeliveryFailure) {
                try LogFile(path: path + "/a.log").append(payload, isRetry: false, unfinished: { [] })
                exit(1)
            } catch {
                exit(error.message.contains("the disk is full or the file may not grow") ? 0 : 2)
            }
        }
        #expect(try folder.text("a.log") == "old line\n")
    }
}
