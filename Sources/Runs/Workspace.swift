import Delivery
import Foundation
import Periods
import Plan
import PositionedYAML

/// A workspace on disk: a folder with `onpace.yaml`.
public struct Workspace: Sendable {
    public let root: URL

    public init(root: URL) {
        self.root = root
    }

    /// The nearest folder from `start` upward that has `onpace.yaml`.
    public static func find(from start: URL) throws(WorkspaceError) -> Workspace {
        var folder = start.standardizedFileURL.resolvingSymlinksInPath()
        while true {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("onpace.yaml").path) {
                return Workspace(root: folder)
            }
            let parent = folder.deletingLastPathComponent()
            guard parent.path != folder.path else { throw .notFound(start.path) }
            folder = parent
        }
    }

    /// Reads every declaring file.
    public func sources() throws(WorkspaceError) -> PlanSources {
        let workspace = try file("onpace.yaml")
        var declarations: [SourceFile] = []
        for folder in ["Targets", "Rules"] {
            for name in try files(below: folder) where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                declarations.append(try file(name))
            }
        }
        return PlanSources(
            workspace: workspace, declarations: declarations, units: try optionalFile("Targets/units.csv"),
            unitChanges: try optionalFile("Targets/unit-changes.csv"), plugins: try pluginFolders())
    }

    /// Loads the plan.
    public func plan(today: Day) throws(WorkspaceError) -> (outcome: PlanLoader.Outcome, sources: PlanSources) {
        let sources = try sources()
        let checks = PlanChecks(
            isTimeZone: { TimeZone(identifier: $0) != nil },
            problemOfSentence: { text in
                do throws(SentenceTemplate.Problem) {
                    _ = try SentenceTemplate(text)
                    return nil
                } catch {
                    return error.description
                }
            })
        return (PlanLoader.load(sources, today: today, checks: checks), sources)
    }

    /// A path below the root.
    public func url(_ path: String) -> URL {
        root.appendingPathComponent(path)
    }

    func file(_ name: String) throws(WorkspaceError) -> SourceFile {
        do {
            return SourceFile(name: name, bytes: [UInt8](try Data(contentsOf: url(name))))
        } catch {
            throw .unreadable(name, (error as NSError).localizedDescription)
        }
    }

    private func optionalFile(_ name: String) throws(WorkspaceError) -> SourceFile? {
        FileManager.default.fileExists(atPath: url(name).path) ? try file(name) : nil
    }

    /// Paths of the files below `folder`, relative to the root, sorted; hidden ones left out.
    func files(below folder: String) throws(WorkspaceError) -> [String] {
        guard FileManager.default.fileExists(atPath: url(folder).path) else { return [] }
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: url(folder).path) else {
            throw .unreadable(folder, "the folder cannot be listed")
        }
        return names.filter { name in !name.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted().map { "\(folder)/\($0)" }
    }
}

/// Why there is no workspace to work with.
public enum WorkspaceError: Error, Sendable, CustomStringConvertible {
    case notFound(String)
    case unreadable(String, String)

    public var description: String {
        switch self {
        case .notFound(let path):
            "there is no onpace.yaml in \(path) or above it; `onpace init DIR` makes a workspace, --workspace names one"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)"
        }
    }
}
