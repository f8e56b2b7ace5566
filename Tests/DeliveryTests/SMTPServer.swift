import Foundation
import Plan
import TestSupport
import Testing

@testable import Delivery

/// A real SMTP server (aiosmtpd) on this machine, alive as long as the value is.
final class SMTPServer {
    private let process = Process()
    private let folder: TemporaryFolder
    let port: Int

    struct Options: Encodable {
        var security = "starttls"
        var user: String?
        var password: String?
        var refused: [String] = []
        var mood = "well"
    }

    /// Whether the Debian packages python3-aiosmtpd and openssl are here.
    static let isThere: Bool = {
        guard Python.isThere, FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") else { return false }
        let outcome = try? OnPaceBinary.run(URL(fileURLWithPath: Python.path), ["-c", "import aiosmtpd"])
        return outcome?.status == 0
    }()

    static let missing: Comment = "skipped: python3-aiosmtpd or openssl is not installed"

    init(_ options: Options, certificate: Certificate) throws {
        folder = try TemporaryFolder()
        var arguments = try JSONSerialization.jsonObject(with: JSONEncoder().encode(options)) as? [String: Any] ?? [:]
        arguments["folder"] = folder.path
        arguments["certificate"] = certificate.certificate
        arguments["key"] = certificate.key
        process.executableURL = URL(fileURLWithPath: Python.path)
        process.arguments = [
            PackageRoot.path("Tests/Fixtures/mail/smtp_server.py").path,
            String(decoding: try JSONSerialization.data(withJSONObject: arguments), as: UTF8.self),
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(said.trimmed), "the server did not start: \(said)")
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    struct Taken: Decodable {
        var from: String
        var to: [String]
        var tls: Bool
        var user: String?
        var content: [UInt8] = []

        private enum CodingKeys: CodingKey {
            case from, to, tls, user
        }
    }

    /// What the server took, in order.
    func taken() throws -> [Taken] {
        try folder.files("").filter { $0.hasSuffix(".json") }.map { name in
            let file = folder.url.appendingPathComponent(name)
            var taken = try JSONDecoder().decode(Taken.self, from: Data(contentsOf: file))
            taken.content = [UInt8](try Data(contentsOf: file.deletingPathExtension().appendingPathExtension("eml")))
            return taken
        }
    }

    func receiver(
        _ security: Receiver.SMTPServer.Security = .starttls, to: [String] = ["chief@example.org"],
        user: String? = nil, authorities: String?, host: String = "localhost"
    ) -> Receiver {
        Sample.receiver(
            "mail",
            .smtp(
                Sample.mail(to: to),
                Receiver.SMTPServer(
                    host: host, port: port, security: security, username: user.map { _ in .environment("MAIL_USER") },
                    password: user.map { _ in .environment("MAIL_PASSWORD") }, authorities: authorities)))
    }
}

/// A certificate made for the test, signed by itself.
struct Certificate {
    let folder: TemporaryFolder
    var certificate: String { folder.path + "/cert.pem" }
    var key: String { folder.path + "/key.pem" }

    init(names: String = "DNS:localhost,IP:127.0.0.1") throws {
        folder = try TemporaryFolder()
        let outcome = try OnPaceBinary.run(
            URL(fileURLWithPath: "/usr/bin/openssl"),
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder.path + "/key.pem", "-out",
                folder.path + "/cert.pem", "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(names)",
            ])
        try #require(outcome.status == 0, "\(outcome.stderr)")
    }
}
