import ArgumentParser
import Foundation
import Intake
import Periods
import Plan
import PluginHost
import PositionedYAML

/// `onpace ingest --from NAME`: what a source gives becomes a file, which is taken like any other.
extension Ingest {
    /// A file that a source gave, ready to be submitted.
    struct Fetched {
        /// Where its bytes are, for the errors by line.
        var path: String
        /// What people call it.
        var shown: String
        /// The name kept in the ledger.
        var name: String
    }

    /// Has a source fetch its values and writes them beside the store.
    ///
    /// - Returns: nil when it failed, which was said then.
    func fetch(_ name: String, _ session: Session, _ intake: Intake) throws -> Fetched? {
        guard let source = session.plan.sources.first(where: { $0.id == name }) else {
            let mend = didYouMean(name, among: session.plan.sources.map(\.id)).map { "; did you mean \"\($0)\"?" }
            throw ValidationError("there is no source \"\(name)\" in onpace.yaml\(mend ?? "")")
        }
        let rows: FetchedRows
        do throws(PluginFailure) {
            rows = try session.plugins.fetch(
                source.use,
                PluginSource.Question(
                    source: name, today: Clock.today(in: session.plan.timeZone).description, since: since),
                secrets: session.secrets)
        } catch {
            session.screen.say("source \(name): error: \(source.use.plugin) \(error.description); nothing was taken")
            return nil
        }
        let ledgerName = "source/\(name)"
        let store = session.workspace.url(session.plan.store).deletingLastPathComponent()
        let url = store.appendingPathComponent("fetched/\(name).csv")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(try intake.news(rows.file(), from: ledgerName)).write(to: url, options: .atomic)
        return Fetched(path: url.path, shown: shown(url.path, in: session.workspace.root), name: ledgerName)
    }

    /// As people would write it: from the folder they are in, else from the workspace.
    private func shown(_ path: String, in root: URL) -> String {
        let current = FileManager.default.currentDirectoryPath + "/"
        if path.hasPrefix(current) { return String(path.dropFirst(current.count)) }
        return path
    }
}
