import FoundationEssentials

/// A plugin's temporary folder where no sandbox gives it one.
enum Scratch {
    /// Makes a folder that only this user can read; nil when that fails.
    static func make() -> String? {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "onpace-plugin-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            return url.path
        } catch {
            return nil
        }
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
