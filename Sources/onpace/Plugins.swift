import ArgumentParser
import Foundation
import Plan
import PluginHost
import PluginKit
import PositionedYAML
import Runs

/// `onpace plugins`: what there is, whether it keeps the rules, and how to begin another.
struct Plugins: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, check and begin evaluators, receivers and sources of one's own.",
        discussion: """
            A plugin is a folder in Plugins/ with a plugin.yaml and a program in any
            language; see Documentation/plugins.md.
            """,
        subcommands: [List.self, Check.self, New.self], defaultSubcommand: List.self)

    struct List: OnPaceCommand {
        static let configuration = CommandConfiguration(abstract: "Show each plugin: id, what it is for, who uses it.")

        @OptionGroup var options: WorkspaceOptions

        func execute() throws {
            let found = try Found(options)
            let screen = found.screen
            guard !found.plugins.isEmpty || found.hasErrors else {
                screen.say("no plugins; `onpace plugins new NAME` begins one")
                return
            }
            let plan = try found.workspace.plan(today: Clock.today(in: "UTC")).outcome.plan
            for plugin in found.plugins {
                let title = plugin.title[found.language(options)]
                screen.write(
                    "\(plugin.id)  \(plugin.role.verb) \(plugin.role.word)  \(state(plugin, plan))  \(title)\n")
            }
            if !found.plugins.isEmpty { screen.write("sandbox: \(Sandbox.probe().description)\n") }
            if found.hasErrors { throw ExitCode.wrongInput }
        }

        private func state(_ plugin: Plugin, _ plan: Plan?) -> String {
            guard let plan else { return "declared (the plan has mistakes)" }
            func uses(_ use: PluginUse) -> Bool { use.plugin == plugin.id }
            let (users, word) =
                switch plugin.role {
                case .evaluates: (plan.targets.count { $0.aim.word == plugin.role.word }, "target")
                case .delivers:
                    (
                        plan.receivers.count { receiver in
                            if case .plugin(let use) = receiver.channel { uses(use) } else { false }
                        }, "receiver"
                    )
                case .fetches: (plan.sources.count { uses($0.use) }, "source")
                }
            return users > 0 ? "used by \(Commands.Check.count(users, word))" : "declared"
        }
    }

    struct Check: OnPaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try plugins against the protocol, their limits and their own cases.",
            discussion: """
                Exits with 1 when a plugin fails.

                EXAMPLE
                  onpace plugins check cohort-clearance
                """)

        @OptionGroup var options: WorkspaceOptions

        @Argument(help: "Names of plugins (default: all).")
        var names: [String] = []

        func execute() throws {
            let found = try Found(options)
            let screen = found.screen
            for name in names where !found.plugins.contains(where: { $0.name == name }) {
                let mend = didYouMean(name, among: found.plugins.map(\.name)).map { "; did you mean \"\($0)\"?" } ?? ""
                if !found.hasErrors { throw ValidationError("there is no plugin \"\(name)\"\(mend)") }
            }
            let sandbox = Sandbox.probe()
            var failures = 0
            for plugin in found.plugins where names.isEmpty || names.contains(plugin.name) {
                screen.write("\(plugin.id)\n")
                let kit = ConformanceKit(plugin, root: found.workspace.root.path, sandbox: sandbox) { line in
                    screen.say("\(plugin.name): \(line)")
                }
                for finding in kit.check(try cases(of: plugin, in: found.workspace)) {
                    let problem = finding.problem.map { ": it \($0)" } ?? ""
                    screen.write("  \(finding.passed ? "ok    " : "FAILED") \(finding.what)\(problem)\n")
                    if !finding.passed { failures += 1 }
                }
            }
            screen.write("sandbox: \(sandbox.description)\n")
            if found.hasErrors { throw ExitCode.wrongInput }
            if failures > 0 { throw ExitCode.verificationFailed }
        }

        private func cases(of plugin: Plugin, in workspace: Workspace) throws -> [PluginCase] {
            let folder = workspace.url("\(plugin.folder)/cases")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
                let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
                do throws(ProtocolViolation) {
                    return try PluginCase(name: String(name.dropLast(5)), json: bytes)
                } catch {
                    throw ValidationError("\(plugin.folder)/cases/\(error.message)")
                }
            }
        }
    }

    struct New: OnPaceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin a plugin that works, with a case of its own.",
            discussion: """
                EXAMPLE
                  onpace plugins new our-index --language python
                  onpace plugins new our-gateway --kind receiver
                """)

        @Option(
            help: ArgumentHelp(
                "The workspace's folder (default: the nearest upward with onpace.yaml).", valueName: "dir"))
        var workspace: String?

        @Argument(help: "Its name: lower-case letters, digits and \"-\".")
        var name: String

        @Option(help: "What it is written in: python, swift, sh or node.")
        var language = PluginTemplate.Language.python

        @Option(help: "evaluator, receiver or source; the last two in python.")
        var kind = PluginTemplate.Kind.evaluator

        func validate() throws {
            guard kind == .evaluator || language == .python else {
                throw ValidationError("a new \(kind.rawValue) is written in python; the protocol is the same in all")
            }
            let isName =
                name.first?.isLowercase == true && name.utf8.count <= 60
                && name.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                        || $0 == UInt8(ascii: "-")
                }
            guard isName else {
                throw ValidationError("\"\(name)\" is no name; use lower-case letters, digits and \"-\"")
            }
        }

        func execute() throws {
            let screen = Screen()
            var options = WorkspaceOptions()
            options.workspace = workspace
            let workspace = try options.locate()
            let folder = workspace.url("Plugins/\(name)")
            guard !FileManager.default.fileExists(atPath: folder.path) else {
                screen.say("onpace: Plugins/\(name) is there already; nothing was written")
                throw ExitCode.wrongInput
            }
            let template = PluginTemplate(name: name, language: language, kind: kind)
            for file in template.files {
                let url = folder.appendingPathComponent(file.path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: url, options: .atomic)
                screen.say("wrote Plugins/\(name)/\(file.path)")
            }
            let build = template.build.map { "sh Plugins/\(name)/\($0) && " } ?? ""
            screen.say("next: \(build)onpace plugins check \(name)")
        }
    }

    /// The plugins of a workspace, their mistakes said.
    private struct Found {
        let screen = Screen()
        let workspace: Workspace
        let plugins: [Plugin]
        let hasErrors: Bool

        init(_ options: WorkspaceOptions) throws {
            workspace = try options.locate()
            let sources = try workspace.sources()
            let (plugins, diagnostics) = PlanLoader.plugins(sources, today: Clock.today(in: "UTC"))
            for diagnostic in diagnostics {
                screen.say(
                    diagnostic.rendered(
                        source: sources.file(named: diagnostic.file), colour: screen.errorIsColoured))
            }
            self.plugins = plugins
            hasErrors = diagnostics.contains { $0.severity == .error }
        }

        func language(_ options: WorkspaceOptions) -> Language {
            options.language.flatMap(Language.init(rawValue:)) ?? .english
        }
    }
}
