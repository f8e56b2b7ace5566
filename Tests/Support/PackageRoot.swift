import Foundation

/// Where the package lies on this machine, found from this file's own place in it.
public enum PackageRoot {
    public static let url = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file or folder of the package.
    public static func path(_ relative: String) -> URL {
        url.appendingPathComponent(relative)
    }

    /// A file of the shared real data that lies beside the package, or nil where it is not there.
    public static func sharedData(_ name: String) -> URL? {
        let file = url.appendingPathComponent("../shared/data").appendingPathComponent(name).standardizedFileURL
        return FileManager.default.isReadableFile(atPath: file.path) ? file : nil
    }
}
