import Plan
import PluginKit
import Testing

@testable import PluginHost

/// What receivers and sources may ask the host for, decided without a network.
@Suite struct GateTests {
    private static let plugin = Plugin(
        id: "gate/v1", folder: "Plugins/gate", title: LocalText("gate"),
        role: .delivers(.init(word: "gate", hosts: [.origin(Origin(host: "api.example.org")), .parameter("url")])),
        command: ["./gate"])

    private func ask(_ json: String, method: String = "http") throws -> (CallAnswer, UniformTransport) {
        let transport = UniformTransport(status: 200)
        let arguments = PluginArguments([.init("url", .text("http://10.1.2.3:8080/x"))])
        let gate = Gate(Self.plugin, arguments, authorities: nil, seconds: 60, transport: transport)
        return (try gate.answer(method, try JSONValue(Array(json.utf8))), transport)
    }

    @Test("A declared host is asked what the plugin wrote")
    func asks() throws {
        let (_, transport) = try ask(
            #"{"method":"PUT","url":"https://api.example.org/a?b=c","headers":{"X-Id":"7"},"body":"ä"}"#)
        let request = try #require(transport.requests.first)
        #expect(request.method == "PUT")
        #expect(request.headers == [.init(name: "X-Id", value: "7")])
        #expect(request.body == Array("ä".utf8))
        #expect(try ask(#"{"method":"GET","url":"http://10.1.2.3:8080/other"}"#).1.requests.count == 1)
    }

    @Test(
        "Whatever else it asks for ends the plugin, with words",
        arguments: [
            (
                #"{"method":"GET","url":"https://evil.example/"}"#,
                "asked for https://evil.example, which it does not declare"
            ),
            (#"{"method":"GET","url":"http://api.example.org/"}"#, "asked for http://api.example.org, which"),
            (#"{"method":"GET","url":"https://api.example.org:444/"}"#, "which it does not declare"),
            (#"{"method":"GET","url":"https://api.example.org.evil.example/"}"#, "which it does not declare"),
            (#"{"method":"GET","url":"https://api.example.org@evil.example/"}"#, "its url is no plain"),
            (#"{"method":"GET","url":"https://api.example.org\\@evil.example/"}"#, "its url is no plain"),
            (#"{"method":"GET","url":"file:///etc/passwd"}"#, "its url is no plain"),
            (#"{"method":"GET","url":"https://api.example.org/\r\nHost: x"}"#, "its url is no plain"),
            (#"{"method":"CONNECT","url":"https://api.example.org/"}"#, "its method is none of"),
            (#"{"method":"GET","url":"https://api.example.org/","body":"x"}"#, "a GET has no body"),
            (#"{"method":"GET","url":"https://api.example.org/","proxy":"x"}"#, "the unknown member \"proxy\""),
            (#"{"method":"GET","url":"https://api.example.org/","headers":{"X":"a\r\nY: b"}}"#, "holds a line end"),
            (#"{"method":"GET","url":"https://api.example.org/","headers":{"X\r\nY":"b"}}"#, "is no name of a header"),
            (#"{"method":"GET","url":"https://api.example.org/","headers":{"Host":"evil"}}"#, "is the host's own"),
            (
                #"{"method":"GET","url":"https://api.example.org/","headers":{"Proxy-Authorization":"x"}}"#,
                "is the host's own"
            ),
        ])
    func refuses(_ json: String, _ words: String) throws {
        let failure = #expect(throws: PluginFailure.self) { try ask(json) }
        #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
    }

    @Test("An unknown call ends the plugin")
    func refusesCall() throws {
        let failure = #expect(throws: PluginFailure.self) { try ask("{}", method: "exec") }
        #expect(failure?.description == "asked the host for the unknown \"exec\"")
    }

    @Test(
        "Addresses of the house and of the link are known",
        arguments: [
            ([127, 0, 0, 1], NetworkAddress.Kind.inside), ([10, 0, 0, 1], .inside), ([172, 31, 0, 1], .inside),
            ([172, 32, 0, 1], .everywhere), ([192, 168, 1, 1], .inside), ([169, 254, 169, 254], .link),
            ([100, 64, 0, 1], .inside), ([8, 8, 8, 8], .everywhere), ([224, 0, 0, 1], .inside),
            ([0, 0, 0, 0], .inside), ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], .inside),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 169, 254, 0, 1], .link),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 8, 8, 8, 8], .everywhere),
            ([0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], .link),
            ([0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], .inside),
            ([0x2A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], .everywhere),
            ([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1], .inside), ([], .link),
        ] as [([UInt8], NetworkAddress.Kind)])
    func knowsAddresses(_ bytes: [UInt8], _ kind: NetworkAddress.Kind) {
        #expect(NetworkAddress.kind(bytes) == kind)
    }

    @Test("A secret is hidden in the forms in which it is usually said")
    func masks() {
        var mask = Mask()
        mask.hide(["s3cret/ü", "ab"])
        #expect(
            mask("it is s3cret/ü, 'czNjcmV0L8O8', 7333637265742fc3bc, s3cret%2F%C3%BC")
                == "it is ‹secret›, '‹secret›', ‹secret›, ‹secret›")
        #expect(mask("absolutely") == "absolutely", "two letters are no secret")
        var log = LineLog()
        log.mask = mask
        log.append(Array((String(repeating: "x", count: 495) + "s3cret/ü and more\n").utf8)[...])
        #expect(log.hasToldSecret)
        #expect(!log.take().joined().contains("s3c"))
        log.append(Array((String(repeating: "y", count: 5000) + "\n").utf8)[...])
        #expect(log.take().first?.utf8.count == 500)
    }
}
