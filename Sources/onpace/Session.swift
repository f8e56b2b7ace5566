import ArgumentParser
import Evaluators
import Foundation
import Ledger
import Periods
import Plan
import PluginHost
import PositionedYAML
import Runs
import Store

/// What most commands share: the workspace, its plan, its store, and how to speak.
struct Session {
    let workspace: Workspace
    let plan: Plan
    let language: Language
    let screen: Screen
    /// The plan's plugins; a command that judges closes them when it is done.
    let plugins: PluginHost

    /// Finds the workspace and loads its plan; every mistake goes to standard error.
    init(_ options: WorkspaceOptions, isQuiet: Bool = true) throws {
        screen = Screen()
        workspace = try options.locate()
        let (outcome, sources) = try workspace.plan(today: Clock.today(in: "UTC"))
        guard let plan = outcome.plan else {
            for diagnostic in outcome.diagnostics where diagnostic.severity == .error || !isQuiet {
                let source = sources.file(named: diagnostic.file)
                screen.say(diagnostic.rendered(source: source, colour: screen.errorIsColoured))
            }
            let errors = outcome.diagnostics.count { $0.severity == .error }
            screen.say("\(errors) error\(errors == 1 ? "" : "s") in the plan; nothing was done")
            throw ExitCode.wrongInput
        }
        self.plan = plan
        let screen = screen
        plugins = PluginHost(
            plan.plugins, root: workspace.root.path, compiledIn: compiledIn.withLock { $0 }
        ) { plugin, line in screen.say("\(plugin): \(line)") }
        language = options.language.flatMap(Language.init(rawValue:)) ?? plan.languages.first ?? .english
    }

    /// Who judges which aim. The programs of plugins that targets need start now, while the ledger is read.
    func evaluators() -> EvaluatorCatalogue {
        plugins.start(Set(plan.targets.map(\.aim.word)))
        return plugins.catalogue
    }

    /// Opens the store, making its folder when needed.
    func store() throws -> Store {
        let url = workspace.url(plan.store)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                kind: .cannotOpen, path: url.path,
                message: "the store's folder cannot be made: \((error as NSError).localizedDescription)")
        }
        return try Store(path: url.path)
    }

    /// The as-of day asked for, else today in the plan's time zone.
    func day(_ text: String?) throws -> Day {
        guard let text else { return Clock.today(in: plan.timeZone) }
        guard let day = Day(text) else {
            throw ValidationError("\"\(text)\" is no day; write it as 2026-05-17")
        }
        return day
    }

    /// The instant asked for; nil = everything known.
    func instant(_ text: String?) throws -> Instant? {
        guard let text else { return nil }
        guard let instant = Instant(text) else {
            throw ValidationError("\"\(text)\" is no instant; write 2026-05-17 or 2026-05-17T08:00:00Z")
        }
        return instant
    }
}

/// `--workspace` and `--language`, everywhere.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The workspace (default: the nearest folder upward with onpace.yaml).", valueName: "dir"))
    var workspace: String?

    @Option(name: .long, help: ArgumentHelp("vi or en (default: the workspace's first language).", valueName: "code"))
    var language: String?

    func validate() throws {
        if let language, Language(rawValue: language) == nil {
            throw ValidationError("the languages are vi and en, not \"\(language)\"")
        }
    }

    func locate() throws -> Workspace {
        if let workspace {
            let root = URL(fileURLWithPath: workspace)
            guard FileManager.default.fileExists(atPath: root.appendingPathComponent("onpace.yaml").path) else {
                throw WorkspaceError.unreadable(workspace, "there is no onpace.yaml in it; `onpace init` writes one")
            }
            return Workspace(root: root.standardizedFileURL.resolvingSymlinksInPath())
        }
        return try Workspace.find(from: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
    }
}

extension ExitCode {
    static let verificationFailed = ExitCode(1)
    static let somethingLags = ExitCode(2)
    static let wrongInput = ExitCode(3)
    static let undelivered = ExitCode(4)
    static let evaluatorFailed = ExitCode(5)
    static let wrongUsage = ExitCode(64)
    static let fileFailed = ExitCode(74)
    static let tryAgain = ExitCode(75)
}
