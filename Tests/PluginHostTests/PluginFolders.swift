import Foundation
import Periods
import Plan
import PositionedYAML
import Testing

/// The plugins of a folder, as the plan loader reads them.
enum PluginFolders {
    static func read(_ root: URL) throws -> [Plugin] {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Plugins").path)
        let folders = try names.sorted().map { name in
            let path = "Plugins/\(name)"
            let bytes = [UInt8](try Data(contentsOf: root.appendingPathComponent("\(path)/plugin.yaml")))
            return PlanSources.PluginFolder(
                path: path, manifest: SourceFile(name: "\(path)/plugin.yaml", bytes: bytes))
        }
        let (plugins, diagnostics) = PlanLoader.plugins(
            PlanSources(workspace: SourceFile(name: "onpace.yaml", bytes: []), plugins: folders), today: Day(number: 0))
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        return plugins
    }
}
