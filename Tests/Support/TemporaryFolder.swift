import Foundation

/// A folder that is there as long as the value that made it.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("onpace-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Copies files and folders of the package into it under their own names: a workspace that tests may write to.
    @discardableResult
    public func copying(_ paths: [String]) throws -> TemporaryFolder {
        for path in paths {
            let source = PackageRoot.path(path)
            try FileManager.default.copyItem(at: source, to: url.appendingPathComponent(source.lastPathComponent))
        }
        return self
    }

    /// Writes a text file at a path below the folder.
    public func write(_ text: String, to path: String) throws {
        let file = url.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
