import Foundation
import Plan
import PluginKit
import Synchronization
import TestSupport
import Testing

@testable import PluginHost

#if os(Linux)

extension Gallery {
    /// The rogues among receivers and sources, against a real server.
    @Suite(.enabled(if: Python.isThere, HTTPServer.missing))
    struct ExchangeRogueTests {
        struct Rogue: Sendable, CustomTestStringConvertible {
            var name: String
            var words: String
            var fetches = false
            /// What the kit says of it, where that differs.
            var kitWords: String?

            var testDescription: String { name }
        }

        static let secret = "pl3ase-do-not-tell"

        static let gallery: [Rogue] = [
            Rogue(name: "undeclared_host", words: "asked for https://neighbour.example, which it does not declare"),
            Rogue(
                name: "follows_redirect", words: "asked for http://neighbour.example, which it does not declare",
                // The kit's servers answer without a location.
                kitWords: "ended with exit status 1 before it answered; its last words: KeyError: 'location'"),
            Rogue(name: "endless_exchanges", words: "asked for more than 5 exchanges"),
            Rogue(
                name: "header_injection",
                words: "asked for an exchange that cannot be made: the header \"X-Id\" is empty or holds a line end"),
            Rogue(name: "claims", words: "says that the message is delivered, and no server was asked"),
            Rogue(name: "hangs_between", words: "gave no answer within 1 second"),
            Rogue(name: "unknown_outcome", words: "answered the outcome \"probably\""),
            Rogue(name: "asks_for_more", words: "asked the host for the unknown \"read_file\""),
            Rogue(
                name: "garbage_row", words: "gave a row that is not [date, unit, metric, value] (row 2)", fetches: true),
            Rogue(name: "text_value", words: "gave a row whose value is no number (row 1)", fetches: true),
            Rogue(name: "endless_rows", words: "gave more than 100000 rows", fetches: true),
            Rogue(name: "flood_of_rows", words: "said more than 8 MB", fetches: true),
            Rogue(
                name: "miscounts", words: "does not say at the end how many rows it gave (\"rows\": 1)", fetches: true),
        ]

        private static func plugin(_ name: String, fetches: Bool = false) -> Plugin {
            var plugin = Rogues.plugin(name)
            let exchanging = Plugin.Exchanging(word: "rogue", hosts: [.parameter("url")])
            plugin.role = fetches ? .fetches(exchanging) : .delivers(exchanging)
            plugin.parameters = [
                PluginParameter(name: "url", kind: .url), PluginParameter(name: "secret", kind: .secret),
            ]
            plugin.limits.time = name == "hangs_between" ? 1 : 20
            plugin.limits.cpu = 60
            plugin.limits.memory = 512 << 20
            plugin.limits.output = 8 << 20
            plugin.limits.exchanges = 5
            plugin.limits.rows = 100_000
            plugin.limits.response = 1 << 20
            return plugin
        }

        private static func workspace(_ name: String) throws -> TemporaryFolder {
            let folder = try Rogues.workspace(name)
            let manners = try String(
                contentsOf: PackageRoot.path("Tests/Fixtures/rogues/messenger.py"), encoding: .utf8)
            try folder.write(manners, to: "\(Rogues.plugin(name).folder)/messenger.py")
            return folder
        }

