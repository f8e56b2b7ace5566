/// JSON-RPC 2.0, one message a line (Documentation/plugins.md).
public enum RPC {
    /// The version of the protocol, which both sides name in `initialize`.
    public static let protocolVersion = 1

    /// A request as one line, its line end included.
    public static func request(_ method: String, id: Int, params: (inout JSONOutput) -> Void) -> [UInt8] {
        var json = JSONOutput()
        json.raw(#"{"jsonrpc":"2.0","id":"#)
        json.number(Double(id))
        json.member("method", method)
        json.name("params")
        params(&json)
        json.raw("}\n")
        return json.bytes
    }

    /// An answer as one line.
    public static func result(id: JSONValue, _ result: (inout JSONOutput) -> Void) -> [UInt8] {
        var json = JSONOutput()
        json.raw(#"{"jsonrpc":"2.0","id":"#)
        json.value(id)
        json.name("result")
        result(&json)
        json.raw("}\n")
        return json.bytes
    }

    /// A refusal as one line.
    public static func failure(id: JSONValue, code: Int, _ message: String) -> [UInt8] {
        var json = JSONOutput()
        json.raw(#"{"jsonrpc":"2.0","id":"#)
        json.value(id)
        json.raw(#","error":{"code":"#)
        json.number(Double(code))
        json.member("message", message)
        json.raw("}}\n")
        return json.bytes
    }

    /// Codes of refusals: those of JSON-RPC, and those of this protocol.
    public enum Code {
        public static let malformed = -32700
        public static let invalidRequest = -32600
        public static let unknownMethod = -32601
        public static let invalidParameters = -32602
        public static let cannotBeDone = 1
        /// What the host says of an exchange: the server could not be reached, or its answer is too large.
        public static let unreachable = 2
        public static let tooLarge = 3
    }
}

/// Why a message breaks the protocol, in words that follow "the plugin …".
public struct ProtocolViolation: Error, Sendable, Equatable {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }
}
