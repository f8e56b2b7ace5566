import Evaluators
import Foundation
import Plan
import TestSupport
import Testing

@testable import PluginHost

#if os(Linux)

/// Serialized, both galleries: the tests count processes and files of this very program.
@Suite(.serialized)
enum Gallery {}

extension Gallery {
    @Suite struct RogueTests {
        static let sandboxes: [Sandbox] = {
            let lesser = Sandbox.lesser(because: "a test")
            let found = Sandbox.probe()
            if case .lesser(let why) = found { print("skipped in RogueTests: everything in bubblewrap, for \(why)") }
            return found == lesser
                ? [lesser]
                : [lesser, found].filter {
                    if case .lesser(let why) = $0 { why == "a test" } else { true }
                }
        }()

        @Test("A rogue costs its own target a verdict that says what it did", arguments: Rogues.gallery)
        func saysWhatItDid(_ rogue: Rogues.Rogue) throws {
            for sandbox in Self.sandboxes {
                let outcome = try Rogues.evaluate(rogue.name, in: sandbox)
                let failure = #expect(throws: EvaluationFailure.self) { try outcome.get() }
                #expect(
                    failure?.message.contains(rogue.words(in: sandbox)) == true, "\(sandbox): \(failure?.message ?? "")"
                )
            }
            try Remains.expectNone(of: rogue.name)
        }

        @Test("Whoever answers well is believed, whatever it does afterwards", arguments: ["fugitive", "stubborn"])
        func endsAll(_ name: String) throws {
            for sandbox in Self.sandboxes {
                let evaluation = try Rogues.evaluate(name, in: sandbox).get()
                #expect(evaluation.assessments.map(\.status) == [.onTrack, .onTrack, .onTrack])
                #expect(evaluation.notes.first??[.english] == "all is well")
            }
            try Remains.expectNone(of: name)
        }

        @Test("In bubblewrap a plugin sees no variables, no network and no workspace, and writes nothing beside itself")
        func seesNothing() throws {
            for sandbox in Self.sandboxes {
                let evaluation = try Rogues.evaluate("spy", in: sandbox).get()
                let seen = evaluation.notes.first??[.english] ?? ""
                if case .bubblewrap = sandbox {
                    #expect(seen == "sees")
                } else {
                    // The lesser sandbox does not hide files, and says so.
                    #expect(
                        seen == (Sandbox.canDenyNetwork ? "sees workspace written" : "sees workspace written network"))
                }
            }
        }

        @Test("Where bubblewrap is installed and does not work, the program starts in the lesser sandbox")
        func fallsBack() throws {
            let folder = try Rogues.workspace("fugitive")
            let plugin = Rogues.plugin("fugitive")
            let session = PluginSession(plugin, root: folder.url.path) { isCertain in
                isCertain ? .lesser(because: "a test") : .bubblewrap(path: "/bin/false")
            }
            defer { session.close() }
            let batch = SampleQuestion(units: 1).batch(for: plugin)
            #expect(try PluginEvaluator(session).evaluation(batch).assessments.map(\.status) == [.onTrack])
        }

        @Test("A plugin that fails three times is not asked a fourth time")
        func isGivenUp() throws {
            let folder = try Rogues.workspace("crash")
            let plugin = Rogues.plugin("crash")
            let session = PluginSession(plugin, root: folder.url.path, sandbox: { _ in .lesser(because: "a test") })
            defer { session.close() }
            let batch = SampleQuestion(units: 1).batch(for: plugin)
            var messages: [String] = []
            for _ in 0..<5 {
                do throws(EvaluationFailure) {
                    _ = try PluginEvaluator(session).evaluation(batch)
                } catch {
                    messages.append(error.message)
                }
            }
            #expect(messages.count == 5)
            #expect(messages.prefix(3).allSatisfy { $0.contains("exit status 1") })
            #expect(messages.suffix(2).allSatisfy { $0.contains("failed 3 times in this run and is not asked again") })
        }

        @Test("What a plugin says on standard error is passed on line by line, without control characters")
        func passesLogOn() throws {
            var log = LineLog()
            log.append(Array("one\n\u{1B}[31mred\nunfinished".utf8)[...])
            #expect(log.take() == ["one", " [31mred", "unfinished"])
            log.append(Array(repeating: UInt8(ascii: "\n"), count: 10)[...])
            log.append(Array(String(repeating: "line\n", count: 150).utf8)[...])
            let lines = log.take()
            #expect(lines.count == 101)
            #expect(lines.last == "… and 50 more lines")
        }

        @Test("The conformance kit fails each rogue with the right words", arguments: Rogues.gallery)
        func kitFindsRogue(_ rogue: Rogues.Rogue) throws {
            let folder = try Rogues.workspace(rogue.name)
            let plugin =
                rogue.name == "absent" ? Rogues.plugin(rogue.name, command: ["./absent"]) : Rogues.plugin(rogue.name)
            let sandbox = Sandbox.lesser(because: "a test")
            let problems = ConformanceKit(plugin, root: folder.url.path, sandbox: sandbox).check([]).compactMap(
                \.problem)
            #expect(problems.contains { $0.contains(rogue.words) }, "\(problems)")
            try Remains.expectNone(of: rogue.name)
        }

        /// Five in a hundred runs are well-behaved; the others misbehave at random.
        @Test("After many runs with random misbehaviour no process, file or zombie is left")
        func soak() throws {
            let runs = ProcessInfo.processInfo.environment["ONPACE_SOAK"].flatMap(Int.init) ?? 40
            // Those that wait for a limit would take hours a thousand times.
            let slow = ["hang", "mute", "spinner", "fork_bomb", "closed"]
            let names = Rogues.gallery.map(\.name).filter { !slow.contains($0) } + ["fugitive", "spy"]
            var state: UInt64 = 88_172_645_463_325_252
            let before = try Remains.openFiles()
            for run in 0..<runs {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                let name = run % 50 == 49 ? slow[run / 50 % slow.count] : names[Int(state % UInt64(names.count))]
                let sandbox = Self.sandboxes[run % Self.sandboxes.count]
                switch try Rogues.evaluate(name, in: sandbox) {
                case .success: #expect(["fugitive", "spy"].contains(name), "\(name)")
                case .failure(let failure): #expect(failure.message.contains("/v1 "), "\(name)")
                }
            }
            for name in Set(names + slow) { try Remains.expectNone(of: name) }
            // Tests beside this one open files too, but not one for every run.
            #expect(try Remains.openFiles() < before + max(20, runs / 2))
        }
    }
}

#endif
