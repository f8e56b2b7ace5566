import FoundationEssentials
import Plan
import PluginKit

/// What a plugin wants sent, read strictly from its call `http`.
struct HTTPRequest: Sendable, Equatable {
    struct Header: Sendable, Equatable {
        var name: String
        var value: String
    }

    var method: String
    var url: String
    var origin: Origin
    var headers: [Header]
    var body: [UInt8]?

    static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    /// Headers that belong to the connection, which is the host's.
    private static let ours: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer", "keep-alive",
        "accept-encoding", "cookie2", "via",
    ]
    private static let mostHeaderBytes = 16 << 10
    private static let mostBodyBytes = 4 << 20

    /// - Throws: what is wrong with it, in words that follow "asked for an exchange that cannot be made: ".
    init(_ params: JSONValue) throws(ProtocolViolation) {
        for member in params.members ?? [] where !["method", "url", "headers", "body"].contains(member.name) {
            throw ProtocolViolation("it has the unknown member \"\(member.name.prefix(40))\"")
        }
        guard let method = params["method"]?.string, Self.methods.contains(method) else {
            throw ProtocolViolation("its method is none of \(Self.methods.joined(separator: ", "))")
        }
        guard let url = params["url"]?.string, let origin = Origin(url: url), !url.contains("#") else {
            throw ProtocolViolation("its url is no plain https:// or http:// address without a user's name")
        }
        var headers: [Header] = []
        for member in params["headers"]?.members ?? [] {
            guard let value = member.value.string else {
                throw ProtocolViolation("the header \"\(member.name.prefix(40))\" is no text")
            }
            headers.append(try Self.header(member.name, value))
        }
        guard headers.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count }) <= Self.mostHeaderBytes else {
            throw ProtocolViolation("its headers hold more than \(Self.mostHeaderBytes) bytes")
        }
        if let body = params["body"], !body.isNull {
            guard let text = body.string, text.utf8.count <= Self.mostBodyBytes else {
                throw ProtocolViolation("its body is no text, or of more than \(Self.mostBodyBytes >> 20) MB")
            }
            guard method != "GET", method != "HEAD" else { throw ProtocolViolation("a \(method) has no body") }
            self.body = Array(text.utf8)
        }
        (self.method, self.url, self.origin, self.headers) = (method, url, origin, headers)
    }

    private static func header(_ name: String, _ value: String) throws(ProtocolViolation) -> Header {
        let isToken =
            !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_!#$%&'*+.^`|~".utf8.contains(byte)
            }
        guard isToken else { throw ProtocolViolation("\"\(name.prefix(40))\" is no name of a header") }
        guard !ours.contains(name.lowercased()), !name.lowercased().hasPrefix("proxy-") else {
            throw ProtocolViolation("the header \"\(name)\" is the host's own")
        }
        // A line end would begin a header, or a message, of the plugin's own making.
        guard !value.isEmpty, value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
            throw ProtocolViolation("the header \"\(name)\" is empty or holds a line end or another control character")
        }
        return Header(name: name, value: value)
    }
}

/// What a server answered.
struct HTTPResponse: Sendable {
    var status: Int
    /// Names in small letters; values of a repeated header joined by ", ".
    var headers: [HTTPRequest.Header]
    var body: [UInt8]

    func write(to json: inout JSONOutput) {
        json.raw(#"{"status":"#)
        json.number(Double(status))
        json.name("headers")
        json.raw("{")
        for header in headers { json.member(header.name, header.value) }
        json.raw("}")
        if let text = String(validating: body, as: UTF8.self) {
            json.member("body", text)
        } else {
            json.member("body_base64", Data(body).base64EncodedString())
        }
        json.raw("}")
    }
}

/// Why an exchange gave no answer.
enum HTTPTrouble: Error, Sendable, Equatable {
    /// The server could not be reached, trusted, or was too slow.
    case unreachable(String)
    case tooLarge(String)
    /// The name leads to an address that is not allowed.
    case forbidden(String)
}

/// Makes exchanges; tests and the conformance kit answer them themselves.
protocol HTTPTransport: AnyObject {
    func perform(_ request: HTTPRequest, _ terms: ExchangeTerms) throws(HTTPTrouble) -> HTTPResponse
}

/// What holds for one exchange.
struct ExchangeTerms: Sendable {
    var seconds: Int
    var responseBytes: Int
    /// Whether the address may be one of the house.
    var mayBeInside: Bool
    /// A PEM file of authorities to trust beside the system's.
    var authorities: String?
}
