import Foundation
import TestSupport

/// The founding workspace, copied, fed once and run on the days that the tests ask about.
enum Founding {
    /// Autumn 2025, the day whose figures were published.
    static let autumn = Result { try fed.get().run(asOf: "2025-10-14") }
    /// The demonstration's day. One run at a time: a second one would find the store in use.
    static let spring = Result {
        _ = try autumn.get()
        return try fed.get().run(asOf: "2026-05-17")
    }

    /// A day on which every report due had come in.
    static let april = Result {
        _ = try spring.get()
        return try fed.get().run(asOf: "2026-04-19")
    }

    static let fed = Result {
        let workspace = try TestWorkspace(copying: ["onpace.yaml", "Targets", "Rules", "Data", "Plugins"])
        let taken = try workspace.ingest(files(of: workspace))
        guard taken.status == 0 else { throw TestWorkspace.CommandFailed(outcome: taken) }
        return workspace
    }

    /// The years' files, then the corrections, which come later.
    static func files(of workspace: TestWorkspace) throws -> [URL] {
        let data = workspace.url.appendingPathComponent("Data")
        return try ["2024", "2025", "2026", "corrections"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: data.appendingPathComponent(folder).path).sorted()
                .map { data.appendingPathComponent(folder).appendingPathComponent($0) }
        }
    }
}