        private static let message = Array(#"{"id":"2026-05-17-duty-0a1b2c3d4e5f","alerts":[]}"#.utf8)

        /// What becomes of one question to a rogue, and what it said on standard error.
        private static func ask(
            _ name: String, fetches: Bool, _ server: HTTPServer, _ sandbox: Sandbox
        ) throws -> (Result<PluginReceiver.Outcome?, PluginFailure>, log: [String]) {
            let folder = try workspace(name)
            let plugin = plugin(name, fetches: fetches)
            let log = Lines()
            let host = PluginHost([plugin], root: folder.url.path, sandbox: sandbox) { _, line in log.add(line) }
            defer { host.close() }
            let use = PluginUse(
                plugin: plugin.id,
                arguments: PluginArguments([
                    .init("url", .text("http://localhost:\(server.port)")), .init("secret", .secret(.environment("X"))),
                ]))
            let secrets: SecretReader = { _ throws(SecretTrouble) in secret }
            let outcome = Result<PluginReceiver.Outcome?, PluginFailure> { () throws(PluginFailure) in
                guard fetches else { return try host.deliver(message, use: use, now: 1_779_000_000, secrets: secrets) }
                let question = PluginSource.Question(source: "s", today: "2026-05-17", since: nil)
                _ = try host.fetch(use, question, secrets: secrets)
                return nil
            }
            host.close()
            return (outcome, log.all)
        }

        private final class Lines: Sendable {
            private let lines = Mutex<[String]>([])
            func add(_ line: String) { lines.withLock { $0.append(line) } }
            var all: [String] { lines.withLock { $0 } }
        }

        @Test("A rogue among receivers and sources is stopped, and told what it did", arguments: gallery)
        func saysWhatItDid(_ rogue: Rogue) throws {
            let server = try HTTPServer()
            for sandbox in RogueTests.sandboxes {
                let (outcome, _) = try Self.ask(rogue.name, fetches: rogue.fetches, server, sandbox)
                let failure = #expect(throws: PluginFailure.self) { try outcome.get() }
                #expect(failure?.description.contains(rogue.words) == true, "\(sandbox): \(failure?.description ?? "")")
            }
            #expect(try server.requests().allSatisfy { $0.headers["x-evil"] == nil && $0.path != "/" })
            try Remains.expectNone(of: rogue.name)
        }

        @Test("After many questions with random misbehaviour no process, file or zombie is left")
        func soak() throws {
            let runs = ProcessInfo.processInfo.environment["ONPACE_SOAK"].flatMap(Int.init) ?? 30
            let server = try HTTPServer()
            let rogues = Self.gallery.filter { $0.name != "hangs_between" }
            var random = SplitMix64(seed: 20_260_517)
            let before = try Remains.openFiles()
            for run in 0..<runs {
                let rogue = rogues[Int(random.next() % UInt64(rogues.count))]
                let sandbox = RogueTests.sandboxes[run % RogueTests.sandboxes.count]
                let (outcome, _) = try Self.ask(rogue.name, fetches: rogue.fetches, server, sandbox)
                #expect(throws: PluginFailure.self, "\(rogue.name)") { try outcome.get() }
            }
            for rogue in rogues { try Remains.expectNone(of: rogue.name) }
            #expect(try Remains.openFiles() < before + max(20, runs / 2))
        }

        @Test("What a server says beyond the limit is cut off and told to the plugin")
        func cutsOff() throws {
            let server = try HTTPServer()
            let (outcome, _) = try Self.ask("wants_all", fetches: false, server, .lesser(because: "a test"))
            #expect(try outcome.get() == .refused(because: "http://localhost:\(server.port) answered more than 1 MB"))
        }

        @Test("A secret is hidden in whatever a plugin says")
        func hidesSecret() throws {
            let server = try HTTPServer()
            let (outcome, log) = try Self.ask("tells_secret", fetches: false, server, .lesser(because: "a test"))
            #expect(try outcome.get() == .refused(because: "nobody likes ‹secret› or ‹secret›"))
            #expect(log.first == "the secret is ‹secret›")
            #expect(!log.joined().contains("pl3"), "\(log)")
        }

        @Test("A plugin has no way out of its own, in either sandbox")
        func hasNoWayOut() throws {
            let server = try HTTPServer()
            for sandbox in RogueTests.sandboxes {
                guard sandbox.hasNoNetwork else {
                    print("skipped in ExchangeRogueTests: no sockets, for this system cannot refuse them")
                    continue
                }
                let (outcome, _) = try Self.ask("own_socket", fetches: false, server, sandbox)
                #expect(try outcome.get() == .refused(because: "found no way out"), "\(sandbox)")
            }
            #expect(try server.requests().isEmpty)
        }

        @Test(
            "The conformance kit fails each of them with the right words",
            arguments: gallery)
        func kitFindsRogue(_ rogue: Rogue) throws {
            let folder = try Self.workspace(rogue.name)
            let plugin = Self.plugin(rogue.name, fetches: rogue.fetches)
            let kit = ConformanceKit(plugin, root: folder.url.path, sandbox: .lesser(because: "a test"))
            let problems = kit.check([]).compactMap(\.problem)
            #expect(problems.contains { $0.contains(rogue.kitWords ?? rogue.words) }, "\(problems)")
        }

        @Test("The conformance kit finds whoever tells a secret")
        func kitFindsTeller() throws {
            let folder = try Self.workspace("tells_secret")
            let kit = ConformanceKit(
                Self.plugin("tells_secret"), root: folder.url.path, sandbox: .lesser(because: "a test"))
            #expect(kit.check([]).compactMap(\.problem).contains("said a secret on standard error"))
        }

        @Test("A name that leads into the house is refused where only plugin.yaml names it")
        func refusesHouse() throws {
            let server = try HTTPServer()
            let client = HTTPClient()
            let json = #"{"method":"GET","url":"http://localhost:\#(server.port)/status/200"}"#
            let request = try HTTPRequest(try JSONValue(Array(json.utf8)))
            var terms = ExchangeTerms(seconds: 5, responseBytes: 1 << 20, mayBeInside: false)
            #expect(throws: HTTPTrouble.self) { try client.perform(request, terms) }
            #expect(try server.requests().isEmpty)
            terms.mayBeInside = true
            #expect(try client.perform(request, terms).status == 200)
        }
    }
}

#endif
