import PluginKit

/// Servers that are not there: each exchange is answered by the next line of a case's `http`.
///
/// ```json
/// {"request": {"method": "POST", "headers": {…}}, "response": {"status": 429, "headers": {"retry-after": "120"}}}
/// {"request": {"method": "GET"}, "unreachable": "no route"}
/// ```
final class ScriptedTransport: HTTPTransport {
    private var rest: ArraySlice<JSONValue>
    private var made = 0
    /// The first exchange that was another than the case says.
    private(set) var problem: String?

    init(_ exchanges: [JSONValue]) { rest = exchanges[...] }

    func perform(_ request: HTTPRequest, _: ExchangeTerms) throws(HTTPTrouble) -> HTTPResponse {
        made += 1
        guard let script = rest.popFirst() else {
            note("asks for exchange \(made), and the case holds only \(made - 1)")
            throw .unreachable("the case holds no further exchange")
        }
        if let wanted = script["request"],
            let difference = PluginCase.difference(wanted, request.value, at: "")
        {
            note("exchange \(made): \(difference)")
        }
        if let why = script["unreachable"]?.string { throw .unreachable(why) }
        let response = script["response"] ?? .null
        return HTTPResponse(
            status: response["status"]?.whole ?? 200,
            headers: (response["headers"]?.members ?? []).map { .init(name: $0.name, value: $0.value.string ?? "") },
            body: Array((response["body"]?.string ?? "").utf8))
    }

    /// Notes exchanges of the case that were not made.
    func close() {
        if !rest.isEmpty { note("made \(made) exchanges of the case's \(made + rest.count)") }
    }

    private func note(_ words: String) {
        if problem == nil { problem = words }
    }
}

/// A server that answers everything the same way, and remembers what it was asked.
final class UniformTransport: HTTPTransport {
    private let answer: Result<HTTPResponse, HTTPTrouble>
    private(set) var requests: [HTTPRequest] = []

    /// - Parameter status: nil = it cannot be reached.
    init(status: Int?) {
        answer =
            status.map { .success(HTTPResponse(status: $0, headers: [], body: [])) }
            ?? .failure(.unreachable("a server that is not there cannot be reached"))
    }

    func perform(_ request: HTTPRequest, _: ExchangeTerms) throws(HTTPTrouble) -> HTTPResponse {
        requests.append(request)
        return try answer.get()
    }
}

extension HTTPRequest {
    /// The request as the plugin wrote it.
    var value: JSONValue {
        var members: [JSONValue.Member] = [
            .init("method", .string(method)), .init("url", .string(url)),
            .init("headers", .object(headers.map { .init($0.name, .string($0.value)) })),
        ]
        if let body { members.append(.init("body", .string(String(decoding: body, as: UTF8.self)))) }
        return .object(members)
    }
}
