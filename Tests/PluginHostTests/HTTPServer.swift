import Foundation
import TestSupport
import Testing

/// A real HTTP server on this machine, alive as long as the value is; its moods are in `http_server.py`.
final class HTTPServer {
    private let process = Process()
    let folder: TemporaryFolder
    let port: Int
    private let scheme: String

    static let missing: Comment = "skipped: there is no /usr/bin/python3"

    /// - Parameter certificate: files of a certificate and its key; nil = plain HTTP.
    init(certificate: (certificate: String, key: String)? = nil) throws {
        folder = try TemporaryFolder()
        scheme = certificate == nil ? "http" : "https"
        process.executableURL = Python.executable
        process.arguments =
            [PackageRoot.path("Tests/Fixtures/http/http_server.py").path, folder.url.path]
            + (certificate.map { [$0.certificate, $0.key] } ?? [])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(said.trimmingCharacters(in: .whitespacesAndNewlines)), "it did not start: \(said)")
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func url(_ path: String) -> String { "\(scheme)://localhost:\(port)\(path)" }

    /// A request that the server got.
    struct Request: Decodable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
    }

    func requests() throws -> [Request] {
        let file = folder.url.appendingPathComponent("requests.jsonl")
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Request.self, from: $0)
        }
    }
}
