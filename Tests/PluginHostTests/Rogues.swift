import Evaluators
import Foundation
import Plan
import TestSupport
import Testing

@testable import PluginHost

/// The rogues' gallery: one misbehaving program for each way to misbehave.
enum Rogues {
    /// A rogue and the words that must say what it did.
    struct Rogue: Sendable, CustomTestStringConvertible {
        var name: String
        var words: String

        /// In bubblewrap a program cannot close its output for good: the wrapper holds it too.
        func words(in sandbox: Sandbox) -> String {
            if case .bubblewrap = sandbox, name == "closed" { return "gave no answer within 1 second" }
            return words
        }

        var testDescription: String { name }
    }

    static let gallery: [Rogue] = [
        ("hang", "gave no answer within 1 second"),
        ("mute", "gave no answer within 1 second"),
        ("crash", "ended with exit status 1 before it answered; its last words: RuntimeError: the rogue is tired"),
        ("killed", "was killed by signal 9 before it answered"),
        ("fork_bomb", "ran more than 32 processes at once"),
        ("flood", "said more than 1 MB"),
        ("log_flood", "said more than 1 MB"),
        ("garbage", "answered no JSON (no JSON value begins here, byte 0): \"all is well, do not worry\""),
        ("half_line", "ended with exit status 0 in the middle of a line"),
        ("wrong_id", "answered another question than the one it was asked"),
        ("not_a_number", "NaN and infinities are no JSON; write null"),
        ("endless_number", "a number is too large"),
        ("other_protocol", "speaks protocol 2, and this host speaks protocol 1"),
        ("other_version", "says that it is \"somebody-else/v9\", and plugin.yaml declares \"other-version-"),
        ("unasked_unit", "answered for the unit \"the-neighbours\", which was not asked about"),
        ("missing_unit", "gave no answer for the unit \"U0\""),
        ("twice", "answered twice for the unit \"U0\""),
        ("chatter", "said more than one line to one question"),
        ("invented_status", "answered the status \"splendid\" for the unit \"U0\""),
        ("unexplained", "gave no explanation for the unit \"U0\""),
        ("glutton", "emory"),
        ("spinner", "used more than 1 s of processor time"),
        ("writer", "File too large"),
        ("closed", "closed its output before it answered"),
        ("absent", "cannot be started"),
    ].map { Rogue(name: $0.0, words: $0.1) }

    /// The plugin of a rogue, with little patience for it.
    static func plugin(_ name: String, command: [String]? = nil) -> Plugin {
        var limits = Plugin.Limits()
        // Processor time runs out before patience does only for the one that spins.
        limits.time = ["hang", "mute", "closed"].contains(name) ? 1 : 20
        limits.cpu = name == "spinner" ? 1 : 20
        limits.memory = 128 << 20
        limits.output = 1 << 20
        limits.files = 2 << 20
        // Two test runs on one machine do not take each other's rogues for their own.
        let unique = name.replacingOccurrences(of: "_", with: "-") + "-\(ProcessInfo.processInfo.processIdentifier)"
        return Plugin(
            id: "\(unique)/v1", folder: "Plugins/\(unique)", title: LocalText(name),
            role: .evaluates(Plugin.Evaluating(word: "rogue")),
            command: command ?? ["python3", "\(name).py"], limits: limits)
    }

    /// A workspace with one rogue in it.
    static func workspace(_ name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let rogues = PackageRoot.path("Tests/Fixtures/rogues")
        for file in ["manners.py", "\(name).py"] {
            let source = rogues.appendingPathComponent(file)
            guard FileManager.default.fileExists(atPath: source.path) else { continue }
            try folder.write(
                String(decoding: try Data(contentsOf: source), as: UTF8.self),
                to: "\(plugin(name).folder)/\(file)")
        }
        try folder.write("organisation: Rogues\n", to: "onpace.yaml")
        return folder
    }

    /// What an evaluator of this rogue says, and how it fails.
    static func evaluate(_ name: String, in sandbox: Sandbox) throws -> Result<Evaluation, EvaluationFailure> {
        let folder = try workspace(name)
        let plugin = name == "absent" ? plugin(name, command: ["./absent"]) : plugin(name)
        let session = PluginSession(plugin, root: folder.url.path, sandbox: { _ in sandbox })
        defer { session.close() }
        return Result { () throws(EvaluationFailure) in
            try PluginEvaluator(session).evaluation(SampleQuestion(units: 3, weeks: 4).batch(for: plugin))
        }
    }
}
