/// Where an HTTP request goes: scheme, host and port, as browsers compare them.
///
/// Read strictly: what is not plainly an origin is none, so that no two programs can read it differently.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    public var isSecure: Bool
    /// Lower-case name, IPv4 address, or IPv6 address without its brackets.
    public var host: String
    public var port: Int

    public init(isSecure: Bool = true, host: String, port: Int? = nil) {
        self.isSecure = isSecure
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
    }

    /// `example.org`, `example.org:8443`, `https://example.org`, `http://10.0.0.5:8080`; nil when it is none.
    public init?(_ text: String) {
        var rest = text[...]
        var isSecure = true
        if rest.hasPrefix("https://") {
            rest = rest.dropFirst(8)
        } else if rest.hasPrefix("http://") {
            rest = rest.dropFirst(7)
            isSecure = false
        }
        var host: Substring
        var port: Substring?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = rest[rest.index(after: rest.startIndex)..<end]
            let behind = rest[rest.index(after: end)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
            port = behind.isEmpty ? nil : behind.dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy({ Self.isAddressByte($0) }) else { return nil }
        } else {
            let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = parts[0]
            port = parts.count == 2 ? parts[1] : nil
            guard Self.isName(host) else { return nil }
        }
        if let port {
            guard let number = Int(port), (1...65535).contains(number), "\(number)" == port else { return nil }
            self.init(isSecure: isSecure, host: String(host), port: number)
        } else {
            self.init(isSecure: isSecure, host: String(host))
        }
    }

    /// The origin of an `https://` or `http://` address with a path; nil when it is none, or holds a user's name.
    public init?(url: String) {
        guard url.utf8.count <= 2000, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            url.hasPrefix("https://") || url.hasPrefix("http://")
        else { return nil }
        let start = url.firstIndex(of: ":").map { url.index($0, offsetBy: 3) } ?? url.endIndex
        let end = url[start...].firstIndex { "/?#".contains($0) } ?? url.endIndex
        self.init(String(url[..<end]))
    }

    /// Whether the host is an address and not a name.
    public var isAddress: Bool {
        host.contains(":") || host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || Self.isDigit($0) }
    }

    public var description: String {
        let scheme = isSecure ? "https" : "http"
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(port)"
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 253 && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.last != UInt8(ascii: ".")
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy {
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-")
                    }
            }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: ".")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
