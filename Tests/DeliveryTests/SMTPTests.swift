import Foundation
import Periods
import Plan
import Store
import TestSupport
import Testing

@testable import Delivery

@Suite("Mail through a real server", .enabled(if: SMTPServer.isThere, SMTPServer.missing))
struct SMTPTests {
    private let folder: TemporaryFolder
    private let certificate: Certificate
    private static let password = "pässwörd \"with\" = signs"

    init() throws {
        folder = try TemporaryFolder()
        certificate = try Certificate()
    }

    private func settings(_ environment: [String: String] = [:]) -> DeliverySettings {
        var settings = DeliverySettings(environment: environment, now: { Sample.instant })
        settings.patience = SMTPSession.Patience(connecting: 5, answering: 2, all: 5)
        return settings
    }

    private let credentials = ["MAIL_USER": "onpace", "MAIL_PASSWORD": SMTPTests.password]

    /// Queues the sample's messages for a receiver and delivers them.
    private func deliver(
        _ receiver: Receiver, environment: [String: String] = [:], store: Store? = nil
    ) throws -> (report: DeliveryReport, store: Store, messages: [OutgoingMessage]) {
        let plan = try Sample.plan(receivers: [receiver])
        let messages = Sample.composition(plan).messages
        let store = try store ?? folder.store(messages)
        let report = try Outbox.deliver(from: store, plan: plan, root: folder.path, settings: settings(environment))
        return (report, store, messages)
    }

    /// The one failure of a delivery that must leave its message pending.
    private func failure(_ receiver: Receiver, environment: [String: String] = [:]) throws -> DeliveryFailure {
        let (report, store, _) = try deliver(receiver, environment: environment)
        #expect(report.sent.isEmpty)
        let rows = try store.read { try Outbox.deliveries(in: $0) }
        #expect(rows.map(\.state) == [.pending])
        let failure = try #require(report.failures.first?.failure)
        #expect(rows.first?.lastError == failure.description)
        return failure
    }

    @Test(
        "arrives as it was written, over a secure connection, with the user's name",
        arguments: [Receiver.SMTPServer.Security.starttls, .tls])
    func arrives(security: Receiver.SMTPServer.Security) throws {
        let server = try SMTPServer(
            .init(security: security.rawValue, user: "onpace", password: Self.password), certificate: certificate)
        let (report, _, messages) = try deliver(
            server.receiver(security, user: "onpace", authorities: certificate.certificate), environment: credentials)
        #expect(report.isComplete, "\(report.failures)")
        let taken = try #require(try server.taken().first)
        #expect(taken.tls && taken.user == "onpace")
        #expect(taken.from == "onpace@example.org" && taken.to == ["chief@example.org"])
        #expect(taken.content == messages[0].payload)
        let read = try ReadMail(taken.content)
        #expect(read.subject.hasPrefix("Hà Nội: 1.234 so với"))
        #expect(read.from == [["Văn phòng OnPace", "onpace@example.org"]])
    }

    @Test("reaches everybody else when one recipient is refused, and names the one")
    func refusedRecipient() throws {
        let server = try SMTPServer(.init(refused: ["gone@example.org"]), certificate: certificate)
        let people = ["first@example.org", "gone@example.org", "last@example.org"]
        let (report, store, _) = try deliver(
            server.receiver(to: people, authorities: certificate.certificate))
        #expect(try server.taken().map(\.to) == [["first@example.org"], ["last@example.org"]])
        #expect(report.failures.map(\.recipient) == ["gone@example.org"])
        let failure = try #require(report.failures.first?.failure)
        #expect(failure.phase == .recipient)
        #expect(failure.message.contains("gone@example.org") && failure.message.contains("550 5.1.1 no such mailbox"))
        #expect(try store.read { try Outbox.pending(in: $0) } == 1)
        // All copies are the same mail, and everybody sees to whom it went.
        let read = try server.taken().map { try ReadMail($0.content) }
        #expect(Set(read.map { $0.headers["Message-ID"] }).count == 1)
        #expect(read.first?.to.map { $0[1] } == people)
    }

    @Test("names a refused password as such, and never shows it")
    func refusedPassword() throws {
        let server = try SMTPServer(.init(user: "onpace", password: "another"), certificate: certificate)
        let failure = try failure(
            server.receiver(user: "onpace", authorities: certificate.certificate), environment: credentials)
        #expect(failure.phase == .auth)
        #expect(failure.message.hasSuffix("(535 5.7.8 refused ‹secret›)"), "\(failure)")
    }

    @Test("names a certificate that cannot be trusted", arguments: [true, false])
    func wrongCertificate(isKnown: Bool) throws {
        // Known but for another name, or not known at all.
        let other = isKnown ? try Certificate(names: "DNS:another.example") : certificate
        let server = try SMTPServer(.init(), certificate: other)
        let failure = try failure(server.receiver(authorities: isKnown ? other.certificate : nil))
        #expect(failure.phase == .tls)
        #expect(failure.message.contains("certificate of localhost cannot be trusted"))
        #expect(try server.taken().isEmpty)
    }

