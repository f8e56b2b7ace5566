import Foundation
import Plan

/// A secret's value, read at the moment it is needed and never part of any text.
public struct SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public let value: String

    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - root: the workspace's folder, for relative paths.
    public init(_ secret: Secret, environment: [String: String], root: String) throws(DeliveryFailure) {
        switch secret {
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw DeliveryFailure(.secret, "the environment variable \(name) is not set")
            }
            self.value = value
        case .file(let path):
            let resolved = resolve(path, under: root)
            guard let bytes = try? OpenFile.read(resolved, limit: 64 << 10),
                let text = String(validating: bytes, as: UTF8.self)
            else { throw DeliveryFailure(.secret, "cannot read the secret from the file \(path)") }
            value = text.trimmed
            guard !value.isEmpty else { throw DeliveryFailure(.secret, "the file \(path) is empty") }
        }
        guard !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw DeliveryFailure(.secret, "the secret holds a line end or another control character")
        }
    }

    public var description: String { "‹secret›" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// `text` without any form in which the secret could appear in it: servers may echo what they were sent.
    func redacted(in text: String) -> String {
        var text = text
        for form in [value, String(decoding: Base64.encoded(Array(value.utf8)), as: UTF8.self)] where form.count > 2 {
            text = text.replacing(form, with: description)
        }
        return text
    }
}
