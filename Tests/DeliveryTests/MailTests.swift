import Foundation
import Plan
import Periods
import TestSupport
import Testing

@testable import Delivery

/// What Python's email package reads out of a mail.
struct ReadMail: Decodable {
    var subject: String
    var from: [[String]]
    var to: [[String]]
    var date: String
    var headers: [String: String]
    var types: [String]
    var texts: [String]
    var multipart: String
    var defects: [String]
    var longest_line: Int
    var bare_line_ends: Int
    var is_ascii: Bool

    init(_ bytes: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("mail.eml")
        try Data(bytes).write(to: file)
        let outcome = try OnPaceBinary.run(
            URL(fileURLWithPath: Python.path), [PackageRoot.path("Tests/Fixtures/mail/read_mail.py").path, file.path])
        try #require(outcome.status == 0, "\(outcome.stderr)")
        self = try JSONDecoder().decode(ReadMail.self, from: Data(outcome.stdout.utf8))
    }
}

enum Python {
    static let path = "/usr/bin/python3"
    static let isThere = FileManager.default.isExecutableFile(atPath: path)
    static let missing: Comment = "skipped: there is no /usr/bin/python3 to read mail with"
}

@Suite("A mail", .enabled(if: Python.isThere, Python.missing))
struct MailTests {
    private func mail(subject: String, text: String = "x", html: String = "<p>x</p>", name: String = "OnPace") throws
        -> [UInt8]
    {
        MailMessage(
            from: try MailAddress("\(name) <onpace@example.org>"),
            to: [try MailAddress("Trần Thị B <b@example.org>"), try MailAddress("c@example.org")], subject: subject,
            text: text, html: html, date: LocalTime(Sample.instant, timeZone: "Asia/Ho_Chi_Minh"),
            messageID: "2026-chief-0011@example.org", threadID: "2026-aa@example.org",
            list: ("Công an", "chief.onpace.example.org"), language: "vi"
        ).bytes()
    }

    static let subjects = [
        "Plain words", "Phường Hoàn Kiếm chậm tiến độ «Giảm tội phạm»: đạt 1.234, lẽ ra 1.500,5 tính đến 15/03/2026",
        "a", "", "=?UTF-8?Q?not_encoded?=", "two  spaces and a trailing one ", "colon: comma, <angle> \"quote\" \\",
        String(repeating: "Ẵ", count: 200), String(repeating: "x", count: 300), "👩‍👩‍👧‍👦🇻🇳 e\u{301}",
        "e" + String(repeating: "\u{301}", count: 90), "−31,1 %",
    ]

    @Test("keeps its subject whatever it holds", arguments: subjects)
    func subject(subject: String) throws {
        let read = try ReadMail(try mail(subject: subject))
        #expect(read.subject.utf8.elementsEqual(subject.utf8), "read \(read.subject)")
        #expect(read.defects.isEmpty, "\(read.defects)")
        #expect(read.is_ascii && read.bare_line_ends == 0)
        #expect(read.longest_line <= 998)
    }

    @Test("folds what can be folded")
    func folding() throws {
        let read = try ReadMail(try mail(subject: Self.subjects[1] + Self.subjects[1]))
        #expect(read.longest_line <= 76)
    }

    @Test(
        "keeps names of people",
        arguments: [
            "Văn phòng", "Nguyễn Văn A, Trưởng phòng", "O'Brien (Chief)", "plain name", "\"quoted\" \\ back", "a.b",
            String(repeating: "Tên rất dài ", count: 12) + "hết",
        ])
    func names(name: String) throws {
        let read = try ReadMail(try mail(subject: "s", name: name))
        // Python puts a space between the encoded words of a long name, where mail readers put none.
        let spaces = read.from[0][0].split(separator: " ").joined(separator: " ")
        #expect(spaces == name && read.from[0][1] == "onpace@example.org")
        #expect(read.to == [["Trần Thị B", "b@example.org"], ["", "c@example.org"]])
        #expect(read.defects.isEmpty, "\(read.defects)")
    }

    @Test("keeps its texts byte for byte, plain before HTML")
    func texts() throws {
        let text = """
            Tiếng Việt có dấu, = và một dòng rất dài: \(String(repeating: "dài lắm ", count: 40))
            .
            ..dots
            From the start of a line
            trailing space \n\ttab\t
            --=_onpace_2026-chief-0011
            last
            """
        let read = try ReadMail(try mail(subject: "s", text: text, html: "<p>Ậ &amp; =3D</p>\n"))
        #expect(read.multipart == "multipart/alternative")
        #expect(read.types == ["text/plain", "text/html"])
        #expect(read.texts.map { $0.replacing("\r\n", with: "\n") } == [text, "<p>Ậ &amp; =3D</p>\n"])
        #expect(read.longest_line <= 78)
    }

    @Test("says when, that a machine wrote it, and what it belongs to")
    func headers() throws {
        let read = try ReadMail(try mail(subject: "s"))
        #expect(read.date == "2026-03-16T08:00:00+07:00")
        #expect(read.headers["Auto-Submitted"] == "auto-generated")
        #expect(read.headers["Message-ID"] == "<2026-chief-0011@example.org>")
        #expect(read.headers["References"] == "<2026-aa@example.org>")
        #expect(read.headers["In-Reply-To"] == "<2026-aa@example.org>")
        #expect(read.headers["List-Id"]?.hasSuffix("<chief.onpace.example.org>") == true)
        #expect(read.headers["Content-Language"] == "vi")
    }

    @Test("cannot be given headers by what it says")
    func injection() throws {
        let read = try ReadMail(
            try mail(subject: "a\r\nBcc: all@example.org\u{2028}x", name: "b\nX-Evil: 1"))
        #expect(read.headers["Bcc"] == nil && read.headers["X-Evil"] == nil)
        #expect(read.subject == "a  Bcc: all@example.org x")
    }

    @Test(
        "refuses what is not an address",
        arguments: [
            "", "nobody", "a@b@c", "a b@c.d", "a@c.d\r\nRCPT TO:x", "x <a@c.d\n>y>", "<a@>", "á@example.org", "x <a@b",
        ])
    func addresses(text: String) {
        #expect(throws: MailAddress.Problem.self) { try MailAddress(text) }
    }
}