    @Test("is not sent where STARTTLS is required and not offered")
    func noTLS() throws {
        let server = try SMTPServer(.init(security: "none"), certificate: certificate)
        let failure = try failure(server.receiver(authorities: certificate.certificate))
        #expect(failure.phase == .tls && failure.message.contains("does not offer STARTTLS"))
        #expect(try server.taken().isEmpty)
    }

    @Test("is sent in the clear only where the plan says so")
    func inTheClear() throws {
        let server = try SMTPServer(.init(security: "none"), certificate: certificate)
        #expect(try deliver(server.receiver(.none, authorities: nil)).report.isComplete)
        #expect(try server.taken().map(\.tls) == [false])
    }

    @Test("stays when the connection drops, and arrives later under the same Message-ID")
    func droppedConnection() throws {
        let dropping = try SMTPServer(.init(mood: "drop"), certificate: certificate)
        let (report, store, _) = try deliver(dropping.receiver(authorities: certificate.certificate))
        let failure = try #require(report.failures.first?.failure)
        #expect(failure.phase == .connect && failure.message.contains("closed the connection, after DATA"))

        let server = try SMTPServer(.init(), certificate: certificate)
        let (again, _, messages) = try deliver(server.receiver(authorities: certificate.certificate), store: store)
        #expect(again.sent == messages.map(\.id))
        let read = try ReadMail(try #require(try server.taken().first).content)
        #expect(read.headers["Message-ID"] == "<\(messages[0].id)@example.org>")
        #expect(try store.read { try Outbox.deliveries(in: $0) }.map(\.attempts) == [2])
    }

    @Test("stays when the server refuses the message for now")
    func greylisted() throws {
        let server = try SMTPServer(.init(mood: "greylist"), certificate: certificate)
        let failure = try failure(server.receiver(authorities: certificate.certificate))
        #expect(failure.phase == .message && failure.message.contains("451 4.7.1 try again later"))
    }

    @Test("names a server that does not answer")
    func silence() throws {
        let server = try SMTPServer(.init(mood: "silent"), certificate: certificate)
        let failure = try failure(server.receiver(authorities: certificate.certificate))
        #expect(failure.phase == .timeout && failure.message.contains("after DATA"))
    }

    @Test("names a server that is not there, once for all recipients")
    func nobodyListens() throws {
        let server = try SMTPServer(.init(), certificate: certificate)
        var receiver = server.receiver(to: ["a@example.org", "b@example.org"], authorities: nil)
        // A port nobody listens on: that of a server that is gone.
        if case .smtp(let mail, var place) = receiver.channel {
            place.port = 1
            receiver.channel = .smtp(mail, place)
        }
        let (report, _, _) = try deliver(receiver)
        #expect(report.failures.map(\.failure.phase) == [.connect, .connect])
        #expect(report.failures[0].failure == report.failures[1].failure)
        #expect(report.failures[0].failure.message.hasPrefix("cannot reach localhost:1 "))
    }

    @Test("names a host that is not known")
    func unknownHost() throws {
        let server = try SMTPServer(.init(), certificate: certificate)
        let failure = try failure(server.receiver(authorities: nil, host: "no-such-host.invalid"))
        #expect(failure.phase == .connect && failure.message == "the name no-such-host.invalid is not known")
    }

    @Test("names a secret that is not there")
    func missingSecret() throws {
        let server = try SMTPServer(.init(), certificate: certificate)
        let failure = try failure(server.receiver(user: "onpace", authorities: certificate.certificate))
        #expect(failure.description == "secret: the environment variable MAIL_USER is not set")
    }

    @Test("names a file of authorities that is not there")
    func missingAuthorities() throws {
        let server = try SMTPServer(.init(), certificate: certificate)
        let failure = try failure(server.receiver(authorities: "ca.pem"))
        #expect(failure.phase == .tls && failure.message.contains("no such file"))
    }
}

@Suite("Secrets")
struct SecretTests {
    @Test("are read from the environment or a file, and show themselves nowhere")
    func values() throws {
        let folder = try TemporaryFolder()
        try folder.write("hunter2 and more\n", to: "secrets/mail")
        let fromFile = try SecretValue(.file("secrets/mail"), environment: [:], root: folder.path)
        #expect(fromFile.value == "hunter2 and more")
        let secret = try SecretValue(.environment("X"), environment: ["X": "hunter2 and more"], root: "")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] { #expect(!text.contains("hunter2")) }
        #expect(secret.redacted(in: "535 hunter2 and more aHVudGVyMiBhbmQgbW9yZQ==") == "535 ‹secret› ‹secret›")
    }

    @Test("that cannot be used are named without their value")
    func problems() throws {
        let folder = try TemporaryFolder()
        try folder.write("\n", to: "empty")
        let wrong: [(Secret, [String: String], String)] = [
            (.environment("X"), [:], "the environment variable X is not set"),
            (.environment("X"), ["X": ""], "the environment variable X is not set"),
            (.environment("X"), ["X": "a\nb"], "the secret holds a line end or another control character"),
            (.file("nowhere"), [:], "cannot read the secret from the file nowhere"),
            (.file("empty"), [:], "the file empty is empty"),
        ]
        for (secret, environment, message) in wrong {
            #expect(throws: DeliveryFailure(.secret, message)) {
                try SecretValue(secret, environment: environment, root: folder.path)
            }
        }
    }
}
