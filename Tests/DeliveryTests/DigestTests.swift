import Alerting
import Evaluators
import Foundation
import Periods
import Plan
import TestSupport
import Testing

@testable import Delivery

@Suite("Messages of a run")
struct DigestTests {
    private let folder = Sample.receiver("board", .folder(Sample.mail(), path: "outbox"))

    private func payload(_ plan: Plan, run: String = "run-1") throws -> String {
        String(decoding: try #require(Sample.composition(plan, run: run).messages.first).payload, as: UTF8.self)
    }

    @Test("are one for each receiver, good and bad news together", .enabled(if: Python.isThere, Python.missing))
    func digest() throws {
        let plan = try Sample.plan(receivers: [folder])
        let composition = Sample.composition(plan)
        #expect(composition.messages.count == 1 && composition.problems.isEmpty)
        let read = try ReadMail(composition.messages[0].payload)
        #expect(
            read.subject
                == "Hà Nội: 1.234 so với 1.501 tính đến 15/03/2026 – và 2 tin khác (1 cần chú ý, 2 tin tốt)")
        for part in [
            "CẦN CHÚ Ý (1)", "TIN TỐT (2)", "Phường Hoàn Kiếm: 1.235", "Nguyễn Văn A (Trưởng phòng)",
            "−31,1 % (1.790 → 1.234)", "Từ ngày: 15/03/2026", "Mục tiêu: 4.000",
        ] {
            #expect(read.texts[0].contains(part), "\(part) in \(read.texts[0])")
        }
        #expect(read.texts[1].contains("Nguyễn Văn A (Trưởng phòng)"))
    }

    @Test("speak the receiver's language")
    func english() throws {
        let plan = try Sample.plan(receivers: [
            Sample.receiver("log", .log(path: "a.log", .text), language: .english)
        ])
        let text = try payload(plan)
        #expect(text.hasPrefix("2026-03-16T08:00:00+07:00 CRITICAL fired Reduce crime | Hanoi | Hanoi: 1,234 against "))
        #expect(text.contains("by 15 Mar 2026 #"))
    }

