import Crypto
import Foundation
import Plan
import PositionedYAML

/// The plugins of a workspace on disk.
extension Workspace {
    /// Every folder of `Plugins/` with a `plugin.yaml`, sorted by name.
    func pluginFolders() throws(WorkspaceError) -> [PlanSources.PluginFolder] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url("Plugins").path)) ?? []
        var folders: [PlanSources.PluginFolder] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = "Plugins/\(name)"
            let manifest = "\(path)/plugin.yaml"
            guard FileManager.default.fileExists(atPath: url(manifest).path) else { continue }
            folders.append(
                PlanSources.PluginFolder(
                    path: path, manifest: try file(manifest), digest: try digest(of: path)))
        }
        return folders
    }

    /// SHA-256 over the names and bytes of everything that can change what a plugin answers: not its words for people
    /// and not its tests.
    private func digest(of folder: String) throws(WorkspaceError) -> [UInt8] {
        var hasher = SHA256()
        for name in try files(below: folder) {
            let inside = name.dropFirst(folder.count + 1)
            guard !inside.hasPrefix("cases/"), !inside.hasPrefix("tests/"), !inside.hasSuffix(".md") else { continue }
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url(name).path, isDirectory: &isFolder), !isFolder.boolValue
            else {
                continue
            }
            let bytes = try file(name).bytes
            for part in [Array(inside.utf8), bytes] {
                withUnsafeBytes(of: UInt64(part.count).littleEndian) { hasher.update(bufferPointer: $0) }
                hasher.update(data: part)
            }
        }
        return Array(hasher.finalize())
    }
}