    @Test("escape names in HTML and keep them as they are in text", .enabled(if: Python.isThere, Python.missing))
    func escaping() throws {
        let plan = try Sample.plan(receivers: [folder], firstUnit: "<script>alert(1)</script> & Co")
        let read = try ReadMail(try #require(Sample.composition(plan).messages.first).payload)
        #expect(read.texts[0].contains("<script>alert(1)</script> & Co"))
        #expect(!read.texts[1].contains("<script>"))
        #expect(read.texts[1].contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co"))
    }

    @Test("say how much is shown where there is more than fits", .enabled(if: Python.isThere, Python.missing))
    func limits() throws {
        let plan = try Sample.plan(receivers: [folder, Sample.receiver("log", .log(path: "a.log", .text))], wards: 126)
        let messages = Sample.composition(plan).messages
        let read = try ReadMail(messages[0].payload)
        #expect(read.texts[0].contains("TIN TỐT (126), hiện 40 trên tổng số 126"))
        #expect(read.texts[0].split(whereSeparator: \.isNewline).count { $0.hasPrefix("* ") } == 41)
        #expect(messages[1].payload.count { $0 == UInt8(ascii: "\n") } == 127, "a log file holds all of them")
    }

    @Test("show the value of today on a recovery, not the last bad one")
    func recovery() throws {
        let plan = try Sample.plan(receivers: [Sample.receiver("log", .log(path: "a.log", .text), language: .english)])
        let bad = Sample.judgements(plan) { _ in .offTrack }
        let memory = AlertMemory(asOf: Sample.asOf, rows: Sample.decisions(plan, bad).rows)
        var good = Sample.judgements(plan, asOf: Sample.asOf + 7) { _ in .onTrack }
        for index in good.assessments.indices { good.assessments[index].actual = 1600 }
        let decisions = Sample.decisions(plan, good, after: memory)
        let messages = compose(
            plan: plan, judgements: good, decisions: decisions,
            run: RunReference(id: "run-2", asOf: good.asOf, at: Sample.instant)
        ).messages
        let text = String(decoding: try #require(messages.first).payload, as: UTF8.self)
        #expect(text.contains("CRITICAL resolved Reduce crime | Hanoi | "))
        #expect(text.contains("Hanoi has recovered on Reduce crime: now 1,600 "))
        #expect(!text.contains("1,234"))
    }

    @Test(
        "send an alert whose text fails in plain words, and say so",
        arguments: [
            "{{unit.nam}} lags", "{{#resolved}}open", "{{>partial}}", "{{actual", "{{$block}}x{{/block}}", "",
        ])
    func failingTemplate(says: String) throws {
        let plan = try Sample.plan(
            receivers: [Sample.receiver("log", .log(path: "a.log", .text), language: .english)], says: LocalText(says))
        let composition = Sample.composition(plan)
        let text = String(decoding: try #require(composition.messages.first).payload, as: UTF8.self)
        #expect(text.contains("Hanoi, Reduce crime: lagging, 1,234 against"))
        #expect(text.contains("[the rule's own text failed, this is the plain one]"))
        #expect(composition.problems.contains { $0.hasPrefix("rule lagging: its text (en) failed") })
    }

    @Test("have shipped texts that can be used")
    func shippedTexts() throws {
        let texts = ShippedRules.source.split(separator: "\n").filter { $0.contains("{{") }
        #expect(texts.count == 4)
        for text in texts { _ = try SentenceTemplate(String(text)) }
    }

    @Test("send nothing where nothing is told")
    func nothing() throws {
        let plan = try Sample.plan(receivers: [folder])
        let judgements = Sample.judgements(plan) { _ in .onTrack }
        let composition = compose(
            plan: plan, judgements: judgements, decisions: Sample.decisions(plan, judgements),
            run: RunReference(id: "r", asOf: Sample.asOf, at: Sample.instant))
        #expect(composition.messages.isEmpty)
    }

    @Test("have ids that follow from run, receiver and recipient alone")
    func ids() throws {
        let plan = try Sample.plan(receivers: [folder])
        let (first, again) = (Sample.composition(plan).messages, Sample.composition(plan).messages)
        #expect(first == again)
        #expect(first.map(\.id) != Sample.composition(plan, run: "run-2").messages.map(\.id))
        #expect(first.first?.id.hasPrefix("2026-03-15-board-") == true)
    }

    @Test("go to accountable people with their own targets")
    func accountable() throws {
        let mail = Sample.mail(to: ["chief@example.org"], toAccountable: true)
        let plan = try Sample.plan(
            receivers: [Sample.receiver("board", .folder(mail, path: "outbox"))], email: "a@example.org")
        #expect(Sample.composition(plan).messages.map(\.recipient) == ["chief@example.org", "a@example.org"])
        let alone = Sample.receiver("board", .folder(Sample.mail(to: [], toAccountable: true), path: "x"))
        let nobody = Sample.composition(try Sample.plan(receivers: [alone]))
        #expect(nobody.messages.isEmpty)
        #expect(
            nobody.problems == [
                "receiver board: the target crime names no email of an accountable person, so nobody there is told"
            ])
        let broken = try Sample.plan(
            receivers: [Sample.receiver("board", .folder(mail, path: "outbox"))], email: "not an address")
        let composition = Sample.composition(broken)
        #expect(composition.messages.map(\.recipient) == ["chief@example.org"])
        #expect(
            composition.problems == [
                "receiver board: \"not an address\" is not a mail address (ASCII, name@domain)"
            ])
    }

    @Test("are JSON Lines with the numbers as they are")
    func jsonLines() throws {
        let plan = try Sample.plan(receivers: [Sample.receiver("log", .log(path: "a.jsonl", .jsonl))])
        let lines = try payload(plan).split(separator: "\n")
        #expect(lines.count == 3)
        let first = try #require(
            try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        #expect(first["rule"] as? String == "lagging" && first["state"] as? String == "firing")
        #expect(first["transition"] as? String == "fired" && first["unit_name"] as? String == "Hà Nội")
        #expect(first["actual"] as? Double == 1234 && first["change"] as? Double == -0.3106)
        #expect(first["required_rate"] is NSNull, "absent numbers are null")
        #expect(first["since"] as? String == "2026-03-15" && first["time"] as? String == "2026-03-16T01:00:00Z")
        #expect(
            Set(
                lines.compactMap { line in
                    (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["id"] as? String
                }
            ).count == 3)
    }
}
